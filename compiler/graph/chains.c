/* Waits that follow from others, and the longest chain of them. */
#include "build.h"

#include <stdlib.h>

static int compare_waits(const void *first, const void *second)
{
    const struct graph_wait *a = first, *b = second;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

void sort_waits(struct graph *graph)
{
    if (graph->waits.n) qsort(graph->waits.at, graph->waits.n, sizeof *graph->waits.at, compare_waits);
}

/* The waits of part I are those from first[I] to first[I + 1]. */
static const size_t *first_waits(const struct graph *graph)
{
    size_t *first = NEW_ARRAY(graph->session->arena, graph->parts.n + 2, size_t);
    for (size_t i = 0; i < graph->waits.n; i++) first[graph->waits.at[i].from + 1]++;
    for (size_t i = 1; i <= graph->parts.n; i++) first[i] += first[i - 1];
    return first;
}

/* Parts are sorted by wave, and what is waited for comes earlier: only a damaged stack.json, or what an old stack waited for, says otherwise. */
static bool goes_back(const struct graph_wait *wait) { return wait->to < wait->from; }

/* ---- what follows from others ---- */

enum { WORD = 64 };

static void add_all(uint64_t *set, const uint64_t *more, size_t words)
{
    for (size_t i = 0; i < words; i++) set[i] |= more[i];
}

void find_implied(struct graph *graph)
{
    size_t n = graph->parts.n, words = n / WORD + 1;
    const size_t *first = first_waits(graph);
    uint64_t *before = NEW_ARRAY(graph->session->arena, (n + 1) * words, uint64_t); /* by part: all that it waits for in the end */
    for (size_t i = 0; i < n; i++) {
        uint64_t *own = before + i * words;
        for (size_t k = first[i]; k < first[i + 1]; k++)
            if (goes_back(&graph->waits.at[k])) add_all(own, before + graph->waits.at[k].to * words, words);
        for (size_t k = first[i]; k < first[i + 1]; k++) {
            struct graph_wait *wait = &graph->waits.at[k];
            wait->implied = goes_back(wait) && own[wait->to / WORD] >> wait->to % WORD & 1;
        }
        for (size_t k = first[i]; k < first[i + 1]; k++) own[graph->waits.at[k].to / WORD] |= UINT64_C(1) << graph->waits.at[k].to % WORD;
    }
}

/* ---- the critical path ---- */

static uint32_t own_depth(const struct graph_part *part) { return part->form == FORM_SERVES || part->form == FORM_JOB; }

static void measure_depths(struct graph *graph, const size_t *first)
{
    for (size_t i = 0; i < graph->parts.n; i++) {
        struct graph_part *part = &graph->parts.at[i];
        uint32_t deepest = 0;
        for (size_t k = first[i]; k < first[i + 1]; k++) {
            const struct graph_wait *wait = &graph->waits.at[k];
            if (goes_back(wait) && wait->mark != MARK_REMOVED && graph->parts.at[wait->to].depth > deepest) deepest = graph->parts.at[wait->to].depth;
        }
        part->depth = deepest + own_depth(part);
    }
}

static uint32_t deepest_part(const struct graph *graph)
{
    uint32_t deepest = NO_PART;
    for (uint32_t i = 0; i < graph->parts.n; i++) {
        const struct graph_part *part = &graph->parts.at[i];
        if (part->mark == MARK_REMOVED || !own_depth(part)) continue;
        if (deepest == NO_PART || part->depth > graph->parts.at[deepest].depth) deepest = i;
    }
    return deepest;
}

/* The first of those it waits for on which its own depth stands; of these, one that it waits for directly. */
static struct graph_wait *deepest_wait(struct graph *graph, const size_t *first, uint32_t part)
{
    uint32_t depth = graph->parts.at[part].depth - own_depth(&graph->parts.at[part]);
    struct graph_wait *found = NULL;
    for (size_t k = first[part]; depth && k < first[part + 1]; k++) {
        struct graph_wait *wait = &graph->waits.at[k];
        if (!goes_back(wait) || wait->mark == MARK_REMOVED || graph->parts.at[wait->to].depth != depth) continue;
        if (!found || (found->implied && !wait->implied)) found = wait;
    }
    return found;
}

void find_critical(struct graph *graph)
{
    const size_t *first = first_waits(graph);
    measure_depths(graph, first);
    uint32_t last = deepest_part(graph);
    if (last == NO_PART || graph->parts.at[last].depth < 2) return; /* one alone is no path */
    for (uint32_t part = last; part != NO_PART;) {
        struct graph_wait *wait = deepest_wait(graph, first, part);
        graph->parts.at[part].critical = true;
        vec_push(graph->session->arena, &graph->critical, part);
        if (wait) wait->critical = true;
        part = wait ? wait->to : NO_PART;
    }
    for (size_t i = 0, n = graph->critical.n; i < n / 2; i++) {
        uint32_t other = graph->critical.at[i];
        graph->critical.at[i] = graph->critical.at[n - 1 - i];
        graph->critical.at[n - 1 - i] = other;
    }
}
