#include "program/components.h"

void components_declared(const struct program *program, bool standard, struct component_list *list)
{
    for (size_t i = 0; i < program->modules.n; i++) {
        const struct module *module = program->modules.at[i];
        for (size_t k = 0; module->standard == standard && k < module->symbols.cap; k++) {
            const struct symbol *symbol = module->symbols.slots[k].value;
            if (symbol && symbol->component) vec_push(program->session->arena, &list->v, symbol->component);
        }
    }
}

void components_in(struct arena *arena, const struct component *component, struct component_list *list)
{
    if (map_get(&list->seen, component)) return;
    map_put(arena, &list->seen, component, (void *)(uintptr_t)component);
    vec_push(arena, &list->v, component);
    for (size_t i = 0; i < component->nsteps; i++)
        if (component->steps[i]->component) components_in(arena, component->steps[i]->component, list);
}

const struct component *find_inheriting(const struct component_list *list, const struct name *name, const struct param **param)
{
    for (size_t i = 0; i < list->v.n; i++) {
        *param = component_param(list->v.at[i], name);
        if (*param && (*param)->inherited) return list->v.at[i];
    }
    *param = NULL;
    return NULL;
}

/* Of objects without a component's doing: what belongs to the language, and where they lie. */
static bool is_of_objects(const struct program *program, const struct inherited *inherited)
{
    return !inherited->at.file || inherited->name == program->names.namespace;
}

void warn_nobody_inherits(struct program *program, const struct component *component, const struct inherited *inherited, Span at)
{
    struct component_list inside = {0};
    const struct param *param;
    if (is_of_objects(program, inherited)) return;
    components_in(program->session->arena, component, &inside);
    if (find_inheriting(&inside, inherited->name, &param)) return;
    diag_add(&program->session->diags, W0202, at, "this changes nothing: '%s' has no use for '%s', nor has what lies inside", component->name->s,
            inherited->name->s);
}
