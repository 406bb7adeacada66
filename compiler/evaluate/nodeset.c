#include "nodeset.h"

#include <stdlib.h>

static struct node_set *node_set_new(struct arena *arena, const uint32_t *ids, size_t n)
{
    struct node_set *set = arena_alloc(arena, sizeof *set + n * sizeof *ids);
    set->n = n;
    memcpy(set->at, ids, n * sizeof *ids);
    return set;
}

const struct node_set *node_set_of(struct arena *arena, uint32_t node) { return node_set_new(arena, &node, 1); }

static void add_ids(struct arena *arena, struct node_union *all, const struct node_set *set)
{
    for (size_t i = 0; i < set->n; i++) vec_push(arena, &all->ids, set->at[i]);
}

void node_union_add(struct arena *arena, struct node_union *all, const struct node_set *set)
{
    if (!set || set == all->only) return;
    if (!all->only && !all->many) {
        all->only = set;
        return;
    }
    if (!all->many) add_ids(arena, all, all->only);
    all->many = true;
    add_ids(arena, all, set);
}

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

const struct node_set *node_union_done(struct arena *arena, struct node_union *all)
{
    if (!all->many) return all->only;
    qsort(all->ids.at, all->ids.n, sizeof *all->ids.at, by_id);
    size_t n = 0;
    for (size_t i = 0; i < all->ids.n; i++)
        if (!n || all->ids.at[n - 1] != all->ids.at[i]) all->ids.at[n++] = all->ids.at[i];
    return node_set_new(arena, all->ids.at, n);
}
