#include "order/order.h"

#include <stdlib.h>
#include <strings.h>

/* ---- needs ---- */

enum need need_of_node(const struct machine *machine, const struct object *from, uint32_t to)
{
    if (machine->nodes.at[to].part == PART_NAME) return NEED_EXISTENCE;
    return usual_need(from);
}

int wave_digits(uint32_t n)
{
    int digits = 2;
    for (uint32_t most = 100; most < n; most *= 10) digits++;
    return digits;
}

/* ---- events ---- */

/* Each node stands for events: that it works; that it is made (of an instance: those of its objects that run no pods, for these are what
 * names lead to); and that an instance's gate opens, before which nothing inside is made. */
enum event { WORKS, MADE, GATE, EVENTS };

struct frame { uint32_t event, next; /* the edge that comes next */ };

struct walk {
    struct machine *machine;
    uint32_t nodes, count;                        /* an event is the number of its node + NODES for each event before it */
    uint32_t *first, *to;                         /* event E waits for to[first[E]] up to to[first[E + 1]]; TO NULL: they are being counted */
    unsigned char *state;                         /* 0 new, 1 on the path, 2 done */
    uint32_t *wave;                               /* the first wave after it */
    VEC(struct frame) path;                       /* of the visit */
    bool cycle;
};

static uint32_t event(const struct walk *walk, enum event event, uint32_t node) { return node + walk->nodes * event; }
static uint32_t node_of(const struct walk *walk, uint32_t event) { return event % walk->nodes; }
static enum event kind_of(const struct walk *walk, uint32_t event) { return event / walk->nodes; }

/* Counted one further than they are used, so that filling puts them where they belong. */
static void add_edge(struct walk *walk, uint32_t from, uint32_t to)
{
    if (!walk->to) walk->first[from + 2]++;
    else walk->to[walk->first[from + 1]++] = to;
}

static void add_need(struct walk *walk, uint32_t from, uint32_t to, enum need need)
{
    add_edge(walk, event(walk, MADE, from), event(walk, need == NEED_WORKING ? WORKS : MADE, to));
    if (need == NEED_PASSED_ON) add_edge(walk, event(walk, WORKS, from), event(walk, WORKS, to));
}

static void add_set(struct walk *walk, uint32_t from, enum event of, const struct node_set *set)
{
    for (size_t i = 0; set && i < set->n; i++) add_edge(walk, from, event(walk, of, set->at[i]));
}

static void add_instance_edges(struct walk *walk, const struct instance *instance)
{
    uint32_t gate = event(walk, GATE, instance->node), works = event(walk, WORKS, instance->node), made = event(walk, MADE, instance->node);
    add_set(walk, gate, WORKS, instance->gate);
    if (instance->parent) {
        add_edge(walk, gate, event(walk, GATE, instance->parent->node));
        add_edge(walk, event(walk, WORKS, instance->parent->node), works);
        add_edge(walk, event(walk, MADE, instance->parent->node), made);
    }
    if (instance->first_object != instance->end_object) return;
    add_set(walk, works, WORKS, instance->deps); /* nothing of its own: it passes on what it depends on */
    add_set(walk, made, MADE, instance->deps);
}

static void add_part_edges(struct walk *walk, uint32_t node)
{
    uint32_t whole = walk->machine->nodes.at[node].instance->node;
    add_edge(walk, event(walk, WORKS, node), event(walk, WORKS, whole));
    add_edge(walk, event(walk, MADE, node), event(walk, MADE, whole));
}

static void add_object_edges(struct walk *walk, const struct object *object)
{
    for (size_t i = 0; object->deps && i < object->deps->n; i++)
        add_need(walk, object->node, object->deps->at[i], need_of_node(walk->machine, object, object->deps->at[i]));
    add_edge(walk, event(walk, WORKS, object->node), event(walk, MADE, object->node));
    if (!object->instance) return;
    uint32_t instance = object->instance->node;
    add_edge(walk, event(walk, MADE, object->node), event(walk, GATE, instance));
    add_edge(walk, event(walk, WORKS, instance), event(walk, WORKS, object->node));
    if (!kube_runs_pods(object->kube)) add_edge(walk, event(walk, MADE, instance), event(walk, MADE, object->node));
}

static void add_edges(struct walk *walk, const struct order *order)
{
    const struct machine *machine = walk->machine;
    for (uint32_t i = 0; i < walk->nodes; i++) {
        const struct node *node = &machine->nodes.at[i];
        if (node->object) add_object_edges(walk, node->object);
        else if (node->part == PART_ALL) add_instance_edges(walk, node->instance);
        else add_part_edges(walk, i);
    }
    for (size_t i = 0; i < order->references.n; i++) {
        const struct reference *reference = &order->references.at[i];
        add_need(walk, reference->from, reference->to, reference->need);
    }
}

