/* What waits for what, as stack.json has it: its edges between objects and instances as steps from node to node. */
#include "nodes.h"

size_t object_node(size_t object) { return OBJECT_NODES * object; }

static size_t instance_node(const struct nodes *nodes, size_t number) { return nodes->first + INSTANCE_NODES * number; }

/* NO_PART: nobody waits for the stack as a whole, which may have no path. */
static uint32_t instance_number(const struct build *build, Str path)
{
    const struct name *name = path.n ? name_find(build->session->names, path) : NULL;
    uintptr_t number = name ? (uintptr_t)map_get(&build->instances, name) : 0;
    return number ? (uint32_t)(number - 1) : NO_PART;
}

static void add_step(struct nodes *nodes, size_t from, size_t to, const json_t *edge)
{
    struct step step = {(uint32_t)to, edge};
    vec_push(nodes->build->session->arena, &nodes->from[from].v, step);
}

/* ---- the edges of stack.json ---- */

struct target { size_t made, works; };

static bool target_of(const struct nodes *nodes, const json_t *edge, struct target *target)
{
    const struct compiled *compiled = nodes->build->compiled;
    const struct compiled_object *object = compiled_edge_object(compiled, edge);
    size_t instance = compiled_edge_instance(edge), node;
    if (object) {
        node = object_node((size_t)(object - compiled->objects.at));
        *target = (struct target){node + OBJECT_MADE, node + OBJECT_WORKS};
        return true;
    }
    node = instance_node(nodes, instance == SIZE_MAX ? 0 : instance);
    *target = (struct target){node + INSTANCE_MADE, node + INSTANCE_WORKS};
    return instance != SIZE_MAX && node < nodes->n;
}

/* Of what is made at node MADE and works at WORKS. */
static void follow(struct nodes *nodes, struct target from, const json_t *edges)
{
    size_t i;
    json_t *edge;
    struct target to;
    json_array_foreach(edges, i, edge) {
        Str need = json_text(edge, "need");
        bool passed_on = str_is(need, "passed on");
        if (!target_of(nodes, edge, &to)) continue;
        add_step(nodes, from.made, passed_on || str_is(need, "exists") ? to.made : to.works, edge);
        if (passed_on) add_step(nodes, from.works, to.works, edge);
    }
}

/* An instance without objects of its own passes on what it depends on. */
static void pass_on(struct nodes *nodes, size_t node, const json_t *edges)
{
    size_t i;
    json_t *edge;
    struct target to;
    json_array_foreach(edges, i, edge) {
        if (!target_of(nodes, edge, &to)) continue;
        add_step(nodes, node + INSTANCE_WORKS, str_is(json_text(edge, "need"), "exists") ? to.made : to.works, edge);
        add_step(nodes, node + INSTANCE_MADE, to.made, edge);
    }
}

static void add_instance(struct nodes *nodes, uint32_t number, const json_t *entry, bool filled)
{
    size_t node = instance_node(nodes, number);
    uint32_t parent = instance_number(nodes->build, parent_of(json_text(entry, "path")));
    follow(nodes, (struct target){node + INSTANCE_GATE, node + INSTANCE_WORKS}, json_object_get(entry, "after"));
    if (parent != NO_PART) {
        size_t around = instance_node(nodes, parent);
        add_step(nodes, node + INSTANCE_GATE, around + INSTANCE_GATE, NULL);
        add_step(nodes, around + INSTANCE_WORKS, node + INSTANCE_WORKS, NULL);
        add_step(nodes, around + INSTANCE_MADE, node + INSTANCE_MADE, NULL);
    }
    if (!filled) pass_on(nodes, node, json_object_get(entry, "uses"));
}

static void add_object(struct nodes *nodes, size_t i)
{
    const struct compiled_object *object = &nodes->build->compiled->objects.at[i];
    struct target own = {object_node(i) + OBJECT_MADE, object_node(i) + OBJECT_WORKS};
    uint32_t number = instance_number(nodes->build, object->instance);
    add_step(nodes, own.works, own.made, NULL);
    follow(nodes, own, compiled_after(nodes->build->compiled, object));
    if (number == NO_PART) return;
    size_t around = instance_node(nodes, number);
    add_step(nodes, own.made, around + INSTANCE_GATE, NULL);
    add_step(nodes, around + INSTANCE_WORKS, own.works, NULL);
    if (!object->kube || !kube_runs_pods(object->kube)) add_step(nodes, around + INSTANCE_MADE, own.made, NULL);
}

/* Marks the instance at PATH and those around it: they have objects. */
static void fill(const struct build *build, bool *filled, Str path)
{
    for (; path.n; path = parent_of(path)) {
        uint32_t number = instance_number(build, path);
        if (number == NO_PART || filled[number]) return;
        filled[number] = true;
    }
}

bool is_applied(const struct compiled_object *object) { return !str_is(object->kind, "Operation"); }

struct nodes nodes_of(struct build *build)
{
    struct arena *arena = build->session->arena;
    json_t *entries = compiled_instances(build->compiled), *entry;
    size_t i, n = json_array_size(entries);
    struct nodes nodes = {.build = build, .first = object_node(build->compiled->objects.n)};
    bool *filled = NEW_ARRAY(arena, n + 1, bool);
    nodes.n = nodes.first + INSTANCE_NODES * n;
    nodes.from = NEW_ARRAY(arena, nodes.n + INSTANCE_NODES, struct steps);
    json_array_foreach(entries, i, entry)
        map_put(arena, &build->instances, name_of(build->session->names, json_text(entry, "path")), (void *)(uintptr_t)(i + 1));
    for (size_t k = 0; k < build->compiled->objects.n; k++) {
        if (!is_applied(&build->compiled->objects.at[k])) continue;
        add_object(&nodes, k);
        fill(build, filled, build->compiled->objects.at[k].instance);
    }
    json_array_foreach(entries, i, entry) add_instance(&nodes, (uint32_t)i, entry, filled[i]);
    return nodes;
}
