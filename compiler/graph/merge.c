/* Two graphs become one picture: the new one, with what is only in the old one put back, marked. */
#include "merge.h"

#include <stdlib.h>

/* ---- objects ---- */

static struct object_change *change_in(const struct merge *merge, const struct compiled_object *object)
{
    return map_get(&merge->comparison->of_object, object);
}

/* What became of an object of the old stack; NULL: it is gone. */
static struct compiled_object *became(const struct merge *merge, const struct compiled_object *old)
{
    const struct object_change *change = change_in(merge, old);
    return change ? change->after : compiled_find(merge->comparison->after, old->id);
}

/* A default that is written down changes nothing. */
static bool changes_something(const struct object_change *change)
{
    if (change->kind != CHANGE_FIELDS) return true;
    for (size_t i = 0; i < change->fields.n; i++)
        if (!change->fields.at[i].implied) return true;
    return false;
}

static void mark_objects(struct merge *merge)
{
    for (size_t i = 0; i < merge->graph->parts.n; i++) {
        struct graph_part *part = &merge->graph->parts.at[i];
        for (size_t k = 0; k < part->objects.n; k++) {
            const struct object_change *change = change_in(merge, part->objects.at[k].object);
            map_put(merge->session->arena, &merge->parts, part->objects.at[k].object, (void *)(uintptr_t)(i + 1));
            if (change && changes_something(change)) part->objects.at[k].mark = change->kind == CHANGE_CREATED ? MARK_ADDED : MARK_CHANGED;
        }
    }
}

/* ---- parts ---- */

/* The part that a part of the old graph became; NO_PART: none. */
static uint32_t part_now(const struct merge *merge, const struct graph_part *old)
{
    for (size_t i = 0; i < old->objects.n; i++) {
        const struct compiled_object *object = old->objects.at[i].object;
        if (old->runs && object != old->runs) continue;
        const struct compiled_object *now = became(merge, object);
        uintptr_t part = now ? (uintptr_t)map_get(&merge->parts, now) : 0;
        if (part && !merge->graph->parts.at[part - 1].runs == !old->runs) return (uint32_t)(part - 1);
    }
    return NO_PART;
}

static uint32_t plane_now(struct merge *merge, const struct graph_plane *old)
{
    uint32_t plane = plane_of(merge->graph, old->name, old->has_pods);
    if (!merge->graph->planes.at[plane].nodes) merge->graph->planes.at[plane].nodes = old->nodes;
    return plane;
}

static void put_back(struct merge *merge, uint32_t number)
{
    struct graph_part part = merge->old->parts.at[number];
    const struct graph_row *row = &merge->old->rows.at[part.row];
    part.row = row_of(merge->graph, &merge->rows, row->service, plane_now(merge, &merge->old->planes.at[row->plane]));
    part.mark = MARK_REMOVED;
    part.critical = false;
    for (size_t i = 0; i < part.objects.n; i++) part.objects.at[i].mark = MARK_REMOVED;
    merge->now[number] = (uint32_t)merge->graph->parts.n;
    vec_push(merge->session->arena, &merge->graph->parts, part);
}

/* Those of the old part that are gone. */
static void put_back_objects(struct merge *merge, struct graph_part *part, const struct graph_part *old)
{
    for (size_t i = 0; i < old->objects.n; i++) {
        struct graph_object object = {old->objects.at[i].object, MARK_REMOVED};
        if (!became(merge, object.object)) vec_push(merge->session->arena, &part->objects, object);
    }
}

static enum mark mark_of(const struct graph_part *part, bool was_there)
{
    if (!was_there) return MARK_ADDED;
    for (size_t i = 0; i < part->objects.n; i++)
        if (part->objects.at[i].mark != MARK_SAME) return MARK_CHANGED;
    return MARK_SAME;
}

static void merge_parts(struct merge *merge)
{
    size_t new = merge->graph->parts.n, old = merge->old->parts.n;
    bool *was_there = NEW_ARRAY(merge->session->arena, new + 1, bool);
    for (uint32_t i = 0; i < old; i++) {
        merge->now[i] = part_now(merge, &merge->old->parts.at[i]);
        if (merge->now[i] == NO_PART) continue;
        was_there[merge->now[i]] = true;
        put_back_objects(merge, &merge->graph->parts.at[merge->now[i]], &merge->old->parts.at[i]);
    }
    for (size_t i = 0; i < new; i++) merge->graph->parts.at[i].mark = mark_of(&merge->graph->parts.at[i], was_there[i]);
    for (uint32_t i = 0; i < old; i++)
        if (merge->now[i] == NO_PART) put_back(merge, i);
}

/* What is put back comes behind all that it waited for, in waves that may be others now. */
static void move_behind(struct merge *merge)
{
    for (size_t i = 0; i < merge->old->waits.n; i++) {
        const struct graph_wait *wait = &merge->old->waits.at[i];
        struct graph_part *from = &merge->graph->parts.at[merge->now[wait->from]];
        const struct graph_part *to = &merge->graph->parts.at[merge->now[wait->to]];
        if (from->mark == MARK_REMOVED && from->wave != NO_WAVE && to->wave != NO_WAVE && to->wave >= from->wave) from->wave = to->wave + 1;
    }
}

/* ---- rows ---- */

static void mark_rows(struct graph *graph)
{
    bool *met = NEW_ARRAY(graph->session->arena, graph->rows.n + 1, bool);
    for (size_t i = 0; i < graph->parts.n; i++) {
        struct graph_row *row = &graph->rows.at[graph->parts.at[i].row];
        enum mark mark = graph->parts.at[i].mark;
        row->mark = !met[graph->parts.at[i].row] || row->mark == mark ? mark : MARK_CHANGED;
        met[graph->parts.at[i].row] = true;
    }
}

/* ---- all ---- */

struct graph *graph_of_change(struct compiled *before, struct compiled *after)
{
    struct graph *old = graph_of(before), *graph = graph_of(after);
    if (!old || !graph) return NULL;
    struct merge merge = {.session = graph->session, .graph = graph, .old = old, .comparison = compare(before, after)};
    merge.now = NEW_ARRAY(graph->session->arena, old->parts.n + 1, uint32_t);
    graph->before = before;
    mark_objects(&merge);
    merge.rows = known_rows(graph);
    merge_parts(&merge);
    move_behind(&merge);
    merge_waits(&merge);
    merge_secrets(&merge);
    merge_reaches(&merge);
    sort_merged(graph);
    mark_rows(graph);
    sort_rows(graph);
    comparison_free(merge.comparison);
    return session_ok(graph->session) ? graph : NULL;
}

bool graph_differs(const struct graph *graph)
{
    bool differs = false;
    for (size_t i = 0; i < graph->parts.n; i++) differs |= graph->parts.at[i].mark != MARK_SAME;
    for (size_t i = 0; i < graph->waits.n; i++) differs |= graph->waits.at[i].mark != MARK_SAME;
    for (size_t i = 0; i < graph->secrets.n; i++) differs |= graph->secrets.at[i].mark != MARK_SAME;
    for (size_t i = 0; i < graph->reaches.n; i++) differs |= graph->reaches.at[i].mark != MARK_SAME;
    return differs;
}
