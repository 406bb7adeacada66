/* What a body's items depend on, and how to wait for it. */
#include "body.h"

/* ---- dependencies ---- */

const struct node_set *export_deps(struct value instance, const struct name *export)
{
    if (instance.kind != V_INSTANCE) return NULL;
    const struct component *component = instance.instance->component;
    const struct export *found = component_export(component, export);
    return found ? instance.instance->export_deps[found - component->exports] : NULL;
}

static const struct node_set *deps_of_use(const struct body *body, const struct use *use)
{
    if (!use->slot) return NULL;
    const struct node_set *finer = use->export ? export_deps(body->slots[use->slot], use->export) : NULL;
    return finer ? finer : body->deps[use->slot];
}

const struct node_set *deps_of(struct machine *machine, const struct body *body, const struct use_list *uses)
{
    struct node_union all = {0};
    for (size_t i = 0; i < uses->v.n; i++) node_union_add(machine->arena, &all, deps_of_use(body, &uses->v.at[i]));
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

/* ---- waits ---- */

void add_waits(struct machine *machine, struct wait_union *waits, struct wait_list list)
{
    for (size_t i = 0; i < list.n; i++) {
        if (map_get(&waits->seen, list.at[i])) continue;
        map_put(machine->arena, &waits->seen, list.at[i], waits);
        vec_push(machine->arena, &waits->all, list.at[i]);
    }
}

void add_waits_of(struct machine *machine, struct wait_union *waits, const struct node_set *deps)
{
    for (size_t i = 0; deps && i < deps->n; i++) {
        const struct node *node = &machine->nodes.at[deps->at[i]];
        if (!node->object) add_waits(machine, waits, node->instance->waits);
    }
}

struct wait_list waits_done(struct wait_union *waits) { return (struct wait_list){waits->all.at, waits->all.n}; }

struct value wait_values(struct machine *machine, struct wait_list waits)
{
    struct list *list = list_new(machine->arena, waits.n);
    for (size_t i = 0; i < waits.n; i++) list->at[i] = value_string(machine->arena, NAME_STR(waits.at[i]));
    return value_list(list);
}
