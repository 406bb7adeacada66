/* .stk/stack.json: what stk-apply, diff and explain need beside the manifests. Never a secret's content: there is none.
 *
 *     {"schema":2,"stack":"shop","kube":"1.36",
 *     "objects":[
 *     {"id":"deployment.apps/shop/api","of":0,"wave":1,"hash":"5c58…","instance":"api","after":[{"object":7,"reason":"mounts"},{"instance":2},…]},…],
 *     "instances":[{"path":"api","of":1,"after":[…],"uses":[…]},…],
 *     "facts":{"plane":[{"instance":"web","of":2,…},…],…},
 *     "audit":[…],
 *     "declarations":[{"at":"shop.stk:3:9","apiVersion":"apps/v1","kind":"Deployment","ready":"rollout"},{"at":"shop.stk:2:3","component":"service"},…]}
 *
 * Objects, instances and declarations are referred to by their numbers, from 0; "of" is that of the declaration that made it. What can be told from the rest is left out: namespace, name and file of an object (from its
 * id and wave), the reason of an edge that is "refers to", its place where it is that of its object, and lists without anything in them. */
#include "emit/output.h"

#include "value/serialize.h"

#include <inttypes.h>

struct stack_writer {
    const struct compilation *compilation;
    struct buf *out;
    struct map numbers;              /* declaration to its number + 1 */
    struct buf declarations;
    size_t ndeclarations;
    uint32_t *entry;                 /* by node: its number among the objects or instances */
    const struct reference **sorted; /* by the node from which they come; those of node I begin at first[I] */
    uint32_t *first;
};

static void put_named_text(struct buf *out, const char *name, Str text)
{
    put_json_text(out, str_of(name));
    buf_char(out, ':');
    put_json_text(out, text);
}

/* The same behind another one. */
static void put_more(struct buf *out, const char *name, Str text)
{
    buf_char(out, ',');
    put_named_text(out, name, text);
}

/* ---- places and declarations ---- */

static void put_place(const struct stack_writer *writer, struct buf *out, Span at)
{
    struct sources *sources = &writer->compilation->session->sources;
    if (!at.file) {
        buf_str(out, STR("\"\""));
        return;
    }
    struct source_position place = source_position(sources, at.file, at.lo);
    put_json_text(out, source_at(sources, at.file)->path);
    out->n--; /* its quotation mark */
    buf_char(out, ':');
    buf_number(out, place.line);
    buf_char(out, ':');
    buf_number(out, place.column);
    buf_char(out, '"');
}

static const char *readiness(const struct kube_resource *kube)
{
    static const char *const rules[][2] = {{"Deployment", "rollout"}, {"StatefulSet", "rollout"}, {"DaemonSet", "rollout"}, {"Job", "complete"},
        {"CustomResourceDefinition", "established"}, {"Pod", "ready"}, {"PersistentVolumeClaim", "bound or waiting"}, {"Namespace", "active"}};
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(kube->kind, rules[i][0]) == 0) return rules[i][1];
    return "exists";
}

struct declaration {
    const void *made_by;
    Span at;
    const struct kube_resource *kube;   /* of objects; */
    const struct component *component; /* of instances; both NULL: of facts */
};

static void put_declaration(struct stack_writer *writer, const struct declaration *declaration)
{
    struct buf *out = &writer->declarations;
    const struct kube_resource *kube = declaration->kube;
    buf_str(out, writer->ndeclarations ? STR(",\n{\"at\":") : STR("{\"at\":"));
    put_place(writer, out, declaration->at);
    if (kube) {
        put_more(out, "apiVersion", str_of(kube->api_version));
        put_more(out, "kind", str_of(kube->kind));
        put_more(out, "ready", str_of(readiness(kube)));
    }
    if (declaration->component) put_more(out, "component", NAME_STR(declaration->component->name));
    buf_char(out, '}');
    writer->ndeclarations++;
}

/* ,"of":3 */
static void put_of(struct stack_writer *writer, struct declaration declaration)
{
    uintptr_t number = (uintptr_t)map_get(&writer->numbers, declaration.made_by);
    if (!number) {
        put_declaration(writer, &declaration);
        number = writer->ndeclarations;
        map_put(writer->compilation->session->arena, &writer->numbers, declaration.made_by, (void *)number);
    }
    buf_str(writer->out, STR(",\"of\":"));
    buf_number(writer->out, number - 1);
}

/* ---- edges ---- */

static void put_id(struct buf *out, const struct object *object)
{
    put_kind_and_group(out, str_of(object->kube->api_version), str_of(object->kube->kind));
    buf_char(out, '/');
    if (object->namespace) buf_str(out, NAME_STR(object->namespace));
    buf_char(out, '/');
    buf_str(out, NAME_STR(object->name));
}

Str emitted_id(struct arena *arena, const struct object *object)
{
    struct buf text = {0};
    put_id(&text, object);
    Str id = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return id;
}

const char *emitted_need(enum need need)
{
    static const char *const needs[] = {[NEED_EXISTENCE] = "exists", [NEED_PASSED_ON] = "passed on"};
    return needs[need];
}

