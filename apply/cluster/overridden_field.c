#include "cluster/owned_fields.h"

#include "diag/session.h"
#include "json/json_path.h"
#include "value/literal.h"

enum { TOLD_MOST = 3 };

/* A part of an object within its parent: a field, or an item by its name or its number. Its path is written out only where it is told. */
struct place {
    const struct place *parent;    /* NULL: the object itself */
    const char *field, *item;      /* both NULL: an item without a name */
    size_t index;
};

/* The walk through a manifest beside what became of it. */
struct overrides {
    struct arena *arena;
    struct buf told;
    size_t n;
};

static void walk(struct overrides *, const json_t *made, const json_t *asked, const struct kube_type *, const struct place *);

static void put_path(struct buf *out, const struct place *place)
{
    if (!place->parent) return;
    put_path(out, place->parent);
    if (place->field) buf_printf(out, "%s%s", place->parent->parent ? "." : "", place->field);
    else if (place->item) buf_printf(out, "[%s]", place->item);
    else buf_printf(out, "[%zu]", place->index);
}

static Str shown(struct arena *arena, const json_t *value)
{
    char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    Str copy = text ? arena_copy(arena, str_of(text)) : STR("gone");
    free(text);
    return copy.n <= 60 ? copy : STR("another");
}

static void tell(struct overrides *overrides, const json_t *made, const json_t *asked, const struct place *place)
{
    if (overrides->n++ >= TOLD_MOST) return;
    if (overrides->told.n) buf_printf(&overrides->told, "; ");
    put_path(&overrides->told, place);
    buf_printf(&overrides->told, " is %.*s instead of %.*s", STR_ARG(shown(overrides->arena, made)), STR_ARG(shown(overrides->arena, asked)));
}

/* V_NULL: not in a form that is known. */
static struct value quantity(struct arena *arena, const json_t *value)
{
    struct value number = value_null();
    enum type_kind kind;
    if (json_is_integer(value)) return value_int(json_integer_value(value));
    if (!json_is_string(value) || literal_number(arena, str_of(json_string_value(value)), &number, &kind)) return value_null();
    if (number.kind == V_BYTES) return value_int(number.integer);
    return number.kind == V_CPU || number.kind == V_INT ? number : value_null();
}

static bool same_quantity(struct arena *arena, const json_t *made, const json_t *asked)
{
    struct value one = quantity(arena, made), other = quantity(arena, asked);
    return one.kind == V_NULL || other.kind == V_NULL || value_equal(one, other);
}

/* Whether the server may have written the same in another form. */
static bool is_same(struct arena *arena, const json_t *made, const json_t *asked, const struct kube_type *type)
{
    switch (type->kind) {
    case KUBE_STRING: case KUBE_ENUM: case KUBE_BOOL: return json_equal(made, asked);
    case KUBE_INT: case KUBE_INT_OR_STRING:
        return json_is_number(made) && json_is_number(asked) ? json_number_value(made) == json_number_value(asked) : json_equal(made, asked);
    case KUBE_QUANTITY: return same_quantity(arena, made, asked);
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
static void walk_list(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, const struct place *place)
{
    size_t i;
    json_t *item;
    const char *keys = type->list_keys;
    if (!keys && json_array_size(made) != json_array_size(asked)) {
        tell(overrides, made, asked, place);
        return;
    }
    json_array_foreach(asked, i, item) {
        const char *name = keys ? text_at(item, "name") : "";
        struct place part = {.parent = place, .item = *name ? name : NULL, .index = i};
        walk(overrides, keys ? item_like(made, item, keys) : json_array_get(made, i), item, type->element, &part);
    }
}

static void walk_object(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, const struct place *place)
{
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)asked, key, field) {
        const struct kube_field *known = type->kind == KUBE_STRUCT ? kube_field_find(type, key, strlen(key)) : NULL;
        const json_t *other = json_object_get(made, key);
        struct place part = {.parent = place, .field = key};
        if (other) walk(overrides, other, field, known ? known->type : type->element, &part);
    }
}

/* What is empty, or not there, the server may have left out; what it is asked for in a place of a type that is not known is its business. */
static void walk(struct overrides *overrides, const json_t *made, const json_t *asked, const struct kube_type *type, const struct place *place)
{
    if (!type || json_is_null(asked)) return;
    if (!made) tell(overrides, made, asked, place);
    else if (json_is_object(made) && json_is_object(asked)) walk_object(overrides, made, asked, type, place);
    else if (json_is_array(made) && json_is_array(asked)) walk_list(overrides, made, asked, type, place);
    else if (!is_same(overrides->arena, made, asked, type)) tell(overrides, made, asked, place);
}

Str overridden_fields(struct arena *arena, const json_t *made, const json_t *manifest, const struct kube_resource *kube)
{
    struct overrides overrides = {.arena = arena};
    if (!kube || kube_is_secret(kube)) return STR("");
    walk(&overrides, made, manifest, kube->type, &(struct place){0});
    if (overrides.n > TOLD_MOST) buf_printf(&overrides.told, "; and %zu more", overrides.n - TOLD_MOST);
    Str told = arena_copy(arena, (Str){overrides.told.s ? overrides.told.s : "", overrides.told.n});
    buf_free(&overrides.told);
    return told;
}
