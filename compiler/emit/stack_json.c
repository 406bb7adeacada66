/* .stk/stack.json: what stk-apply, diff and explain need beside the manifests. Never a secret's content: there is none. */
#include "emit/output.h"

#include "value/record_builder.h"
#include "value/serialize.h"

static Str place_text(struct session *session, Span at)
{
    if (!at.file) return STR("");
    struct source_position place = source_position(&session->sources, at.file, at.lo);
    return arena_printf(session->arena, "%.*s:%u:%u", STR_ARG(source_at(&session->sources, at.file)->path), place.line, place.column);
}

Str emitted_id(struct arena *arena, const struct object *object)
{
    Str kind = kind_and_group(arena, str_of(object->kube->api_version), str_of(object->kube->kind));
    return arena_printf(arena, "%.*s/%s/%s", STR_ARG(kind), object->namespace ? object->namespace->s : "",
            object->name->s);
}

/* ---- edges ---- */

static struct value edge(struct session *session, const struct machine *machine, uint32_t node, enum need need, const char *reason, Span at)
{
    static const char *const needs[] = {[NEED_EXISTENCE] = "exists", [NEED_PASSED_ON] = "passed on"};
    struct fields fields = {.session = session};
    const struct node *to = &machine->nodes.at[node];
    if (to->object) put_text(&fields, "object", emitted_id(session->arena, to->object));
    else put_text(&fields, "instance", to->instance->written_path);
    if (to->part == PART_PORT) put_text(&fields, "port", NAME_STR(to->port));
    if (needs[need]) put_text(&fields, "need", str_of(needs[need]));
    put_text(&fields, "reason", str_of(reason));
    if (at.file) put_text(&fields, "at", place_text(session, at));
    return done(&fields);
}

/* Of an instance, what it passes on: it is no object, so that nothing is made. */
static void add_edges(struct session *session, const struct machine *machine, struct items *items, const struct node_set *set, const char *reason)
{
    for (size_t i = 0; set && i < set->n; i++) {
        enum need need = machine->nodes.at[set->at[i]].part == PART_NAME ? NEED_EXISTENCE : NEED_WORKING;
        vec_push(session->arena, &items->v, edge(session, machine, set->at[i], need, reason, (Span){0}));
    }
}

static void add_object_edges(struct session *session, const struct machine *machine, struct items *items, const struct object *object)
{
    for (size_t i = 0; object->deps && i < object->deps->n; i++) {
        uint32_t to = object->deps->at[i];
        vec_push(session->arena, &items->v, edge(session, machine, to, need_of_node(machine, object, to), "refers to", (Span){0}));
    }
}

static const char *readiness(const struct object *object)
{
    static const char *const rules[][2] = {{"Deployment", "rollout"}, {"StatefulSet", "rollout"}, {"DaemonSet", "rollout"}, {"Job", "complete"},
        {"CustomResourceDefinition", "established"}, {"Pod", "ready"}, {"PersistentVolumeClaim", "bound or waiting"}, {"Namespace", "active"}};
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(object->kube->kind, rules[i][0]) == 0) return rules[i][1];
    return "exists";
}

/* References of objects, by the node they start from. */
struct edges_from { struct items *by_node; };

static struct edges_from collect_references(const struct compilation *compilation)
{
    struct session *session = compilation->session;
    const struct order *order = compilation->order;
    struct edges_from edges = {NEW_ARRAY(session->arena, compilation->machine->nodes.n + 1, struct items)};
    for (size_t i = 0; i < order->references.n; i++) {
        const struct reference *reference = &order->references.at[i];
        vec_push(session->arena, &edges.by_node[reference->from].v, edge(session, compilation->machine, reference->to,
                reference->need, reference->reason, reference->at));
    }
    return edges;
}

static struct value object_entry(const struct compilation *compilation, const struct object *object, struct items *edges)
{
    struct session *session = compilation->session;
    struct fields fields = {.session = session};
    put_text(&fields, "id", emitted_id(session->arena, object));
    put_text(&fields, "apiVersion", str_of(object->kube->api_version));
    put_text(&fields, "kind", str_of(object->kube->kind));
    if (object->namespace) put_text(&fields, "namespace", NAME_STR(object->namespace));
    put_text(&fields, "name", NAME_STR(object->name));
    put_text(&fields, "file", manifest_name(session->arena, object));
    put(&fields, "wave", value_int(object->wave));
    put_text(&fields, "ready", str_of(readiness(object)));
    put_text(&fields, "hash", arena_printf(session->arena, "%016llx", (unsigned long long)value_hash(object->value, 0)));
    put_text(&fields, "at", place_text(session, object->at));
    if (object->instance) put_text(&fields, "instance", object->instance->written_path);
    add_object_edges(session, compilation->machine, edges, object);
    put(&fields, "after", list_of(session, edges));
    return done(&fields);
}

