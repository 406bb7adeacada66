/* Overrides on their way to the parameters that they change. */
#include "body.h"

/* NEW in the place of OLD, which it remembers. */
static struct value instead(struct machine *machine, struct value old, struct value new)
{
    struct origins *origins = &machine->program->origins;
    if (!old.origin || !new.origin) return new;
    struct origin remembered = origins->v.at[new.origin];
    remembered.previous = old.origin;
    vec_push(machine->arena, &origins->v, remembered);
    return value_with_origin(new, (uint32_t)origins->v.n - 1);
}

static struct value merged_deeply(struct machine *machine, struct value old, struct value new)
{
    if (old.kind != V_RECORD || new.kind != V_RECORD) return instead(machine, old, new);
    struct arena *arena = machine->arena;
    struct record *record = (struct record *)record_merge(arena, old.record, new.record).record;
    for (size_t i = 0; i < record->n; i++) {
        const struct value *before = record_get(arena, old.record, record->keys[i]);
        if (before) record->values[i] = merged_deeply(machine, *before, record->values[i]);
    }
    return value_with_origin(value_record(record), new.origin);
}

static struct value new_value(struct machine *machine, struct value old, const struct override_value *override)
{
    bool merges = old.kind == V_RECORD && override->value.kind == V_RECORD;
    if (merges && override->mode == OVERRIDE_MERGES) return merged_deeply(machine, old, override->value);
    if (merges && override->mode == OVERRIDE_ADDS_KEYS) return value_with_origin(record_merge(machine->arena, old.record, override->value.record),
            override->value.origin);
    return override->value;
}

static struct value overridden_value(struct machine *machine, struct value old, const struct override_value *override)
{
    struct value value = new_value(machine, old, override);
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
    return value_with_origin(value, origin);
}

/* What tells ITEM apart in a list of this type; "": nothing. */
static Str key_of_item(struct machine *machine, const struct kube_type *type, struct value item)
{
    const char *comma = strchr(type->list_keys, ',');
    Str field = {type->list_keys, comma ? (size_t)(comma - type->list_keys) : strlen(type->list_keys)};
    const struct value *key = item.kind == V_RECORD ? record_get(machine->arena, item.record, name_of(machine->session->names, field)) : NULL;
    return key && key->kind < V_LIST ? value_show(machine->arena, *key) : STR("");
}

static void report_no_item(struct machine *machine, const struct kube_type *type, struct value list, const struct override_value *override,
        const struct name *key)
{
    struct suggestion suggestion = suggestion_for(NAME_STR(key));
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) suggestion_offer(&suggestion, key_of_item(machine, type, list.list->at[i]));
    struct diag *diag = eval_error(machine, E0110, override->at, "there is no '%s' in this list", key->s);
    diag_suggest(&machine->session->diags, diag, &suggestion);
}

static struct value set_inside(struct machine *, const struct kube_type *, struct value whole, const struct override_value *, size_t depth);

static struct value set_in_list(struct machine *machine, const struct kube_type *type, struct value whole, const struct override_value *override,
        size_t depth)
{
    const struct name *key = override->path[depth];
    size_t n = whole.kind == V_LIST ? whole.list->n : 0, i = 0;
    while (i < n && !str_eq(key_of_item(machine, type, whole.list->at[i]), NAME_STR(key))) i++;
    if (i == n) {
        report_no_item(machine, type, whole, override, key);
        return whole;
    }
    struct list *list = list_new(machine->arena, n);
    memcpy(list->at, whole.list->at, n * sizeof *list->at);
    list->at[i] = set_inside(machine, type->element, whole.list->at[i], override, depth + 1);
    return value_with_origin(value_list(list), whole.origin);
}

/* Of what lies at KEY in a value of TYPE; NULL: untyped, as all of it is then. */
static const struct kube_type *type_at(const struct kube_type *type, const struct name *key)
{
    if (!type || type->kind == KUBE_ANY || type->kind == KUBE_OBJECT) return NULL;
    return type->kind == KUBE_MAP ? type->element : kube_field_find(type, key->s, key->n)->type;
}

/* WHOLE, of a Kubernetes type or untyped (NULL), with the override at the rest of its path. */
static struct value set_inside(struct machine *machine, const struct kube_type *type, struct value whole, const struct override_value *override,
        size_t depth)
{
    if (depth == override->npath) return overridden_value(machine, whole, override);
    if (type && type->kind == KUBE_LIST) return set_in_list(machine, type, whole, override, depth);
    const struct name *key = override->path[depth];
    const struct value *inner = whole.kind == V_RECORD ? record_get(machine->arena, whole.record, key) : NULL;
    struct value set = set_inside(machine, type_at(type, key), inner ? *inner : value_null(), override, depth + 1);
    struct value result = record_with(machine->arena, whole, key, set);
    return whole.origin ? result : value_with_origin(result, set.origin);
}

void adjust_object(struct machine *machine, struct body *body, const struct step *step, const struct name *key, struct value *fields,
        struct node_union *deps)
{
    size_t start = key ? 2 : 1;
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->path[0] != step->name || override->npath <= start || (key && override->path[1] != key)) continue;
        if (override->used) *override->used = true;
        if (value_holds_secret(override->value)) {
            eval_error(machine, E0901, override->at, "this would put a secret into an object");
            continue;
        }
        *fields = set_inside(machine, step->kube->type, *fields, override, start);
        node_union_add(machine->arena, deps, override->deps);
    }
}

void apply_overrides(struct machine *machine, struct body *body, const struct name *param, struct value *value, const struct node_set **deps)
{
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->path[0] != param) continue;
        if (override->used) *override->used = true;
        *value = set_inside(machine, NULL, *value, override, 1);
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
void inherit_overrides(struct machine *machine, struct body *body)
{
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->npath != 1 || component_param(body->instance->component, override->path[0])) continue;
        if (!program_inherited(machine->program, override->path[0])) continue;
        if (override->used) *override->used = true;
        body->inherited = bind_inherited(machine->arena, body->inherited, override->path[0], override->value, override->deps);
    }
}
