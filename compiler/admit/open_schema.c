/* Structural schemas: apiextensions-apiserver/pkg/apiserver/schema/validation.go, pkg/apis/apiextensions/validation/validation.go (1.36.2). */
#include "open_schema.h"
#include "expressions.h"
#include "admit/json_schema.h"
#include "formats.h"

/* Where a schema stands, and what follows from that. */
struct standing {
    enum { ROOT, ITEM, FIELD } at;
    bool nested;          /* in allOf, anyOf, oneOf or not: it says something about values, and nothing about their type */
    bool metadata;        /* within apiVersion, kind or metadata of an object */
    bool no_default;
    bool loose;           /* its own type is not known to the tables: it is within what might be a bool or a list instead */
    bool structural;
};

static bool has(const struct visit *visit, struct value schema, const char *field) { return part(visit, schema, field).kind != V_NULL; }
static bool is_set(const struct visit *visit, struct value schema, const char *field) { return is_true(part(visit, schema, field)); }
static Str type_in(const struct visit *visit, struct value schema) { return dig_text(part(visit, schema, "type")); }

static void refuse(const struct visit *visit, struct value schema, const char *field, const char *why)
{
    struct way step;
    struct visit at = visit_field(visit, &step, field);
    value_error(&at, E0717, part(visit, schema, field), "%s", why);
}

static void need(const struct visit *visit, struct value schema, const char *field, const char *why)
{
    struct way step;
    struct visit at = visit_field(visit, &step, field);
    struct value value = part(visit, schema, field);
    value_error(&at, E0804, value.origin ? value : schema, "is needed: %s", why);
}

/* ---- fields that no schema has ---- */

static void check_unsupported(const struct visit *visit, struct value schema)
{
    static const char *const fields[] = {"$ref", "$schema", "id", "additionalItems", "patternProperties", "definitions", "dependencies"};
    for (size_t i = 0; i < COUNT(fields); i++)
        if (!is_empty_value(part(visit, schema, fields[i]))) refuse(visit, schema, fields[i], "is not possible in the schema of a custom kind");
    if (is_set(visit, schema, "uniqueItems")) refuse(visit, schema, "uniqueItems", "cannot be true: x-kubernetes-list-type: set says it");
    if (part(visit, schema, "items").kind == V_LIST) refuse(visit, schema, "items", "is a list, and it must be one schema");
    if (part(visit, schema, "x-kubernetes-preserve-unknown-fields").kind == V_BOOL && !is_set(visit, schema, "x-kubernetes-preserve-unknown-fields"))
        refuse(visit, schema, "x-kubernetes-preserve-unknown-fields", "is true, or not there");
}

static bool fits_type(const struct kube_type *type, struct value value)
{
    switch (type->kind) {
    case KUBE_STRING: return value.kind == V_STRING;
    case KUBE_INT: return value.kind == V_INT;
    case KUBE_FLOAT: return value.kind == V_INT || value.kind == V_FLOAT;
    case KUBE_BOOL: return value.kind == V_BOOL;
    case KUBE_LIST: return value.kind == V_LIST;
    case KUBE_MAP: case KUBE_STRUCT: return value.kind == V_RECORD;
    default: return true;
    }
}

/* What stands in 'items' or 'additionalProperties' has no type in the tables. The server drops fields that it does not know there. */
static void check_shape(const struct visit *visit, struct value schema)
{
    static const char *const types[] = {"", "array", "boolean", "integer", "number", "object", "string"};
    const struct kube_type *shape = kube_type_find("apiextensions.v1.JSONSchemaProps");
    Str type = type_in(visit, schema);
    bool known = false;
    for (size_t i = 0; i < schema.record->n; i++) {
        const struct kube_field *field = kube_field_find(shape, schema.record->keys[i]->s, schema.record->keys[i]->n);
        struct value value = schema.record->values[i];
        if (field && value.kind != V_NULL && value.kind != V_POISON && !fits_type(field->type, value))
            refuse(visit, schema, field->name, "is of another type");
    }
    for (size_t i = 0; i < COUNT(types); i++) known |= str_is(type, types[i]);
    if (!known)
        value_help(visit, value_error(visit, E0717, part(visit, schema, "type"), "has the type '%.*s'", STR_ARG(type)),
                   "possible: array, boolean, integer, number, object, string");
}

