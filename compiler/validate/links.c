#include "links.h"

#include <stdio.h>

/* ---- keys of the maps ---- */

const struct name *key_of(struct links *links, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char small[256];
    int n = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if ((size_t)n < sizeof small) return name_of(links->catalog->session->names, (Str){small, (size_t)n});
    va_start(args, fmt);
    Str text = arena_vprintf(links->catalog->session->arena, fmt, args);
    va_end(args);
    return name_of(links->catalog->session->names, text);
}

const struct name *name_key(struct links *links, Str text) { return name_of(links->catalog->session->names, text); }

static const char *text_of(const struct name *name) { return name ? name->s : ""; }

/* ---- what there is ---- */

static void add_secret(struct links *links, struct made_secret secret)
{
    struct arena *arena = links->catalog->session->arena;
    if (!secret.name.n) return;
    struct made_secret *made = NEW(arena, struct made_secret);
    *made = secret;
    map_put(arena, &links->secrets, key_of(links, "%s/%.*s", text_of(made->namespace), STR_ARG(made->name)), made);
    vec_push(arena, &links->made_secrets, made);
}

/* Custom kinds whose controllers make a Secret, named in a field or like the object. */
static void add_operated_secret(struct links *links, const struct object *object)
{
    static const struct { const char *kind, *outer, *inner; } makers[] = {
        {"ExternalSecret", "target", "name"}, {"Certificate", "secretName", NULL}, {"SealedSecret", "template", "metadata"},
    };
    for (size_t i = 0; i < COUNT(makers); i++) {
        if (strcmp(object->kube->kind, makers[i].kind) != 0) continue;
        struct value field = dig(links->catalog, object->value, "spec", makers[i].outer, makers[i].inner, NULL);
        if (field.kind == V_RECORD) field = dig(links->catalog, field, "name", NULL);
        Str name = dig_text(field);
        add_secret(links, (struct made_secret){object->namespace, name.n ? name : NAME_STR(object->name), object->at, value_null()});
    }
}

static void add_claims(struct links *links, struct object *object)
{
    struct value templates = dig(links->catalog, object->value, "spec", "volumeClaimTemplates", NULL), template;
    for (size_t i = 0; each(templates, i, &template); i++) {
        Str name = dig_text(dig(links->catalog, template, "metadata", "name", NULL));
        map_put(links->catalog->session->arena, &links->claims, key_of(links, "%s/%.*s-%s", text_of(object->namespace), STR_ARG(name),
                object->name->s),
                object);
    }
}

static void add_definition(struct links *links, struct object *object)
{
    Str group = dig_text(dig(links->catalog, object->value, "spec", "group", NULL));
    Str kind = dig_text(dig(links->catalog, object->value, "spec", "names", "kind", NULL));
    map_put(links->catalog->session->arena, &links->definitions, key_of(links, "%.*s/%.*s", STR_ARG(group), STR_ARG(kind)), object);
}

static void add_object(struct links *links, struct object *object)
{
    struct arena *arena = links->catalog->session->arena;
    const struct name *kind = name_key(links, str_of(object->kube->kind));
    struct object_list *list = map_get(&links->by_kind, kind);
    if (!list) {
        list = NEW(arena, struct object_list);
        map_put(arena, &links->by_kind, kind, list);
    }
    vec_push(arena, &list->v, object);
    if (object->namespace) map_put(arena, &links->namespaces, object->namespace, links);
    if (built_in(object, "Namespace")) map_put(arena, &links->namespaces, object->name, links);
    else if (built_in(object, "StatefulSet")) add_claims(links, object);
    else if (built_in(object, "CustomResourceDefinition")) add_definition(links, object);
    else add_operated_secret(links, object);
}

/* The namespace that the fact names, else that of the objects of its instance. */
static const struct name *namespace_of_fact(struct links *links, const struct fact *fact)
{
    Str written = dig_text(dig(links->catalog, fact->value, "namespace", NULL));
    if (written.n) return name_key(links, written);
    for (uint32_t i = fact->instance->first_object; i < fact->instance->end_object; i++)
        if (links->catalog->machine->objects.at[i]->namespace) return links->catalog->machine->objects.at[i]->namespace;
    return NULL;
}

