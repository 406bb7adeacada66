#include "order/order.h"

#include <stdlib.h>
#include <strings.h>

/* Nodes of the walk: every object, every instance (done when all inside it is done) and every instance's gate.
 * The gate of instance node N is node N + gates. */
struct walk {
    struct machine *machine;
    uint32_t gates, count;
    struct edge_list { VEC(uint32_t) v; } *edges; /* by node: what it waits for */
    unsigned char *state;                         /* 0 new, 1 on the path, 2 done */
    uint32_t *wave;                               /* of an object: its own; else the first wave after all it stands for */
    bool cycle;
};

static void add_edge(struct walk *walk, uint32_t from, uint32_t to) { vec_push(walk->machine->arena, &walk->edges[from].v, to); }

static void add_set(struct walk *walk, uint32_t from, const struct node_set *set)
{
    for (size_t i = 0; set && i < set->n; i++) add_edge(walk, from, set->at[i]);
}

static void add_instance_edges(struct walk *walk, const struct instance *instance)
{
    uint32_t gate = instance->node + walk->gates;
    add_set(walk, gate, instance->gate);
    if (instance->parent) {
        add_edge(walk, gate, instance->parent->node + walk->gates);
        add_edge(walk, instance->parent->node, instance->node);
    }
    if (instance->first_object == instance->end_object) add_set(walk, instance->node, instance->deps); /* nothing of its own: pass on */
}

static void add_object_edges(struct walk *walk, const struct object *object)
{
    add_set(walk, object->node, object->deps);
    if (!object->instance) return;
    add_edge(walk, object->node, object->instance->node + walk->gates);
    add_edge(walk, object->instance->node, object->node);
}

static void make_edges(struct walk *walk, const struct order *order)
{
    const struct machine *machine = walk->machine;
    for (uint32_t i = 0; i < walk->gates; i++) {
        if (machine->nodes.at[i].object) add_object_edges(walk, machine->nodes.at[i].object);
        else add_instance_edges(walk, machine->nodes.at[i].instance);
    }
    for (size_t i = 0; i < order->references.n; i++) add_edge(walk, order->references.at[i].from, order->references.at[i].to);
}

/* ---- circles ---- */

static const struct object *object_of(const struct walk *walk, uint32_t node)
{
    return node < walk->gates ? walk->machine->nodes.at[node].object : NULL;
}

static Str title(const struct walk *walk, uint32_t node)
{
    struct arena *arena = walk->machine->arena;
    const struct object *object = object_of(walk, node);
    if (object) return arena_printf(arena, "%s/%s", object->kube->kind, object->name->s);
    return walk->machine->nodes.at[node % walk->gates].instance->path;
}

static Span place(const struct walk *walk, uint32_t node)
{
    const struct object *object = object_of(walk, node);
    return object ? object->at : walk->machine->nodes.at[node % walk->gates].instance->at;
}

/* Breadth first from START back to itself. */
static void report_cycle(struct walk *walk, uint32_t start)
{
    struct session *session = walk->machine->session;
    uint32_t *queue = NEW_ARRAY(walk->machine->arena, walk->count, uint32_t), *from = NEW_ARRAY(walk->machine->arena, walk->count, uint32_t);
    bool *reached = NEW_ARRAY(walk->machine->arena, walk->count, bool);
    size_t n = 0;
    uint32_t last = start;
    queue[n++] = start;
    for (size_t i = 0; i < n && last == start; i++)
        for (size_t k = 0; k < walk->edges[queue[i]].v.n; k++) {
            uint32_t next = walk->edges[queue[i]].v.at[k];
            if (next == start) {
                last = queue[i];
                break;
            }
            if (reached[next]) continue;
            reached[next] = true;
            from[next] = queue[i];
            queue[n++] = next;
        }
    VEC(uint32_t) cycle = {0};
    for (uint32_t node = last; node != start; node = from[node]) vec_push(session->arena, &cycle, node);
    struct diag *diag = diag_add(&session->diags, E0601, place(walk, start), "'%.*s' waits for itself", STR_ARG(title(walk, start)));
    for (size_t i = cycle.n; i-- > 0;)
        diag_note(&session->diags, diag, place(walk, cycle.at[i]), "through '%.*s'", STR_ARG(title(walk, cycle.at[i])));
    diag_help(&session->diags, diag, "one of these references has to go");
}