/* ---- lists and maps ---- */

static void check_map_key(const struct visit *visit, struct value schema, struct value items, struct value key)
{
    const struct name *name_of_key = name_of(visit->catalog->session->names, dig_text(key));
    struct value property = part(visit, part(visit, items, "properties"), name_of_key->s);
    struct value required = part(visit, items, "required"), name;
    Str type = type_in(visit, property);
    bool needed = has(visit, property, "default");
    for (size_t i = 0; each(required, i, &name); i++) needed |= str_eq(dig_text(name), dig_text(key));
    const char *fault = property.kind != V_RECORD ? "is no property of its items" : str_is(type, "array") || str_is(type, "object") ? "is no scalar"
                      : !needed ? "is neither required nor has a default" : is_set(visit, property, "nullable") ? "is nullable" : NULL;
    if (!fault) return;
    struct way step;
    struct visit at = visit_field(visit, &step, "x-kubernetes-list-map-keys");
    value_error(&at, E0717, key.origin ? key : schema, "has the key '%.*s', which %s", STR_ARG(dig_text(key)), fault);
}

static void check_keyed_list(const struct visit *visit, struct value schema, struct value items)
{
    struct value keys = part(visit, schema, "x-kubernetes-list-map-keys");
    if (is_empty_value(keys)) need(visit, schema, "x-kubernetes-list-map-keys", "its list is a map");
    if (items.kind == V_NULL) need(visit, schema, "items", "its list is a map");
    if (items.kind != V_RECORD || keys.kind != V_LIST) return;
    if (!str_is(type_in(visit, items), "object")) refuse(visit, schema, "items", "are no objects, and their list is a map");
    for (size_t i = 0; i < keys.list->n; i++) {
        check_map_key(visit, schema, items, keys.list->at[i]);
        for (size_t k = 0; k < i; k++)
            if (value_equal(keys.list->at[k], keys.list->at[i])) refuse(visit, schema, "x-kubernetes-list-map-keys", "has a key twice");
    }
}

static void check_set(const struct visit *visit, struct value schema, struct value items)
{
    Str type = type_in(visit, items), list = dig_text(part(visit, items, "x-kubernetes-list-type"));
    Str map = dig_text(part(visit, items, "x-kubernetes-map-type"));
    if ((str_is(type, "array") && list.n && !str_is(list, "atomic")) || (str_is(type, "object") && !str_is(map, "atomic")))
        refuse(visit, schema, "items", "are compared as a whole in a set, and so they have to be atomic");
}

static void check_containers(const struct visit *visit, struct value schema)
{
    struct value list = part(visit, schema, "x-kubernetes-list-type"), items = part(visit, schema, "items");
    bool set = str_is(dig_text(list), "set"), map = str_is(dig_text(list), "map"), array = str_is(type_in(visit, schema), "array");
    if (list.kind != V_NULL && !array) need(visit, schema, "type", "array, as x-kubernetes-list-type says");
    if (has(visit, schema, "x-kubernetes-map-type") && !str_is(type_in(visit, schema), "object"))
        need(visit, schema, "type", "object, as x-kubernetes-map-type says");
    if (set && array && items.kind == V_RECORD) check_set(visit, schema, items);
    if (map) check_keyed_list(visit, schema, items);
    if (!map && !is_empty_value(part(visit, schema, "x-kubernetes-list-map-keys")))
        need(visit, schema, "x-kubernetes-list-type", "map, as there are keys");
    if ((set || map) && items.kind == V_RECORD && is_set(visit, items, "nullable"))
        refuse(visit, schema, "items", "are nullable, and their list is a set or map");
}

/* ---- types, and what an object within an object has ---- */

