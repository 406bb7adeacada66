/* Which parts wait for which. Those that a part waits for and none of which follows from the others are its front; that of a node is made of
 * the fronts of all that it waits for, and ends at parts that run pods. What a part refers to itself is told even if it follows. */
#include "nodes.h"

/* A part that is waited for, the first edge on the shortest way there, and how many steps it has. */
struct meeting { uint32_t part, steps; const json_t *edge; };
struct front { struct meeting *at; size_t n; };

enum { WORD = 64 };

struct place { uint32_t node, next; }; /* a node that is looked at, and the next of its steps */

struct search {
    struct nodes nodes;
    struct build *build;
    struct arena *arena;
    struct front *fronts;    /* by node */
    char *state;             /* by node */
    uint64_t *before;        /* by part: a set of all that it waits for in the end; a bit for each pair of parts */
    size_t words;            /* of one of these */
    uint64_t *scratch;       /* one more */
    VEC(struct meeting) met; /* those of the node that is looked at */
    uint32_t *met_at;        /* by part: the last node at which it was met, + 1; */
    uint32_t *met_as;        /* its index in MET there */
    VEC(struct place) open;
    struct map runners;      /* interned path of an instance to the struct runners of it */
};
enum { NEW_NODE, OPEN_NODE, DONE_NODE };

struct runners { VEC(uint32_t) v; }; /* parts */

/* The part that a node belongs to as its object that runs pods, or as one of its objects, if it has no pods; NO_PART: it is met on the way. */
static uint32_t part_at(const struct build *build, size_t node)
{
    size_t object = node / OBJECT_NODES;
    if (object >= build->compiled->objects.n) return NO_PART;
    const struct graph_part *part = &build->graph->parts.at[build->part_of[object]];
    return !part->runs || part->runs == &build->compiled->objects.at[object] ? build->part_of[object] : NO_PART;
}

static bool runs_pods(const struct search *search, uint32_t part) { return part != NO_PART && search->build->graph->parts.at[part].runs; }

/* ---- the front of a node ---- */

static void meet(struct search *search, uint32_t node, struct meeting meeting)
{
    if (search->met_at[meeting.part] == node + 1) {
        struct meeting *known = &search->met.at[search->met_as[meeting.part]];
        if (meeting.steps < known->steps) *known = meeting;
        return;
    }
    search->met_at[meeting.part] = node + 1;
    search->met_as[meeting.part] = (uint32_t)search->met.n;
    vec_push(search->arena, &search->met, meeting);
}

static void meet_behind(struct search *search, uint32_t node, const struct step *step)
{
    uint32_t part = part_at(search->build, step->to);
    if (part != NO_PART && part != part_at(search->build, node)) meet(search, node, (struct meeting){part, 1, step->edge});
    if (runs_pods(search, part)) return;
    const struct front *front = &search->fronts[step->to];
    for (size_t i = 0; i < front->n; i++) {
        const struct meeting *behind = &front->at[i];
        meet(search, node, (struct meeting){behind->part, behind->steps + 1, step->edge ? step->edge : behind->edge});
    }
}

static bool in_set(const uint64_t *set, uint32_t part) { return set[part / WORD] >> part % WORD & 1; }

/* Leaves out what follows from others, and keeps in SCRATCH all that comes before. */
static void keep_front(struct search *search)
{
    size_t kept = 0;
    memset(search->scratch, 0, search->words * sizeof *search->scratch);
    for (size_t i = 0; i < search->met.n; i++)
        for (size_t k = 0; k < search->words; k++) search->scratch[k] |= search->before[search->met.at[i].part * search->words + k];
    for (size_t i = 0; i < search->met.n; i++)
        if (!in_set(search->scratch, search->met.at[i].part)) search->met.at[kept++] = search->met.at[i];
    search->met.n = kept;
}

static void note_before(struct search *search, uint32_t part)
{
    uint64_t *before = search->before + part * search->words;
    for (size_t i = 0; i < search->met.n; i++) search->scratch[search->met.at[i].part / WORD] |= UINT64_C(1) << search->met.at[i].part % WORD;
    for (size_t k = 0; k < search->words; k++) before[k] |= search->scratch[k];
}

static void finish_node(struct search *search, uint32_t node)
{
    const struct steps *steps = &search->nodes.from[node];
    uint32_t part = part_at(search->build, node);
    search->met.n = 0;
    for (size_t i = 0; i < steps->v.n; i++) meet_behind(search, node, &steps->v.at[i]);
    keep_front(search);
    if (part != NO_PART && node % OBJECT_NODES == OBJECT_MADE) note_before(search, part);
    struct front *front = &search->fronts[node];
    *front = (struct front){NEW_ARRAY(search->arena, search->met.n + 1, struct meeting), search->met.n};
    if (search->met.n) memcpy(front->at, search->met.at, search->met.n * sizeof *front->at);
    search->state[node] = DONE_NODE;
}

/* What is waited for comes first. In a circle, which only a damaged stack.json has, somewhere is the end. */
static void visit(struct search *search, uint32_t start)
{
    vec_push(search->arena, &search->open, (struct place){.node = start});
    while (search->open.n) {
        struct place *place = &search->open.at[search->open.n - 1];
        uint32_t node = place->node;
        const struct steps *steps = &search->nodes.from[node];
        if (search->state[node] == DONE_NODE) search->open.n--;
        else if (place->next < steps->v.n) {
            uint32_t to = steps->v.at[place->next++].to;
            search->state[node] = OPEN_NODE;
            if (search->state[to] == NEW_NODE) vec_push(search->arena, &search->open, (struct place){.node = to});
        } else {
            finish_node(search, node);
            search->open.n--;
        }
    }
}

