/* Where parts lie: a row is a service on a plane. And what they are called there. */
#include "build.h"

#include <stdlib.h>

/* ---- planes ---- */

uint32_t plane_of(struct graph *graph, Str name, bool has_pods)
{
    for (size_t i = 0; i < graph->planes.n; i++)
        if (str_eq(graph->planes.at[i].name, name) && graph->planes.at[i].has_pods == has_pods) return (uint32_t)i;
    struct graph_plane plane = {.name = name, .has_pods = has_pods};
    vec_push(graph->session->arena, &graph->planes, plane);
    return (uint32_t)graph->planes.n - 1;
}

static void add_planes(struct build *build)
{
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(build->compiled, "plane"), i, fact) {
        uint32_t plane = plane_of(build->graph, json_text(fact, "name"), true);
        build->graph->planes.at[plane].nodes = json_integer_value(json_object_get(fact, "at_least"));
    }
}

/* Whether the pods choose their nodes as the plane does. */
static bool chooses(struct build *build, struct value selector, const json_t *plane)
{
    json_t *choices = json_object_get(plane, "choices"), *label;
    const char *key;
    size_t found = 0;
    if (json_array_size(choices) != 1 || selector.kind != V_RECORD) return false;
    json_object_foreach(json_array_get(choices, 0), key, label) {
        struct value own = value_get(build->session->arena, selector, name_of(build->session->names, str_of(key)));
        found += json_is_string(label) && str_is(value_text(own), json_string_value(label));
    }
    return found && found == selector.record->n;
}

static Str chosen_plane(struct build *build, const struct graph_part *part)
{
    struct value selector = value_field(build->session, pod_template(build, part->runs), "spec.nodeSelector");
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(build->compiled, "plane"), i, fact)
        if (chooses(build, selector, fact)) return json_text(fact, "name");
    return STR("");
}

static Str fact_key(struct arena *arena, Str instance, Str workload)
{
    return arena_printf(arena, "%.*s %.*s", STR_ARG(instance), STR_ARG(workload));
}

/* What the library says of workloads, by "INSTANCE KIND/NAME". */
static struct map placements(struct build *build)
{
    struct map facts = {0};
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(build->compiled, "placement"), i, fact) {
        Str key = fact_key(build->session->arena, json_text(fact, "instance"), json_text(fact, "workload"));
        map_put(build->session->arena, &facts, name_of(build->session->names, key), fact);
    }
    return facts;
}

static Str placed_plane(struct build *build, const struct map *facts, const struct graph_part *part)
{
    const struct compiled_object *runs = part->runs;
    Str workload = arena_printf(build->session->arena, "%.*s/%.*s", STR_ARG(runs->kind), STR_ARG(runs->name));
    const struct name *key = name_find(build->session->names, fact_key(build->session->arena, runs->instance, workload));
    const json_t *fact = key ? map_get(facts, key) : NULL;
    return fact ? json_text(fact, "plane") : chosen_plane(build, part);
}

/* ---- rows ---- */

static const struct name *row_key(struct graph *graph, Str service, uint32_t plane)
{
    return name_of(graph->session->names, arena_printf(graph->session->arena, "%u %.*s", plane, STR_ARG(service)));
}

struct map known_rows(struct graph *graph)
{
    struct map known = {0};
    for (size_t i = 0; i < graph->rows.n; i++)
        map_put(graph->session->arena, &known, row_key(graph, graph->rows.at[i].service, graph->rows.at[i].plane), (void *)(uintptr_t)(i + 1));
    return known;
}

uint32_t row_of(struct graph *graph, struct map *known, Str service, uint32_t plane)
{
    const struct name *key = row_key(graph, service, plane);
    uintptr_t row = (uintptr_t)map_get(known, key);
    if (row) return (uint32_t)(row - 1);
    struct graph_row added = {.service = service, .plane = plane};
    vec_push(graph->session->arena, &graph->rows, added);
    map_put(graph->session->arena, known, key, (void *)(uintptr_t)graph->rows.n);
    return (uint32_t)graph->rows.n - 1;
}

struct placed_row { struct graph_row row; uint32_t was, rank; };

static int compare_rows(const void *first, const void *second)
{
    const struct placed_row *a = first, *b = second;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->row.last_wave != b->row.last_wave) return a->row.last_wave < b->row.last_wave ? -1 : 1;
    int order = str_cmp(a->row.service, b->row.service);
    return order ? order : a->was < b->was ? -1 : a->was > b->was;
}