static void check_extensions(const struct visit *visit, struct value schema)
{
    bool either = is_set(visit, schema, "x-kubernetes-int-or-string"), keeps = is_set(visit, schema, "x-kubernetes-preserve-unknown-fields");
    bool embedded = is_set(visit, schema, "x-kubernetes-embedded-resource");
    if (either && keeps) refuse(visit, schema, "x-kubernetes-preserve-unknown-fields", "is not possible beside x-kubernetes-int-or-string");
    if (either && embedded) refuse(visit, schema, "x-kubernetes-embedded-resource", "is not possible beside x-kubernetes-int-or-string");
    if (!embedded) return;
    if (has(visit, schema, "additionalProperties"))
        refuse(visit, schema, "additionalProperties", "is not possible beside x-kubernetes-embedded-resource");
    if (!keeps && is_empty_value(part(visit, schema, "properties")))
        need(visit, schema, "properties", "or x-kubernetes-preserve-unknown-fields: true");
}

static void check_type(const struct visit *visit, struct value schema, const struct standing *standing)
{
    Str type = type_in(visit, schema);
    bool embedded = is_set(visit, schema, "x-kubernetes-embedded-resource");
    bool open = is_set(visit, schema, "x-kubernetes-int-or-string") || is_set(visit, schema, "x-kubernetes-preserve-unknown-fields");
    if (embedded && !str_is(type, "object")) need(visit, schema, "type", "object, as x-kubernetes-embedded-resource says");
    else if (!type.n && !open) need(visit, schema, "type", standing->at == ROOT ? "object" : "array, boolean, integer, number, object or string");
    else if (standing->at == ROOT && type.n && !str_is(type, "object")) refuse(visit, schema, "type", "is object in the root of a schema");
    if (str_is(type, "array") && !has(visit, schema, "items")) need(visit, schema, "items", "what the array holds");
    if (standing->at == ROOT && has(visit, schema, "additionalProperties"))
        refuse(visit, schema, "additionalProperties", "is not possible in the root of a schema");
}

/* Of metadata, a definition may restrict the name, and nothing else. */
static void check_root_metadata(const struct visit *visit, struct value metadata)
{
    struct value properties = part(visit, metadata, "properties");
    for (size_t i = 0; metadata.kind == V_RECORD && i < metadata.record->n; i++) {
        const char *key = metadata.record->keys[i]->s;
        struct value value = metadata.record->values[i];
        bool possible = strcmp(key, "type") == 0 || strcmp(key, "properties") == 0 || strcmp(key, "default") == 0;
        bool empty = is_empty_value(value) || (value.kind == V_BOOL && !value.boolean);
        if (!possible && !empty) refuse(visit, metadata, key, "is not possible: metadata has a type already");
    }
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) {
        const char *key = properties.record->keys[i]->s;
        if (strcmp(key, "name") && strcmp(key, "generateName"))
            refuse(visit, properties, key, "is not possible: of metadata, only name and generateName can be restricted");
    }
}

static void check_object_fields(const struct visit *visit, struct value schema, const struct standing *standing)
{
    static const char *const texts[] = {"apiVersion", "kind"};
    struct value properties = part(visit, schema, "properties"), metadata = part(visit, properties, "metadata");
    struct way list, step;
    struct visit in_list = visit_field(visit, &list, "properties"), at = visit_field(&in_list, &step, "metadata");
    bool whole = standing->at == ROOT || is_set(visit, schema, "x-kubernetes-embedded-resource");
    for (size_t i = 0; whole && i < COUNT(texts); i++) {
        struct way text;
        struct visit inner = visit_field(&in_list, &text, texts[i]);
        struct value property = part(visit, properties, texts[i]);
        struct value standard = part(visit, property, "default");
        if (property.kind == V_RECORD && !str_is(type_in(visit, property), "string")) need(&inner, property, "type", "string");
        if (standing->at != ROOT && standard.kind == V_STRING && !names_kind(texts[i], value_str(standard)))
            refuse(&inner, property, "default", "names no kind of objects");
    }
    if (whole && metadata.kind == V_RECORD && !str_is(type_in(visit, metadata), "object")) need(&at, metadata, "type", "object");
    if (standing->at == ROOT && metadata.kind == V_RECORD) check_root_metadata(&at, metadata);
}

