/* Which objects of the input the stack has, and what is left out. */
#include "import/import.h"
#include "lift.h"
#include "parts.h"
#include "resource_names.h"

#include "value/field.h"

/* ---- departures ---- */

struct diag *depart(struct import *import, enum diag_code code, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vprintf(import->session->arena, fmt, args);
    va_end(args);
    vec_push(import->session->arena, &import->departures, text);
    return diag_add(&import->session->diags, code, at, "%.*s", STR_ARG(text));
}

/* ---- where an object stands ---- */

static const struct origins *origins_of(const struct import *import) { return &import->manifests->machine->program->origins; }

void span_value(const struct import *import, struct value value, Span *at)
{
    Span key = origin_at(origins_of(import), value.origin).key_at, own = origin_span(origins_of(import), value.origin);
    Span begin = key.file ? key : own;
    if (own.file == at->file && begin.lo < at->lo) at->lo = begin.lo;
    if (own.file == at->file && own.hi > at->hi) at->hi = own.hi;
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) span_value(import, value.record->values[i], at);
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) span_value(import, value.list->at[i], at);
}

uint32_t end_of_part(const struct import *import, Span at, Span next)
{
    Str text = source_at(&import->session->sources, at.file)->text;
    if (next.file == at.file && next.lo > at.hi) text.n = next.lo;
    for (size_t i = at.hi; i < text.n; i++)
        if (text.s[i] == '\n' && str_starts(str_skip(text, i + 1), STR("---"))) return (uint32_t)i;
    return (uint32_t)text.n;
}

/* ---- what only servers write ---- */

struct fields { VEC(Str) v; };

static bool says_something(struct value value)
{
    return value.kind != V_NULL && !(value.kind == V_RECORD && value.record->n == 0);
}

static struct value without(struct import *import, struct value record, const char *key, struct fields *left)
{
    const struct name *name = session_name(import->session, key);
    struct value value = value_get(import->session->arena, record, name);
    const struct value *there = record.kind == V_RECORD ? record_get(import->session->arena, record.record, name) : NULL;
    if (!there) return record;
    if (left && says_something(value)) vec_push(import->session->arena, &left->v, str_of(key));
    return value_with_origin(record_without(import->session->arena, record, name), record.origin);
}

static struct value replace(struct import *import, struct value record, const char *key, struct value by)
{
    const struct name *name = session_name(import->session, key);
    return value_with_origin(record_with(import->session->arena, record, name, by), record.origin);
}

static struct value cleaned_metadata(struct import *import, struct value metadata, struct fields *left)
{
    static const char *const servers[] = {"uid", "resourceVersion", "generation", "selfLink", "creationTimestamp", "managedFields"};
    for (size_t i = 0; i < COUNT(servers); i++) metadata = without(import, metadata, servers[i], left);
    struct value annotations = value_field(import->session, metadata, "annotations");
    struct value own = without(import, annotations, "kubectl.kubernetes.io/last-applied-configuration", left);
    return value_is_same(own, annotations) ? metadata : replace(import, metadata, "annotations", own);
}

static struct value cleaned(struct import *import, const struct imported *object, struct value value)
{
    struct fields left = {0};
    struct value metadata = value_field(import->session, value, "metadata"), own = cleaned_metadata(import, metadata, &left);
    value = without(import, without(import, value, "apiVersion", NULL), "kind", NULL);
    value = without(import, value, "status", &left);
    if (!value_is_same(own, metadata)) value = replace(import, value, "metadata", own);
    if (!left.v.n) return value;
    struct buf list = {0};
    for (size_t i = 0; i < left.v.n; i++) buf_printf(&list, "%s%.*s", i ? ", " : "", STR_ARG(left.v.at[i]));
    depart(import, W1301, object->name_at, "%s '%.*s' is without what only servers write: %.*s", object->kube->kind, STR_ARG(object->name),
           (int)list.n, list.s);
    buf_free(&list);
    return value;
}

/* ---- namespaces ---- */

/* Behind the name, where people look for it. */
static struct value in_namespace(struct import *import, struct value value, Str namespace)
{
    struct arena *arena = import->session->arena;
    struct value metadata = value_field(import->session, value, "metadata");
    struct value first = record_with(arena, value_null(), session_name(import->session, "name"), value_field(import->session, metadata, "name"));
    first = record_with(arena, first, session_name(import->session, "namespace"), value_string(arena, namespace));
    return replace(import, value, "metadata", value_with_origin(record_merge(arena, first.record, metadata.record), metadata.origin));
}

