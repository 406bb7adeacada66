/* CustomResourceDefinitions become kinds that can be written, typed like the built in ones. */
#include "checker.h"

#include "value/field.h"
#include "value/read_yaml.h"

static bool flag(struct session *session, struct value of, const char *name)
{
    struct value value = value_field(session, of, name);
    return value.kind == V_BOOL && value.boolean;
}

/* ---- one schema node ---- */

enum { EMBEDDED_MOST = 3 }; /* fields that every object has */

/* A definition as it is read. */
struct reader {
    struct session *session;
    bool prunes; /* servers drop what its schema does not know: always but for apiextensions.k8s.io/v1beta1 */
};

static const struct kube_type *schema_type(const struct reader *, struct value schema, const char *name, size_t depth);

static const struct kube_type *scalar_type(struct session *session, enum kube_kind kind)
{
    struct kube_type *type = NEW(session->arena, struct kube_type);
    type->kind = kind;
    return type;
}

static const struct kube_type *integer_type(struct session *session, struct value schema)
{
    struct kube_type *type = NEW(session->arena, struct kube_type);
    Str format = field_text(session, schema, "format");
    *type = (struct kube_type){.kind = KUBE_INT, .name = format.n ? format.s : NULL};
    return type;
}

static const struct kube_type *enum_type(struct session *session, const struct list *values)
{
    struct kube_type *type = NEW(session->arena, struct kube_type);
    const char **texts = NEW_ARRAY(session->arena, values->n + 1, const char *);
    size_t n = 0;
    for (size_t i = 0; i < values->n; i++)
        if (values->at[i].kind == V_STRING) texts[n++] = value_str(values->at[i]).s;
    *type = (struct kube_type){.kind = KUBE_ENUM, .values = texts};
    return type;
}

static bool is_required(struct value required, const struct name *name)
{
    for (size_t i = 0; required.kind == V_LIST && i < required.list->n; i++)
        if (str_eq(value_text(required.list->at[i]), NAME_STR(name))) return true;
    return false;
}

/* kube_field_find searches by name: insertion keeps the fields sorted. */
static void insert_field(struct kube_field *fields, size_t n, struct kube_field field)
{
    while (n > 0 && strcmp(fields[n - 1].name, field.name) > 0) {
        fields[n] = fields[n - 1];
        n--;
    }
    fields[n] = field;
}

/* Of an object within an object servers keep what every object has, whether the schema says it or not. */
static void insert_embedded(struct session *session, struct kube_type *type, struct kube_field *fields)
{
    static const struct { const char *name; enum kube_kind kind; } common[] = {{"apiVersion", KUBE_STRING}, {"kind", KUBE_STRING}, {"metadata", KUBE_OBJECT}};
    for (size_t i = 0; i < COUNT(common); i++)
        if (!kube_field_find(type, common[i].name, strlen(common[i].name)))
            insert_field(fields, type->nfields++, (struct kube_field){.name = common[i].name, .type = scalar_type(session, common[i].kind)});
}

static const struct kube_type *struct_type(const struct reader *reader, struct value schema, const struct record *properties, const char *name,
        size_t depth)
{
    struct session *session = reader->session;
    struct kube_type *type = NEW(session->arena, struct kube_type);
    struct kube_field *fields = NEW_ARRAY(session->arena, properties->n + EMBEDDED_MOST, struct kube_field);
    struct value required = value_field(session, schema, "required");
    for (size_t i = 0; i < properties->n; i++) {
        const char *inner = arena_printf(session->arena, "%s.%s", name, properties->keys[i]->s).s;
        bool given = value_field(session, properties->values[i], "default").kind != V_NULL; /* by the server, where it is left out */
        struct kube_field made = {.name = properties->keys[i]->s, .required = !given && is_required(required, properties->keys[i])};
        made.type = schema_type(reader, properties->values[i], inner, depth + 1);
        insert_field(fields, i, made);
    }
    *type = (struct kube_type){.kind = KUBE_STRUCT, .name = name, .fields = fields, .nfields = (uint16_t)properties->n};
    if (flag(session, schema, "x-kubernetes-embedded-resource")) insert_embedded(session, type, fields);
    return type;
}