static struct value object_list(const struct compilation *compilation)
{
    struct items items = {0};
    struct edges_from edges = collect_references(compilation);
    for (size_t i = 0; i < compilation->order->n; i++) {
        const struct object *object = compilation->order->sorted[i];
        vec_push(compilation->session->arena, &items.v, object_entry(compilation, object, &edges.by_node[object->node]));
    }
    return list_of(compilation->session, &items);
}

/* ---- instances, facts, audit ---- */

static struct value wait_texts(struct session *session, struct wait_list waits)
{
    struct list *list = list_new(session->arena, waits.n);
    for (size_t i = 0; i < waits.n; i++) list->at[i] = value_string(session->arena, NAME_STR(waits.at[i]));
    return value_list(list);
}

static struct value instance_entry(const struct compilation *compilation, const struct instance *instance)
{
    struct session *session = compilation->session;
    struct fields fields = {.session = session};
    struct items gate = {0}, uses = {0};
    put_text(&fields, "path", instance->written_path);
    put_text(&fields, "component", NAME_STR(instance->component->name));
    put_text(&fields, "at", place_text(session, instance->at));
    add_edges(session, compilation->machine, &gate, instance->gate, "after");
    add_edges(session, compilation->machine, &uses, instance->deps, "refers to");
    put(&fields, "after", list_of(session, &gate));
    put(&fields, "uses", list_of(session, &uses));
    put(&fields, "waits", wait_texts(session, instance->reach.waits));
    return done(&fields);
}

static struct value instance_list(const struct compilation *compilation)
{
    struct items items = {0};
    for (size_t i = 0; i < compilation->machine->nodes.n; i++) {
        const struct node *node = &compilation->machine->nodes.at[i];
        if (node->instance && node->part == PART_ALL) vec_push(compilation->session->arena, &items.v, instance_entry(compilation, node->instance));
    }
    return list_of(compilation->session, &items);
}

static struct value fact_entry(struct session *session, const struct fact *fact)
{
    struct fields fields = {.session = session};
    put_text(&fields, "instance", fact->instance->written_path);
    put_text(&fields, "at", place_text(session, fact->at));
    for (size_t i = 0; fact->value.kind == V_RECORD && i < fact->value.record->n; i++) put(&fields, fact->value.record->keys[i]->s,
            fact->value.record->values[i]);
    return done(&fields);
}

/* Facts grouped by their name, in the order in which they were stated. */
static struct value fact_groups(const struct compilation *compilation)
{
    struct session *session = compilation->session;
    struct fields groups = {.session = session};
    struct map lists = {0};
    VEC(struct items *) in_order = {0};
    for (size_t i = 0; i < compilation->machine->facts.n; i++) {
        const struct fact *fact = &compilation->machine->facts.at[i];
        struct items *items = map_get(&lists, fact->name);
        if (!items) {
            items = NEW(session->arena, struct items);
            map_put(session->arena, &lists, fact->name, items);
            vec_push(session->arena, &in_order, items);
            put(&groups, fact->name->s, value_null());
        }
        vec_push(session->arena, &items->v, fact_entry(session, fact));
    }
    for (size_t i = 0; i < in_order.n; i++) groups.values.at[i] = list_of(session, in_order.at[i]);
    return done(&groups);
}

static struct value audit(const struct compilation *compilation)
{
    struct session *session = compilation->session;
    struct items items = {0};
    for (size_t i = 0; i < compilation->machine->reveals.n; i++) {
        const struct reveal *reveal = &compilation->machine->reveals.at[i];
        struct fields fields = {.session = session};
        put_text(&fields, "reveal", reveal->reason);
        put_text(&fields, "at", place_text(session, reveal->at));
        put_text(&fields, "instance", reveal->instance->written_path);
        vec_push(session->arena, &items.v, done(&fields));
    }
    return list_of(session, &items);
}

void write_stack_json(const struct compilation *compilation, struct buf *out)
{
    struct session *session = compilation->session;
    struct fields fields = {.session = session};
    put(&fields, "schema", value_int(1));
    put_text(&fields, "stack", NAME_STR(compilation->program->root->name));
    put_text(&fields, "kube", arena_printf(session->arena, "1.%d", session->kube));
    if (compilation->options->environment) put_text(&fields, "environment", str_of(compilation->options->environment));
    if (compilation->options->cluster) put_text(&fields, "cluster", str_of(compilation->options->cluster));
    put(&fields, "objects", object_list(compilation));
    put(&fields, "instances", instance_list(compilation));
    put(&fields, "facts", fact_groups(compilation));
    put(&fields, "audit", audit(compilation));
    write_json(out, done(&fields), 0);
    buf_char(out, '\n');
}
