#include "openapi/definitions.h"

#include "type_text.h"

#include "value/field.h"
#include "value/record_builder.h"

#include <string.h>

enum { DEPTH_MAX = 100, SCHEMAS_MAX = 50000 }; /* of one version of a kind, made of references */

/* As far as it is there. */
static void put_copy(struct fields *fields, struct value of, const char *key)
{
    struct value value = value_field(fields->session, of, key);
    if (value.kind != V_NULL) put(fields, key, value);
}

void definitions_set(struct session *session, struct definitions *definitions, const struct definition *definition)
{
    for (size_t i = 0; i < definitions->v.n; i++) {
        struct definition *other = &definitions->v.at[i];
        if (!str_eq(other->group, definition->group) || !str_eq(other->kind, definition->kind)) continue;
        *other = *definition;
        return;
    }
    vec_push(session->arena, &definitions->v, *definition);
}

/* ---- schemas ---- */

/* A schema as types need it. */
struct lean {
    struct session *session;
    const struct api_documents *documents; /* whose references are replaced by what they mean; NULL: there are none */
    const struct name *within[DEPTH_MAX];  /* the references that led here */
    size_t nwithin;
    size_t made;                           /* schemas so far */
};

static struct value lean_schema(struct lean *, struct value schema, size_t depth);

static struct value lean_map(struct lean *lean, struct value map, size_t depth)
{
    struct fields fields = {.session = lean->session};
    if (map.kind != V_RECORD) return map;
    for (size_t i = 0; i < map.record->n; i++) put_named(&fields, map.record->keys[i], lean_schema(lean, map.record->values[i], depth));
    return done(&fields);
}

static struct value lean_list(struct lean *lean, struct value list, size_t depth)
{
    struct items items = {0};
    if (list.kind != V_LIST) return list;
    for (size_t i = 0; i < list.list->n; i++) vec_push(lean->session->arena, &items.v, lean_schema(lean, list.list->at[i], depth));
    return list_of(lean->session, &items);
}

static struct value anything(struct session *session)
{
    struct fields fields = {.session = session};
    put(&fields, "x-kubernetes-preserve-unknown-fields", value_bool(true));
    return done(&fields);
}

/* What SCHEMA refers to. Kubernetes tells some types in words alone. */
static struct value meaning_of(const struct lean *lean, const struct name *reference)
{
    struct fields fields = {.session = lean->session};
    const char *name = kube_name(lean->documents, reference);
    if (name && (strcmp(name, "api.resource.Quantity") == 0 || strcmp(name, "util.intstr.IntOrString") == 0)) {
        put(&fields, "x-kubernetes-int-or-string", value_bool(true));
        if (strcmp(name, "api.resource.Quantity") == 0) put_text(&fields, "pattern", STR(QUANTITY_PATTERN));
        return done(&fields);
    }
    if (name && strcmp(name, "meta.v1.ObjectMeta") == 0) {
        put_text(&fields, "type", STR("object"));
        return done(&fields);
    }
    struct value schema = api_schema(lean->documents, reference);
    return schema.kind == V_RECORD ? schema : anything(lean->session);
}

static void put_lean(struct lean *lean, struct fields *fields, const struct name *key, struct value value, size_t depth)
{
    static const char *const words[] = {"description", "title", "example", "externalDocs", "x-kubernetes-group-version-kind", NULL};
    static const char *const schemas[] = {"items", "additionalProperties", "not", NULL}, *const maps[] = {"properties", NULL};
    static const char *const lists[] = {"allOf", "anyOf", "oneOf", NULL};
    Str name = NAME_STR(key);
    if (str_is_among(name, words)) return;
    if (str_is_among(name, schemas)) value = lean_schema(lean, value, depth);
    else if (str_is_among(name, maps)) value = lean_map(lean, value, depth);
    else if (str_is_among(name, lists)) value = lean_list(lean, value, depth);
    put_named(fields, key, value);
}

/* A type that holds itself may hold anything there. */
static struct value lean_reference(struct lean *lean, const struct name *reference, size_t depth)
{
    for (size_t i = 0; i < lean->nwithin; i++)
        if (lean->within[i] == reference) return anything(lean->session);
    if (lean->nwithin == COUNT(lean->within)) return anything(lean->session);
    lean->within[lean->nwithin++] = reference;
    struct value made = lean_schema(lean, meaning_of(lean, reference), depth);
    lean->nwithin--;
    return made;
}

static struct value lean_schema(struct lean *lean, struct value schema, size_t depth)
{
    const struct name *reference = lean->documents ? api_reference(lean->documents, schema) : NULL;
    struct fields fields = {.session = lean->session};
    if (depth > DEPTH_MAX || (lean->documents && lean->made++ > SCHEMAS_MAX)) return anything(lean->session);
    if (reference) return lean_reference(lean, reference, depth + 1);
    if (schema.kind != V_RECORD) return schema;
    for (size_t i = 0; i < schema.record->n; i++) put_lean(lean, &fields, schema.record->keys[i], schema.record->values[i], depth + 1);
    return done(&fields);
}

/* ---- definitions of others ---- */

static struct value lean_version(struct session *session, struct value version)
{
    static const char *const copied[] = {"name", "served", "storage"};
    struct lean lean = {.session = session};
    struct fields fields = {.session = session}, schema = {.session = session};
    struct value open = value_field(session, version, "schema.openAPIV3Schema");
    for (size_t i = 0; i < COUNT(copied); i++) put_copy(&fields, version, copied[i]);
    if (open.kind != V_RECORD) return done(&fields);
    put(&schema, "openAPIV3Schema", lean_schema(&lean, open, 0));
    put(&fields, "schema", done(&schema));
    return done(&fields);
}