static void make_edges(struct walk *walk, const struct order *order)
{
    struct arena *arena = walk->machine->arena;
    walk->first = NEW_ARRAY(arena, walk->count + 2, uint32_t);
    add_edges(walk, order);
    for (uint32_t i = 2; i < walk->count + 2; i++) walk->first[i] += walk->first[i - 1];
    walk->to = NEW_ARRAY(arena, walk->first[walk->count + 1] + 1, uint32_t);
    add_edges(walk, order);
}

/* ---- circles ---- */

static Str title(const struct walk *walk, uint32_t event)
{
    struct arena *arena = walk->machine->arena;
    const struct node *node = &walk->machine->nodes.at[node_of(walk, event)];
    if (node->object) return arena_printf(arena, "%s/%s", node->object->kube->kind, node->object->name->s);
    return node->instance->path;
}

static Span place(const struct walk *walk, uint32_t event)
{
    const struct node *node = &walk->machine->nodes.at[node_of(walk, event)];
    return node->object ? node->object->at : node->instance->at;
}

static const struct reference *reference_between(const struct order *order, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < order->references.n; i++)
        if (order->references.at[i].from == from && order->references.at[i].to == to) return &order->references.at[i];
    return NULL;
}

/* One edge of a circle, a line. Two events of the same node, and a port or name of an instance and itself, are one thing to the reader. */
static void note_edge(const struct walk *walk, const struct order *order, struct diag *diag, uint32_t from, uint32_t to)
{
    struct session *session = walk->machine->session;
    const struct node *a = &walk->machine->nodes.at[node_of(walk, from)], *b = &walk->machine->nodes.at[node_of(walk, to)];
    if (a == b || (a->instance && a->instance == b->instance)) return;
    const struct reference *reference = reference_between(order, node_of(walk, from), node_of(walk, to));
    const char *verb = kind_of(walk, to) == GATE ? "is part of" : kind_of(walk, from) == GATE ? "comes after" : a->object ? "needs" : "contains";
    diag_note(&session->diags, diag, reference ? reference->at : place(walk, from), "'%.*s' %s '%.*s'%s%s", STR_ARG(title(walk, from)), verb,
              STR_ARG(title(walk, to)), reference ? ": " : "", reference ? reference->reason : "");
}

/* Breadth first from START back to itself: the events from the one before it to the first after it. */
struct event_list { VEC(uint32_t) v; };
static struct event_list shortest_cycle(struct walk *walk, uint32_t start)
{
    struct arena *arena = walk->machine->arena;
    uint32_t *queue = NEW_ARRAY(arena, walk->count, uint32_t), *from = NEW_ARRAY(arena, walk->count, uint32_t);
    bool *reached = NEW_ARRAY(arena, walk->count, bool);
    struct event_list cycle = {0};
    size_t n = 0;
    uint32_t last = start;
    queue[n++] = start;
    for (size_t i = 0; i < n && last == start; i++)
        for (size_t k = walk->first[queue[i]]; k < walk->first[queue[i] + 1]; k++) {
            uint32_t next = walk->to[k];
            if (next == start) {
                last = queue[i];
                break;
            }
            if (reached[next]) continue;
            reached[next] = true;
            from[next] = queue[i];
            queue[n++] = next;
        }
    for (uint32_t at = last; at != start; at = from[at]) vec_push(arena, &cycle.v, at);
    return cycle;
}

static bool is_own(const struct walk *walk, uint32_t event)
{
    Span at = place(walk, event);
    return at.file && !source_at(&walk->machine->session->sources, at.file)->library;
}

/* Begins with something that the reader has written. */
static void report_cycle(struct walk *walk, const struct order *order, uint32_t first)
{
    struct session *session = walk->machine->session;
    struct event_list cycle = shortest_cycle(walk, first);
    uint32_t start = first;
    for (size_t i = 0; i < cycle.v.n && !is_own(walk, start); i++) start = cycle.v.at[i];
    if (start != first) cycle = shortest_cycle(walk, start);
    struct diag *diag = diag_add(&session->diags, E0601, place(walk, start), "'%.*s' waits for itself", STR_ARG(title(walk, start)));
    uint32_t at = start;
    for (size_t i = cycle.v.n; i-- > 0; at = cycle.v.at[i]) note_edge(walk, order, diag, at, cycle.v.at[i]);
    note_edge(walk, order, diag, at, start);
    diag_help(&session->diags, diag, "one of these has to go");
}

/* ---- waves: the longest path ---- */

