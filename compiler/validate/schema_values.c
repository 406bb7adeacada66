/* Values that a schema of a custom kind takes: of its defaults, the server asks that it takes them. */
#include "open_schema.h"

static bool flag(const struct visit *visit, struct value schema, const char *field) { return is_true(part(visit, schema, field)); }

static bool real_of(struct value value, double *number)
{
    if (value.kind == V_INT) *number = (double)value.integer;
    else if (value.kind == V_FLOAT) *number = value.real;
    else return false;
    return true;
}

static bool fits_type(Str type, struct value value)
{
    double number;
    if (str_is(type, "string")) return value.kind == V_STRING;
    if (str_is(type, "boolean")) return value.kind == V_BOOL;
    if (str_is(type, "array")) return value.kind == V_LIST;
    if (str_is(type, "object")) return value.kind == V_RECORD;
    if (str_is(type, "number")) return real_of(value, &number);
    if (str_is(type, "integer")) return value.kind == V_INT || (value.kind == V_FLOAT && value.real == (double)(int64_t)value.real);
    return true;
}

static bool is_listed(struct value list, struct value value)
{
    struct value item;
    double a, b;
    for (size_t i = 0; each(list, i, &item); i++)
        if (value_equal(item, value) || (real_of(item, &a) && real_of(value, &b) && a == b)) return true;
    return false;
}

/* ---- sizes ---- */

static size_t characters_in(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return n;
}

static bool within(const struct visit *visit, struct value schema, const char *least, const char *most, size_t size)
{
    int64_t bound;
    if (number_in(part(visit, schema, least), &bound) && (int64_t)size < bound) return false;
    return !number_in(part(visit, schema, most), &bound) || (int64_t)size <= bound;
}

static const char *number_fault(const struct visit *visit, struct value schema, double number)
{
    double bound;
    if (real_of(part(visit, schema, "minimum"), &bound) && (number < bound || (flag(visit, schema, "exclusiveMinimum") && number == bound)))
        return "is below the minimum of its schema";
    if (real_of(part(visit, schema, "maximum"), &bound) && (number > bound || (flag(visit, schema, "exclusiveMaximum") && number == bound)))
        return "is above the maximum of its schema";
    return NULL;
}

static const char *size_fault(const struct visit *visit, struct value schema, struct value value)
{
    double number;
    if (real_of(value, &number)) return number_fault(visit, schema, number);
    if (value.kind == V_STRING && !within(visit, schema, "minLength", "maxLength", characters_in(value_str(value)))) return "is shorter or longer than its schema says";
    if (value.kind == V_LIST && !within(visit, schema, "minItems", "maxItems", value.list->n)) return "has fewer or more elements than its schema says";
    if (value.kind == V_RECORD && !within(visit, schema, "minProperties", "maxProperties", value.record->n)) return "has fewer or more fields than its schema says";
    return NULL;
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
    if (either ? value.kind != V_INT && value.kind != V_STRING : !fits_type(dig_text(part(visit, schema, "type")), value)) return "is not of the type of its schema";
    if (listed.kind == V_LIST && listed.list->n && !is_listed(listed, value)) return "is not among the values of its schema";
    const char *fault = size_fault(visit, schema, value);
    if (!fault && value.kind == V_RECORD) fault = object_fault(visit, schema, value);
    for (size_t i = 0; !fault && each(value, i, &item); i++) fault = schema_refuses(visit, items, item);
    return fault;
}
