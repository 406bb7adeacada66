/* Overrides on their way to the parameters that they change. */
#include "body.h"

#include "items.h"
#include "evaluate/values.h"
#include "program/kube_fields.h"

/* ---- many of them ---- */

void override_group(struct arena *arena, struct override_values *overrides)
{
    VEC(struct override_group *) groups = {0}; /* in the order of their first ones */
    struct override_value *all = NEW_ARRAY(arena, overrides->v.n, struct override_value);
    for (size_t i = 0; i < overrides->v.n; i++) {
        const struct name *name = overrides->v.at[i].path[0];
        struct override_group *group = map_get(&overrides->groups, name);
        if (!group) {
            map_put(arena, &overrides->groups, name, group = NEW(arena, struct override_group));
            vec_push(arena, &groups, group);
        }
        group->n++;
    }
    for (size_t i = 0, first = 0; i < groups.n; i++) {
        groups.at[i]->first = first;
        first += groups.at[i]->n;
        groups.at[i]->n = 0;
    }
    for (size_t i = 0; i < overrides->v.n; i++) {
        struct override_group *group = map_get(&overrides->groups, overrides->v.at[i].path[0]);
        all[group->first + group->n++] = overrides->v.at[i];
    }
    overrides->v.at = all;
    overrides->v.cap = overrides->v.n;
}

struct override_group overrides_of(const struct override_values *overrides, const struct name *name)
{
    if (!overrides->groups.n) return (struct override_group){0, overrides->v.n};
    const struct override_group *group = map_get(&overrides->groups, name);
    return group ? *group : (struct override_group){0};
}

/* NEW in the place of OLD, which it remembers. */
static struct value instead(struct machine *machine, struct value old, struct value new)
{
    struct origins *origins = &machine->program->origins;
    if (!old.origin || !new.origin) return new;
    struct origin remembered = origin_at(origins, new.origin);
    remembered.previous = old.origin;
    return value_with_origin(new, origin_push(machine->arena, origins, remembered));
}

/* ---- merging ---- */

/* Of what lies at KEY in a value of TYPE; NULL: untyped, as all of it is then. */
static const struct type *part_type(struct machine *machine, const struct type *type, const struct name *key)
{
    type = type ? type_strip(type) : NULL;
    if (!type) return NULL;
    if (type->kind == T_MAP) return type->of;
    if (type->kind == T_RECORD) return type_field(type, key) ? type_field(type, key)->type : NULL;
    const struct kube_type *part = type->kind == T_KUBE ? kube_part_type(type->kube, key->s, key->n) : NULL;
    return part ? type_of_kube(machine->session, part) : NULL;
}

/* The same of a Kubernetes type, as it knows the keys of lists. */
static const struct kube_type *kube_part(const struct type *type, const struct name *key)
{
    type = type ? type_strip(type) : NULL;
    return type && type->kind == T_KUBE ? kube_part_type(type->kube, key->s, key->n) : NULL;
}

/* A field that is not given has its default. */
static struct value default_of(struct machine *machine, const struct record_field *field, const struct type *type, Span at)
{
    if (field->default_value) return eval(machine, field->default_value, NULL);
    if (type_base(field->type)->kind == T_OPTIONAL) return value_null();
    struct diag *diag = eval_error(machine, E0203, at, "%.*s needs '%s'", STR_ARG(type_show(machine->arena, type)), field->name->s);
    diag_help(&machine->session->diags, diag, "there was none before, so that all of it must be given");
    return value_poison();
}

static struct value merged(struct machine *, const struct type *, struct value old, struct value new);

/* A record under construction, with room for all that will be in it. */
struct whole { const struct name **keys; struct record *record; Span *spans; /* of keys; NULL: not known */ };

static struct whole whole_new(struct arena *arena, size_t most)
{
    const struct name **keys = NEW_ARRAY(arena, most, const struct name *);
    struct whole whole = {keys, record_new(arena, keys, most), NULL};
    whole.record->n = 0;
    return whole;
}

static struct value complete_record(struct machine *machine, const struct type *type, struct value new, Span at)
{
    struct whole whole = whole_new(machine->arena, type->nfields);
    for (size_t i = 0; i < type->nfields; i++) {
        const struct record_field *field = &type->fields[i];
        const struct value *given = record_get(machine->arena, new.record, field->name);
        record_add(whole.record, whole.keys, field->name,
                  given ? merged(machine, field->type, value_null(), *given) : default_of(machine, field, type, at));
    }
    return value_with_origin(value_record(whole.record), new.origin);
}