static void finish(struct walk *walk, uint32_t done)
{
    uint32_t wave = 0;
    for (size_t i = walk->first[done]; i < walk->first[done + 1]; i++)
        if (walk->wave[walk->to[i]] > wave) wave = walk->wave[walk->to[i]];
    bool takes_one = kind_of(walk, done) == MADE && walk->machine->nodes.at[node_of(walk, done)].object;
    walk->wave[done] = wave + takes_one;
    walk->state[done] = 2;
}

static void enter(struct walk *walk, uint32_t event)
{
    walk->state[event] = 1;
    vec_push(walk->machine->arena, &walk->path, ((struct frame){event, walk->first[event]}));
}

static void visit(struct walk *walk, const struct order *order, uint32_t start)
{
    if (walk->state[start]) return;
    enter(walk, start);
    while (walk->path.n) {
        struct frame *frame = &walk->path.at[walk->path.n - 1];
        if (frame->next == walk->first[frame->event + 1]) {
            finish(walk, frame->event);
            walk->path.n--;
            continue;
        }
        uint32_t next = walk->to[frame->next++];
        if (walk->state[next] == 1 && !walk->cycle) {
            walk->cycle = true;
            report_cycle(walk, order, next);
        }
        if (!walk->state[next]) enter(walk, next);
    }
}

/* ---- the order of writing ---- */

/* A character of "NAMESPACE-NAME.yaml"; 0 behind it. */
static unsigned char character_at(const struct object *object, size_t i)
{
    static const char end[] = ".yaml";
    size_t n = object->namespace ? object->namespace->n : 0;
    if (i < n) return (unsigned char)object->namespace->s[i];
    if (i == n) return '-';
    i -= n + 1;
    if (i < object->name->n) return (unsigned char)object->name->s[i];
    return i - object->name->n < sizeof end ? (unsigned char)end[i - object->name->n] : 0;
}

static int by_names(const struct object *x, const struct object *y)
{
    size_t i = 0;
    if (x->namespace == y->namespace) {
        size_t n = x->name->n < y->name->n ? x->name->n : y->name->n;
        int order = memcmp(x->name->s, y->name->s, n);
        if (order) return order;
        i = (x->namespace ? x->namespace->n : 0) + 1 + n;
    }
    while (character_at(x, i) == character_at(y, i) && character_at(x, i)) i++;
    return character_at(x, i) - character_at(y, i);
}

/* As the names of the manifests sort. */
static int by_wave(const void *a, const void *b)
{
    const struct object *x = *(struct object *const *)a, *y = *(struct object *const *)b;
    if (x->wave != y->wave) return x->wave < y->wave ? -1 : 1;
    int kind = x->kube == y->kube ? 0 : strcasecmp(x->kube->kind, y->kube->kind);
    if (kind) return kind;
    int group = x->kube == y->kube ? 0 : str_cmp(api_group(str_of(x->kube->api_version)), api_group(str_of(y->kube->api_version)));
    return group ? group : by_names(x, y);
}

static void report_waves(struct machine *machine, const struct object *object)
{
    struct diag *diag = diag_add(&machine->session->diags, E0602, object->at, "%s/%s comes in wave %u, and there are only %d", object->kube->kind,
                                 object->name->s, object->wave, WAVES_MAX);
    note_instance(machine, diag, object->instance);
    diag_help(&machine->session->diags, diag, "shorten the chain of references, or take an 'after' away; what must come so late can be a stack of its own");
}

struct order *order_objects(struct machine *machine, const struct reference *references, size_t n)
{
    struct arena *arena = machine->arena;
    struct order *order = NEW(arena, struct order);
    *order = (struct order){.machine = machine, .references = {references, n}, .n = machine->objects.n};
    struct walk walk = {.machine = machine, .nodes = (uint32_t)machine->nodes.n, .count = (uint32_t)machine->nodes.n * EVENTS};
    walk.state = NEW_ARRAY(arena, walk.count, unsigned char);
    walk.wave = NEW_ARRAY(arena, walk.count, uint32_t);
    make_edges(&walk, order);
    order->sorted = NEW_ARRAY(arena, order->n + 1, struct object *);
    for (size_t i = 0; i < order->n; i++) {
        struct object *object = machine->objects.at[i];
        visit(&walk, order, event(&walk, WORKS, object->node));
        object->wave = walk.wave[event(&walk, MADE, object->node)] - 1;
        if (object->wave + 1 > order->waves) order->waves = object->wave + 1;
        order->sorted[i] = object;
    }
    qsort(order->sorted, order->n, sizeof *order->sorted, by_wave);
    if (order->waves > WAVES_MAX && !walk.cycle) report_waves(machine, order->sorted[order->n - 1]);
    return order;
}
