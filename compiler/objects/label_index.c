#include "objects/label_index.h"

static size_t hash_of(const struct workload_list *about)
{
    uint64_t seed = (about->namespace ? about->namespace->hash : 0) ^ (uint64_t)(about->key ? about->key->hash : 0) << 20;
    return (size_t)((about->value.s ? hash_bytes(about->value.s, about->value.n, seed) : seed * 0x9e3779b97f4a7c15u) >> 16);
}

static bool is_about(const struct workload_list *list, const struct workload_list *about)
{
    return list->namespace == about->namespace && list->key == about->key && !list->value.s == !about->value.s && str_eq(list->value, about->value);
}

static struct workload_list **place_of(const struct label_index *index, const struct workload_list *about)
{
    size_t i = hash_of(about) & (index->cap - 1);
    while (index->at[i] && !is_about(index->at[i], about)) i = (i + 1) & (index->cap - 1);
    return &index->at[i];
}

static void widen(struct arena *arena, struct label_index *index)
{
    struct label_index wider = {.n = index->n, .cap = index->cap ? index->cap * 2 : 64};
    wider.at = NEW_ARRAY(arena, wider.cap, struct workload_list *);
    for (size_t i = 0; i < index->cap; i++)
        if (index->at[i]) *place_of(&wider, index->at[i]) = index->at[i];
    if (index->cap) arena_outgrown(arena, index->at, index->cap * sizeof *index->at);
    *index = wider;
}

void label_index_add(struct arena *arena, struct label_index *index, const struct workload_list *about, uint32_t workload)
{
    if (index->n * 4 >= index->cap * 3) widen(arena, index);
    struct workload_list **place = place_of(index, about);
    if (!*place) {
        *place = NEW(arena, struct workload_list);
        **place = *about;
        index->n++;
    }
    vec_push(arena, &(*place)->v, workload);
}

const struct workload_list *label_index_find(const struct label_index *index, const struct workload_list *about)
{
    return index->cap ? *place_of(index, about) : NULL;
}