/* NEW where nothing was before: with the defaults of what it does not have, and without the keys that it would have taken away. */
static struct value complete(struct machine *machine, const struct type *type, struct value new)
{
    const struct type *plain = type ? type_strip(type) : NULL;
    Span at = origin_span(&machine->program->origins, new.origin);
    if (plain && plain->kind == T_RECORD) return complete_record(machine, plain, new, at);
    struct whole whole = whole_new(machine->arena, new.record->n);
    for (size_t i = 0; i < new.record->n; i++) {
        const struct name *key = new.record->keys[i];
        struct value value = merged(machine, part_type(machine, type, key), value_null(), new.record->values[i]);
        if (value.kind != V_NULL) record_add(whole.record, whole.keys, key, value);
    }
    if (plain && plain->kind == T_KUBE) report_missing_kube_fields(machine->session, at, plain->kube, whole.record);
    return value_with_origin(value_record(whole.record), new.origin);
}

/* The keys of OLD in their order, then those that only NEW has. */
static struct value merged_records(struct machine *machine, const struct type *type, const struct record *old, const struct record *new)
{
    struct whole whole = whole_new(machine->arena, old->n + new->n);
    whole.record->key_spans = whole.spans = old->key_spans || new->key_spans ? NEW_ARRAY(machine->arena, old->n + new->n, Span) : NULL;
    for (size_t i = 0; i < old->n; i++) {
        const struct value *given = record_get(machine->arena, new, old->keys[i]);
        if (given) warn_of_lost_fields(machine, kube_part(type, old->keys[i]), old->values[i], *given);
        if (old->key_spans && !given) whole.spans[whole.record->n] = old->key_spans[i];
        struct value value = given ? merged(machine, part_type(machine, type, old->keys[i]), old->values[i], *given) : old->values[i];
        if (!given || value.kind != V_NULL) record_add(whole.record, whole.keys, old->keys[i], value);
    }
    for (size_t i = 0; i < new->n; i++) {
        if (record_get(machine->arena, old, new->keys[i])) continue;
        if (new->key_spans) whole.spans[whole.record->n] = new->key_spans[i];
        struct value value = merged(machine, part_type(machine, type, new->keys[i]), value_null(), new->values[i]);
        if (value.kind != V_NULL) record_add(whole.record, whole.keys, new->keys[i], value);
    }
    return value_record(whole.record);
}

static void warn_of_plain_text(struct machine *machine, struct value old, struct value new)
{
    if (new.kind != V_STRING || new.string->n == 0 || !value_holds_secret(old) || map_get(&machine->publics, new.string)) return;
    Span at = origin_span(&machine->program->origins, new.origin);
    struct diag *diag = diag_add(&machine->session->diags, W0902, at, "plain text takes the place of a secret");
    diag_hide_subject(&machine->session->diags, diag);
    diag_help(&machine->session->diags, diag, "declare another secret and use that, or say that it is none: public(TEXT, \"reason\")");
    map_put(machine->arena, &machine->demoted, new.string, machine);
}

static struct value merged(struct machine *machine, const struct type *type, struct value old, struct value new)
{
    warn_of_plain_text(machine, old, new);
    if (new.kind != V_RECORD) return instead(machine, old, new);
    if (old.kind != V_RECORD) return instead(machine, old, complete(machine, type, new));
    return value_with_origin(merged_records(machine, type, old.record, new.record), new.origin);
}

/* What stands there is added later, when the object is made. */
static bool is_map_of_metadata(const struct machine *machine, const struct name *name)
{
    return name == machine->program->names.labels || name == machine->program->names.annotations;
}

static struct value overridden_value(struct machine *machine, struct value old, const struct override_value *override)
{
    struct value value = merged(machine, override->type, old, override->value);
    uint32_t replaced = old.origin;
    if (value.kind == V_POISON) return value;
    struct origin made = origin_at(&machine->program->origins, value.origin);
    if (!value.origin) made.at = override->at;
    made.role = override->role;
    made.previous = replaced;
    made.name = override->path[override->npath - 1];
    uint32_t origin = origin_push(machine->arena, &machine->program->origins, made);
    bool common = value.kind == V_NULL && override->npath > 1 && is_map_of_metadata(machine, override->path[override->npath - 2]);
    if (override->role == ORIGIN_OVERRIDE && value_equal(old, value) && old.kind != V_POISON && !common)
        diag_add(&machine->session->diags, W0202, override->at, "this override changes nothing: '%s' is %.*s already", made.name->s,
                 STR_ARG(value_show(machine->arena, old)));
    return value_with_origin(value, origin);
}


static struct value set_inside(struct machine *, const struct kube_type *, struct value whole, const struct override_value *, size_t depth);

/* N overrides of one value follow; what they make is nobody's until the last is there. */
static void begin_overrides(struct machine *machine, size_t n)
{
    enum { MANY = 16 };
    machine->grows = n > MANY;
    if (machine->grows) memset(machine->rooms, 0, sizeof machine->rooms);
}

static void end_overrides(struct machine *machine) { machine->grows = false; }

