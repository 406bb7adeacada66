#include "objects/object_table.h"

static size_t hash_of(const char *kind, const struct name *namespace, const struct name *name)
{
    uint64_t hash = (uint64_t)name->hash << 8 ^ (unsigned char)*kind ^ (uint64_t)strlen(kind) << 40;
    if (namespace) hash ^= (uint64_t)namespace->hash << 16;
    return (size_t)(hash * 0x9e3779b97f4a7c15u >> 20);
}

static size_t hash_of_object(const struct object *object) { return hash_of(object->kube->kind, object->namespace, object->name); }

static bool has_names(const struct object *object, const struct name *namespace, const struct name *name)
{
    return object->name == name && object->namespace == namespace;
}

static bool are_of_one_kind(const struct kube_resource *a, const struct kube_resource *b)
{
    if (a == b) return true;
    if (strcmp(a->kind, b->kind) != 0) return false;
    return (kube_is_built_in(a) && kube_is_built_in(b)) || strcmp(a->api_version, b->api_version) == 0;
}

struct object *object_table_find(const struct object_table *table, const char *kind, const struct name *namespace, const struct name *name)
{
    for (size_t i = hash_of(kind, namespace, name); table->cap; i++) {
        struct object *object = table->at[i & (table->cap - 1)];
        if (!object) break;
        if (has_names(object, namespace, name) && strcmp(object->kube->kind, kind) == 0 && kube_is_built_in(object->kube)) return object;
    }
    return NULL;
}

/* Where OBJECT is, or one under the same names, or may be put. */
static struct object **place_of(const struct object_table *table, const struct object *object)
{
    size_t i = hash_of_object(object) & (table->cap - 1);
    for (;; i = (i + 1) & (table->cap - 1)) {
        const struct object *other = table->at[i];
        if (!other || (has_names(other, object->namespace, object->name) && are_of_one_kind(other->kube, object->kube))) return &table->at[i];
    }
}

static void widen(struct arena *arena, struct object_table *table)
{
    struct object_table wider = {.n = table->n, .cap = table->cap ? table->cap * 2 : 64};
    wider.at = NEW_ARRAY(arena, wider.cap, struct object *);
    for (size_t i = 0; i < table->cap; i++)
        if (table->at[i]) *place_of(&wider, table->at[i]) = table->at[i];
    if (table->cap) arena_outgrown(arena, table->at, table->cap * sizeof *table->at);
    *table = wider;
}

struct object *object_table_add(struct arena *arena, struct object_table *table, struct object *object)
{
    if (table->n * 4 >= table->cap * 3) widen(arena, table);
    struct object **place = place_of(table, object);
    if (*place) return *place;
    table->n++;
    *place = object;
    return NULL;
}