/* ---- what only says something about values ---- */

static bool is_clause_of_type(const struct visit *visit, struct value clause, const char *type)
{
    return clause.kind == V_RECORD && clause.record->n == 1 && str_is(type_in(visit, clause), type);
}

/* [{type: integer}, {type: string}] */
static bool is_int_or_string(const struct visit *visit, struct value clauses)
{
    return clauses.kind == V_LIST && clauses.list->n == 2 && is_clause_of_type(visit, clauses.list->at[0], "integer") &&
           is_clause_of_type(visit, clauses.list->at[1], "string");
}

static const char not_nested[] = "is not possible in allOf, anyOf, oneOf and not";

static void check_nested(const struct visit *visit, struct value schema)
{
    static const char *const fields[] = {
        "type", "title", "description", "x-kubernetes-list-map-keys", "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-validations",
    };
    static const char *const flags[] = {
        "nullable", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
    };
    struct value additional = part(visit, schema, "additionalProperties");
    for (size_t i = 0; i < COUNT(fields); i++)
        if (!is_empty_value(part(visit, schema, fields[i]))) refuse(visit, schema, fields[i], not_nested);
    for (size_t i = 0; i < COUNT(flags); i++)
        if (is_set(visit, schema, flags[i])) refuse(visit, schema, flags[i], not_nested);
    if (additional.kind == V_RECORD || is_true(additional)) refuse(visit, schema, "additionalProperties", not_nested);
    if (part(visit, part(visit, schema, "properties"), "metadata").kind == V_RECORD)
        refuse(visit, part(visit, schema, "properties"), "metadata", not_nested);
}

/* In the root, clauses speak of properties that the schema has. */
static void check_known(const struct visit *visit, struct value schema, struct value clause)
{
    struct value properties = part(visit, clause, "properties"), own = part(visit, schema, "properties");
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) {
        const char *key = properties.record->keys[i]->s;
        struct value inner = part(visit, own, key);
        if (inner.kind != V_RECORD) refuse(visit, properties, key, "is no property of the schema itself");
        else check_known(visit, inner, properties.record->values[i]);
    }
    if (has(visit, clause, "items") && !has(visit, schema, "items")) refuse(visit, clause, "items", "are not in the schema itself");
}

/* ---- rules in CEL ---- */

/* Takes .NAME or ['NAME']; empty: neither. */
static Str take_step(Str *path)
{
    Str rest = *path, name = STR("");
    if (str_starts(rest, STR("['"))) {
        rest = str_skip(rest, 2);
        const char *end = memmem(rest.s, rest.n, "']", 2);
        if (!end) return name;
        name = (Str){rest.s, (size_t)(end - rest.s)};
        *path = str_skip(rest, name.n + 2);
    } else if (str_starts(rest, STR("."))) {
        for (name = str_skip(rest, 1), name.n = 0; name.n + 1 < rest.n && !strchr(".[]", name.s[name.n]);) name.n++;
        *path = str_skip(rest, name.n + 1);
    }
    return name;
}

struct value schema_at(const struct visit *visit, struct value schema, Str path)
{
    while (path.n && schema.kind != V_NULL) {
        Str name = take_step(&path);
        if (!name.n) return value_null();
        struct value properties = part(visit, schema, "properties");
        schema = properties.kind == V_RECORD ? part(visit, properties, name_of(visit->catalog->session->names, name)->s)
                                             : part(visit, schema, "additionalProperties");
    }
    return schema;
}