/* What has no pods, since much of it comes first; then planes in the order in which the stack tells them; then any node. */
static uint32_t rank_of(const struct graph *graph, uint32_t plane)
{
    const struct graph_plane *is = &graph->planes.at[plane];
    return !is->has_pods ? 0 : is->name.n ? plane + 1 : UINT32_MAX;
}

void sort_rows(struct graph *graph)
{
    size_t n = graph->rows.n;
    struct placed_row *placed = NEW_ARRAY(graph->session->arena, n + 1, struct placed_row);
    uint32_t *now = NEW_ARRAY(graph->session->arena, n + 1, uint32_t);
    for (size_t i = 0; i < n; i++) graph->rows.at[i].last_wave = NO_WAVE;
    for (size_t i = 0; i < graph->parts.n; i++) /* they are sorted by it */
        if (graph->parts.at[i].wave != NO_WAVE) graph->rows.at[graph->parts.at[i].row].last_wave = graph->parts.at[i].wave;
    for (uint32_t i = 0; i < n; i++) placed[i] = (struct placed_row){graph->rows.at[i], i, rank_of(graph, graph->rows.at[i].plane)};
    if (n) qsort(placed, n, sizeof *placed, compare_rows);
    for (uint32_t i = 0; i < n; i++) {
        graph->rows.at[i] = placed[i].row;
        now[placed[i].was] = i;
    }
    for (size_t i = 0; i < graph->parts.n; i++) graph->parts.at[i].row = now[graph->parts.at[i].row];
}

/* Jobs say nothing of a plane when any node does: they lie where their service lies. */
static void place_parts(struct build *build)
{
    struct graph *graph = build->graph;
    struct map facts = placements(build), known = known_rows(graph), homes = {0};
    Str *planes = NEW_ARRAY(build->session->arena, graph->parts.n + 1, Str);
    for (size_t i = 0; i < graph->parts.n; i++) {
        const struct graph_part *part = &graph->parts.at[i];
        planes[i] = part->runs ? placed_plane(build, &facts, part) : STR("");
        if (!part->runs || !planes[i].n) continue;
        const struct name *service = name_of(build->session->names, service_of(part->runs->instance));
        if (!map_get(&homes, service)) map_put(build->session->arena, &homes, service, &planes[i]);
    }
    for (size_t i = 0; i < graph->parts.n; i++) {
        struct graph_part *part = &graph->parts.at[i];
        Str service = service_of(part->objects.at[0].object->instance);
        const Str *home = map_get(&homes, name_of(build->session->names, service));
        Str plane = planes[i].n || !part->runs || !home ? planes[i] : *home;
        part->row = row_of(graph, &known, service, plane_of(graph, plane, part->runs));
    }
}

/* ---- labels ---- */

/* "2 Certificate", or "3 objects" */
static Str rest_label(struct arena *arena, const struct graph_part *part)
{
    const struct compiled_object *first = part->objects.at[0].object;
    if (part->objects.n == 1) return arena_printf(arena, "%.*s %.*s", STR_ARG(first->kind), STR_ARG(first->name));
    for (size_t i = 1; i < part->objects.n; i++)
        if (!str_eq(part->objects.at[i].object->kind, first->kind)) return arena_printf(arena, "%zu objects", part->objects.n);
    return arena_printf(arena, "%zu × %.*s", part->objects.n, STR_ARG(first->kind));
}

/* Of two that the same instance runs, each has the name of its object. */
static void label_parts(struct build *build)
{
    struct graph *graph = build->graph;
    struct map runners = {0};
    for (size_t i = 0; i < graph->parts.n; i++) {
        struct graph_part *part = &graph->parts.at[i];
        if (!part->runs) continue;
        const struct name *instance = name_of(build->session->names, part->runs->instance);
        map_put(build->session->arena, &runners, instance, (void *)((uintptr_t)map_get(&runners, instance) + 1));
    }
    for (size_t i = 0; i < graph->parts.n; i++) {
        struct graph_part *part = &graph->parts.at[i];
        Str path = part->runs ? part->runs->instance : STR(""), service = service_of(path);
        if (!part->runs) part->label = rest_label(build->session->arena, part);
        else if ((uintptr_t)map_get(&runners, name_of(build->session->names, path)) > 1) part->label = part->runs->name;
        else part->label = path.n > service.n ? str_skip(path, service.n + 1) : service;
    }
}

void find_rows(struct build *build)
{
    add_planes(build);
    place_parts(build);
    label_parts(build);
    sort_rows(build->graph);
}
