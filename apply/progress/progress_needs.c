/* What a pending object waits for in the end. Walks each edge once in the whole run: what is met stays met. */
#include "progress_view.h"

struct needs {
    size_t nodes;
    size_t *first;               /* by node: its needs are those from FIRST to before that of the next one … */
    uint32_t *of;                /* … in here */
    size_t *next;                /* by node: the first need that is not known to be met */
};

/* Groups the edges by the node that waits, in their order. */
void needs_new(struct progress *progress)
{
    const struct progress_options *options = &progress->options;
    struct arena *arena = progress->arena;
    size_t nodes = options->nodes > progress->n ? options->nodes : progress->n;
    struct needs *needs = progress->needs = NEW(arena, struct needs);
    *needs = (struct needs){
        .nodes = nodes,
        .first = NEW_ARRAY(arena, nodes + 1, size_t),
        .of = NEW_ARRAY(arena, options->nedges, uint32_t),
        .next = NEW_ARRAY(arena, nodes, size_t),
    };
    for (size_t i = 0; i < options->nedges; i++) {
        const struct progress_edge *edge = &options->edges[i];
        if (edge->node >= nodes || edge->waits_for >= nodes) panic("progress: an edge leads out of the graph");
        needs->first[edge->node + 1]++;
    }
    for (size_t i = 0; i < nodes; i++) needs->first[i + 1] += needs->first[i];
    if (nodes) memcpy(needs->next, needs->first, nodes * sizeof *needs->next);
    for (size_t i = 0; i < options->nedges; i++) needs->of[needs->next[options->edges[i].node]++] = options->edges[i].waits_for;
    if (nodes) memcpy(needs->next, needs->first, nodes * sizeof *needs->next);
}

static bool has_needs(const struct needs *needs, size_t node) { return needs->next[node] < needs->first[node + 1]; }

static bool is_met(const struct progress *progress, size_t node)
{
    return node < progress->n ? is_done(progress->items[node].state) : !has_needs(progress->needs, node);
}

/* From a node to one that it waits for; NODE itself when there is none. */
static size_t step(const struct progress *progress, size_t node)
{
    const struct needs *needs = progress->needs;
    for (; has_needs(needs, node); needs->next[node]++)
        if (!is_met(progress, needs->of[needs->next[node]])) return needs->of[needs->next[node]];
    return node;
}

static bool is_pending(const struct progress *progress, size_t node)
{
    return node >= progress->n || progress->items[node].state == STATE_PENDING;
}

const struct item *awaited(const struct progress *progress, const struct item *item)
{
    size_t start = (size_t)(item - progress->items), node = start;
    for (size_t left = progress->needs->nodes; left; left--) {
        size_t need = step(progress, node);
        if (need == node && node >= progress->n) { /* this one turns out to be met, which happens once to each */
            node = start;
            left = progress->needs->nodes;
        } else if (need == node || !is_pending(progress, need)) {
            return need == start ? NULL : &progress->items[need];
        } else node = need;
    }
    return NULL;
}