static struct value with_key(struct machine *machine, size_t depth, struct value whole, const struct name *key, struct value set)
{
    if (!machine->grows || depth >= ROOMS) return record_with(machine->arena, whole, key, set);
    return record_grow(machine->arena, &machine->rooms[depth], whole, key, set);
}

static struct value set_in_list(struct machine *machine, const struct kube_type *type, struct value whole, const struct override_value *override,
        size_t depth)
{
    const struct name *key = override->path[depth];
    size_t n = whole.kind == V_LIST ? whole.list->n : 0;
    const struct list *items = whole.kind == V_LIST ? whole.list : list_new(machine->arena, 0);
    size_t i = find_item(machine, type, items, key, override->at);
    if (i == ITEM_NONE) return whole;
    struct list *list = list_new(machine->arena, n);
    memcpy(list->at, items->at, n * sizeof *list->at);
    list->at[i] = set_inside(machine, type->element, whole.list->at[i], override, depth + 1);
    return value_with_origin(value_list(list), whole.origin);
}

/* The item that the number KEY counts, from 0. */
static struct value set_item(struct machine *machine, struct value whole, const struct override_value *override, size_t depth)
{
    Str key = NAME_STR(override->path[depth]), rest = key;
    size_t index = str_take_number(&rest);
    if (rest.n || index >= whole.list->n) {
        struct diag *diag = eval_error(machine, E0110, override->at, "there is no '%.*s' in this list", STR_ARG(key));
        if (whole.list->n) diag_help(&machine->session->diags, diag, "its items are 0 to %u", whole.list->n - 1);
        return whole;
    }
    struct list *list = list_new(machine->arena, whole.list->n);
    memcpy(list->at, whole.list->at, list->n * sizeof *list->at);
    list->at[index] = set_inside(machine, NULL, whole.list->at[index], override, depth + 1);
    return value_with_origin(value_list(list), whole.origin);
}

/* WHOLE, of a Kubernetes type or untyped (NULL), with the override at the rest of its path. */
static struct value set_inside(struct machine *machine, const struct kube_type *type, struct value whole, const struct override_value *override,
        size_t depth)
{
    if (depth == override->npath) {
        warn_of_lost_fields(machine, type, whole, override->value);
        return overridden_value(machine, whole, override);
    }
    if (type && type->kind == KUBE_LIST) return set_in_list(machine, type, whole, override, depth);
    if (whole.kind == V_LIST) return set_item(machine, whole, override, depth);
    const struct name *key = override->path[depth];
    struct value inner = value_get(machine->arena, whole, key);
    struct value set = set_inside(machine, kube_part_type(type, key->s, key->n), inner, override, depth + 1);
    bool taken = set.kind == V_NULL && whole.kind == V_RECORD;
    struct value result = taken ? record_without(machine->arena, whole, key) : with_key(machine, depth, whole, key, set);
    return whole.origin ? result : value_with_origin(result, set.origin);
}