static const char *rule_fault(const struct visit *visit, struct value schema, struct value rule)
{
    static const char *const names[] = {"self", "oldSelf", NULL};
    struct arena *arena = visit->catalog->session->arena;
    Str text = str_trim(dig_text(part(visit, rule, "rule"))), message = dig_text(part(visit, rule, "message")), words = str_trim(message);
    Str computed = dig_text(part(visit, rule, "messageExpression")), field = dig_text(part(visit, rule, "fieldPath"));
    if (!text.n) return "has an empty 'rule'";
    if ((message.n && !words.n) || (computed.n && !str_trim(computed).n) || (field.n && !str_trim(field).n)) return "has a text of blanks only";
    if (memchr(words.s, '\n', words.n) || memchr(field.s, '\n', field.n)) return "has a text of several lines";
    if (memchr(text.s, '\n', text.n) && !words.n) return "has a rule of several lines, and then it needs a 'message'";
    if (field.n && schema_at(visit, schema, field).kind == V_NULL) return "has a 'fieldPath' that is no field of the schema";
    const struct cel_scope scope = {.names = names, .wanted = CEL_BOOL}, of_message = {.names = names, .wanted = CEL_STRING};
    enum cel_type type;
    const char *fault = expression_fault(arena, text, &scope, &type);
    if (!fault && computed.n) fault = expression_fault(arena, computed, &of_message, &type);
    return fault ? arena_printf(arena, "has an expression that no server takes: %s", fault).s : NULL;
}

static void check_rules(const struct visit *visit, struct value schema)
{
    struct value rules = part(visit, schema, "x-kubernetes-validations"), rule;
    struct way list, element;
    struct visit in_list = visit_field(visit, &list, "x-kubernetes-validations");
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        const char *fault = rule.kind == V_RECORD ? rule_fault(visit, schema, rule) : NULL;
        if (fault) value_error(&at, E0717, rule, "%s", fault);
    }
}

/* ---- one schema, and those in it ---- */

static void check_values(const struct visit *visit, struct value schema, const struct standing *standing)
{
    struct value pattern = part(visit, schema, "pattern"), standard = part(visit, schema, "default");
    const char *fault = pattern.kind == V_STRING ? pattern_fault(value_str(pattern)) : NULL;
    struct way step;
    struct visit at_pattern = visit_field(visit, &step, "pattern");
    if (fault && standing->structural)
        value_help(visit, value_error(&at_pattern, E0717, pattern, "is no regular expression of Go: '%.*s'", STR_ARG(value_str(pattern))), fault);
    if (standard.kind == V_NULL) return;
    struct visit at = visit_field(visit, &step, "default");
    fault = standing->nested ? not_nested : standing->no_default ? "is not possible here" : schema_refuses(visit, schema, standard);
    if (fault) value_error(&at, E0717, standard, "%s", fault);
    else hold_schema(&at, schema, standard);
}

static void check_one(const struct visit *visit, struct value schema, const struct standing *standing)
{
    struct value additional = part(visit, schema, "additionalProperties");
    if (standing->loose) check_shape(visit, schema);
    check_unsupported(visit, schema);
    check_containers(visit, schema);
    check_rules(visit, schema);
    check_values(visit, schema, standing);
    if (additional.kind != V_NULL && !is_true(additional) && !is_empty_value(part(visit, schema, "properties")))
        refuse(visit, schema, "additionalProperties", "is not possible beside properties");
    if (standing->metadata && is_set(visit, schema, "x-kubernetes-embedded-resource"))
        refuse(visit, schema, "x-kubernetes-embedded-resource", "is not possible within metadata");
    if (!standing->structural) return;
    if (standing->nested) {
        check_nested(visit, schema);
        return;
    }
    check_extensions(visit, schema);
    check_type(visit, schema, standing);
    check_object_fields(visit, schema, standing);
}

static void check_schema(const struct visit *visit, struct value schema, struct standing standing);

