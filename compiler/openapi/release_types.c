/* Which types a release has, with which fields. */
#include "release_reading.h"
#include "type_text.h"
#include "unsaid.h"

#include "value/field.h"

#include <string.h>

/* ---- reaching them ---- */

/* SCHEMA and those of its fields, as far as they are Kubernetes' own. */
static void reach_fields(struct release_reading *reading, struct value schema, size_t depth)
{
    static const char *const parts[] = {"items", "additionalProperties"};
    struct value properties = value_field(reading->documents->session, schema, "properties");
    const struct name *reference = api_reference(reading->documents, schema);
    if (depth > NESTING_MAX) return;
    if (reference) reach_schema(reading, reference, depth + 1);
    for (size_t i = 0; i < COUNT(parts); i++) {
        struct value part = value_field(reading->documents->session, schema, parts[i]);
        if (part.kind == V_RECORD) reach_fields(reading, part, depth + 1);
    }
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) reach_fields(reading, properties.record->values[i], depth + 1);
}

/* The status of a kind is nothing that manifests hold. */
static struct value without_status(const struct release_reading *reading, struct value schema)
{
    struct session *session = reading->documents->session;
    const struct name *properties = session_name(session, "properties"), *status = session_name(session, "status");
    struct value fields = value_get(reading->arena, schema, properties), kind = value_field(reading->documents->session, schema, "x-kubernetes-group-version-kind");
    if (kind.kind != V_LIST || fields.kind != V_RECORD) return schema;
    return record_with(reading->arena, schema, properties, record_without(reading->arena, fields, status));
}

static struct value schema_of_type(const struct release_reading *reading, const struct name *name)
{
    return without_status(reading, api_schema(reading->documents, name));
}

void reach_schema(struct release_reading *reading, const struct name *name, size_t depth)
{
    if (!kube_name(reading->documents, name) || !name_set_add(reading->arena, &reading->reached, name)) return;
    struct value schema = schema_of_type(reading, name);
    if (is_struct(reading->documents, schema)) vec_push(reading->arena, &reading->types, name);
    reach_fields(reading, schema, depth);
}

/* ---- what descriptions say ---- */

static bool is_deprecated(const struct release_reading *reading, struct value schema)
{
    Str text = field_text(reading->documents->session, schema, "description");
    return text.n && (strstr(text.s, "Deprecated:") || strstr(text.s, "Deprecated. "));
}

static bool is_alpha(const struct release_reading *reading, struct value schema)
{
    Str text = arena_lower(reading->arena, field_text(reading->documents->session, schema, "description"));
    return text.n && strstr(text.s, "alpha");
}

/* ---- fields ---- */

static struct table_line field_line(const struct release_reading *reading, const struct kube_field *known)
{
    return (struct table_line){TABLE_FIELD, .name = known->name, .type = known_type_text(reading->arena, known->type), .required = known->required,
            .gated = known->since == KUBE_MINOR_GATED, .old = known->deprecated, .since = known->since, .until = known->until};
}

static bool is_required(const struct release_reading *reading, struct value type, const struct name *field)
{
    struct value required = value_field(reading->documents->session, type, "required");
    for (size_t i = 0; required.kind == V_LIST && i < required.list->n; i++)
        if (required.list->at[i].kind == V_STRING && str_eq(value_str(required.list->at[i]), NAME_STR(field))) return true;
    return false;
}

/* With texts of closed sets as mere texts, and without what tells items apart. */
static const char *plain_text(struct arena *arena, const char *type)
{
    if (is_enum(type)) return "string";
    if (!is_list(type) && !is_map(type)) return type;
    return arena_printf(arena, is_list(type) ? "[%s]" : "{%s}", plain_text(arena, element_of(arena, type))).s;
}

/* What is called alike, and what documents of some releases call otherwise. */
static bool is_same_type(const struct release_reading *reading, const char *known, const char *said)
{
    const char *before = plain_text(reading->arena, known), *now = plain_text(reading->arena, said);
    bool free = strcmp(before, "any") == 0 || strcmp(before, "object") == 0;
    bool keys = list_keys(known) && list_keys(said) && strcmp(list_keys(known), list_keys(said));
    return !keys && (strcmp(before, now) == 0 || (free && (strcmp(now, "any") == 0 || strcmp(now, "object") == 0)));
}

static void add_field(struct release_reading *reading, const char *type, enum release_change_kind kind, struct table_line line, const char *before)
{
    release_change(reading, (struct release_change){kind, .type = type, .line = line, .before = before ? str_of(before) : STR("")});
}

