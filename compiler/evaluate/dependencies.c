/* What a body's items depend on, and how to wait for it. */
#include "body.h"

/* ---- dependencies ---- */

/* ---- parts of an instance ---- */

static uint32_t add_part(struct machine *machine, struct instance *instance, enum node_part part, const struct name *port)
{
    uint32_t node = add_node(machine, instance, NULL);
    machine->nodes.at[node].part = part;
    machine->nodes.at[node].port = port;
    return node;
}

static const struct node_set *name_deps(struct machine *machine, struct instance *instance)
{
    if (!instance->name_deps) instance->name_deps = node_set_of(machine->arena, add_part(machine, instance, PART_NAME, NULL));
    return instance->name_deps;
}

/* NULL: of nothing, or not known more finely. */
static const struct node_set *export_deps(struct machine *machine, struct value value, const struct name *export)
{
    if (value.kind != V_INSTANCE) return NULL;
    struct instance *instance = value.instance;
    const struct export *found = component_export(instance->component, export);
    if (!found) return NULL;
    return found->is_name ? name_deps(machine, instance) : instance->export_deps[found - instance->component->exports];
}

static uint32_t port_node(struct machine *machine, struct instance *instance, const struct name *port)
{
    if (!instance->port_nodes) instance->port_nodes = NEW(machine->arena, struct map);
    uintptr_t known = (uintptr_t)map_get(instance->port_nodes, port);
    if (known) return (uint32_t)known - 1;
    uint32_t node = add_part(machine, instance, PART_PORT, port);
    map_put(machine->arena, instance->port_nodes, port, (void *)(uintptr_t)(node + 1));
    return node;
}

/* Of the instances in SET that have a port of that name, only this port. */
static const struct node_set *only_port(struct machine *machine, const struct node_set *set, const struct name *port)
{
    struct node_union all = {0};
    for (size_t i = 0; set && i < set->n; i++) {
        struct node node = machine->nodes.at[set->at[i]];
        bool has_it = !node.object && node.part == PART_ALL && node.instance->ports && record_get(machine->arena, node.instance->ports, port);
        uint32_t found = has_it ? port_node(machine, node.instance, port) : set->at[i];
        node_union_add(machine->arena, &all, node_set_of(machine->arena, found));
    }
    return node_union_done(machine->arena, &all);
}

static const struct node_set *deps_of_use(struct machine *machine, const struct body *body, const struct use *use)
{
    if (!use->slot) return NULL;
    const struct node_set *finer = use->export ? export_deps(machine, body->slots[use->slot], use->export) : NULL;
    const struct node_set *deps = finer ? finer : body->deps[use->slot];
    return use->key ? only_port(machine, deps, use->key) : deps;
}

const struct node_set *deps_of(struct machine *machine, const struct body *body, const struct use_list *uses)
{
    if (uses->v.n == 0) return NULL;
    if (uses->v.n == 1) return deps_of_use(machine, body, &uses->v.at[0]);
    struct node_union all = {0};
    for (size_t i = 0; i < uses->v.n; i++) node_union_add(machine->arena, &all, deps_of_use(machine, body, &uses->v.at[i]));
    return node_union_done(machine->arena, &all);
}

const struct node_set *nested_deps(struct machine *machine, const struct node_set *deps, const struct instance *owner)
{
    for (size_t i = 0; deps && i < deps->n; i++) {
        const struct node *node = &machine->nodes.at[deps->at[i]];
        if (!node->object && node->instance->parent == owner) return deps;
    }
    return NULL;
}

/* ---- what pods wait for, and are linked to ---- */

static void add_waits(struct machine *machine, struct wait_union *waits, struct wait_list list)
{
    for (size_t i = 0; i < list.n; i++) {
        if (name_set_add(machine->arena, &waits->seen, list.at[i])) vec_push(machine->arena, &waits->all, list.at[i]);
    }
}

void add_reach(struct machine *machine, struct reach_union *all, const struct reach *reach)
{
    add_waits(machine, &all->waits, reach->waits);
    add_waits(machine, &all->links, reach->links);
    add_waits(machine, &all->rollouts, reach->rollouts);
}

void add_wait(struct machine *machine, struct reach_union *all, struct value text)
{
    if (text.kind != V_STRING) return;
    const struct name *wait = name_of(machine->session->names, value_str(text));
    struct wait_list one = {&wait, 1}, none = {0};
    if (str_starts(value_str(text), STR("rollout "))) {
        add_reach(machine, all, &(struct reach){.rollouts = one});
        return;
    }
    bool silent = str_starts(value_str(text), STR("udp ")); /* nobody can tell whether somebody listens there */
    add_reach(machine, all, &(struct reach){silent ? none : one, one, none});
}

static void add_reach_of_node(struct machine *machine, struct reach_union *all, const struct node *node)
{
    const struct instance *instance = node->instance;
    switch (node->part) {
    case PART_ALL: add_reach(machine, all, instance->reach); break;
    case PART_NAME: add_reach(machine, all, &(struct reach){.links = instance->reach->links}); break;
    case PART_PORT: add_wait(machine, all, *record_get(machine->arena, instance->ports, node->port)); break;
    }
}

void add_reach_of(struct machine *machine, struct reach_union *all, const struct node_set *deps)
{
    for (size_t i = 0; deps && i < deps->n; i++) {
        const struct node *node = &machine->nodes.at[deps->at[i]];
        if (node->object && node->object->reach) add_reach(machine, all, node->object->reach);
        else if (!node->object) add_reach_of_node(machine, all, node);
    }
}

static struct wait_list waits_done(const struct wait_union *waits) { return (struct wait_list){waits->all.at, waits->all.n}; }

const struct reach *reach_done(struct arena *arena, const struct reach_union *all)
{
    static const struct reach nothing;
    if (!all->waits.all.n && !all->links.all.n && !all->rollouts.all.n) return &nothing;
    struct reach *reach = NEW(arena, struct reach);
    *reach = (struct reach){waits_done(&all->waits), waits_done(&all->links), waits_done(&all->rollouts)};
    return reach;
}

struct value wait_values(struct machine *machine, struct wait_list waits)
{
    struct list *list = list_new(machine->arena, waits.n);
    for (size_t i = 0; i < waits.n; i++) list->at[i] = value_of_name(waits.at[i]);
    return value_list(list);
}
