#include "admit/json_schema.h"
#include "go_pattern.h"
#include "formats.h"
#include "admit/quantity.h"

/* One schema and one value. */
struct trial {
    struct visit visit;
    bool quiet;          /* only whether it fits is asked: for anyOf and the like */
    bool fits;
    struct value schema, value;
};

static struct arena *arena_of(const struct trial *trial) { return trial->visit.catalog->session->arena; }
static struct value keyword(const struct trial *trial, const char *name) { return dig(trial->visit.catalog, trial->schema, name); }

/* The value does not fit. NULL: nobody wants to know why. */
#define refuse(trial, ...) ((trial)->fits = false, (trial)->quiet ? NULL : value_error(&(trial)->visit, E0717, (trial)->value, __VA_ARGS__))

static Str shown(const struct trial *trial, struct value value) { return value_show(arena_of(trial), value); }

static bool fits(const struct trial *outer, struct value schema);

/* ---- numbers ---- */

static void hold_bounds(struct trial *trial)
{
    long double number, bound;
    struct value least = keyword(trial, "minimum"), most = keyword(trial, "maximum");
    if ((trial->value.kind != V_INT && trial->value.kind != V_FLOAT) || !quantity_in(trial->value, &number)) return;
    bool over = is_true(keyword(trial, "exclusiveMinimum")), under = is_true(keyword(trial, "exclusiveMaximum"));
    if (quantity_in(least, &bound) && (over ? number <= bound : number < bound))
        refuse(trial, "is %.*s, and it must be %s%.*s%s", STR_ARG(shown(trial, trial->value)), over ? "more than " : "", STR_ARG(shown(trial, least)),
               over ? "" : " or more");
    if (quantity_in(most, &bound) && (under ? number >= bound : number > bound))
        refuse(trial, "is %.*s, and it must be %s%.*s%s", STR_ARG(shown(trial, trial->value)), under ? "less than " : "", STR_ARG(shown(trial, most)),
               under ? "" : " or less");
}

static void hold_multiple(struct trial *trial)
{
    long double number, step;
    struct value multiple = keyword(trial, "multipleOf");
    if ((trial->value.kind != V_INT && trial->value.kind != V_FLOAT) || !quantity_in(trial->value, &number)) return;
    if (!quantity_in(multiple, &step) || step <= 0) return;
    long double times = number / step;
    if (times == (long double)(int64_t)times) return;
    refuse(trial, "is %.*s, and it must be a multiple of %.*s", STR_ARG(shown(trial, trial->value)), STR_ARG(shown(trial, multiple)));
}

/* ---- sizes ---- */

static size_t characters(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return n;
}

static void hold_size(struct trial *trial, const char *least, const char *most, size_t size, const char *what)
{
    int64_t bound;
    const char *s = size == 1 ? "" : "s";
    if (number_in(keyword(trial, least), &bound) && (int64_t)size < bound)
        refuse(trial, "has %zu %s%s, and it must have %lld or more", size, what, s, (long long)bound);
    if (number_in(keyword(trial, most), &bound) && (int64_t)size > bound)
        refuse(trial, "has %zu %s%s, and it must have %lld or less", size, what, s, (long long)bound);
}

static void hold_sizes(struct trial *trial)
{
    struct value value = trial->value;
    if (value.kind == V_STRING) hold_size(trial, "minLength", "maxLength", characters(value_str(value)), "character");
    if (value.kind == V_LIST) hold_size(trial, "minItems", "maxItems", value.list->n, "element");
    if (value.kind == V_RECORD) hold_size(trial, "minProperties", "maxProperties", value.record->n, "field");
}

/* ---- texts ---- */

/* NULL: it cannot be said. */
static const regex_t *pattern_of(struct catalog *catalog, struct value pattern)
{
    if (pattern.kind != V_STRING || !pattern.string->n) return NULL;
    const regex_t *known = map_get(&catalog->patterns, pattern.string);
    if (known) return known;
    Str posix = posix_pattern(catalog->session->arena, value_str(pattern));
    known = posix.n ? session_pattern(catalog->session, posix.s) : NULL;
    if (known) map_put(catalog->session->arena, &catalog->patterns, pattern.string, (void *)known);
    return known;
}

static void hold_pattern(struct trial *trial)
{
    struct value pattern = keyword(trial, "pattern");
    const regex_t *regex = trial->value.kind == V_STRING ? pattern_of(trial->visit.catalog, pattern) : NULL;
    if (!regex || regexec(regex, trial->value.string->s, 0, NULL, 0) == 0) return;
    struct diag *diag = refuse(trial, "is '%.*s'", STR_ARG(shown(trial, trial->value)));
    if (diag) diag_help(&trial->visit.catalog->session->diags, diag, "it must match %.*s", STR_ARG(value_str(pattern)));
}

