/* Who may reach whom, as network policies have it: a connection needs the leave of both ends, and an end that no policy holds gives it.
 * validate/validate_policies.c asks the same of single connections, and lets through what it is in doubt of, such as networks; here a pair is
 * told when policies name it. */
#include "policy_ports.h"
#include "build.h"

#include "objects/network_policy.h"

#include <stdlib.h>

/* What a rule that names pods lets through: from a part to another. */
struct permit { uint32_t from, to; struct policy_ports ports; };
struct permits { VEC(struct permit) v; };

/* What it lets through to or from anybody. */
struct side { bool held; struct policy_ports any; };

struct reading {
    struct build *build;
    struct session *session;
    struct catalog *catalog;              /* the labels of all pods that policies hold, */
    VEC(uint32_t) parts;                  /* whose parts these are */
    VEC(const struct name *) namespaces;  /* of these, each once, */
    VEC(struct value) namespace_labels;
    struct side *sides[POLICY_DIRECTIONS];       /* by part */
    struct permits permits[POLICY_DIRECTIONS];
    struct value everything;              /* a selector */
};

static struct graph *graph_in(const struct reading *reading) { return reading->build->graph; }

/* ---- pods and namespaces ---- */

static struct value template_of_part(const struct reading *reading, uint32_t part)
{
    return pod_template(reading->build, graph_in(reading)->parts.at[part].runs);
}

/* Every namespace has its name for a label; others stand in its manifest. */
static struct value labels_of_namespace(const struct reading *reading, const struct name *namespace)
{
    struct session *session = reading->session;
    struct compiled_object *object = compiled_find(reading->build->compiled, arena_printf(session->arena, "namespace//%s", namespace->s));
    struct value labels = object ? value_field(session, compiled_value(reading->build->compiled, object), "metadata.labels") : value_null();
    struct value old = labels.kind == V_RECORD ? labels : value_null();
    return record_with(session->arena, old, session_name(session, "kubernetes.io/metadata.name"), value_of_name(namespace));
}

static void add_namespace(struct reading *reading, struct name_set *known, const struct name *namespace)
{
    struct arena *arena = reading->session->arena;
    if (!name_set_add(arena, known, namespace)) return;
    vec_push(arena, &reading->namespaces, namespace);
    vec_push(arena, &reading->namespace_labels, labels_of_namespace(reading, namespace));
}

static void add_pods(struct reading *reading)
{
    struct name_set known = {0};
    for (uint32_t i = 0; i < graph_in(reading)->parts.n; i++) {
        const struct graph_part *part = &graph_in(reading)->parts.at[i];
        if (!part->runs || part->on_node_network) continue;
        const struct name *namespace = name_of(reading->session->names, namespace_of_pods(reading->build, part->runs));
        add_namespace(reading, &known, namespace);
        catalog_add_labels(reading->catalog, namespace, value_field(reading->session, template_of_part(reading, i), "metadata.labels"));
        vec_push(reading->session->arena, &reading->parts, i);
    }
}

/* The next part that a selection selects; NO_PART: no more. */
static uint32_t next_part(struct reading *reading, struct selection *selection)
{
    const struct workload *pods = next_selected(reading->catalog, selection);
    return pods ? reading->parts.at[pods - reading->catalog->workloads.at] : NO_PART;
}

/* ---- rules ---- */

/* A rule of a policy, for one of the parts that it holds. */
struct rule {
    enum policy_direction direction;
    uint32_t part;
    const struct name *namespace;
    struct policy_ports ports;
};

static void permit(struct reading *reading, const struct rule *rule, uint32_t other)
{
    struct permit permit = rule->direction == EGRESS ? (struct permit){rule->part, other, rule->ports} : (struct permit){other, rule->part, rule->ports};
    if (other != rule->part) vec_push(reading->session->arena, &reading->permits[rule->direction].v, permit);
}

static void permit_selected(struct reading *reading, const struct rule *rule, const struct name *namespace, struct value selector)
{
    struct selection selection = selection_of(reading->catalog, namespace, selector);
    for (uint32_t other; (other = next_part(reading, &selection)) != NO_PART;) permit(reading, rule, other);
}

static void permit_network(struct reading *reading, const struct rule *rule, struct value block)
{
    struct graph_part *part = &graph_in(reading)->parts.at[rule->part];
    struct gate *gate = rule->direction == INGRESS ? &part->in : &part->out;
    struct port_texts ports = {0};
    add_port_texts(reading->session, &rule->ports, &ports);
    Str network = field_text(reading->session, block, "cidr"), text = ports_text(reading->session->arena, &ports);
    vec_push(reading->session->arena, &gate->networks, arena_printf(reading->session->arena, "%.*s: %.*s", STR_ARG(network), STR_ARG(text)));
}

static void follow_peer(struct reading *reading, const struct rule *rule, struct value peer)
{
    struct session *session = reading->session;
    struct value block = value_field(session, peer, "ipBlock"), pods = value_field(session, peer, "podSelector");
    struct value namespaces = value_field(session, peer, "namespaceSelector");
    if (block.kind == V_RECORD) permit_network(reading, rule, block);
    else if (namespaces.kind != V_RECORD) permit_selected(reading, rule, rule->namespace, pods);
    else for (size_t i = 0; i < reading->namespaces.n; i++)
        if (selects(reading->catalog, namespaces, reading->namespace_labels.at[i]))
            permit_selected(reading, rule, reading->namespaces.at[i], pods.kind == V_RECORD ? pods : reading->everything);
}

