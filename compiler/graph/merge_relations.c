#include "merge.h"

#include <stdlib.h>

/* A pair of parts, as a key. */
static const void *key_of(uint32_t from, uint32_t to) { return (const void *)(((uintptr_t)from << 32 | to) + 1); }

/* ---- waits ---- */

void merge_waits(struct merge *merge)
{
    struct arena *arena = merge->session->arena;
    struct graph *graph = merge->graph;
    struct map was = {0}, is = {0};
    for (size_t i = 0; i < merge->old->waits.n; i++) {
        struct graph_wait *wait = &merge->old->waits.at[i];
        map_put(arena, &was, key_of(merge->now[wait->from], merge->now[wait->to]), wait);
    }
    for (size_t i = 0; i < graph->waits.n; i++) {
        struct graph_wait *wait = &graph->waits.at[i];
        map_put(arena, &is, key_of(wait->from, wait->to), wait);
        if (!map_get(&was, key_of(wait->from, wait->to))) wait->mark = MARK_ADDED;
    }
    for (size_t i = 0; i < merge->old->waits.n; i++) {
        struct graph_wait wait = merge->old->waits.at[i];
        wait.from = merge->now[wait.from];
        wait.to = merge->now[wait.to];
        wait.mark = MARK_REMOVED;
        wait.critical = false;
        if (!map_get(&is, key_of(wait.from, wait.to))) vec_push(arena, &graph->waits, wait);
    }
}

/* ---- secrets ---- */

static const struct name *secret_key(struct merge *merge, const struct graph_secret *secret)
{
    Str text = arena_printf(merge->session->arena, "%.*s/%.*s", STR_ARG(secret->namespace), STR_ARG(secret->name));
    return name_of(merge->session->names, text);
}

/* The old one with the parts of now. */
static struct graph_secret secret_now(struct merge *merge, const struct graph_secret *old)
{
    struct graph_secret now = *old;
    now.maker = old->maker == NO_PART ? NO_PART : merge->now[old->maker];
    now.readers.at = NEW_ARRAY(merge->session->arena, old->readers.n + 1, uint32_t);
    now.readers.cap = old->readers.n + 1;
    for (size_t i = 0; i < old->readers.n; i++) now.readers.at[i] = merge->now[old->readers.at[i]];
    return now;
}

static int compare_numbers(const void *first, const void *second)
{
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    return a < b ? -1 : a > b;
}

static bool same_secret(struct graph_secret *a, const struct graph_secret *b)
{
    if (a->readers.n) qsort(a->readers.at, a->readers.n, sizeof *a->readers.at, compare_numbers);
    bool readers = a->readers.n == b->readers.n && (!a->readers.n || memcmp(a->readers.at, b->readers.at, a->readers.n * sizeof *a->readers.at) == 0);
    return readers && a->maker == b->maker && a->generation == b->generation && str_eq(a->provider, b->provider);
}

void merge_secrets(struct merge *merge)
{
    struct arena *arena = merge->session->arena;
    struct graph *graph = merge->graph;
    struct map was = {0}, is = {0};
    for (size_t i = 0; i < merge->old->secrets.n; i++)
        map_put(arena, &was, secret_key(merge, &merge->old->secrets.at[i]), &merge->old->secrets.at[i]);
    for (size_t i = 0; i < graph->secrets.n; i++) {
        struct graph_secret *secret = &graph->secrets.at[i];
        const struct graph_secret *old = map_get(&was, secret_key(merge, secret));
        struct graph_secret then = old ? secret_now(merge, old) : (struct graph_secret){0};
        secret->mark = !old ? MARK_ADDED : same_secret(&then, secret) ? MARK_SAME : MARK_CHANGED;
        map_put(arena, &is, secret_key(merge, secret), (void *)(uintptr_t)1);
    }
    for (size_t i = 0; i < merge->old->secrets.n; i++) {
        struct graph_secret gone = secret_now(merge, &merge->old->secrets.at[i]);
        gone.mark = MARK_REMOVED;
        if (!map_get(&is, secret_key(merge, &gone))) vec_push(arena, &graph->secrets, gone);
    }
}

/* ---- the network ---- */

static bool same_ports(const struct port_texts *a, const struct port_texts *b)
{
    bool same = a->v.n == b->v.n;
    for (size_t i = 0; same && i < a->v.n; i++) same = str_eq(a->v.at[i], b->v.at[i]);
    return same;
}

void merge_reaches(struct merge *merge)
{
    struct arena *arena = merge->session->arena;
    struct graph *graph = merge->graph;
    struct map was = {0}, is = {0};
    for (size_t i = 0; i < merge->old->reaches.n; i++) {
        struct graph_reach *reach = &merge->old->reaches.at[i];
        map_put(arena, &was, key_of(merge->now[reach->from], merge->now[reach->to]), reach);
    }
    for (size_t i = 0; i < graph->reaches.n; i++) {
        struct graph_reach *reach = &graph->reaches.at[i];
        const struct graph_reach *old = map_get(&was, key_of(reach->from, reach->to));
        reach->mark = !old ? MARK_ADDED : same_ports(&old->ports, &reach->ports) ? MARK_SAME : MARK_CHANGED;
        map_put(arena, &is, key_of(reach->from, reach->to), reach);
    }
    for (size_t i = 0; i < merge->old->reaches.n; i++) {
        struct graph_reach gone = merge->old->reaches.at[i];
        gone.from = merge->now[gone.from];
        gone.to = merge->now[gone.to];
        gone.mark = MARK_REMOVED;
        if (!map_get(&is, key_of(gone.from, gone.to))) vec_push(arena, &graph->reaches, gone);
    }
}

/* ---- sorted again ---- */

static int compare_reaches(const void *first, const void *second)
{
    const struct graph_reach *a = first, *b = second;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

void sort_merged(struct graph *graph)
{
    const uint32_t *now = sort_parts(graph);
    for (size_t i = 0; i < graph->waits.n; i++) {
        graph->waits.at[i].from = now[graph->waits.at[i].from];
        graph->waits.at[i].to = now[graph->waits.at[i].to];
    }
    for (size_t i = 0; i < graph->reaches.n; i++) {
        graph->reaches.at[i].from = now[graph->reaches.at[i].from];
        graph->reaches.at[i].to = now[graph->reaches.at[i].to];
    }
    for (size_t i = 0; i < graph->critical.n; i++) graph->critical.at[i] = now[graph->critical.at[i]];
    for (size_t i = 0; i < graph->secrets.n; i++) {
        struct graph_secret *secret = &graph->secrets.at[i];
        if (secret->maker != NO_PART) secret->maker = now[secret->maker];
        for (size_t k = 0; k < secret->readers.n; k++) secret->readers.at[k] = now[secret->readers.at[k]];
        if (secret->readers.n) qsort(secret->readers.at, secret->readers.n, sizeof *secret->readers.at, compare_numbers);
    }
    sort_waits(graph);
    if (graph->reaches.n) qsort(graph->reaches.at, graph->reaches.n, sizeof *graph->reaches.at, compare_reaches);
}