static void check_clauses(const struct visit *visit, struct value schema, const char *field, size_t skipped, struct standing standing)
{
    struct value clauses = part(visit, schema, field);
    struct way list, element;
    struct visit in_list = visit_field(visit, &list, field);
    standing.nested = true;
    for (size_t i = skipped; clauses.kind == V_LIST && i < clauses.list->n; i++) {
        struct visit at = visit_element(&in_list, &element, i);
        if (standing.at == ROOT && standing.structural) check_known(&at, schema, clauses.list->at[i]);
        check_schema(&at, clauses.list->at[i], standing);
    }
}

/* An int or a text: the one place where clauses have types. */
static void check_all_clauses(const struct visit *visit, struct value schema, struct standing standing)
{
    struct value all = part(visit, schema, "allOf");
    bool first = all.kind == V_LIST && all.list->n && is_int_or_string(visit, part(visit, all.list->at[0], "anyOf"));
    if (!is_int_or_string(visit, part(visit, schema, "anyOf"))) check_clauses(visit, schema, "anyOf", 0, standing);
    check_clauses(visit, schema, "allOf", first ? 1 : 0, standing);
    check_clauses(visit, schema, "oneOf", 0, standing);
    struct way step;
    struct visit at = visit_field(visit, &step, "not");
    standing.nested = true;
    check_schema(&at, part(visit, schema, "not"), standing);
}

static void check_properties(const struct visit *visit, struct value schema, struct standing standing)
{
    struct value properties = part(visit, schema, "properties");
    struct way list, step;
    struct visit in_list = visit_field(visit, &list, "properties");
    bool whole = standing.at == ROOT || is_set(visit, schema, "x-kubernetes-embedded-resource"), root = standing.at == ROOT;
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) {
        const char *key = properties.record->keys[i]->s;
        struct visit at = visit_field(&in_list, &step, key);
        bool of_all = whole && (strcmp(key, "metadata") == 0 || strcmp(key, "kind") == 0 || strcmp(key, "apiVersion") == 0);
        struct standing inner = standing;
        inner.at = FIELD;
        inner.metadata |= of_all;
        inner.no_default |= of_all && root;
        check_schema(&at, properties.record->values[i], inner);
    }
}

static void check_schema(const struct visit *visit, struct value schema, struct standing standing)
{
    if (schema.kind != V_RECORD) return;
    struct way step;
    struct visit at_items = visit_field(visit, &step, "items");
    check_one(visit, schema, &standing);
    check_all_clauses(visit, schema, standing);
    check_properties(visit, schema, standing);
    standing.loose = true;
    standing.at = ITEM;
    check_schema(&at_items, part(visit, schema, "items"), standing);
    struct visit at_others = visit_field(visit, &step, "additionalProperties");
    standing.at = FIELD;
    standing.no_default |= standing.metadata;
    check_schema(&at_others, part(visit, schema, "additionalProperties"), standing);
}

/* ---- the root ---- */

static bool possible_beside_status(const char *field)
{
    static const char *const fields[] = {
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
        "maxItems", "minItems", "uniqueItems", "multipleOf", "required", "items", "properties", "externalDocs", "example",
        "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    };
    for (size_t i = 0; i < COUNT(fields); i++)
        if (strcmp(field, fields[i]) == 0) return true;
    return false;
}

/* The status is validated on its own: the root says nothing about it but by its properties. */
static void check_beside_status(const struct visit *visit, struct value schema)
{
    for (size_t i = 0; i < schema.record->n; i++) {
        const char *key = schema.record->keys[i]->s;
        struct value value = schema.record->values[i];
        bool nothing = is_empty_value(value) || (value.kind == V_BOOL && !value.boolean);
        if (!nothing && !possible_beside_status(key))
            refuse(visit, schema, key, "is not possible in the root of a schema with the subresource status");
    }
}

void check_open_schema(const struct visit *visit, struct value schema, bool status, bool structural, bool defaults)
{
    if (schema.kind != V_RECORD) return;
    if (status) check_beside_status(visit, schema);
    if (is_set(visit, schema, "nullable")) refuse(visit, schema, "nullable", "is not possible in the root of a schema");
    check_schema(visit, schema, (struct standing){.at = ROOT, .structural = structural, .no_default = !defaults});
}
