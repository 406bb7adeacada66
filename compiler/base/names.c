/* Hashing, interned names, and maps from pointers to pointers. */
#include "base/base.h"

/* ---- hashing ---- */

static uint64_t little_endian(const unsigned char *bytes, size_t n)
{
    uint64_t word = 0;
    memcpy(&word, bytes, n);
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? __builtin_bswap64(word) : word;
}

/* Eight bytes at a time. */
uint64_t hash_bytes(const void *bytes, size_t n, uint64_t seed)
{
    const unsigned char *p = bytes;
    uint64_t hash = seed ^ (n * 0x9e3779b97f4a7c15u);
    for (; n >= 8; p += 8, n -= 8) {
        hash = (hash ^ little_endian(p, 8)) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
    }
    if (n) hash = (hash ^ little_endian(p, n)) * 0xff51afd7ed558ccdu;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53u;
    return hash ^ hash >> 33;
}

/* ---- names ---- */

/* The hash stands beside the pointer, so that a miss touches one cache line. */
struct name_slot {
    struct name *name; /* NULL: free */
    uint32_t hash;
};

struct names {
    struct arena *arena;
    struct name_slot *slots; /* open addressing, CAP a power of two, at most three quarters full */
    size_t n, cap;
};

struct names *names_new(struct arena *arena)
{
    struct names *names = NEW(arena, struct names);
    *names = (struct names){.arena = arena, .slots = NEW_ARRAY(arena, 1024, struct name_slot), .cap = 1024};
    return names;
}

static struct name_slot *name_slot(const struct names *names, Str text, uint32_t hash)
{
    size_t i = hash & (names->cap - 1);
    for (; names->slots[i].name; i = (i + 1) & (names->cap - 1))
        if (names->slots[i].hash == hash && str_eq(NAME_STR(names->slots[i].name), text)) break;
    return &names->slots[i];
}

static void names_grow(struct names *names)
{
    struct names wider = *names;
    wider.cap *= 2;
    wider.slots = NEW_ARRAY(names->arena, wider.cap, struct name_slot);
    for (size_t i = 0; i < names->cap; i++) {
        size_t k = names->slots[i].hash & (wider.cap - 1);
        if (!names->slots[i].name) continue;
        while (wider.slots[k].name) k = (k + 1) & (wider.cap - 1);
        wider.slots[k] = names->slots[i];
    }
    arena_outgrown(names->arena, names->slots, names->cap * sizeof *names->slots);
    *names = wider;
}

const struct name *name_find(const struct names *names, Str text)
{
    return name_slot(names, text, (uint32_t)hash_bytes(text.s, text.n, 0))->name;
}

const struct name *name_of(struct names *names, Str text)
{
    uint32_t hash = (uint32_t)hash_bytes(text.s, text.n, 0);
    struct name_slot *slot = name_slot(names, text, hash);
    if (slot->name) return slot->name;
    struct name *name = arena_alloc(names->arena, sizeof *name + text.n + 1);
    *name = (struct name){.hash = hash, .n = (uint32_t)text.n};
    if (text.n) memcpy(name->s, text.s, text.n);
    *slot = (struct name_slot){name, hash};
    if (++names->n * 4 > names->cap * 3) names_grow(names);
    return name;
}

bool names_equal(const struct name *const *a, const struct name *const *b, size_t n)
{
    return a == b || n == 0 || memcmp(a, b, n * sizeof *a) == 0;
}

/* ---- pointer maps ---- */

/* Keys come in equal steps, as they were made: one multiplication would put some of these side by side. */
static size_t hash_of_pointer(const void *key)
{
    uint64_t hash = (uintptr_t)key * 0x9e3779b97f4a7c15u;
    return (size_t)((hash ^ hash >> 32) * 0xd6e8feb86659fd93u >> 32);
}

static struct map_slot *map_slot(const struct map *map, const void *key)
{
    size_t i = hash_of_pointer(key) & (map->cap - 1);
    while (map->slots[i].key && map->slots[i].key != key) i = (i + 1) & (map->cap - 1);
    return &map->slots[i];
}

void *map_get(const struct map *map, const void *key)
{
    return map->cap ? map_slot(map, key)->value : NULL;
}

static void map_grow(struct arena *arena, struct map *map)
{
    struct map wider = {.n = map->n, .cap = map->cap ? map->cap * 2 : 4};
    wider.slots = NEW_ARRAY(arena, wider.cap, struct map_slot);
    for (size_t i = 0; i < map->cap; i++)
        if (map->slots[i].key) *map_slot(&wider, map->slots[i].key) = map->slots[i];
    if (map->cap) arena_outgrown(arena, map->slots, map->cap * sizeof *map->slots);
    *map = wider;
}

void map_put(struct arena *arena, struct map *map, const void *key, void *value)
{
    if (map->n * 4 >= map->cap * 3) map_grow(arena, map);
    struct map_slot *slot = map_slot(map, key);
    map->n += !slot->key;
    *slot = (struct map_slot){key, value};
}

/* ---- sets of names ---- */

bool name_set_has(const struct name_set *set, const struct name *name)
{
    for (size_t i = 0; i < set->n; i++)
        if (set->few[i] == name) return true;
    return map_get(&set->more, name);
}

bool name_set_add(struct arena *arena, struct name_set *set, const struct name *name)
{
    if (name_set_has(set, name)) return false;
    if (set->n < FEW_NAMES) set->few[set->n++] = name;
    else map_put(arena, &set->more, name, set);
    return true;
}