static const struct kube_type *container_type(struct session *session, enum kube_kind kind, const struct kube_type *element)
{
    struct kube_type *type = NEW(session->arena, struct kube_type);
    *type = (struct kube_type){.kind = kind, .element = element};
    return type;
}

/* Servers take any field of an object without properties and drop it, without a warning even where they validate strictly (1.36.2). */
static const struct kube_type *object_type(const struct reader *reader, struct value schema, const char *name, size_t depth)
{
    struct session *session = reader->session;
    struct value properties = value_field(session, schema, "properties"), additional = value_field(session, schema, "additionalProperties");
    static const struct record none;
    bool open = flag(session, schema, "x-kubernetes-preserve-unknown-fields") || flag(session, schema, "additionalProperties");
    bool some = properties.kind == V_RECORD && properties.record->n;
    if (additional.kind == V_RECORD) return container_type(session, KUBE_MAP, schema_type(reader, additional, name, depth + 1));
    if (open || (!some && !reader->prunes)) return scalar_type(session, KUBE_OBJECT);
    return struct_type(reader, schema, some ? properties.record : &none, name, depth);
}

static const struct kube_type *array_type(const struct reader *reader, struct value schema, const char *name, size_t depth)
{
    struct value items = value_field(reader->session, schema, "items");
    return container_type(reader->session, KUBE_LIST, schema_type(reader, items, name, depth + 1));
}

static bool is_quantity(struct session *session, struct value schema)
{
    return str_is(field_text(session, schema, "pattern"), QUANTITY_PATTERN);
}

static const struct kube_type *schema_type(const struct reader *reader, struct value schema, const char *name, size_t depth)
{
    struct session *session = reader->session;
    Str type = field_text(session, schema, "type");
    struct value values = value_field(session, schema, "enum");
    if (depth > NESTING_MAX) return scalar_type(session, KUBE_ANY);
    if (flag(session, schema, "x-kubernetes-int-or-string")) return scalar_type(session, is_quantity(session, schema) ? KUBE_QUANTITY : KUBE_INT_OR_STRING);
    if (!type.n) return scalar_type(session, KUBE_ANY);
    if (str_is(type, "string")) return values.kind == V_LIST ? enum_type(session, values.list) : scalar_type(session, KUBE_STRING);
    if (str_is(type, "integer")) return integer_type(session, schema);
    if (str_is(type, "number")) return scalar_type(session, KUBE_FLOAT);
    if (str_is(type, "boolean")) return scalar_type(session, KUBE_BOOL);
    return str_is(type, "array") ? array_type(reader, schema, name, depth) : object_type(reader, schema, name, depth);
}

/* ---- one version of a kind ---- */

static const struct kube_type *with_metadata(struct session *session, const struct kube_type *spec)
{
    const struct kube_type *metadata = kube_type_find("meta.v1.ObjectMeta");
    struct kube_type *type = NEW(session->arena, struct kube_type);
    struct kube_field *fields = NEW_ARRAY(session->arena, spec->nfields + 1u, struct kube_field);
    size_t n = 0;
    for (size_t i = 0; i < spec->nfields; i++) {
        const char *name = spec->fields[i].name;
        bool own = strcmp(name, "apiVersion") && strcmp(name, "kind") && strcmp(name, "metadata") && strcmp(name, "status");
        if (own) insert_field(fields, n++, spec->fields[i]);
    }
    insert_field(fields, n++, (struct kube_field){.name = "metadata", .type = metadata});
    *type = *spec;
    type->fields = fields;
    type->nfields = (uint16_t)n;
    return type;
}