static struct value lean_spec(struct session *session, struct value spec)
{
    struct fields fields = {.session = session};
    struct items versions = {0};
    struct value all = value_field(session, spec, "versions");
    for (size_t i = 0; i < all.list->n; i++) vec_push(session->arena, &versions.v, lean_version(session, all.list->at[i]));
    put_copy(&fields, spec, "group");
    put_copy(&fields, spec, "names");
    put_copy(&fields, spec, "scope");
    put(&fields, "versions", list_of(session, &versions));
    return done(&fields);
}

/* Some version that is served says nothing of its fields. */
static bool is_bare(struct session *session, const struct list *versions)
{
    for (size_t i = 0; i < versions->n; i++) {
        struct value served = value_field(session, versions->at[i], "served");
        bool described = value_field(session, versions->at[i], "schema.openAPIV3Schema.properties").kind == V_RECORD;
        if (served.kind == V_BOOL && served.boolean && !described) return true;
    }
    return false;
}

/* Without what a server keeps of every object. */
static struct value own_metadata(struct session *session, struct value metadata, bool lean)
{
    static const char *const kept[] = {"name", "labels", "annotations"};
    struct fields fields = {.session = session};
    for (size_t i = 0; i < (lean ? 1 : COUNT(kept)); i++) {
        struct value value = value_field(session, metadata, kept[i]);
        const struct name *applied = session_name(session, "kubectl.kubernetes.io/last-applied-configuration");
        if (value.kind == V_RECORD) value = record_without(session->arena, value, applied);
        if (value.kind != V_NULL && (value.kind != V_RECORD || value.record->n)) put(&fields, kept[i], value);
    }
    return done(&fields);
}

bool definitions_add(struct session *session, struct definitions *definitions, struct value document, bool lean)
{
    struct value spec = value_field(session, document, "spec");
    struct definition definition = {.group = field_text(session, spec, "group"), .kind = field_text(session, spec, "names.kind")};
    bool usable = definition.group.n && definition.kind.n && value_field(session, spec, "versions").kind == V_LIST;
    if (!str_is(field_text(session, document, "kind"), "CustomResourceDefinition") || !usable) return false;
    struct fields fields = {.session = session};
    definition.bare = is_bare(session, value_field(session, spec, "versions").list);
    put_copy(&fields, document, "apiVersion");
    put_copy(&fields, document, "kind");
    put(&fields, "metadata", own_metadata(session, value_field(session, document, "metadata"), lean));
    put(&fields, "spec", lean ? lean_spec(session, spec) : spec);
    definition.value = done(&fields);
    definitions_set(session, definitions, &definition);
    return true;
}

/* ---- kinds of OpenAPI documents ---- */

static struct value version_of_kind(const struct api_documents *documents, const struct api_kind *kind, bool stored, bool *bare)
{
    struct session *session = documents->session;
    struct lean lean = {.session = session, .documents = documents};
    struct fields fields = {.session = session}, schema = {.session = session};
    struct value open = kind->schema ? lean_reference(&lean, kind->schema, 0) : anything(session);
    if (value_field(session, open, "properties").kind != V_RECORD || lean.made > SCHEMAS_MAX) *bare = true;
    put_text(&fields, "name", kind->version);
    put(&fields, "served", value_bool(true));
    put(&fields, "storage", value_bool(stored));
    put(&schema, "openAPIV3Schema", open);
    put(&fields, "schema", done(&schema));
    return done(&fields);
}

static bool is_same_kind(const struct api_kind *a, const struct api_kind *b) { return str_eq(a->group, b->group) && str_eq(a->kind, b->kind); }

static struct value spec_of_kind(const struct api_documents *documents, const struct api_kind *kind, bool *bare)
{
    struct session *session = documents->session;
    struct fields spec = {.session = session}, names = {.session = session};
    struct items versions = {0};
    put_text(&names, "kind", kind->kind);
    put_text(&names, "plural", kind->plural);
    for (size_t i = 0; i < documents->kinds.n; i++) {
        const struct api_kind *other = &documents->kinds.at[i];
        bool first = versions.v.n == 0;
        if (is_same_kind(kind, other)) vec_push(session->arena, &versions.v, version_of_kind(documents, other, first, bare));
    }
    put_text(&spec, "group", kind->group);
    put(&spec, "names", done(&names));
    put_text(&spec, "scope", kind->namespaced ? STR("Namespaced") : STR("Cluster"));
    put(&spec, "versions", list_of(session, &versions));
    return done(&spec);
}

static void add_kind(const struct api_documents *documents, struct definitions *definitions, const struct api_kind *kind)
{
    struct session *session = documents->session;
    struct definition definition = {.group = kind->group, .kind = kind->kind};
    struct fields fields = {.session = session}, metadata = {.session = session};
    put_text(&metadata, "name", arena_printf(session->arena, "%.*s.%.*s", STR_ARG(kind->plural), STR_ARG(kind->group)));
    put_text(&fields, "apiVersion", STR("apiextensions.k8s.io/v1"));
    put_text(&fields, "kind", STR("CustomResourceDefinition"));
    put(&fields, "metadata", done(&metadata));
    put(&fields, "spec", spec_of_kind(documents, kind, &definition.bare));
    definition.value = done(&fields);
    definitions_set(session, definitions, &definition);
}

void definitions_add_kinds(const struct api_documents *documents, struct definitions *definitions)
{
    for (size_t i = 0; i < documents->kinds.n; i++) {
        const struct api_kind *kind = &documents->kinds.at[i];
        bool first = true;
        for (size_t k = 0; k < i; k++) first &= !is_same_kind(kind, &documents->kinds.at[k]);
        if (first && kind->group.n && !(kind->schema && kube_name(documents, kind->schema))) add_kind(documents, definitions, kind);
    }
}
