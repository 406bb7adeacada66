/* Types and fields of values that a schema of a custom kind takes, as its defaults have to be; json_schema.c knows the rest. */
#include "open_schema.h"

static bool flag(const struct visit *visit, struct value schema, const char *field) { return is_true(part(visit, schema, field)); }

static bool fits_type(Str type, struct value value)
{
    if (str_is(type, "string")) return value.kind == V_STRING;
    if (str_is(type, "boolean")) return value.kind == V_BOOL;
    if (str_is(type, "array")) return value.kind == V_LIST;
    if (str_is(type, "object")) return value.kind == V_RECORD;
    if (str_is(type, "number")) return value.kind == V_INT || value.kind == V_FLOAT;
    if (str_is(type, "integer")) return value.kind == V_INT || (value.kind == V_FLOAT && value.real == (double)(int64_t)value.real);
    return true;
}

static bool is_listed(struct value list, struct value value)
{
    struct value item;
    for (size_t i = 0; each(list, i, &item); i++)
        if (value_equal(item, value)) return true;
    return false;
}

/* ---- what is in it ---- */

static const char *object_fault(const struct visit *visit, struct value schema, struct value value)
{
    struct value properties = part(visit, schema, "properties"), others = part(visit, schema, "additionalProperties"), name;
    bool keeps = flag(visit, schema, "x-kubernetes-preserve-unknown-fields"), embedded = flag(visit, schema, "x-kubernetes-embedded-resource");
    for (size_t i = 0; each(part(visit, schema, "required"), i, &name); i++)
        if (name.kind == V_STRING && part(visit, value, name_of(visit->catalog->session->names, value_str(name))->s).kind == V_NULL)
            return "does not have what its schema requires";
    for (size_t i = 0; i < value.record->n; i++) {
        const char *key = value.record->keys[i]->s;
        struct value inner = part(visit, properties, key);
        bool of_all = embedded && (strcmp(key, "apiVersion") == 0 || strcmp(key, "kind") == 0 || strcmp(key, "metadata") == 0);
        if (inner.kind == V_NULL) inner = others;
        const char *fault = schema_refuses(visit, inner, value.record->values[i]);
        if (fault) return fault;
        if (inner.kind != V_RECORD && !is_true(inner) && !keeps && !of_all) return "has a field that its schema does not have";
    }
    return NULL;
}

const char *schema_refuses(const struct visit *visit, struct value schema, struct value value)
{
    if (schema.kind != V_RECORD || (value.kind == V_NULL && flag(visit, schema, "nullable"))) return NULL;
    struct value listed = part(visit, schema, "enum"), items = part(visit, schema, "items"), item;
    bool either = flag(visit, schema, "x-kubernetes-int-or-string");
    bool fits = either ? value.kind == V_INT || value.kind == V_STRING : fits_type(dig_text(part(visit, schema, "type")), value);
    bool chosen = value.kind == V_STRING && listed.kind == V_LIST && listed.list->n > 0;
    if (!fits) return "is not of the type of its schema";
    if (chosen && !is_listed(listed, value)) return "is not among the values of its schema";
    const char *fault = value.kind == V_RECORD ? object_fault(visit, schema, value) : NULL;
    for (size_t i = 0; !fault && each(value, i, &item); i++) fault = schema_refuses(visit, items, item);
    return fault;
}