void adjust_object(struct machine *machine, struct body *body, const struct step *step, const struct name *key, struct value *fields,
        struct node_union *deps)
{
    size_t start = key ? 2 : 1;
    struct override_group group = overrides_of(&body->overrides, step->name);
    begin_overrides(machine, group.n);
    for (size_t i = group.first; i < group.first + group.n; i++) {
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
    end_overrides(machine);
}

/* ---- records that a path begins ---- */

static struct value defaults_of(struct machine *machine, const struct type *type)
{
    struct whole whole = whole_new(machine->arena, type->nfields);
    for (size_t i = 0; i < type->nfields; i++)
        if (type->fields[i].default_value)
            record_add(whole.record, whole.keys, type->fields[i].name, eval(machine, type->fields[i].default_value, NULL));
    return value_record(whole.record);
}

/* VALUE with the records that the rest of the path leads through: one that was not there begins with its defaults. */
static struct value begun(struct machine *machine, const struct type *type, struct value value, const struct override_value *override, size_t depth)
{
    const struct type *plain = type ? type_strip(type) : NULL;
    bool record = plain && plain->kind == T_RECORD;
    if (depth == override->npath || !plain || (!record && plain->kind != T_MAP)) return value;
    if (record && value.kind == V_NULL) value = defaults_of(machine, plain);
    const struct name *key = override->path[depth];
    struct value inner = value_get(machine->arena, value, key), part = begun(machine, part_type(machine, plain, key), inner, override, depth + 1);
    bool same = part.kind != V_RECORD || (inner.kind == V_RECORD && inner.record == part.record);
    return same ? value : record_with(machine->arena, value, key, part);
}

/* VALUE with its fields in the order of their types; what the paths together have left out is told where the last one stands. */
static struct value whole_of(struct machine *machine, const struct type *type, struct value value, Span at)
{
    const struct type *plain = type ? type_strip(type) : NULL;
    if (!plain || value.kind != V_RECORD || (plain->kind != T_MAP && plain->kind != T_RECORD)) return value;
    struct whole whole = whole_new(machine->arena, plain->kind == T_MAP ? value.record->n : plain->nfields);
    if (plain->kind == T_MAP) whole.record->key_spans = value.record->key_spans;
    for (size_t i = 0; plain->kind == T_MAP && i < value.record->n; i++)
        record_add(whole.record, whole.keys, value.record->keys[i], whole_of(machine, plain->of, value.record->values[i], at));
    for (size_t i = 0; plain->kind == T_RECORD && i < plain->nfields; i++) {
        const struct record_field *field = &plain->fields[i];
        const struct value *given = record_get(machine->arena, value.record, field->name);
        if (given) record_add(whole.record, whole.keys, field->name, whole_of(machine, field->type, *given, at));
        else if (!field->default_value) default_of(machine, field, plain, at);
    }
    return value_with_origin(value_record(whole.record), value.origin);
}

void apply_overrides(struct machine *machine, struct body *body, const struct name *param, const struct type *type, struct value *value,
                     const struct node_set **deps)
{
    Span last = {0}; /* that began a record */
    if (!body->overrides.v.n) return;
    struct override_group group = overrides_of(&body->overrides, param);
    begin_overrides(machine, group.n);
    for (size_t i = group.first; i < group.first + group.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (override->path[0] != param) continue;
        if (override->used) *override->used = true;
        if (override->npath > 1 && override->value.kind != V_NULL) {
            struct value before = begun(machine, type, *value, override, 1);
            if (before.kind != value->kind || before.record != value->record) last = override->at;
            *value = before;
        }
        *value = set_inside(machine, NULL, *value, override, 1);
        struct node_union all = {0};
        node_union_add(machine->arena, &all, *deps);
        node_union_add(machine->arena, &all, override->deps);
        *deps = node_union_done(machine->arena, &all);
    }
    end_overrides(machine);
    if (last.file) *value = whole_of(machine, type, *value, last);
}

/* Those for the instance NAME (and KEY), without their first parts. */
void pass_overrides(struct machine *machine, const struct override_values *from, const struct name *name, const struct name *key,
                           struct override_values *to)
{
    size_t skip = key ? 2 : 1;
    struct override_group group = overrides_of(from, name);
    for (size_t i = group.first; i < group.first + group.n; i++) {
        struct override_value override = from->v.at[i];
        if (override.npath <= skip || override.path[0] != name || (key && override.path[1] != key)) continue;
        override.path += skip;
        override.npath -= skip;
        vec_push(machine->arena, &to->v, override);
    }
}

static bool is_common(const struct machine *machine, const struct name *name)
{
    return name == machine->program->names.common_labels || name == machine->program->names.common_annotations;
}

/* A part of something that nobody has set around: whoever declares the parameter knows the rest. */
static bool is_part(const struct machine *machine, const struct override_value *override, const struct inherited_value *outer)
{
    if (outer ? outer->part != NULL : !is_common(machine, override->path[0])) return override->npath > 1 || override->value.kind == V_RECORD;
    return false;
}

static struct value with_override(struct machine *machine, struct value before, const struct override_value *override)
{
    return override->npath == 1 ? merged(machine, override->type, before, override->value) : set_inside(machine, NULL, before, override, 1);
}

static void inherit_override(struct machine *machine, struct body *body, const struct override_value *override)
{
    const struct name *name = override->path[0];
    const struct inherited_value *outer = find_inherited(body->inherited, name);
    if (is_part(machine, override, outer)) {
        struct inherited_value *inherited = NEW(machine->arena, struct inherited_value);
        *inherited = (struct inherited_value){name, value_null(), override->deps, override, body->inherited};
        body->inherited = inherited;
        return;
    }
    struct value value = with_override(machine, outer ? outer->value : value_null(), override);
    body->inherited = bind_inherited(machine->arena, body->inherited, name, value, override->deps);
}

void inherit_overrides(struct machine *machine, struct body *body)
{
    for (size_t i = 0; i < body->overrides.v.n; i++) {
        const struct override_value *override = &body->overrides.v.at[i];
        if (component_param(body->instance->component, override->path[0]) || !program_inherited(machine->program, override->path[0])) continue;
        if (override->used) *override->used = true;
        inherit_override(machine, body, override);
    }
}

void apply_inherited_parts(struct machine *machine, const struct inherited_value *inherited, struct value *value, const struct node_set **deps)
{
    if (!inherited || !inherited->part) return;
    struct node_union all = {0};
    apply_inherited_parts(machine, find_inherited(inherited->outer, inherited->name), value, deps);
    *value = with_override(machine, *value, inherited->part);
    node_union_add(machine->arena, &all, *deps);
    node_union_add(machine->arena, &all, inherited->deps);
    *deps = node_union_done(machine->arena, &all);
}