static void state_namespaces(struct import *import, const char *namespace)
{
    size_t silent = 0;
    Span first = {0};
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        if (!object->namespaced || object->namespace.n) continue;
        if (namespace) object->namespace = str_of(namespace);
        if (namespace) object->value = in_namespace(import, object->value, object->namespace);
        if (!silent++) first = object->name_at;
    }
    if (!silent || namespace) return;
    struct diag *diag = depart(import, W1301, first, "%zu object%s 'default'", silent,
                               silent == 1 ? " tells no namespace, and gets" : "s tell no namespace, and get");
    diag_help(&import->session->diags, diag, "-n NAMESPACE says in which they lie");
}

/* ---- kinds that nobody here knows ---- */

static void tell_unknown(struct import *import)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct kube_resource *kube = import->objects.at[i].kube;
        bool known = kube->type;
        for (size_t k = 0; !known && k < import->unknown.n; k++) known = import->unknown.at[k] == kube;
        if (known) continue;
        vec_push(import->session->arena, &import->unknown, kube);
        struct diag *diag = depart(import, W1301, import->objects.at[i].name_at, "nothing here defines '%s/%s': its fields have no types",
                                   kube->api_version, kube->kind);
        diag_help(&import->session->diags, diag, "import its CustomResourceDefinition with it");
    }
}

/* ---- Secrets with content ---- */

static void add_keys(struct import *import, struct imported *object, const char *map)
{
    struct value content = value_field(import->session, object->value, map);
    for (size_t i = 0; content.kind == V_RECORD && i < content.record->n; i++) {
        struct value text = content.record->values[i];
        bool known = text.kind != V_STRING || value_str(text).n == 0;
        for (size_t k = 0; !known && k < object->kept.n; k++) known = object->kept.at[k].key == content.record->keys[i];
        struct kept_key kept = {content.record->keys[i], NULL};
        if (!known) vec_push(import->session->arena, &object->kept, kept);
    }
}

static void keep_secret(struct import *import, struct imported *object)
{
    if (!kube_is_secret(object->kube)) return;
    add_keys(import, object, "data");
    add_keys(import, object, "stringData");
    for (size_t i = 0; i < object->kept.n; i++) {
        Str wanted = arena_printf(import->session->arena, "%s_%s", object->resource->s, object->kept.at[i].key->s);
        object->kept.at[i].resource = free_name(import->names, identifier(import->session, wanted));
    }
    if (!object->kept.n) return;
    struct diag *diag = depart(import, W1302, object->name_at, "the content of Secret '%.*s' stays where it is: the stack knows its keys by name",
                               STR_ARG(object->name));
    diag_help(&import->session->diags, diag,
            "where it is, it stays as it is; where it is not, 'stk apply --secret %s=file:PATH%s' brings it, "
            "or 'generate = password(32)' makes another",
            object->kept.at[0].resource->s, object->kept.n > 1 ? " …" : "");
}

const struct kept_namespace *kept_namespace(const struct import *import, Str name)
{
    for (size_t i = 0; i < import->namespaces.n; i++)
        if (str_eq(import->namespaces.at[i].name, name)) return &import->namespaces.at[i];
    return NULL;
}

static void keep_namespace(struct import *import, const struct imported *object)
{
    bool needed = object->kept.n || object->lift;
    if (!needed || !object->namespace.n || str_is(object->namespace, "default") || kept_namespace(import, object->namespace)) return;
    const struct name *own = identifier(import->session, object->namespace);
    Str otherwise = arena_printf(import->session->arena, "in_%.*s", STR_ARG(object->namespace));
    if (map_get(&import->names->taken, own)) own = identifier(import->session, otherwise);
    struct kept_namespace kept = {object->namespace, free_name(import->names, own)};
    vec_push(import->session->arena, &import->namespaces, kept);
}

/* ---- all ---- */

static bool is_definition(const struct kube_resource *kube) { return strcmp(kube->kind, "CustomResourceDefinition") == 0 && kube_is_built_in(kube); }

static Str told_namespace(struct import *import, const struct object *object)
{
    return field_text(import->session, object->value, "metadata.namespace");
}

/* Of a custom kind without its definition, objects say it: one of them tells a namespace. */
static void find_namespaced(struct import *import)
{
    const struct machine *machine = import->manifests->machine;
    for (size_t i = 0; i < machine->objects.n; i++) {
        const struct object *object = machine->objects.at[i];
        if (!object->kube->type && told_namespace(import, object).n) map_put(import->session->arena, &import->namespaced, object->kube, import);
    }
}