/* What an edge says besides where it leads to; REASON NULL: "refers to". */
struct edge { uint32_t to; enum need need; const char *reason; Span at; };

static void put_edge(const struct stack_writer *writer, const struct edge *edge, bool first)
{
    const char *need = emitted_need(edge->need);
    const struct node *to = &writer->compilation->machine->nodes.at[edge->to];
    struct buf *out = writer->out;
    buf_str(out, first ? STR("{") : STR(",{"));
    buf_str(out, to->object ? STR("\"object\":") : STR("\"instance\":"));
    buf_number(out, writer->entry[to->object ? to->object->node : to->instance->node]);
    if (to->part == PART_PORT) put_more(out, "port", NAME_STR(to->port));
    if (need) put_more(out, "need", str_of(need));
    if (edge->reason) put_more(out, "reason", str_of(edge->reason));
    if (edge->at.file) {
        buf_str(out, STR(",\"at\":"));
        put_place(writer, out, edge->at);
    }
    buf_char(out, '}');
}

/* ,"after":[…] of an instance, or its "uses": of instances, what they pass on. */
static void put_edges(const struct stack_writer *writer, const char *name, const struct node_set *set, const char *reason)
{
    const struct machine *machine = writer->compilation->machine;
    if (!set || !set->n) return;
    buf_printf(writer->out, ",\"%s\":[", name);
    for (size_t i = 0; i < set->n; i++) {
        enum need need = machine->nodes.at[set->at[i]].part == PART_NAME ? NEED_EXISTENCE : NEED_WORKING;
        put_edge(writer, &(struct edge){.to = set->at[i], .need = need, .reason = reason}, i == 0);
    }
    buf_char(writer->out, ']');
}

static bool same_place(Span a, Span b) { return a.file == b.file && a.lo == b.lo; }

static void put_object_edges(const struct stack_writer *writer, const struct object *object)
{
    const struct machine *machine = writer->compilation->machine;
    size_t begin = writer->first[object->node], end = writer->first[object->node + 1], ndeps = object->deps ? object->deps->n : 0;
    if (begin == end && !ndeps) return;
    buf_str(writer->out, STR(",\"after\":["));
    for (size_t i = begin; i < end; i++) {
        const struct reference *reference = writer->sorted[i];
        struct edge edge = {reference->to, reference->need, reference->reason, same_place(reference->at, object->at) ? (Span){0} : reference->at};
        put_edge(writer, &edge, i == begin);
    }
    for (size_t i = 0; i < ndeps; i++) {
        struct edge edge = {.to = object->deps->at[i], .need = need_of_node(machine, object, object->deps->at[i])};
        put_edge(writer, &edge, begin == end && i == 0);
    }
    buf_char(writer->out, ']');
}

static bool is_instance(const struct node *node) { return node->instance && node->part == PART_ALL; }

static void number_entries(struct stack_writer *writer)
{
    const struct compilation *compilation = writer->compilation;
    const struct machine *machine = compilation->machine;
    uint32_t instances = 0;
    writer->entry = NEW_ARRAY(compilation->session->arena, machine->nodes.n + 1, uint32_t);
    for (size_t i = 0; i < compilation->order->n; i++) writer->entry[compilation->order->sorted[i]->node] = (uint32_t)i;
    for (size_t i = 0; i < machine->nodes.n; i++)
        if (is_instance(&machine->nodes.at[i])) writer->entry[i] = instances++;
}

/* Keeps the order of those from one node. */
static void sort_references(struct stack_writer *writer)
{
    const struct order *order = writer->compilation->order;
    struct arena *arena = writer->compilation->session->arena;
    size_t nodes = writer->compilation->machine->nodes.n;
    writer->first = NEW_ARRAY(arena, nodes + 2, uint32_t);
    writer->sorted = NEW_ARRAY(arena, order->references.n, const struct reference *);
    for (size_t i = 0; i < order->references.n; i++) writer->first[order->references.at[i].from + 2]++;
    for (size_t i = 2; i < nodes + 2; i++) writer->first[i] += writer->first[i - 1];
    for (size_t i = 0; i < order->references.n; i++) writer->sorted[writer->first[order->references.at[i].from + 1]++] = &order->references.at[i];
}

/* ---- objects, instances, facts ---- */

static void put_object(struct stack_writer *writer, const struct object *object)
{
    struct buf *out = writer->out;
    buf_str(out, STR("{\"id\":\""));
    put_id(out, object);
    buf_char(out, '"');
    put_of(writer, (struct declaration){object->declaration ? object->declaration : object, object->at, object->kube, NULL});
    buf_printf(out, ",\"wave\":%u,\"hash\":\"%016" PRIx64 "\"", object->wave, value_hash(object->value, 0));
    if (object->instance) put_more(out, "instance", written_path(writer->compilation->machine, object->instance));
    put_object_edges(writer, object);
    buf_char(out, '}');
}

static void put_instance(struct stack_writer *writer, const struct instance *instance)
{
    struct buf *out = writer->out;
    buf_char(out, '{');
    put_named_text(out, "path", written_path(writer->compilation->machine, instance));
    put_of(writer, (struct declaration){instance->declaration, instance->at, NULL, instance->component});
    put_edges(writer, "after", instance->gate, "after");
    put_edges(writer, "uses", instance->deps, NULL);
    buf_char(out, '}');
}