/* Of one that exists already, only the keys that the stack uses are listed. */
static void add_secret_fact(struct links *links, const struct fact *fact)
{
    struct catalog *catalog = links->catalog;
    bool complete = !str_is(dig_text(dig(catalog, fact->value, "provider", NULL)), "existing");
    add_secret(links, (struct made_secret){namespace_of_fact(links, fact), dig_text(dig(catalog, fact->value, "name", NULL)), fact->instance->at,
                                           complete ? dig(catalog, fact->value, "keys", NULL) : value_null()});
}

void links_collect(struct links *links)
{
    const struct machine *machine = links->catalog->machine;
    for (size_t i = 0; i < machine->objects.n; i++) add_object(links, machine->objects.at[i]);
    for (size_t i = 0; i < machine->facts.n; i++) {
        const struct fact *fact = &machine->facts.at[i];
        if (strcmp(fact->name->s, "secret") == 0) add_secret_fact(links, fact);
    }
}

/* ---- following ---- */

void add_reference(struct links *links, const struct object *from, const struct object *to, Span at, const char *reason)
{
    if (from == to || map_get(&links->linked, to) == from) return;
    map_put(links->catalog->session->arena, &links->linked, to, (void *)from);
    struct reference reference = {from->node, to->node, at, reason};
    vec_push(links->catalog->session->arena, &links->found, reference);
}

static const char *const standard_roles[] = {"cluster-admin", "admin", "edit", "view"}; /* those for people */

/* What every cluster has from the start. */
static bool always_there(const struct link *link, Str name)
{
    const char *kind = link->relation->kind;
    bool system = link->namespace && str_starts(NAME_STR(link->namespace), STR("kube-"));
    if (strcmp(kind, "ServiceAccount") == 0) return str_is(name, "default") || (system && link->namespace != link->from->namespace);
    if (strcmp(kind, "ConfigMap") == 0) return str_is(name, "kube-root-ca.crt") || (system && str_is(name, "extension-apiserver-authentication"));
    if (strcmp(kind, "Role") == 0) return system && (str_starts(name, STR("system:")) || str_is(name, "extension-apiserver-authentication-reader"));
    if (strcmp(kind, "ClusterRole") != 0) return false;
    for (size_t i = 0; i < COUNT(standard_roles); i++)
        if (str_is(name, standard_roles[i])) return true;
    return str_starts(name, STR("system:"));
}

/* "data-db-0" is the claim that StatefulSet 'db' makes from its template 'data' for its first replica. */
static struct object *claim_maker(struct links *links, const struct link *link, Str name)
{
    size_t n = name.n;
    while (n > 0 && name.s[n - 1] >= '0' && name.s[n - 1] <= '9') n--;
    if (n == name.n || n < 2 || name.s[n - 1] != '-') return NULL;
    return map_get(&links->claims, key_of(links, "%s/%.*s", text_of(link->namespace), (int)n - 1, name.s));
}

/* The object itself, or one that makes it. */
static struct object *find(struct links *links, const struct link *link, Str name)
{
    struct object *found = catalog_find(links->catalog, link->relation->kind, link->namespace, name);
    if (!found && strcmp(link->relation->kind, "PersistentVolumeClaim") == 0) found = claim_maker(links, link, name);
    return found;
}

const struct made_secret *made_secret(struct links *links, const struct name *namespace, Str name)
{
    const struct made_secret *made = map_get(&links->secrets, key_of(links, "%s/%.*s", text_of(namespace), STR_ARG(name)));
    return made ? made : map_get(&links->secrets, key_of(links, "/%.*s", STR_ARG(name)));
}

/* What no object here stands for, but may be there. */
static bool made_elsewhere(struct links *links, const struct link *link, Str name)
{
    const char *kind = link->relation->kind;
    bool secret = strcmp(kind, "Secret") == 0;
    if (secret && made_secret(links, link->namespace, name)) return true;
    if (links->catalog->machine->foreign && (secret || strcmp(kind, "ConfigMap") == 0)) return true;
    return may_be_elsewhere(links->catalog, kind, link->namespace);
}

static void help_missing(struct links *links, struct diag *diag, const struct relation *relation, Str name)
{
    struct diags *diags = &links->catalog->session->diags;
    if (links->catalog->machine->foreign) diag_help(diags, diag, "name a %s that is there, or check it together with this one", relation->kind);
    else if (strcmp(relation->kind, "Secret") == 0)
        diag_help(diags, diag, "make it with 'secret NAME { … }'; one that exists already is 'secret NAME { existing = \"%.*s\" }'", STR_ARG(name));
    else if (strcmp(relation->kind, "ConfigMap") == 0) diag_help(diags, diag, "make it with 'config NAME { … }', or mark the reference optional");
    else if (strcmp(relation->kind, "PersistentVolumeClaim") == 0) diag_help(diags, diag, "make it with 'claim NAME { … }'");
    else diag_help(diags, diag, "declare it: resource NAME : %s { … }", relation->kind);
}