static void follow_rule(struct reading *reading, struct rule rule, struct value written)
{
    struct session *session = reading->session;
    struct value peers = value_field(session, written, policy_words[rule.direction].peers);
    struct side *side = &reading->sides[rule.direction][rule.part];
    rule.ports = policy_ports(session, written);
    bool anybody = peers.kind != V_LIST || !peers.list->n;
    for (size_t i = 0; anybody && i < rule.ports.v.n; i++) vec_push(session->arena, &side->any.v, rule.ports.v.at[i]);
    for (size_t i = 0; !anybody && i < peers.list->n; i++) follow_peer(reading, &rule, peers.list->at[i]);
}

static void follow_policy(struct reading *reading, struct compiled_object *policy)
{
    struct session *session = reading->session;
    struct value spec = value_field(session, compiled_value(reading->build->compiled, policy), "spec");
    const struct name *namespace = name_of(session->names, policy->namespace);
    struct selection selection = selection_of(reading->catalog, namespace, value_field(session, spec, "podSelector"));
    for (uint32_t part; (part = next_part(reading, &selection)) != NO_PART;)
        for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++) {
            struct value rules = value_field(session, spec, policy_words[direction].rules);
            if (!policy_binds(reading->catalog, spec, direction)) continue;
            reading->sides[direction][part].held = true;
            for (size_t i = 0; rules.kind == V_LIST && i < rules.list->n; i++)
                follow_rule(reading, (struct rule){.direction = direction, .part = part, .namespace = namespace}, rules.list->at[i]);
        }
}

/* ---- both ends ---- */

static int compare_permits(const void *first, const void *second)
{
    const struct permit *a = first, *b = second;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    return a->to < b->to ? -1 : a->to > b->to;
}

static void sort_permits(struct permits *permits)
{
    if (permits->v.n) qsort(permits->v.at, permits->v.n, sizeof *permits->v.at, compare_permits);
}

/* What an end lets through: to whom it names, and to anybody. */
static struct policy_ports leave(struct reading *reading, const struct side *side, const struct permits *permits, size_t from, size_t to)
{
    struct policy_ports ports = side->held ? (struct policy_ports){0} : policy_ports(reading->session, value_null());
    for (size_t i = 0; i < side->any.v.n; i++) vec_push(reading->session->arena, &ports.v, side->any.v.at[i]);
    for (size_t i = from; i < to; i++)
        for (size_t k = 0; k < permits->v.at[i].ports.v.n; k++) vec_push(reading->session->arena, &ports.v, permits->v.at[i].ports.v.at[k]);
    return ports;
}

static size_t run_end(const struct permits *permits, size_t start, const struct permit *pair)
{
    while (start < permits->v.n && compare_permits(&permits->v.at[start], pair) == 0) start++;
    return start;
}

static void add_reaches(struct reading *reading)
{
    const struct permits *out = &reading->permits[EGRESS], *in = &reading->permits[INGRESS];
    for (size_t i = 0, k = 0; i < out->v.n || k < in->v.n;) {
        bool by_out = k == in->v.n || (i < out->v.n && compare_permits(&out->v.at[i], &in->v.at[k]) <= 0);
        struct permit pair = by_out ? out->v.at[i] : in->v.at[k];
        size_t end_out = run_end(out, i, &pair), end_in = run_end(in, k, &pair);
        struct policy_ports leaves = leave(reading, &reading->sides[EGRESS][pair.from], out, i, end_out);
        struct policy_ports enters = leave(reading, &reading->sides[INGRESS][pair.to], in, k, end_in);
        struct graph_reach reach = {.from = pair.from, .to = pair.to};
        add_common_ports(reading->session, &leaves, &enters, template_of_part(reading, pair.to), &reach.ports);
        if (reach.ports.v.n) vec_push(reading->session->arena, &graph_in(reading)->reaches, reach);
        i = end_out;
        k = end_in;
    }
}

static void add_gates(struct reading *reading)
{
    for (size_t i = 0; i < graph_in(reading)->parts.n; i++) {
        struct graph_part *part = &graph_in(reading)->parts.at[i];
        part->in.free = part->runs && !reading->sides[INGRESS][i].held;
        part->out.free = part->runs && !reading->sides[EGRESS][i].held;
        add_port_texts(reading->session, &reading->sides[INGRESS][i].any, &part->in.any);
        add_port_texts(reading->session, &reading->sides[EGRESS][i].any, &part->out.any);
    }
}

void find_reaches(struct build *build)
{
    struct session *session = build->session;
    struct reading reading = {.build = build, .session = session, .catalog = catalog_of_labels(session),
            .everything = value_record(record_new(session->arena, NULL, 0))};
    for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++)
        reading.sides[direction] = NEW_ARRAY(session->arena, build->graph->parts.n + 1, struct side);
    add_pods(&reading);
    for (size_t i = 0; i < build->compiled->objects.n; i++) {
        struct compiled_object *object = &build->compiled->objects.at[i];
        if (object->kube && str_is(object->kind, "NetworkPolicy")) follow_policy(&reading, object);
    }
    for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++) sort_permits(&reading.permits[direction]);
    add_reaches(&reading);
    add_gates(&reading);
    catalog_free(reading.catalog);
}
