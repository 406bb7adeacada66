#include "stack/stack.h"

#include "base/base64.h"
#include "base/sha256.h"
#include "common/exit_code.h"
#include "json/json_value.h"

#include <ctype.h>

/* ---- identity ---- */

/* Names of stacks may have capitals and '_', those of objects may not. */
Str inventory_name(struct arena *arena, Str stack)
{
    Str name = arena_printf(arena, "stk-%.*s", STR_ARG(stack));
    for (char *c = (char *)(uintptr_t)name.s; *c; c++) *c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
    return name;
}

Str applyset_id(struct arena *arena, Str name, Str namespace)
{
    Str text = arena_printf(arena, "%.*s.%.*s.ConfigMap.", STR_ARG(name), STR_ARG(namespace));
    struct digest digest = sha256(text);
    struct buf code = {0};
    base64_encode((Str){(const char *)digest.bytes, sizeof digest.bytes}, &code);
    for (size_t i = 0; i < code.n; i++)
        if (code.s[i] == '+' || code.s[i] == '/') code.s[i] = code.s[i] == '+' ? '-' : '_';
    while (code.n && code.s[code.n - 1] == '=') code.n--;
    Str id = arena_printf(arena, "applyset-%.*s-v1", (int)code.n, code.s);
    buf_free(&code);
    return id;
}

/* ---- the graph, as the compiler orders objects ---- */

static void wait_for(struct stack *stack, size_t node, size_t other)
{
    vec_push(stack->session->arena, &stack->graph.dependents[other].v, (uint32_t)node);
    stack->graph.indegree[node]++;
}

/* Instances by their path. Of the three nodes of one, the first is met when it works. */
struct instances { struct map by_path; size_t first, n; };
enum { INSTANCE_WORKS, INSTANCE_GATE, INSTANCE_MADE, INSTANCE_NODES };

/* 0: there is no such instance; else its first node. Nothing needs to wait for the stack as a whole, which may have no path. */
static size_t instance_node(const struct instances *instances, const struct stack *stack, Str path)
{
    const struct name *name = path.n ? name_find(stack->session->names, path) : NULL;
    uintptr_t number = name ? (uintptr_t)map_get(&instances->by_path, name) : 0;
    return number ? instances->first + INSTANCE_NODES * (number - 1) : 0;
}

/* The two nodes of what an edge leads to; false: it is nothing of this stack. */
struct target { size_t made, works; };

static bool target_of(const struct stack *stack, const struct instances *instances, const json_t *edge, struct target *target)
{
    struct compiled_object *object = compiled_edge_object(stack->compiled, edge);
    size_t number = compiled_edge_instance(edge), instance = number < instances->n ? instances->first + INSTANCE_NODES * number : 0;
    if (object && object < stack->compiled->objects.at + stack->members.n) {
        target->made = (size_t)(object - stack->compiled->objects.at);
        target->works = works_node(&stack->graph, (uint32_t)target->made);
        return true;
    }
    *target = (struct target){instance + INSTANCE_MADE, instance + INSTANCE_WORKS};
    return instance != 0;
}

/* An object that is made at node MADE, and works at WORKS. */
static void follow_edge(struct stack *stack, const struct instances *instances, struct target from, const json_t *edge)
{
    Str need = json_text(edge, "need");
    bool passed_on = str_is(need, "passed on");
    struct target to;
    if (!target_of(stack, instances, edge, &to)) return;
    wait_for(stack, from.made, passed_on || str_is(need, "exists") ? to.made : to.works);
    if (passed_on) wait_for(stack, from.works, to.works);
}

static void follow_edges(struct stack *stack, const struct instances *instances, struct target from, const json_t *edges)
{
    size_t i;
    json_t *edge;
    json_array_foreach(edges, i, edge) follow_edge(stack, instances, from, edge);
}

/* An instance without objects of its own passes on what it depends on. */
static void pass_on(struct stack *stack, const struct instances *instances, size_t node, const json_t *edges)
{
    size_t i;
    json_t *edge;
    struct target to;
    json_array_foreach(edges, i, edge) {
        if (!target_of(stack, instances, edge, &to)) continue;
        wait_for(stack, node + INSTANCE_WORKS, str_is(json_text(edge, "need"), "exists") ? to.made : to.works);
        wait_for(stack, node + INSTANCE_MADE, to.made);
    }
}

static Str parent_path(Str path)
{
    const char *dot = path.n ? memrchr(path.s, '.', path.n) : NULL;
    return dot ? (Str){path.s, (size_t)(dot - path.s)} : STR("");
}

