#include "type_text.h"

#include "value/field.h"

#include <string.h>

const char *kube_name(const struct api_documents *documents, const struct name *schema)
{
    static const char *const prefixes[] = {"io.k8s.apimachinery.pkg.apis.", "io.k8s.apiextensions-apiserver.pkg.apis.",
                                           "io.k8s.kube-aggregator.pkg.apis.", "io.k8s.apimachinery.pkg.", "io.k8s.api."};
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (str_starts(NAME_STR(schema), str_of(prefixes[i])))
            return arena_copy(documents->session->arena, str_skip(NAME_STR(schema), strlen(prefixes[i]))).s;
    return NULL;
}

bool is_struct(const struct api_documents *documents, struct value schema)
{
    struct value properties = value_field(documents->session, schema, "properties");
    return properties.kind == V_RECORD && properties.record->n > 0;
}

static const char *text_at(const struct api_documents *, struct value schema, size_t depth);

static const char *list_text(const struct api_documents *documents, struct value schema, size_t depth)
{
    struct arena *arena = documents->session->arena;
    struct value keys = value_field(documents->session, schema, "x-kubernetes-list-map-keys");
    struct buf text = {0};
    buf_printf(&text, "[%s]", text_at(documents, value_field(documents->session, schema, "items"), depth));
    for (size_t i = 0; keys.kind == V_LIST && i < keys.list->n; i++)
        if (keys.list->at[i].kind == V_STRING) buf_printf(&text, "%s%.*s", i ? "," : " ", STR_ARG(value_str(keys.list->at[i])));
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy.s;
}

static const char *object_text(const struct api_documents *documents, struct value schema, size_t depth)
{
    struct value values = value_field(documents->session, schema, "additionalProperties");
    if (values.kind != V_RECORD) return "object";
    return arena_printf(documents->session->arena, "{%s}", text_at(documents, values, depth)).s;
}

/* A|B; what the notation cannot hold is a text like others. */
static const char *string_text(const struct api_documents *documents, struct value schema)
{
    static const struct { const char *format, *type; } formats[] = {{"byte", "base64"}, {"date-time", "time"}, {"int-or-string", "int-or-string"}};
    struct value values = value_field(documents->session, schema, "enum");
    Str format = field_text(documents->session, schema, "format"), text = STR("");
    for (size_t i = 0; i < COUNT(formats); i++)
        if (str_is(format, formats[i].format)) return formats[i].type;
    for (size_t i = 0; values.kind == V_LIST && i < values.list->n; i++) {
        Str value = values.list->at[i].kind == V_STRING ? value_str(values.list->at[i]) : STR(" ");
        if (strcspn(value.s, " |\"\\\t\n") < value.n) return "string";
        text = arena_printf(documents->session->arena, "%.*s%s%.*s", STR_ARG(text), i ? "|" : "", STR_ARG(value));
    }
    return values.kind == V_LIST && values.list->n > 1 ? text.s : "string";
}

static const char *reference_text(const struct api_documents *documents, const struct name *reference, size_t depth)
{
    const char *name = kube_name(documents, reference);
    if (name && strcmp(name, "api.resource.Quantity") == 0) return "quantity";
    if (name && strcmp(name, "util.intstr.IntOrString") == 0) return "int-or-string";
    struct value schema = api_schema(documents, reference);
    if (name && is_struct(documents, schema)) return name;
    return api_reference(documents, schema) ? "any" : text_at(documents, schema, depth);
}

/* Of something that refers to itself without fields between nothing is known. */
static const char *text_at(const struct api_documents *documents, struct value schema, size_t depth)
{
    if (depth++ > NESTING_MAX) return "any";
    const struct name *reference = api_reference(documents, schema);
    struct value either = value_field(documents->session, schema, "x-kubernetes-int-or-string");
    Str type = field_text(documents->session, schema, "type");
    if (reference) return reference_text(documents, reference, depth);
    if (either.kind == V_BOOL && either.boolean) return "int-or-string";
    if (str_is(type, "array")) return list_text(documents, schema, depth);
    if (str_is(type, "object")) return object_text(documents, schema, depth);
    if (str_is(type, "string")) return string_text(documents, schema);
    if (str_is(type, "integer")) return str_is(field_text(documents->session, schema, "format"), "int32") ? "int32" : "int64";
    if (str_is(type, "number")) return "float";
    return str_is(type, "boolean") ? "bool" : "any";
}

const char *type_text(const struct api_documents *documents, struct value schema) { return text_at(documents, schema, 0); }

/* ---- of the tables ---- */

static const char *values_text(struct arena *arena, const char *const *values)
{
    Str text = STR("");
    for (size_t i = 0; values[i]; i++) text = arena_printf(arena, "%.*s%s%s", STR_ARG(text), i ? "|" : "", values[i]);
    return text.s;
}

const char *known_type_text(struct arena *arena, const struct kube_type *type)
{
    switch (type->kind) {
    case KUBE_LIST:
        return arena_printf(arena, "[%s]%s%s", known_type_text(arena, type->element), type->list_keys ? " " : "",
                type->list_keys ? type->list_keys : "").s;
    case KUBE_MAP: return arena_printf(arena, "{%s}", known_type_text(arena, type->element)).s;
    case KUBE_ENUM: return values_text(arena, type->values);
    default: return type->name;
    }
}
