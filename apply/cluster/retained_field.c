#include "cluster/owned_fields.h"

#include "json/json_path.h"
#include "json/json_read.h"

/* Where the walk along managedFields is: the same place in both objects. */
struct walk_position {
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

static struct walk_position field_of(struct arena *arena, const struct walk_position *walk_position, const char *name)
{
    Str path = arena_printf(arena, "%.*s%s%s", STR_ARG(walk_position->path), walk_position->path.n ? "." : "", name);
    return (struct walk_position){json_object_get(walk_position->result, name), json_object_get(walk_position->manifest, name), path};
}

static struct walk_position item_of(struct arena *arena, const struct walk_position *walk_position, const char *text)
{
    json_t *keys = json_read(str_of(text), NULL);
    struct walk_position item = {.path = arena_printf(arena, "%.*s%s", STR_ARG(walk_position->path), text)};
    if (keys) item.result = item_with(walk_position->result, keys);
    if (keys) item.manifest = item_with(walk_position->manifest, keys);
    json_decref(keys);
    return item;
}

/* managedFields call parts "f:name" and "k:{…}"; items of sets ("v:…") and the place itself (".") have none. */
static struct walk_position part_of(struct arena *arena, const struct walk_position *walk_position, const char *name)
{
    if (strncmp(name, "f:", 2) == 0) return field_of(arena, walk_position, name + 2);
    if (strncmp(name, "k:", 2) == 0) return item_of(arena, walk_position, name + 2);
    return (struct walk_position){0};
}

static Str left_below(struct arena *arena, const json_t *fields, const struct walk_position *walk_position)
{
    const char *name;
    json_t *below;
    json_object_foreach((json_t *)(uintptr_t)fields, name, below) {
        struct walk_position part = part_of(arena, walk_position, name);
        if (!part.result) continue;
        if (!part.manifest) return part.path;
        Str found = left_below(arena, below, &part);
        if (found.n) return found;
    }
    return STR("");
}

Str retained_field(struct arena *arena, const json_t *result, const json_t *live, const json_t *manifest)
{
    return left_below(arena, applied_fields(live), &(struct walk_position){result, manifest, STR("")});
}
