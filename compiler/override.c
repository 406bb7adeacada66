/* Overrides on their way to the parameters that they change. */
#include "body.h"

static struct value merged_deeply(struct arena *arena, struct value old, struct value new)
{
    if (old.kind != V_RECORD || new.kind != V_RECORD) return new;
    struct record *record = (struct record *)record_merge(arena, old.record, new.record).record;
    for (size_t i = 0; i < record->n; i++) {
        const struct value *before = record_get(arena, old.record, record->keys[i]);
        if (before) record->values[i] = merged_deeply(arena, *before, record->values[i]);
    }
    return value_at(value_record(record), new.origin);
}

static struct value new_value(struct arena *arena, struct value old, const struct override_value *override)
{
    bool merges = old.kind == V_RECORD && override->value.kind == V_RECORD;
    if (merges && override->mode == OVERRIDE_MERGES) return merged_deeply(arena, old, override->value);
    if (merges && override->mode == OVERRIDE_ADDS_KEYS) return value_at(record_merge(arena, old.record, override->value.record),
            override->value.origin);
    return override->value;
}

static struct value overridden_value(struct machine *machine, struct value old, const struct override_value *override)
{
    struct value value = new_value(machine->arena, old, override);
    uint32_t replaced = old.origin;
    if (value.kind == V_POISON) return value;
    uint32_t origin = origin_add(machine->arena, &machine->program->origins, override->at, override->role, replaced);
    struct origin *made = &machine->program->origins.v.at[origin];
    made->name = override->path[override->npath - 1];
    if (value.origin) made->at = origin_span(&machine->program->origins, value.origin);
    if (value.origin) made->key_at = machine->program->origins.v.at[value.origin].key_at;
    if (override->role == ORIGIN_OVERRIDE && value_equal(old, value) && old.kind != V_POISON)
        diag_add(&machine->session->diags, W0202, override->at, "this override changes nothing: '%s' is %.*s already", made->name->s,
                 STR_ARG(value_show(machine->arena, old)));
    return value_at(value, origin);
}

static struct value set_inside(struct machine *machine, struct value whole, const struct override_value *override, size_t depth)
{
    if (depth == override->npath) return overridden_value(machine, whole, override);
    const struct name *key = override->path[depth];
    const struct value *inner = whole.kind == V_RECORD ? record_get(machine->arena, whole.record, key) : NULL;
    return record_with(machine->arena, whole, key, set_inside(machine, inner ? *inner : value_null(), override, depth + 1));
}

void apply_overrides(struct machine *machine, struct body *body, const struct name *param, struct value *value, const struct node_set **deps)
{
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->path[0] != param) continue;
        if (override->used) *override->used = true;
        *value = set_inside(machine, *value, override, 1);
        struct node_union all = {0};
        node_union_add(machine->arena, &all, *deps);
        node_union_add(machine->arena, &all, override->deps);
        *deps = node_union_done(machine->arena, &all);
    }
}

/* Those for the instance NAME (and KEY), without their first parts. */
void pass_overrides(struct machine *machine, const struct override_values *from, const struct name *name, const struct name *key,
                           struct override_values *to)
{
    size_t skip = key ? 2 : 1;
    for (size_t i = 0; i < from->v.n; i++) {
        struct override_value override = from->v.at[i];
        if (override.npath <= skip || override.path[0] != name || (key && override.path[1] != key)) continue;
        override.path += skip;
        override.npath -= skip;
        vec_push(machine->arena, &to->v, override);
    }
}

/* Overrides of inherited parameters that the component itself does not declare. */
void ambient_overrides(struct machine *machine, struct body *body)
{
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->npath != 1 || component_param(body->instance->component, override->path[0])) continue;
        if (!program_inherited(machine->program, override->path[0])) continue;
        if (override->used) *override->used = true;
        body->ambient = with_ambient(machine->arena, body->ambient, override->path[0], override->value, override->deps);
    }
}