static bool has_value(const char *values, Str value)
{
    for (Str rest = str_of(values); rest.n;)
        if (str_eq(str_cut(&rest, '|'), value)) return true;
    return false;
}

/* The closed set KNOWN with what SAID has besides; KNOWN itself: nothing. */
static const char *more_values(struct arena *arena, const char *field, const char *known, const char *said)
{
    if (!is_enum(known) || !is_enum(said)) return known;
    const char *all = known;
    for (Str rest = str_of(said), value; rest.n;) {
        value = str_cut(&rest, '|');
        if (!has_value(known, value) && !is_refused_value(field, value)) all = arena_printf(arena, "%s|%.*s", all, STR_ARG(value)).s;
    }
    return all;
}

static void compare_field(struct release_reading *reading, const char *type, const struct kube_field *known, struct value schema, bool required)
{
    int minor = reading->release->minor;
    struct table_line line = field_line(reading, known);
    const char *before = line.type, *said = type_text(reading->documents, schema);
    bool on = !kube_field_served(known, minor) && !is_alpha(reading, schema) && !is_silent(type, known->name);
    bool other = !is_same_type(reading, before, said), more = more_values(reading->arena, known->name, before, said) != before;
    bool old = !known->deprecated && is_deprecated(reading, schema);
    line.required = known->required && required;
    line.type = other ? said : more_values(reading->arena, known->name, before, said);
    line.old |= old;
    if (on) {
        line.gated = false;
        line.until = 0;
        line.since = minor;
    }
    if (on) add_field(reading, type, CHANGE_FIELD_ON, line, NULL);
    else if (other || more) add_field(reading, type, other ? CHANGE_FIELD_TYPE : CHANGE_FIELD_VALUES, line, before);
    else if (old) add_field(reading, type, CHANGE_FIELD_DEPRECATED, line, NULL);
}

static void read_field(struct release_reading *reading, const char *type, const struct kube_type *known, const struct name *name, struct value schema, bool required)
{
    const struct kube_field *field = known ? kube_field_find(known, name->s, name->n) : NULL;
    struct table_line line = {TABLE_FIELD, .name = name->s, .type = type_text(reading->documents, schema), .required = required,
        .since = KUBE_MINOR_MIN, .gated = known || is_alpha(reading, schema), .old = is_deprecated(reading, schema)};
    if (line.gated) line.since = KUBE_MINOR_GATED;
    if (field) compare_field(reading, type, field, schema, required);
    else add_field(reading, type, CHANGE_FIELD_NEW, line, NULL);
}

static void find_removed_fields(struct release_reading *reading, const char *type, const struct kube_type *known, const struct record *fields)
{
    int minor = reading->release->minor;
    for (size_t i = 0; known && i < known->nfields; i++) {
        const struct kube_field *field = &known->fields[i];
        if (record_get(reading->arena, fields, session_name(reading->documents->session, field->name))) continue;
        bool gated = field->since == KUBE_MINOR_GATED && !field->until && minor > KUBE_MINOR_MAX;
        if (!gated && !kube_field_served(field, minor)) continue;
        struct table_line line = field_line(reading, field);
        line.until = minor;
        add_field(reading, type, CHANGE_FIELD_REMOVED, line, NULL);
    }
}

static void read_type(struct release_reading *reading, const struct name *schema_name)
{
    const char *type = kube_name(reading->documents, schema_name);
    const struct kube_type *known = kube_type_find(type);
    struct value schema = schema_of_type(reading, schema_name), fields = value_field(reading->documents->session, schema, "properties");
    size_t before = reading->release->changes.n;
    release_change(reading, (struct release_change){CHANGE_TYPE, .type = type, .line = {TABLE_TYPE, .name = type}});
    for (size_t i = 0; i < fields.record->n; i++) {
        const struct name *name = fields.record->keys[i];
        read_field(reading, type, known, name, fields.record->values[i], is_required(reading, schema, name));
    }
    find_removed_fields(reading, type, known, fields.record);
    if (reading->release->changes.n == before + 1) reading->release->changes.n = before;
    for (size_t i = before; !known && i < reading->release->changes.n; i++) reading->release->changes.at[i].of_new_type = true;
}

void read_types(struct release_reading *reading)
{
    for (size_t i = 0; i < reading->types.n; i++) read_type(reading, reading->types.at[i]);
}