/* ---- waits ---- */

static Str way_through(struct build *build, const json_t *edge, uint32_t to)
{
    const struct compiled_object *object = compiled_edge_object(build->compiled, edge);
    if (object) return part_at(build, object_node((size_t)(object - build->compiled->objects.at))) == to ? STR("") : object->id;
    const json_t *instance = json_array_get(compiled_instances(build->compiled), compiled_edge_instance(edge));
    const struct compiled_object *runs = build->graph->parts.at[to].runs;
    Str path = json_text(instance, "path");
    return runs && str_eq(runs->instance, path) ? STR("") : path;
}

/* MET_AT has, by then, the part + 1 that has been told last to wait for each. */
static void add_wait(struct search *search, uint32_t from, struct meeting meeting)
{
    struct build *build = search->build;
    const json_t *edge = meeting.edge;
    if (meeting.part == from || search->met_at[meeting.part] == from + 1) return;
    search->met_at[meeting.part] = from + 1;
    Str reason = json_text(edge, "reason");
    struct graph_wait wait = {.from = from, .to = meeting.part, .reason = reason.n ? reason : STR("refers to"),
            .through = way_through(build, edge, meeting.part), .port = json_text(edge, "port"), .at = json_text(edge, "at")};
    vec_push(search->arena, &build->graph->waits, wait);
}

static void add_front(struct search *search, uint32_t from, const struct compiled_object *object)
{
    const struct front *front = &search->fronts[object_node((size_t)(object - search->build->compiled->objects.at)) + OBJECT_MADE];
    for (size_t i = 0; i < front->n; i++) add_wait(search, from, front->at[i]);
}

/* What edges lead to, and no further. */
static void add_direct(struct search *search, uint32_t from, const json_t *edges)
{
    struct build *build = search->build;
    size_t i;
    json_t *edge;
    json_array_foreach(edges, i, edge) {
        const struct compiled_object *object = compiled_edge_object(build->compiled, edge);
        uint32_t part = object ? part_at(build, object_node((size_t)(object - build->compiled->objects.at))) : NO_PART;
        if (part != NO_PART) add_wait(search, from, (struct meeting){part, 1, edge});
        const json_t *instance = json_array_get(compiled_instances(build->compiled), compiled_edge_instance(edge));
        bool works = instance && !str_is(json_text(edge, "need"), "exists");
        const struct name *path = works ? name_find(build->session->names, json_text(instance, "path")) : NULL;
        const struct runners *runners = path ? map_get(&search->runners, path) : NULL;
        for (size_t k = 0; runners && k < runners->v.n; k++) add_wait(search, from, (struct meeting){runners->v.at[k], 1, edge});
    }
}

static void add_waits(struct search *search, uint32_t from)
{
    const struct graph_part *part = &search->build->graph->parts.at[from];
    for (size_t i = 0; i < part->objects.n; i++)
        if ((part->runs ? part->objects.at[i].object == part->runs : is_applied(part->objects.at[i].object)))
            add_front(search, from, part->objects.at[i].object);
    if (part->runs) add_direct(search, from, compiled_after(search->build->compiled, part->runs));
}

/* ---- all ---- */

static void note_runners(struct search *search)
{
    struct build *build = search->build;
    for (uint32_t i = 0; i < build->graph->parts.n; i++) {
        const struct compiled_object *runs = build->graph->parts.at[i].runs;
        if (!runs || !is_applied(runs) || !runs->instance.n) continue;
        const struct name *path = name_of(build->session->names, runs->instance);
        struct runners *runners = map_get(&search->runners, path);
        if (!runners) map_put(search->arena, &search->runners, path, runners = NEW(search->arena, struct runners));
        vec_push(search->arena, &runners->v, i);
    }
}

void find_waits(struct build *build)
{
    struct arena *arena = build->session->arena;
    size_t parts = build->graph->parts.n;
    struct search search = {.nodes = nodes_of(build), .build = build, .arena = arena, .words = parts / WORD + 1};
    search.fronts = NEW_ARRAY(arena, search.nodes.n + 1, struct front);
    search.state = NEW_ARRAY(arena, search.nodes.n + 1, char);
    search.met_at = NEW_ARRAY(arena, parts + 1, uint32_t);
    search.met_as = NEW_ARRAY(arena, parts + 1, uint32_t);
    search.scratch = NEW_ARRAY(arena, search.words, uint64_t);
    search.before = NEW_ARRAY(arena, (parts + 1) * search.words, uint64_t);
    for (size_t i = 0; i < build->compiled->objects.n; i++) {
        bool begins = is_applied(&build->compiled->objects.at[i]) && part_at(build, object_node(i)) != NO_PART;
        if (begins) visit(&search, (uint32_t)object_node(i) + OBJECT_MADE);
    }
    memset(search.met_at, 0, parts * sizeof *search.met_at);
    note_runners(&search);
    for (uint32_t i = 0; i < parts; i++) add_waits(&search, i);
    sort_waits(build->graph);
}