static void add_instance(struct stack *stack, const struct instances *instances, const json_t *entry, bool has_objects)
{
    Str path = json_text(entry, "path");
    size_t node = instance_node(instances, stack, path), parent = instance_node(instances, stack, parent_path(path));
    if (!node) return;
    follow_edges(stack, instances, (struct target){.made = node + INSTANCE_GATE}, json_object_get(entry, "after"));
    if (parent) {
        wait_for(stack, node + INSTANCE_GATE, parent + INSTANCE_GATE);
        wait_for(stack, parent + INSTANCE_WORKS, node + INSTANCE_WORKS);
        wait_for(stack, parent + INSTANCE_MADE, node + INSTANCE_MADE);
    }
    if (!has_objects) pass_on(stack, instances, node, json_object_get(entry, "uses"));
}

static void add_object(struct stack *stack, const struct instances *instances, size_t i)
{
    const struct compiled_object *object = stack->members.at[i].compiled;
    const struct target own = {i, works_node(&stack->graph, (uint32_t)i)};
    size_t instance = instance_node(instances, stack, object->instance);
    wait_for(stack, own.works, own.made);
    follow_edges(stack, instances, own, compiled_after(stack->compiled, object));
    if (!instance) return;
    wait_for(stack, own.made, instance + INSTANCE_GATE);
    wait_for(stack, instance + INSTANCE_WORKS, own.works);
    if (!object->kube || !kube_runs_pods(object->kube)) wait_for(stack, instance + INSTANCE_MADE, own.made);
}

/* Marks the instance at PATH and those around it: they have objects. */
static void fill(const struct stack *stack, const struct instances *instances, bool *filled, Str path)
{
    for (; path.n; path = parent_path(path)) {
        size_t node = instance_node(instances, stack, path);
        if (!node || filled[(node - instances->first) / INSTANCE_NODES]) return;
        filled[(node - instances->first) / INSTANCE_NODES] = true;
    }
}

static void make_graph(struct stack *stack)
{
    struct arena *arena = stack->session->arena;
    json_t *entries = compiled_instances(stack->compiled), *entry;
    size_t i, n = json_array_size(entries);
    struct instances instances = {.first = 2 * stack->members.n, .n = n};
    bool *filled = NEW_ARRAY(arena, n + 1, bool);
    stack->graph.members = stack->members.n;
    stack->graph.nodes = instances.first + INSTANCE_NODES * n;
    stack->graph.dependents = NEW_ARRAY(arena, stack->graph.nodes + 1, struct node_list);
    stack->graph.indegree = NEW_ARRAY(arena, stack->graph.nodes + 1, uint32_t);
    json_array_foreach(entries, i, entry)
        map_put(arena, &instances.by_path, name_of(stack->session->names, json_text(entry, "path")), (void *)(uintptr_t)(i + 1));
    for (size_t k = 0; k < stack->members.n; k++) {
        add_object(stack, &instances, k);
        fill(stack, &instances, filled, stack->members.at[k].compiled->instance);
    }
    json_array_foreach(entries, i, entry) add_instance(stack, &instances, entry, filled[i]);
}

/* True: every node can be reached; false: stack.json was damaged. */
static bool has_no_cycle(const struct stack *stack)
{
    struct arena *arena = stack->session->arena;
    const struct graph *graph = &stack->graph;
    uint32_t *waits = NEW_ARRAY(arena, graph->nodes + 1, uint32_t), *free = NEW_ARRAY(arena, graph->nodes + 1, uint32_t);
    size_t n = 0;
    memcpy(waits, graph->indegree, graph->nodes * sizeof *waits);
    for (uint32_t i = 0; i < graph->nodes; i++)
        if (!waits[i]) free[n++] = i;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < graph->dependents[free[i]].v.n; k++)
            if (--waits[graph->dependents[free[i]].v.at[k]] == 0) free[n++] = graph->dependents[free[i]].v.at[k];
    return n == graph->nodes;
}

/* ---- members ---- */

/* "group/Kind" */
static const struct name *kind_name(struct stack *stack, Str group, Str kind)
{
    return name_of(stack->session->names, arena_printf(stack->session->arena, "%.*s/%.*s", STR_ARG(group), STR_ARG(kind)));
}

/* A text of its manifest; empty: there is none. */
static Str member_text(const struct member *member, const char *path)
{
    return field_text(member->stack->session, member->compiled->value, path);
}

static void note_definition(struct stack *stack, struct map *definitions, struct member *member)
{
    if (!str_is(member->compiled->kind, "CustomResourceDefinition")) return;
    const struct name *name = kind_name(stack, member_text(member, "spec.group"), member_text(member, "spec.names.kind"));
    map_put(stack->session->arena, definitions, name, member);
}