static struct imported imported_of(struct import *import, const struct object *from)
{
    struct imported object = {.kube = from->kube, .name = NAME_STR(from->name), .definition = is_definition(from->kube), .name_at = from->at};
    object.namespaced = from->kube->namespaced || map_get(&import->namespaced, from->kube);
    object.namespace = object.namespaced ? told_namespace(import, from) : STR("");
    object.at = origin_span(origins_of(import), from->value.origin);
    span_value(import, from->value, &object.at);
    return object;
}

static const struct name *identity(struct import *import, const struct imported *object)
{
    Str group = api_group(str_of(object->kube->api_version));
    return session_name(import->session, arena_printf(import->session->arena, "%.*s %s %.*s %.*s", STR_ARG(group), object->kube->kind,
                                                      STR_ARG(object->namespace), STR_ARG(object->name)).s);
}

/* For kubectl, the last of several counts. */
static bool comes_again(struct import *import, struct map *last, size_t i, const struct imported *object)
{
    const struct machine *machine = import->manifests->machine;
    const struct object *later = map_get(last, identity(import, object)), *own = machine->objects.at[i];
    if (later == own) return false;
    if (value_equal(later->value, own->value)) return true;
    struct diag *diag = depart(import, W1301, own->at, "%s '%.*s' is told twice: the last one counts", object->kube->kind, STR_ARG(object->name));
    diag_note(&import->session->diags, diag, later->at, "it is here");
    return true;
}

static void tell_nameless(struct import *import, const struct imported *object)
{
    struct diag *diag = depart(import, W1301, object->name_at, "this %s is left out: it has no name", object->kube->kind);
    diag_help(&import->session->diags, diag, "a stack holds objects by their names; what 'generateName' names is made with 'kubectl create'");
}

static void find_last(struct import *import, struct map *last)
{
    const struct machine *machine = import->manifests->machine;
    for (size_t i = 0; i < machine->objects.n; i++) {
        struct imported object = imported_of(import, machine->objects.at[i]);
        map_put(import->session->arena, last, identity(import, &object), machine->objects.at[i]);
    }
}

/* Its comments are not those of the next one. */
static void leave_out(struct import *import, size_t i, const struct imported *object)
{
    const struct machine *machine = import->manifests->machine;
    struct imported next = {0};
    if (i + 1 < machine->objects.n) next = imported_of(import, machine->objects.at[i + 1]);
    Span at = {object->at.file, object->at.lo, end_of_part(import, object->at, next.at)};
    vec_push(import->session->arena, &import->left_out, at);
}

static void add_objects(struct import *import)
{
    const struct machine *machine = import->manifests->machine;
    struct map last = {0};
    find_namespaced(import);
    find_last(import, &last);
    for (size_t i = 0; i < machine->objects.n; i++) {
        struct imported object = imported_of(import, machine->objects.at[i]);
        if (!object.name.n) tell_nameless(import, &object);
        if (!object.name.n || comes_again(import, &last, i, &object)) {
            leave_out(import, i, &object);
            continue;
        }
        object.value = machine->objects.at[i]->value;
        import->definitions += object.definition;
        vec_push(import->session->arena, &import->objects, object);
    }
}

void import_objects(struct import *import, const char *namespace, bool lift)
{
    import->names = NEW(import->session->arena, struct resource_names);
    import->names->session = import->session;
    add_objects(import);
    if (lift) find_lifts(import, str_of(namespace ? namespace : "default"));
    name_resources(import->names, import->objects.at, import->objects.n);
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        keep_secret(import, object);
        if (!object->kept.n) object->value = cleaned(import, object, object->value);
    }
    state_namespaces(import, namespace);
    follow_labels(import);
    for (size_t i = 0; i < import->objects.n; i++) keep_namespace(import, &import->objects.at[i]);
    for (size_t i = 0; i < import->objects.n; i++)
        if (import->objects.at[i].lift) lift_workload(import->objects.at[i].lift);
    tell_unknown(import);
}

void tell_differences(struct import *import)
{
    for (size_t i = 0; import->differences.n && i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (!object->lift) continue;
        struct diag *diag = depart(import, W1301, object->name_at, "services of the library are otherwise, in %zu things:", import->differences.n);
        diag_help(&import->session->diags, diag, "the head of the source lists them");
        return;
    }
}