/* ---- waves: the longest path ---- */

struct frame { uint32_t node; size_t next; };

static void finish(struct walk *walk, uint32_t node)
{
    uint32_t wave = 0;
    for (size_t i = 0; i < walk->edges[node].v.n; i++) {
        uint32_t next = walk->edges[node].v.at[i], after = walk->wave[next] + (object_of(walk, next) ? 1 : 0);
        if (after > wave) wave = after;
    }
    walk->wave[node] = wave;
    walk->state[node] = 2;
}

static void visit(struct walk *walk, uint32_t start)
{
    struct arena *arena = walk->machine->arena;
    VEC(struct frame) path = {0};
    if (walk->state[start]) return;
    walk->state[start] = 1;
    vec_push(arena, &path, ((struct frame){start, 0}));
    while (path.n) {
        struct frame *frame = &path.at[path.n - 1];
        if (frame->next == walk->edges[frame->node].v.n) {
            finish(walk, frame->node);
            path.n--;
            continue;
        }
        uint32_t next = walk->edges[frame->node].v.at[frame->next++];
        if (walk->state[next] == 1 && !walk->cycle) {
            walk->cycle = true;
            report_cycle(walk, next);
        }
        if (walk->state[next]) continue;
        walk->state[next] = 1;
        vec_push(arena, &path, ((struct frame){next, 0}));
    }
}

/* ---- the order of writing ---- */

/* As the names of the manifests sort. */
static int by_wave(const void *a, const void *b)
{
    const struct object *x = *(struct object *const *)a, *y = *(struct object *const *)b;
    if (x->wave != y->wave) return x->wave < y->wave ? -1 : 1;
    int kind = strcasecmp(x->kube->kind, y->kube->kind);
    if (kind) return kind;
    int group = str_cmp(api_group(str_of(x->kube->api_version)), api_group(str_of(y->kube->api_version)));
    return group ? group : str_cmp(x->file_tail, y->file_tail);
}

static void report_waves(struct machine *machine, const struct object *object)
{
    struct diag *diag = diag_add(&machine->session->diags, E0602, object->at, "%s/%s comes in wave %u, and there are only %d", object->kube->kind,
                                 object->name->s, object->wave, WAVES_MAX);
    diag_help(&machine->session->diags, diag, "shorten the chain of references, or take an 'after' away");
}

struct order *order_objects(struct machine *machine, const struct reference *references, size_t n)
{
    struct arena *arena = machine->arena;
    struct order *order = NEW(arena, struct order);
    *order = (struct order){.machine = machine, .n = machine->objects.n};
    for (size_t i = 0; i < n; i++) vec_push(arena, &order->references, references[i]);
    struct walk walk = {.machine = machine, .gates = (uint32_t)machine->nodes.n, .count = (uint32_t)machine->nodes.n * 2};
    walk.edges = NEW_ARRAY(arena, walk.count, struct edge_list);
    walk.state = NEW_ARRAY(arena, walk.count, unsigned char);
    walk.wave = NEW_ARRAY(arena, walk.count, uint32_t);
    make_edges(&walk, order);
    order->sorted = NEW_ARRAY(arena, order->n + 1, struct object *);
    for (size_t i = 0; i < order->n; i++) {
        struct object *object = machine->objects.at[i];
        visit(&walk, object->node);
        object->wave = walk.wave[object->node];
        const Str tail[] = {object->namespace ? NAME_STR(object->namespace) : STR(""), STR("-"), NAME_STR(object->name), STR(".yaml")};
        object->file_tail = arena_join(arena, tail, COUNT(tail));
        if (object->wave + 1 > order->waves) order->waves = object->wave + 1;
        order->sorted[i] = object;
    }
    qsort(order->sorted, order->n, sizeof *order->sorted, by_wave);
    if (order->waves > WAVES_MAX && !walk.cycle) report_waves(machine, order->sorted[order->n - 1]);
    return order;
}
