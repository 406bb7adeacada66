#include "doc/readers.h"

#include "program/components.h"

/* ---- what a body does with a slot ---- */

struct reading {
    struct session *session;
    const struct component *component;
    struct reader_list readers;
    struct map lets;            /* followed already */
    bool whole;                 /* the record is followed that the parameter was included with: who reads one field of it is not meant */
};

static bool uses(const struct use_list *list, uint32_t slot)
{
    for (size_t i = 0; i < list->v.n; i++)
        if (list->v.at[i].slot == slot) return true;
    return false;
}

static void add_reader(struct reading *reading, Str text)
{
    for (size_t i = 0; i < reading->readers.v.n; i++)
        if (str_eq(reading->readers.v.at[i], text)) return;
    vec_push(reading->session->arena, &reading->readers.v, text);
}

static void read_by_instance(struct reading *reading, const struct step *step, uint32_t slot)
{
    struct arena *arena = reading->session->arena;
    if (uses(&step->gate_uses, slot)) add_reader(reading, NAME_STR(step->name));
    for (size_t i = 0; i < step->nfields; i++)
        if (uses(&step->fields[i].uses, slot)) add_reader(reading, arena_printf(arena, "%s.%s", step->name->s, step->fields[i].name->s));
    for (size_t i = 0; i < step->noverrides; i++) {
        const struct override_step *override = &step->overrides[i];
        Str path = NAME_STR(step->name);
        for (size_t k = 0; k < override->npath; k++) path = arena_printf(arena, "%.*s.%s", STR_ARG(path), override->path[k]->s);
        if (uses(&override->uses, slot)) add_reader(reading, path);
    }
}

static void read_by(struct reading *reading, uint32_t slot);

static void read_by_step(struct reading *reading, const struct step *step, uint32_t slot)
{
    struct arena *arena = reading->session->arena;
    switch (step->kind) {
    case STEP_INSTANCE: read_by_instance(reading, step, slot); return;
    case STEP_RESOURCE: add_reader(reading, NAME_STR(step->name)); return;
    case STEP_PARAM: add_reader(reading, arena_printf(arena, "the default of %s", step->name->s)); return;
    case STEP_SETTING: add_reader(reading, arena_printf(arena, "%s of all inside", step->name->s)); return;
    case STEP_FACT: case STEP_REQUIRE: case STEP_WAIT: return;
    case STEP_LET: break;
    }
    if (step->item->kind == ITEM_EXPORT && !reading->whole) add_reader(reading, arena_printf(arena, "export %s", step->name->s));
    if (map_get(&reading->lets, step)) return;
    map_put(arena, &reading->lets, step, (void *)(uintptr_t)step);
    bool whole = reading->whole;
    reading->whole |= step->item->kind == ITEM_INCLUDE;
    read_by(reading, step->slot);
    reading->whole = whole;
}

static void read_by(struct reading *reading, uint32_t slot)
{
    for (size_t i = 0; i < reading->component->nsteps; i++) {
        const struct step *step = reading->component->steps[i];
        if (uses(&step->uses, slot)) read_by_step(reading, step, slot);
    }
}

static bool inherits(struct session *session, const struct component *component, const struct name *name)
{
    struct component_list inside = {0};
    const struct param *param;
    components_in(session->arena, component, &inside);
    return find_inheriting(&inside, name, &param);
}

struct reader_list readers_of(struct session *session, const struct component *component, const struct param *param)
{
    struct reading reading = {.session = session, .component = component};
    read_by(&reading, param->step->slot);
    for (size_t i = 0; param->inherited && i < component->nsteps; i++) {
        const struct step *step = component->steps[i];
        if (step->component && inherits(session, step->component, param->name)) add_reader(&reading, NAME_STR(step->name));
    }
    return reading.readers;
}