static void hold_format(struct trial *trial)
{
    Str type = dig_text(keyword(trial, "type")), format = dig_text(keyword(trial, "format"));
    if (trial->value.kind != V_STRING || (type.n && !str_is(type, "string")) || is_of_schema_format(format, value_str(trial->value))) return;
    refuse(trial, "is '%.*s', and its schema says 'format: %.*s'", STR_ARG(shown(trial, trial->value)), STR_ARG(format));
}

static Str listed(const struct trial *trial, struct value values)
{
    struct buf text = {0};
    struct value one;
    for (size_t i = 0; each(values, i, &one); i++) {
        buf_str(&text, i ? STR(", ") : STR(""));
        buf_str(&text, shown(trial, one));
    }
    Str copy = arena_copy(arena_of(trial), (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

static void hold_enum(struct trial *trial)
{
    struct value allowed = keyword(trial, "enum"), one;
    bool nothing = allowed.kind != V_LIST || trial->value.kind == V_NULL;
    if (nothing || (trial->value.kind == V_STRING && !trial->quiet)) return; /* those of texts are types */
    for (size_t i = 0; each(allowed, i, &one); i++)
        if (value_equal(one, trial->value)) return;
    struct diag *diag = refuse(trial, "is %.*s", STR_ARG(shown(trial, trial->value)));
    if (diag) diag_help(&trial->visit.catalog->session->diags, diag, "possible: %.*s", STR_ARG(listed(trial, allowed)));
}

/* ---- what is inside ---- */

static void hold_part(struct trial *trial, struct way way, struct value schema, struct value value)
{
    struct trial inner = {.visit = trial->visit, .quiet = trial->quiet, .fits = true, .schema = schema, .value = value};
    inner.visit.way = &way;
    if (trial->quiet) trial->fits &= fits(&inner, schema);
    else hold_schema(&inner.visit, schema, value);
}

/* An element of a list that is a set, or its keys in one that is a map. */
static const struct name *identity_of(const struct trial *trial, struct value keys, struct value element)
{
    struct buf text = {0};
    struct value key, properties = dig(trial->visit.catalog, keyword(trial, "items"), "properties");
    if (keys.kind != V_LIST) value_identity(element, &text);
    for (size_t i = 0; each(keys, i, &key); i++) {
        const struct name *name = name_of(trial->visit.catalog->session->names, dig_text(key));
        struct value part = value_get(arena_of(trial), element, name);
        if (part.kind == V_NULL) part = dig(trial->visit.catalog, value_get(arena_of(trial), properties, name), "default");
        value_identity(part, &text);
    }
    const struct name *identity = name_of(trial->visit.catalog->session->names, (Str){text.s, text.n});
    buf_free(&text);
    return identity;
}

static void hold_list_type(struct trial *trial)
{
    Str type = dig_text(keyword(trial, "x-kubernetes-list-type"));
    bool set = str_is(type, "set") || is_true(keyword(trial, "uniqueItems")), map = str_is(type, "map");
    struct value keys = map ? keyword(trial, "x-kubernetes-list-map-keys") : value_null();
    struct map seen = {0};
    for (size_t i = 0; (set || map) && i < trial->value.list->n; i++) {
        const struct name *identity = identity_of(trial, keys, trial->value.list->at[i]);
        if (map_get(&seen, identity)) refuse(trial, "has two elements that are alike%s: the one at %zu", map ? " in its keys" : "", i);
        map_put(arena_of(trial), &seen, identity, &seen);
    }
}

static void hold_parts(struct trial *trial)
{
    struct value items = keyword(trial, "items"), properties = keyword(trial, "properties"), additional = keyword(trial, "additionalProperties");
    const struct way *way = trial->visit.way;
    if (trial->value.kind == V_LIST) hold_list_type(trial);
    for (size_t i = 0; trial->value.kind == V_LIST && items.kind == V_RECORD && i < trial->value.list->n; i++)
        hold_part(trial, (struct way){way, NULL, i}, items, trial->value.list->at[i]);
    for (size_t i = 0; trial->value.kind == V_RECORD && i < trial->value.record->n; i++) {
        const struct name *key = trial->value.record->keys[i];
        struct value schema = value_get(arena_of(trial), properties, key);
        if (schema.kind == V_NULL) schema = additional;
        if (schema.kind == V_RECORD) hold_part(trial, (struct way){way, key, 0}, schema, trial->value.record->values[i]);
    }
}

/* ---- schemas of schemas ---- */

static size_t fitting(const struct trial *trial, struct value schemas)
{
    size_t n = 0;
    struct value schema;
    for (size_t i = 0; each(schemas, i, &schema); i++) n += fits(trial, schema);
    return n;
}

static void hold_junctors(struct trial *trial)
{
    struct value all = keyword(trial, "allOf"), any = keyword(trial, "anyOf"), one = keyword(trial, "oneOf"), none = keyword(trial, "not"), schema;
    for (size_t i = 0; each(all, i, &schema); i++) {
        struct trial inner = *trial;
        inner.schema = schema;
        if (!fits(&inner, schema)) refuse(trial, "does not fit one of the schemas that all have to fit (allOf)");
    }
    if (any.kind == V_LIST && any.list->n && fitting(trial, any) == 0)
        refuse(trial, "fits none of the %u schemas of which it has to fit one (anyOf)", any.list->n);
    if (one.kind == V_LIST && one.list->n) {
        size_t n = fitting(trial, one);
        if (n != 1) refuse(trial, "fits %zu of the %u schemas of which it has to fit one exactly (oneOf)", n, one.list->n);
    }
    if (none.kind == V_RECORD && fits(trial, none)) refuse(trial, "fits the schema that it must not fit (not)");
}

/* ---- types, where only these rules tell ---- */

static bool is_of_type(Str type, struct value value)
{
    if (str_is(type, "string")) return value.kind == V_STRING || value.kind == V_SECRET;
    if (str_is(type, "integer")) return value.kind == V_INT;
    if (str_is(type, "number")) return value.kind == V_INT || value.kind == V_FLOAT;
    if (str_is(type, "boolean")) return value.kind == V_BOOL;
    if (str_is(type, "array")) return value.kind == V_LIST;
    return !str_is(type, "object") || value.kind == V_RECORD;
}

static void hold_type(struct trial *trial)
{
    struct value type = keyword(trial, "type"), required = keyword(trial, "required"), name;
    if (type.kind == V_STRING && !is_of_type(value_str(type), trial->value)) refuse(trial, "is no %.*s", STR_ARG(value_str(type)));
    for (size_t i = 0; trial->value.kind == V_RECORD && each(required, i, &name); i++)
        if (value_get(arena_of(trial), trial->value, name_of(trial->visit.catalog->session->names, dig_text(name))).kind == V_NULL)
            refuse(trial, "needs '%.*s'", STR_ARG(dig_text(name)));
}

bool names_kind(const char *field, Str text)
{
    return text.n && (strcmp(field, "kind") == 0 ? is_kind_name(text) : is_api_version(text));
}

/* Objects within objects are those of some kind. */
static void hold_embedded(struct trial *trial)
{
    static const char *const needed[] = {"apiVersion", "kind"};
    if (trial->value.kind != V_RECORD || !is_true(keyword(trial, "x-kubernetes-embedded-resource"))) return;
    for (size_t i = 0; i < COUNT(needed); i++) {
        struct value word = dig(trial->visit.catalog, trial->value, needed[i]);
        if (is_empty_value(word)) refuse(trial, "is an object within an object, and needs '%s'", needed[i]);
        else if (word.kind == V_STRING && !names_kind(needed[i], value_str(word)))
            refuse(trial, "is an object within an object, and its '%s' is none: '%.*s'", needed[i], STR_ARG(shown(trial, word)));
    }
}

/* ---- all of them ---- */

static void hold(struct trial *trial)
{
    if (trial->schema.kind != V_RECORD || trial->value.kind == V_NULL || trial->value.kind == V_POISON) return;
    if (trial->quiet) hold_type(trial);
    hold_bounds(trial);
    hold_multiple(trial);
    hold_sizes(trial);
    hold_pattern(trial);
    hold_format(trial);
    hold_enum(trial);
    hold_embedded(trial);
    hold_junctors(trial);
    hold_parts(trial);
}

static bool fits(const struct trial *outer, struct value schema)
{
    struct trial trial = *outer;
    trial.quiet = trial.fits = true;
    trial.schema = schema;
    hold(&trial);
    return trial.fits;
}

void hold_schema(const struct visit *visit, struct value schema, struct value value)
{
    struct trial trial = {.visit = *visit, .fits = true, .schema = schema, .value = value};
    hold(&trial);
}

/* ---- what is left to servers ---- */

static size_t in_schema(struct catalog *catalog, struct value schema, size_t depth)
{
    struct value rules = dig(catalog, schema, "x-kubernetes-validations"), pattern = dig(catalog, schema, "pattern");
    struct value properties = dig(catalog, schema, "properties");
    size_t n = rules.kind == V_LIST ? rules.list->n : 0;
    if (schema.kind != V_RECORD || depth > NESTING_MAX) return 0;
    n += pattern.kind == V_STRING && pattern.string->n && !pattern_of(catalog, pattern);
    for (size_t i = 0; properties.kind == V_RECORD && i < properties.record->n; i++) n += in_schema(catalog, properties.record->values[i], depth + 1);
    n += in_schema(catalog, dig(catalog, schema, "items"), depth + 1);
    return n + in_schema(catalog, dig(catalog, schema, "additionalProperties"), depth + 1);
}

size_t unevaluated_rules(struct catalog *catalog, struct value schema) { return in_schema(catalog, schema, 0); }
