#include "cluster/owned_fields.h"

#include "diag/session.h"
#include "json/json_path.h"
#include "value/literal.h"

enum { TOLD_MOST = 3 };

/* The walk through a manifest beside what became of it. */
struct overrides {
    struct arena *arena;
    struct buf told;
    size_t n;
};

static void walk(struct overrides *, const json_t *made, const json_t *asked, const struct kube_type *, Str path);

static Str shown(struct arena *arena, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    Str copy = text ? arena_copy(arena, str_of(text)) : STR("gone");
    free(text);
    return copy.n <= 60 ? copy : STR("another");
}

static void tell(struct overrides *overrides, const json_t *made, const json_t *asked, Str path)
{
    if (overrides->n++ >= TOLD_MOST) return;
    buf_printf(&overrides->told, "%s%.*s is %.*s instead of %.*s", overrides->told.n ? "; " : "", STR_ARG(path),
               STR_ARG(shown(overrides->arena, made)), STR_ARG(shown(overrides->arena, asked)));
}

/* In thousandths; false: not in a form that is known. */
static bool quantity(struct arena *arena, const json_t *value, int64_t *thousandths)
{
    struct value number = {0};
    enum type_kind kind = T_POISON;
    *thousandths = json_integer_value(value) * 1000;
    if (!json_is_string(value)) return json_is_integer(value);
    if (literal_number(arena, str_of(json_string_value(value)), &number, &kind)) return false;
    *thousandths = kind == T_CPU ? number.integer : number.integer * 1000;
    return kind == T_CPU || kind == T_BYTES || kind == T_INT;
}

/* Whether the server may have written the same in another form. */
static bool is_same(struct arena *arena, const json_t *made, const json_t *asked, const struct kube_type *type)
{
    int64_t one, other;
    switch (type->kind) {
    case KUBE_STRING: case KUBE_ENUM: case KUBE_BOOL: return json_equal(made, asked);
    case KUBE_INT: case KUBE_INT_OR_STRING:
        return json_is_number(made) && json_is_number(asked) ? json_number_value(made) == json_number_value(asked) : json_equal(made, asked);
    case KUBE_QUANTITY: return !quantity(arena, made, &one) || !quantity(arena, asked, &other) || one == other;
    default: return true;
    }
}

static const json_t *item_like(const json_t *list, const json_t *wanted, const char *keys)
{
    size_t i, n = strcspn(keys, ",");
    json_t *item;
    json_array_foreach(list, i, item)
        if (json_equal(json_object_getn(item, keys, n), json_object_getn(wanted, keys, n))) return item;
    return NULL;
}

/* Items of a list with keys are found by the first of them; other lists are told as they are where their length is another. */
static void walk_list(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, Str path)
{
    size_t i;
    json_t *item;
    const char *keys = type->list_keys;
    if (!keys && json_array_size(made) != json_array_size(asked)) {
        tell(overrides, made, asked, path);
        return;
    }
    json_array_foreach(asked, i, item) {
        const char *name = keys ? text_at(item, "name") : "";
        Str place = *name ? arena_printf(overrides->arena, "%.*s[%s]", STR_ARG(path), name) : arena_printf(overrides->arena, "%.*s[%zu]", STR_ARG(path), i);
        walk(overrides, keys ? item_like(made, item, keys) : json_array_get(made, i), item, type->element, place);
    }
}

static void walk_object(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, Str path)
{
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)asked, key, field) {
        const struct kube_field *known = type->kind == KUBE_STRUCT ? kube_field_find(type, key, strlen(key)) : NULL;
        const json_t *other = json_object_get(made, key);
        Str place = arena_printf(overrides->arena, "%.*s%s%s", STR_ARG(path), path.n ? "." : "", key);
        if (other) walk(overrides, other, field, known ? known->type : type->element, place);
    }
}

/* What is empty, or not there, the server may have left out; what it is asked for in a place of a type that is not known is its business. */
static void walk(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, Str path)
{
    if (!type || json_is_null(asked)) return;
    if (!made) tell(overrides, made, asked, path);
    else if (json_is_object(made) && json_is_object(asked)) walk_object(overrides, made, asked, type, path);
    else if (json_is_array(made) && json_is_array(asked)) walk_list(overrides, made, asked, type, path);
    else if (!is_same(overrides->arena, made, asked, type)) tell(overrides, made, asked, path);
}

Str overridden_fields(struct arena *arena, const json_t *made, const json_t *manifest, const struct kube_resource *kube)
{
    struct overrides overrides = {.arena = arena};
    if (!kube || kube_is_secret(kube)) return STR("");
    walk(&overrides, made, manifest, kube->type, STR(""));
    if (overrides.n > TOLD_MOST) buf_printf(&overrides.told, "; and %zu more", overrides.n - TOLD_MOST);
    Str told = arena_copy(arena, (Str){overrides.told.s ? overrides.told.s : "", overrides.told.n});
    buf_free(&overrides.told);
    return told;
}