/* What is no object has a spec of which nothing is known. */
static const struct kube_type *object_of(struct session *session, const struct kube_type *type, const char *kind)
{
    if (type->kind == KUBE_STRUCT) return type;
    struct kube_type *bare = NEW(session->arena, struct kube_type);
    struct kube_field *spec = NEW(session->arena, struct kube_field);
    *spec = (struct kube_field){.name = "spec", .type = scalar_type(session, KUBE_OBJECT)};
    *bare = (struct kube_type){.kind = KUBE_STRUCT, .name = kind, .fields = spec, .nfields = 1};
    return bare;
}

static void add_version(struct program *program, struct value crd, struct value version)
{
    struct session *session = program->session;
    struct value *open = NEW(session->arena, struct value);
    Str group = field_text(session, crd, "spec.group"), name = field_text(session, version, "name");
    Str kind = field_text(session, crd, "spec.names.kind"), plural = field_text(session, crd, "spec.names.plural");
    if (!group.n || !name.n || !kind.n || !plural.n) return;
    struct reader reader = {session, str_is(field_text(session, crd, "apiVersion"), "apiextensions.k8s.io/v1")};
    *open = value_field(session, version, "schema.openAPIV3Schema");
    const struct kube_type *type = object_of(session, schema_type(&reader, *open, kind.s, 0), kind.s);
    struct kube_resource *resource = NEW(session->arena, struct kube_resource);
    *resource = (struct kube_resource){.api_version = arena_printf(session->arena, "%.*s/%.*s", STR_ARG(group), STR_ARG(name)).s, .kind = kind.s,
        .plural = plural.s, .namespaced = !str_is(field_text(session, crd, "spec.scope"), "Cluster"), .since = KUBE_MINOR_MIN,
        .type = with_metadata(session, type)};
    vec_push(session->arena, &program->custom, resource);
    if (open->kind != V_NULL) map_put(session->arena, &program->schemas, resource, open);
}

static struct value versions_of(struct session *session, struct value crd) { return value_field(session, crd, "spec.versions"); }

void add_custom_kinds(struct program *program, struct value crd)
{
    struct value versions = versions_of(program->session, crd);
    for (size_t i = 0; versions.kind == V_LIST && i < versions.list->n; i++)
        if (flag(program->session, versions.list->at[i], "served")) add_version(program, crd, versions.list->at[i]);
}

/* ---- one file ---- */

static void add_crd(struct program *program, struct value crd, const struct decl *decl)
{
    struct session *session = program->session;
    if (!str_is(field_text(session, crd, "kind"), "CustomResourceDefinition") || versions_of(session, crd).kind != V_LIST) {
        struct diag *diag = REPORT(session, E0805, decl->path_at, "this file is not a CustomResourceDefinition with versions");
        diag_note(&session->diags, diag, origin_span(&program->origins, crd.origin), "read here");
        return;
    }
    struct crd kept = {crd, decl->path_at, decl->external, program->custom.n, 0};
    add_custom_kinds(program, crd);
    kept.end_kind = program->custom.n;
    vec_push(session->arena, &program->crds, kept);
}

static void load_schema(struct program *program, struct module *module, const struct decl *decl)
{
    struct session *session = program->session;
    uint32_t id = read_beside(program, module, decl->path, decl->path_at);
    if (!id) return;
    struct value documents = read_yaml(session, &program->origins, id, 0, ORIGIN_WRITTEN, YAML_MANIFEST);
    for (size_t i = 0; documents.kind == V_LIST && i < documents.list->n; i++)
        if (documents.list->at[i].kind != V_NULL) add_crd(program, documents.list->at[i], decl);
}

void load_schemas(struct program *program, struct module *module)
{
    for (size_t i = 0; i < module->ast->decls.n; i++)
        if (module->ast->decls.at[i]->kind == DECL_SCHEMA) load_schema(program, module, module->ast->decls.at[i]);
}