static void put_fact(struct stack_writer *writer, const struct fact *fact)
{
    struct buf *out = writer->out;
    buf_char(out, '{');
    put_named_text(out, "instance", written_path(writer->compilation->machine, fact->instance));
    put_of(writer, (struct declaration){.made_by = fact->declaration, .at = fact->at});
    for (size_t i = 0; fact->value.kind == V_RECORD && i < fact->value.record->n; i++) {
        if (fact->value.record->values[i].kind == V_NULL) continue;
        buf_char(out, ',');
        put_json_text(out, NAME_STR(fact->value.record->keys[i]));
        buf_char(out, ':');
        write_json(out, fact->value.record->values[i], -1);
    }
    buf_char(out, '}');
}

/* ---- lists, an entry a line ---- */

static void separate(struct stack_writer *writer, size_t *n) { buf_str(writer->out, (*n)++ ? STR(",\n") : STR("\n")); }

static void put_objects(struct stack_writer *writer)
{
    const struct order *order = writer->compilation->order;
    size_t n = 0;
    for (size_t i = 0; i < order->n; i++) {
        separate(writer, &n);
        put_object(writer, order->sorted[i]);
    }
}

static void put_instances(struct stack_writer *writer)
{
    const struct machine *machine = writer->compilation->machine;
    size_t n = 0;
    for (size_t i = 0; i < machine->nodes.n; i++) {
        const struct node *node = &machine->nodes.at[i];
        if (!is_instance(node)) continue;
        separate(writer, &n);
        put_instance(writer, node->instance);
    }
}

/* Facts are grouped by their name, in the order in which they were stated. */
struct fact_group {
    const struct name *name;
    VEC(const struct fact *) facts;
};

static void put_fact_group(struct stack_writer *writer, const struct fact_group *group, size_t *n)
{
    size_t inner = 0;
    separate(writer, n);
    put_json_text(writer->out, NAME_STR(group->name));
    buf_str(writer->out, STR(":["));
    for (size_t i = 0; i < group->facts.n; i++) {
        separate(writer, &inner);
        put_fact(writer, group->facts.at[i]);
    }
    buf_char(writer->out, ']');
}

static void put_facts(struct stack_writer *writer)
{
    const struct machine *machine = writer->compilation->machine;
    struct arena *arena = writer->compilation->session->arena;
    struct map by_name = {0};
    VEC(struct fact_group *) groups = {0};
    size_t n = 0;
    for (size_t i = 0; i < machine->facts.n; i++) {
        const struct fact *fact = &machine->facts.at[i];
        struct fact_group *group = map_get(&by_name, fact->name);
        if (!group) {
            group = NEW(arena, struct fact_group);
            group->name = fact->name;
            map_put(arena, &by_name, fact->name, group);
            vec_push(arena, &groups, group);
        }
        vec_push(arena, &group->facts, fact);
    }
    for (size_t i = 0; i < groups.n; i++) put_fact_group(writer, groups.at[i], &n);
}

static void put_audit(struct stack_writer *writer)
{
    const struct machine *machine = writer->compilation->machine;
    size_t n = 0;
    for (size_t i = 0; i < machine->reveals.n; i++) {
        const struct reveal *reveal = &machine->reveals.at[i];
        separate(writer, &n);
        buf_char(writer->out, '{');
        put_named_text(writer->out, "reveal", reveal->reason);
        buf_str(writer->out, STR(",\"at\":"));
        put_place(writer, writer->out, reveal->at);
        put_more(writer->out, "instance", written_path(writer->compilation->machine, reveal->instance));
        buf_char(writer->out, '}');
    }
}

/* ---- the whole ---- */

static void put_head(const struct stack_writer *writer)
{
    const struct compilation *compilation = writer->compilation;
    struct buf *out = writer->out;
    buf_str(out, STR("{\"schema\":2,"));
    put_named_text(out, "stack", NAME_STR(compilation->program->root->name));
    buf_printf(out, ",\"kube\":\"1.%d\"", compilation->session->kube);
    if (compilation->options->environment) put_more(out, "environment", str_of(compilation->options->environment));
    if (compilation->options->cluster) put_more(out, "cluster", str_of(compilation->options->cluster));
}

void write_stack_json(const struct compilation *compilation, struct buf *out)
{
    struct stack_writer writer = {.compilation = compilation, .out = out};
    number_entries(&writer);
    sort_references(&writer);
    put_head(&writer);
    buf_str(out, STR(",\n\"objects\":["));
    put_objects(&writer);
    buf_str(out, STR("],\n\"instances\":["));
    put_instances(&writer);
    buf_str(out, STR("],\n\"facts\":{"));
    put_facts(&writer);
    buf_str(out, STR("},\n\"audit\":["));
    put_audit(&writer);
    buf_str(out, STR("],\n\"declarations\":[\n"));
    buf_put(out, writer.declarations.s, writer.declarations.n);
    buf_str(out, STR("]}\n"));
    buf_free(&writer.declarations);
}
