#include "cluster/owned_fields.h"

#include "json/json_path.h"

/* Where the walk along managedFields is: the same place in both objects. */
struct place {
    const json_t *result, *manifest;
    Str path;
};

static bool has_keys(const json_t *item, const json_t *keys)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)keys, key, value) {
        const json_t *other = json_object_get(item, key);
        if (other && !json_equal(other, value)) return false;
    }
    return true;
}

static const json_t *item_with(const json_t *list, const json_t *keys)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item)
        if (has_keys(item, keys)) return item;
    return NULL;
}

static struct place field_of(struct arena *arena, const struct place *place, const char *name)
{
    Str path = arena_printf(arena, "%.*s%s%s", STR_ARG(place->path), place->path.n ? "." : "", name);
    return (struct place){json_object_get(place->result, name), json_object_get(place->manifest, name), path};
}

static struct place item_of(struct arena *arena, const struct place *place, const char *text)
{
    json_t *keys = json_loads(text, 0, NULL);
    struct place item = {.path = arena_printf(arena, "%.*s%s", STR_ARG(place->path), text)};
    if (keys) item.result = item_with(place->result, keys);
    if (keys) item.manifest = item_with(place->manifest, keys);
    json_decref(keys);
    return item;
}

/* managedFields call parts "f:name" and "k:{…}"; items of sets ("v:…") and the place itself (".") have none. */
static struct place part_of(struct arena *arena, const struct place *place, const char *name)
{
    if (strncmp(name, "f:", 2) == 0) return field_of(arena, place, name + 2);
    if (strncmp(name, "k:", 2) == 0) return item_of(arena, place, name + 2);
    return (struct place){0};
}

static Str left_below(struct arena *arena, const json_t *fields, const struct place *place)
{
    const char *name;
    json_t *below;
    json_object_foreach((json_t *)(uintptr_t)fields, name, below) {
        struct place part = part_of(arena, place, name);
        if (!part.result) continue;
        if (!part.manifest) return part.path;
        Str found = left_below(arena, below, &part);
        if (found.n) return found;
    }
    return STR("");
}

Str retained_field(struct arena *arena, const json_t *result, const json_t *live, const json_t *manifest)
{
    return left_below(arena, applied_fields(live), &(struct place){result, manifest, STR("")});
}
