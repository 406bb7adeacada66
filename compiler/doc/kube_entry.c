/* Kinds, types and fields of Kubernetes as entries. The tables have types, versions, closed sets and rules, and no descriptions. */
#include "doc/entry.h"

#include "doc/kube_rules.h"

static Str versions(struct arena *arena, unsigned since, unsigned until)
{
    if (since >= KUBE_MINOR_GATED) return STR("off unless a server is told otherwise");
    Str from = since > KUBE_MINOR_MIN ? arena_printf(arena, "from Kubernetes 1.%u on", since) : STR("");
    if (until) return arena_printf(arena, "%.*s%suntil Kubernetes 1.%u", STR_ARG(from), from.n ? ", " : "", until - 1);
    return from;
}

/* Without the empty text, which stands for none. */
static Str show_values(struct arena *arena, const struct kube_type *type)
{
    Str text = STR("");
    for (size_t i = 0; type->values[i]; i++)
        if (*type->values[i]) text = arena_printf(arena, "%.*s%s%s", STR_ARG(text), text.n ? " | " : "", type->values[i]);
    return text;
}

static Str show_type(struct session *session, const struct kube_type *type)
{
    struct arena *arena = session->arena;
    switch (type->kind) {
    case KUBE_ENUM: return show_values(arena, type);
    case KUBE_LIST: return arena_printf(arena, "[%.*s]%s%s", STR_ARG(show_type(session, type->element)),
            type->list_keys ? ", told apart by " : "", type->list_keys ? type->list_keys : "");
    case KUBE_MAP: return arena_printf(arena, "{string: %.*s}", STR_ARG(show_type(session, type->element)));
    case KUBE_BASE64: return STR("base64");
    case KUBE_TIME: return STR("time, as 2026-11-23T12:00:00Z");
    case KUBE_ANY: return STR("any");
    case KUBE_OBJECT: return STR("object of any form");
    default: return type_show(arena, type_of_kube(session, type));
    }
}

/* "from 1 to 65535; from Kubernetes 1.24 on" */
static Str field_note(struct session *session, const struct kube_type *around, const struct kube_field *field)
{
    Str rules = kube_rules_text(session->arena, around, field->name, session->kube), when = versions(session->arena, field->since, field->until);
    Str rest = arena_printf(session->arena, "%.*s%s%s", STR_ARG(when), when.n && field->deprecated ? "; " : "", field->deprecated ? "deprecated" : "");
    return arena_printf(session->arena, "%.*s%s%.*s", STR_ARG(rules), rules.n && rest.n ? "; " : "", STR_ARG(rest));
}

static struct doc_member field_member(struct session *session, const struct kube_type *around, const struct kube_field *field)
{
    return (struct doc_member){.name = str_of(field->name), .type = show_type(session, field->type), .required = field->required,
            .note = field_note(session, around, field)};
}

/* The struct whose fields lie below: that of a list's or map's elements, too. */
static const struct kube_type *inner_struct(const struct kube_type *type)
{
    while (type->kind == KUBE_LIST || type->kind == KUBE_MAP) type = type->element;
    return type->kind == KUBE_STRUCT ? type : NULL;
}

static void add_fields(struct session *session, struct doc_entry *entry, const struct kube_type *type)
{
    struct doc_section *section = doc_section(session, entry, "Fields");
    for (size_t i = 0; i < type->nfields; i++) {
        const struct kube_field *field = &type->fields[i];
        if (kube_field_served(field, session->kube)) vec_push(session->arena, &section->members, field_member(session, type, field));
    }
}

static void offer_fields(const struct session *session, const struct kube_type *type, Str wanted, struct suggestion *suggestion)
{
    *suggestion = suggestion_for(NULL, wanted);
    for (size_t i = 0; type && i < type->nfields; i++)
        if (kube_field_served(&type->fields[i], session->kube)) suggestion_offer(suggestion, str_of(type->fields[i].name));
}

/* "containers[0]" and "containers" are the same here. */
static Str without_index(Str part)
{
    const char *bracket = memchr(part.s, '[', part.n);
    return bracket ? (Str){part.s, (size_t)(bracket - part.s)} : part;
}

static Str kind_note(struct arena *arena, const struct kube_resource *resource)
{
    Str note = versions(arena, resource->since, resource->removed);
    if (resource->deprecated) note = arena_printf(arena, "%.*s%sdeprecated from 1.%u on", STR_ARG(note), note.n ? ", " : "", resource->deprecated);
    Str place = resource->namespaced ? STR("in a namespace") : STR("of the cluster");
    return arena_printf(arena, "%.*s%s%.*s", STR_ARG(place), note.n ? "; " : "", STR_ARG(note));
}

static struct doc_entry *kube_entry(struct session *session, const struct kube_resource *resource, const struct kube_type *type)
{
    struct doc_entry *entry = NEW(session->arena, struct doc_entry);
    *entry = (struct doc_entry){.kind = resource ? "kind" : "type", .name = str_of(resource ? resource->kind : type->name)};
    entry->module = resource ? str_of(resource->api_version) : STR("kube");
    if (resource) entry->note = kind_note(session->arena, resource);
    return entry;
}

struct doc_entry *doc_of_kube(struct session *session, const struct kube_resource *resource, const struct kube_type *type, Str path,
        struct suggestion *wrong)
{
    struct doc_entry *entry = kube_entry(session, resource, type);
    if (resource) type = resource->type;
    while (path.n) {
        Str part = without_index(str_cut(&path, '.'));
        const struct kube_type *around = inner_struct(type);
        const struct kube_field *field = around ? kube_field_find(around, part.s, part.n) : NULL;
        bool key = !field && type->kind == KUBE_MAP;
        offer_fields(session, around, part, wrong);
        if (!key && !field) return NULL;
        type = key ? type->element : field->type;
        entry->kind = "field";
        entry->name = arena_printf(session->arena, "%.*s.%.*s", STR_ARG(entry->name), STR_ARG(part));
        entry->signature = show_type(session, type);
        entry->note = field ? field_note(session, around, field) : STR("");
        if (field && field->required) entry->note = arena_printf(session->arena, "required%s%.*s", entry->note.n ? "; " : "", STR_ARG(entry->note));
    }
    if (inner_struct(type)) add_fields(session, entry, inner_struct(type));
    return entry;
}