/* Suggests a similar name in the right namespace. */
static bool suggest_object(struct links *links, struct diag *diag, const struct link *link, const struct object_list *same_kind, Str name)
{
    struct suggestion suggestion = suggestion_for(name);
    for (size_t i = 0; same_kind && i < same_kind->v.n; i++)
        if (same_kind->v.at[i]->namespace == link->namespace) suggestion_offer(&suggestion, NAME_STR(same_kind->v.at[i]->name));
    for (size_t i = 0; i < links->made_secrets.n && strcmp(link->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = links->made_secrets.at[i];
        if (!made->namespace || made->namespace == link->namespace) suggestion_offer(&suggestion, made->name);
    }
    for (size_t i = 0; i < COUNT(standard_roles) && strcmp(link->relation->kind, "ClusterRole") == 0; i++)
        suggestion_offer(&suggestion, str_of(standard_roles[i]));
    diag_suggest(&links->catalog->session->diags, diag, &suggestion);
    return suggestion.best.n > 0;
}

static void note_far_one(struct links *links, struct diag *diag, const struct link *link, Span at, const struct name *namespace)
{
    struct diags *diags = &links->catalog->session->diags;
    diag_note(diags, diag, at, "this one is in namespace '%s', and %s", text_of(namespace), link->relation->reach);
    diag_help(diags, diag, "make it in namespace '%s' too, or move one of the two", text_of(link->namespace));
}

/* Notes one of the same name in another namespace. */
static bool find_far_one(struct links *links, struct diag *diag, const struct link *link, const struct object_list *same_kind, Str name)
{
    for (size_t i = 0; same_kind && i < same_kind->v.n; i++) {
        const struct object *object = same_kind->v.at[i];
        if (!str_eq(NAME_STR(object->name), name)) continue;
        note_far_one(links, diag, link, object->at, object->namespace);
        return true;
    }
    for (size_t i = 0; i < links->made_secrets.n && strcmp(link->relation->kind, "Secret") == 0; i++) {
        const struct made_secret *made = links->made_secrets.at[i];
        if (!str_eq(made->name, name)) continue;
        note_far_one(links, diag, link, made->at, made->namespace);
        return true;
    }
    return false;
}

static void note_neighbours(struct links *links, struct diag *diag, const struct link *link, Str name)
{
    const struct object_list *same_kind = map_get(&links->by_kind, name_key(links, str_of(link->relation->kind)));
    bool search = worth_searching(links->catalog);
    if (search && find_far_one(links, diag, link, same_kind, name)) return;
    if (!search || !suggest_object(links, diag, link, same_kind, name)) help_missing(links, diag, link->relation, name);
}

static void report_missing(struct links *links, const struct link *link, Str name)
{
    const struct relation *relation = link->relation;
    const struct name *key = key_of(links, "%s/%s/%.*s", relation->kind, text_of(link->namespace), STR_ARG(name));
    if (map_get(&links->missed, key) == link->from) return;
    map_put(links->catalog->session->arena, &links->missed, key, link->from);
    struct diag *diag = object_error(links->catalog, relation->code, link->name, link->from, "%s '%s' %s %s '%.*s', which does not exist%s%s%s",
                                     link->from->kube->kind, link->from->name->s, relation->verb, relation->kind, STR_ARG(name),
                                     link->namespace ? " in namespace '" : "", text_of(link->namespace), link->namespace ? "'" : "");
    note_neighbours(links, diag, link, name);
}

struct object *follow(struct links *links, struct link link)
{
    Str name = dig_text(link.name);
    if (!name.n) return NULL;
    struct object *found = find(links, &link, name);
    if (found) add_reference(links, link.from, found, where(links->catalog, link.name, link.from), link.relation->reason);
    else if (!link.optional && !always_there(&link, name) && !made_elsewhere(links, &link, name)) report_missing(links, &link, name);
    return found;
}

struct object *follow_own(struct links *links, const struct relation *relation, struct object *from, struct value name, bool optional)
{
    return follow(links, (struct link){relation, from, from->namespace, name, optional});
}