/* The plural of a custom kind is that of its definition in the stack; those of others are asked for later. */
static void find_custom(struct stack *stack, struct member *member, const struct map *definitions)
{
    const struct compiled_object *object = member->compiled;
    member->definition = map_get(definitions, kind_name(stack, api_group(object->api_version), object->kind));
    member->resource = (struct resource){.api_version = object->api_version, .kind = object->kind, .namespaced = object->namespace.n > 0};
    if (member->definition) member->resource.plural = member_text(member->definition, "spec.names.plural");
}

static void find_resources(struct stack *stack)
{
    struct map definitions = {0};
    for (size_t i = 0; i < stack->members.n; i++) note_definition(stack, &definitions, &stack->members.at[i]);
    for (size_t i = 0; i < stack->members.n; i++) {
        struct member *member = &stack->members.at[i];
        if (member->compiled->kube) member->resource = resource_of(member->compiled->kube);
        else find_custom(stack, member, &definitions);
    }
}

static void label(json_t *manifest, Str part_of)
{
    json_t *metadata = json_object_get(manifest, "metadata"), *labels = json_object_get(metadata, "labels");
    if (!labels) json_object_set_new(metadata, "labels", labels = json_object());
    json_object_set_new(labels, LABEL_PART_OF, text_json(part_of));
}

json_t *member_manifest(const struct member *member)
{
    json_t *manifest = json_of_value(member->compiled->value);
    label(manifest, member->stack->part_of);
    return manifest;
}

bool stack_has(const struct stack *stack, const json_t *live)
{
    return str_eq(stack->part_of, json_text(json_at(live, "metadata.labels"), LABEL_PART_OF));
}

static bool add_member(struct stack *stack, struct compiled_object *object)
{
    struct value value = compiled_value(stack->compiled, object);
    if (value.kind != V_RECORD) return false;
    struct member member = {.compiled = object, .stack = stack, .at = compiled_cause(stack->compiled, object, value_null())};
    vec_push(stack->session->arena, &stack->members, member);
    return true;
}

/* Jobs that their fact says run at every apply. */
static void mark_repeated(struct stack *stack)
{
    struct map names = {0};
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(stack->compiled, "job"), i, fact)
        if (str_is(json_text(fact, "repeat"), "always"))
            map_put(stack->session->arena, &names, name_of(stack->session->names, json_text(fact, "name")), fact);
    for (size_t k = 0; k < stack->members.n; k++) {
        struct member *member = &stack->members.at[k];
        const struct name *name = name_find(stack->session->names, member->compiled->name);
        member->always = str_is(member->compiled->kind, "Job") && name && map_get(&names, name);
    }
}

static struct stack *stack_new(struct session *session, struct compiled *compiled, Str name, Str namespace)
{
    struct stack *stack = NEW(session->arena, struct stack);
    *stack = (struct stack){.session = session, .compiled = compiled, .name = name};
    stack->part_of = applyset_id(session->arena, inventory_name(session->arena, name), namespace);
    return stack;
}

struct stack *stack_empty(struct session *session, Str name, Str namespace)
{
    struct compiled *compiled = compiled_empty(session);
    json_object_set_new(compiled->stack->head, "stack", text_json(name));
    return stack_new(session, compiled, json_text(compiled->stack->head, "stack"), namespace);
}

struct stack *stack_open(struct session *session, const char *folder, Str namespace)
{
    struct compiled *compiled = compiled_read(session, folder);
    return compiled ? stack_new(session, compiled, json_text(compiled->stack->head, "stack"), namespace) : NULL;
}

enum { SOME = 16 };

bool stack_read_some(struct stack *stack)
{
    struct compiled *compiled = stack->compiled;
    for (size_t end = stack->passed + SOME; stack->passed < end && stack->passed < compiled->objects.n; stack->passed++) {
        struct compiled_object *object = &compiled->objects.at[stack->passed];
        if (!str_is(object->kind, "Operation") && !add_member(stack, object)) stack->damaged = true;
    }
    return stack->passed < compiled->objects.n;
}

bool stack_read(struct stack *stack, struct problem *problem)
{
    while (stack_read_some(stack)) continue;
    if (stack->damaged) return false;
    find_resources(stack);
    mark_repeated(stack);
    make_graph(stack);
    if (!session_ok(stack->session)) return false; /* what an object waits for is no JSON */
    return has_no_cycle(stack) ||
           problem_set(problem, EXIT_ERROR, "'%s/.stk/stack.json' is damaged: its objects wait for each other in a circle", stack->compiled->folder);
}

void stack_free(struct stack *stack)
{
    if (stack) compiled_free(stack->compiled);
}
