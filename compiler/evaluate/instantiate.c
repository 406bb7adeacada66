/* Components become instances: parameters are bound, items evaluated in their order, objects made and named. */
#include "body.h"

#include "evaluate/refine.h"

/* What an instance is given from outside. */
struct given {
    struct value *values;               /* by parameter, where present */
    const struct node_set **deps;
    bool *present;
    const struct inherited_value *inherited;
    struct override_values overrides;
};

static struct instance *instantiate(struct machine *, struct instance *, struct component *, struct given *);

/* ---- frames: a component never contains itself, so one for each is enough ---- */

struct frame {
    struct value *slots;                /* of the body, with what each depends on */
    const struct node_set **deps;
    struct given given;
};

static struct frame *frame_of(struct machine *machine, const struct component *component)
{
    struct frame *frame = map_get(&machine->frames, component);
    if (frame) return frame;
    frame = NEW(machine->arena, struct frame);
    frame->slots = NEW_ARRAY(machine->arena, component->nslots, struct value);
    frame->deps = NEW_ARRAY(machine->arena, component->nslots, const struct node_set *);
    frame->given.values = NEW_ARRAY(machine->arena, component->nparams + 1, struct value);
    frame->given.deps = NEW_ARRAY(machine->arena, component->nparams + 1, const struct node_set *);
    frame->given.present = NEW_ARRAY(machine->arena, component->nparams + 1, bool);
    map_put(machine->arena, &machine->frames, component, frame);
    return frame;
}

static struct given nothing_given(struct machine *machine, const struct component *component)
{
    struct given given = frame_of(machine, component)->given;
    memset(given.deps, 0, component->nparams * sizeof *given.deps);
    memset(given.present, 0, component->nparams * sizeof *given.present);
    return given;
}

/* ---- parameters ---- */

const struct inherited_value *bind_inherited(struct arena *arena, const struct inherited_value *outer, const struct name *name, struct value value,
        const struct node_set *deps)
{
    struct inherited_value *inherited = NEW(arena, struct inherited_value);
    *inherited = (struct inherited_value){name, value, deps, NULL, outer};
    return inherited;
}

/* Common labels and annotations add to those around them. */
static struct value with_common(struct machine *machine, const struct inherited_value *outer, const struct name *name, struct value value)
{
    const struct well_known *names = &machine->program->names;
    const struct inherited_value *around = name == names->common_labels || name == names->common_annotations ? find_inherited(outer, name) : NULL;
    if (!around || around->value.kind != V_RECORD || value.kind != V_RECORD) return value;
    return value_with_origin(record_merge(machine->arena, around->value.record, value.record), value.origin);
}

const struct inherited_value *find_inherited(const struct inherited_value *inherited, const struct name *name)
{
    while (inherited && inherited->name != name) inherited = inherited->outer;
    return inherited;
}

struct value inherited_map(struct machine *machine, const struct body *body, const struct name *name)
{
    const struct inherited_value *found = find_inherited(body->inherited, name);
    return found && found->value.kind == V_RECORD ? found->value : value_record(machine->nothing);
}

/* What was merged from several places is held against the rules of its type as a whole; the last override is to blame. */
static struct value checked_whole(struct machine *machine, const struct body *body, const struct param *param, struct value value)
{
    struct value culprit = value;
    bool whole = value.kind == V_RECORD || value.kind == V_LIST;
    const struct refinement_rule *broken = whole ? broken_rule(machine, param->type, value, &culprit) : NULL;
    if (!broken) return value;
    Span at = param->at;
    for (size_t i = 0; i < body->overrides.v.n; i++)
        if (body->overrides.v.at[i].path[0] == param->name) at = body->overrides.v.at[i].at;
    report_broken_rule(machine, broken, culprit, at, arena_printf(machine->arena, "'%s'", param->name->s));
    return value_poison();
}

static struct value nobody_sets(struct machine *machine, const struct body *body, const struct param *param)
{
    const struct instance *instance = body->instance;
    struct diags *diags = &machine->session->diags;
    if (type_base(param->type)->kind == T_OPTIONAL) return value_null();
    struct diag *diag = diag_add(diags, E0203, instance->at, "%s '%s' needs '%s', and nothing around it sets it", instance->component->name->s,
            instance->name->s, param->name->s);
    diag_note(diags, diag, param->at, "declared here, without a default");
    diag_help(diags, diag, "add: %s = … (%.*s)", param->name->s, STR_ARG(type_show(machine->arena, param->type)));
    return value_poison();
}

static void run_param(struct machine *machine, struct body *body, const struct step *step, const struct given *given)
{
    const struct component *component = body->instance->component;
    size_t index = step->param;
    const struct inherited_value *inherited = component->params[index].inherited ? find_inherited(body->inherited, step->name) : NULL;
    struct value value = value_null();
    const struct node_set *deps = NULL;
    bool own = given->present[index], handed_on = !own && inherited && !inherited->part;
    if (own) {
        value = given->values[index];
        deps = given->deps[index];
    } else if (handed_on) {
        value = inherited->value;
        deps = inherited->deps;
    } else if (step->ir) {
        value = eval(machine, step->ir, body->slots);
        deps = deps_of(machine, body, &step->uses);
    }
    if (!own) apply_inherited_parts(machine, inherited, &value, &deps);
    const struct node_set *before = deps;
    size_t overrides = machine->program->origins.nhistories;
    apply_overrides(machine, body, step->name, component->params[index].type, &value, &deps);
    bool overridden = before != deps || overrides != machine->program->origins.nhistories;
    if (overridden) value = checked_whole(machine, body, &component->params[index], value);
    else if (!own && !step->ir && value.kind == V_NULL) value = nobody_sets(machine, body, &component->params[index]);
    body->slots[step->slot] = value;
    body->deps[step->slot] = deps;
    if (component->params[index].inherited && (overridden || !handed_on))
        body->inherited = bind_inherited(machine->arena, body->inherited, step->name, value, deps);
}

/* ---- requirements ---- */

static Span place_of_subject(struct machine *machine, const struct body *body, const struct step *step)
{
    Span at = step->subject ? origin_span(&machine->program->origins, body->slots[step->subject].origin) : (Span){0};
    if (at.file) return at;
    return body->instance->parent ? body->instance->at : step->item->at;
}

/* False: what follows in the body would only fail in turn. */
static bool run_require(struct machine *machine, struct body *body, const struct step *step)
{
    struct value condition = eval(machine, step->ir, body->slots);
    if (condition.kind == V_POISON || condition.boolean) return true;
    struct value message = eval(machine, step->message, body->slots);
    if (message.kind != V_STRING) return true;
    Span at = place_of_subject(machine, body, step);
    struct diag *diag = diag_add(&machine->session->diags, step->item->warning ? W0412 : E0412, at, "%.*s", STR_ARG(value_str(message)));
    if (at.lo != step->item->at.lo || at.file != step->item->at.file) diag_note(&machine->session->diags, diag, step->item->value->at,
            step->item->warning ? "stated here" : "required here");
    note_instance(machine, diag, body->instance);
    return step->item->warning;
}

/* ---- gates: an item once, not at all, or once for each element ---- */

typedef struct value make_one(struct machine *, struct body *, const struct step *, const struct name *key);

static const struct name *key_of(struct machine *machine, struct value over, size_t i)
{
    if (over.kind == V_RECORD) return over.record->keys[i];
    struct value element = over.list->at[i];
    return element.kind == V_STRING ? name_of(machine->session->names, value_str(element)) : NULL;
}

static void bind_loop(struct body *body, const struct step *step, struct value over, size_t i)
{
    bool map = over.kind == V_RECORD;
    struct value element = map ? over.record->values[i] : over.list->at[i];
    struct value first = map ? value_of_name(over.record->keys[i]) : step->two ? value_int((int64_t)i) : element;
    body->slots[step->first] = value_with_origin(first, map ? over.record->values[i].origin : element.origin);
    if (step->two) body->slots[step->second] = element;
}

static struct value make_each(struct machine *machine, struct body *body, const struct step *step, make_one *make)
{
    struct value over = eval(machine, step->over, body->slots);
    if (over.kind != V_LIST && over.kind != V_RECORD) return value_poison();
    size_t n = over.kind == V_LIST ? over.list->n : over.record->n;
    const struct name **keys = NEW_ARRAY(machine->arena, n, const struct name *);
    struct record *record = record_new(machine->arena, keys, n);
    struct name_set seen = {0};
    record->n = 0;
    for (size_t i = 0; i < n; i++) {
        const struct name *key = key_of(machine, over, i);
        bind_loop(body, step, over, i);
        struct value keep = step->filter ? eval(machine, step->filter, body->slots) : value_bool(true);
        if (!key || keep.kind == V_POISON || !keep.boolean) continue;
        if (name_set_add(machine->arena, &seen, key)) record_add(record, keys, key, make(machine, body, step, key));
        else eval_error(machine, E0105, step->over->at, "'%s' is in this list twice", key->s);
    }
    return value_with_origin(value_record(record), over.origin);
}

static struct value make_guarded(struct machine *machine, struct body *body, const struct step *step, make_one *make)
{
    if (step->over) return make_each(machine, body, step, make);
    struct value wanted = step->when ? eval(machine, step->when, body->slots) : value_bool(true);
    if (wanted.kind == V_POISON) return wanted;
    return wanted.boolean ? make(machine, body, step, NULL) : value_null();
}

static const struct node_set *nodes_in(struct machine *machine, struct value value)
{
    if (value.kind == V_INSTANCE) return node_set_of(machine->arena, value.instance->node);
    if (value.kind == V_OBJECT) return node_set_of(machine->arena, value.object->node);
    struct node_union all = {0};
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) node_union_add(machine->arena, &all, nodes_in(machine,
            value.record->values[i]));
    return node_union_done(machine->arena, &all);
}

/* ---- nested instances ---- */

static void give_fields(struct machine *machine, struct body *body, const struct step *step, struct given *given)
{
    size_t nparams = step->component->nparams;
    for (size_t i = 0; i < step->nfields; i++) {
        const struct field_init *field = &step->fields[i];
        struct value value = eval(machine, field->ir, body->slots);
        const struct node_set *deps = deps_of(machine, body, &field->uses);
        if (field->index < nparams) {
            given->values[field->index] = value;
            given->deps[field->index] = deps;
            given->present[field->index] = true;
        } else {
            value = with_common(machine, given->inherited, field->name, value);
            given->inherited = bind_inherited(machine->arena, given->inherited, field->name, value, deps);
        }
    }
}

/* One flag for all instances that a "with" line is meant for. */
static bool *used_flag(struct machine *machine, const struct override_step *written, const struct override_value *override)
{
    uintptr_t known = (uintptr_t)map_get(&machine->written_of, written);
    if (known) return machine->written.at[known - 1].used;
    struct override_value first = *override;
    first.used = NEW(machine->arena, bool);
    vec_push(machine->arena, &machine->written, first);
    map_put(machine->arena, &machine->written_of, written, (void *)(uintptr_t)machine->written.n);
    return first.used;
}

static void give_overrides(struct machine *machine, struct body *body, const struct step *step, const struct name *key, struct given *given)
{
    for (size_t i = 0; i < step->noverrides; i++) {
        const struct override_step *written = &step->overrides[i];
        struct override_value override = {.path = written->path, .npath = written->npath, .type = written->type, .at = written->at,
                .role = ORIGIN_OVERRIDE};
        override.value = eval(machine, written->ir, body->slots);
        override.deps = deps_of(machine, body, &written->uses);
        override.used = used_flag(machine, written, &override);
        vec_push(machine->arena, &given->overrides.v, override);
    }
    pass_overrides(machine, &body->overrides, step->name, key, &given->overrides);
}

static const struct node_set *all_deps(struct machine *machine, const struct given *given, size_t n, const struct node_set *gate)
{
    struct node_union all = {0};
    for (size_t i = 0; i < n; i++) node_union_add(machine->arena, &all, given->deps[i]);
    for (size_t i = 0; i < given->overrides.v.n; i++) node_union_add(machine->arena, &all, given->overrides.v.at[i].deps);
    node_union_add(machine->arena, &all, gate);
    return node_union_done(machine->arena, &all);
}

static Str name_of_instance(struct machine *machine, struct body *body, const struct step *step, const struct name *key)
{
    if (!step->object_name) return object_name_of(machine->arena, body->instance, step->moved_from ? step->moved_from : step->name, key);
    struct value name = eval(machine, step->object_name, body->slots);
    return name.kind == V_STRING ? value_str(name) : STR("");
}

static const struct reach *with_reach_of(struct machine *machine, const struct reach *reach, const struct node_set *deps)
{
    struct reach_union all = {0};
    if (!deps) return reach;
    add_reach(machine, &all, reach);
    add_reach_of(machine, &all, deps);
    return reach_done(machine->arena, &all);
}

/* What those around it were given concerns its pods only where it refers to that. */
static void take_needs(struct machine *machine, const struct body *around, struct instance *instance)
{
    instance->gates = with_reach_of(machine, around->instance->gates, instance->gate);
    instance->needs = with_reach_of(machine, instance->gates, instance->deps);
}

static struct value make_instance(struct machine *machine, struct body *body, const struct step *step, const struct name *key)
{
    size_t nparams = step->component->nparams;
    if (machine->nodes.n > NODES_MAX) return value_poison();
    struct given given = nothing_given(machine, step->component);
    given.inherited = body->inherited;
    give_fields(machine, body, step, &given);
    give_overrides(machine, body, step, key, &given);
    struct instance *instance = NEW(machine->arena, struct instance);
    *instance = (struct instance){.component = step->component, .declaration = step, .parent = body->instance, .name = step->name, .key = key, .at = step->item->name.at};
    instance->path = instance_path(machine->arena, body->instance, step->name, key);
    instance->object_name = name_of_instance(machine, body, step, key);
    instance->gate = deps_of(machine, body, &step->gate_uses);
    instance->deps = all_deps(machine, &given, nparams, instance->gate);
    take_needs(machine, body, instance);
    instantiate(machine, instance, step->component, &given);
    return (struct value){.kind = V_INSTANCE, .instance = instance};
}

/* ---- settings ---- */

/* What is overridden from outside wins over what the body says. */
static void run_setting(struct machine *machine, struct body *body, const struct step *step, struct value value)
{
    const struct node_set *deps = body->deps[step->slot];
    value = with_common(machine, body->inherited, step->name, value);
    apply_overrides(machine, body, step->name, NULL, &value, &deps);
    body->slots[step->slot] = value;
    body->deps[step->slot] = deps;
    body->inherited = bind_inherited(machine->arena, body->inherited, step->name, value, deps);
}

/* ---- waits ---- */

/* As stk-wait reads it. */
static bool is_wait(Str text)
{
    Str rest = text, kind = str_cut(&rest, ' ');
    bool object = str_is(kind, "job") || str_is(kind, "rollout"), port = str_is(kind, "tcp") || str_is(kind, "udp");
    Str place = rest, front = str_cut(&place, object ? '/' : ':');
    return (object || port) && front.n && place.n;
}

static void take_waits(struct machine *machine, struct body *body, const struct step *step, const struct record *waits)
{
    body->instance->ports = waits;
    for (size_t i = 0; i < waits->n; i++) {
        struct value wait = waits->values[i];
        if (wait.kind != V_STRING || is_wait(value_str(wait))) continue;
        struct diag *diag = eval_error(machine, E0505, step->item->value->at, "nobody can wait for '%.*s'", STR_ARG(value_str(wait)));
        diag_help(&machine->session->diags, diag, "a wait is \"tcp HOST:PORT\", \"udp HOST:PORT\", \"job NAMESPACE/NAME\" or \"rollout NAMESPACE/RESOURCE/NAME\"");
    }
}

/* ---- one body ---- */

static bool run_step(struct machine *machine, struct body *body, const struct step *step, const struct given *given)
{
    switch (step->kind) {
    case STEP_PARAM: run_param(machine, body, step, given); return true;
    case STEP_REQUIRE: return run_require(machine, body, step);
    case STEP_INSTANCE:
        body->slots[step->slot] = make_guarded(machine, body, step, make_instance);
        body->deps[step->slot] = nodes_in(machine, body->slots[step->slot]);
        return true;
    case STEP_RESOURCE:
        body->slots[step->slot] = make_guarded(machine, body, step, make_object);
        body->deps[step->slot] = nodes_in(machine, body->slots[step->slot]);
        return true;
    case STEP_LET: case STEP_FACT: case STEP_SETTING: case STEP_WAIT: break;
    }
    struct value value = eval(machine, step->ir, body->slots);
    body->slots[step->slot] = value;
    body->deps[step->slot] = deps_of(machine, body, &step->uses);
    if (step->kind == STEP_SETTING) run_setting(machine, body, step, value);
    if (step->kind == STEP_FACT && value.kind != V_POISON) {
        struct fact fact = {step->name, value, body->instance, step, step->item->name.at};
        vec_push(machine->arena, &machine->facts, fact);
    }
    if (step->kind == STEP_WAIT && value.kind == V_RECORD) take_waits(machine, body, step, value.record);
    return true;
}

static void run_body(struct machine *machine, struct body *body, const struct given *given)
{
    const struct component *component = body->instance->component;
    size_t i = 0;
    while (i < component->nsteps && run_step(machine, body, component->steps[i], given)) i++;
    for (; i < component->nsteps; i++) {
        body->slots[component->steps[i]->slot] = value_poison();
        body->deps[component->steps[i]->slot] = NULL;
    }
}

/* An instance that does not say how to wait for it passes on what it contains and depends on. */
static void settle_reach(struct machine *machine, const struct body *body)
{
    const struct component *component = body->instance->component;
    const struct record *ports = body->instance->ports;
    struct reach_union own = {0};
    for (size_t i = 0; ports && i < ports->n; i++) add_wait(machine, &own, ports->values[i]);
    for (size_t i = 0; !ports && i < component->nsteps; i++)
        if (component->steps[i]->kind == STEP_INSTANCE) add_reach_of(machine, &own, body->deps[component->steps[i]->slot]);
    if (!ports) add_reach_of(machine, &own, body->instance->deps);
    body->instance->reach = reach_done(machine->arena, &own);
}

static void take_exports(struct machine *machine, const struct body *body)
{
    struct instance *instance = body->instance;
    const struct component *component = instance->component;
    instance->exports = NEW_ARRAY(machine->arena, component->nexports, struct value);
    instance->export_deps = NEW_ARRAY(machine->arena, component->nexports, const struct node_set *);
    for (size_t i = 0; i < component->nexports; i++) {
        instance->exports[i] = body->slots[component->exports[i].slot];
        if (!component->exports[i].is_name) instance->export_deps[i] = nested_deps(machine, body->deps[component->exports[i].slot], instance);
    }
}

/* In the order of the type "self". */
static struct value self_of(struct machine *machine, const struct body *body)
{
    struct arena *arena = machine->arena;
    const struct instance *root = body->instance;
    while (root->parent) root = root->parent;
    struct record *self = record_new(arena, machine->program->self_keys, machine->program->self_type->nfields);
    self->values[0] = value_string(arena, body->instance->object_name);
    self->values[1] = value_string(arena, body->instance->path);
    self->values[2] = value_of_name(root->component->name);
    self->values[3] = value_of_name(body->instance->component->name);
    self->values[4] = wait_values(machine, body->instance->needs->waits);
    self->values[5] = wait_values(machine, body->instance->needs->links);
    self->values[6] = wait_values(machine, body->instance->needs->rollouts);
    self->values[7] = inherited_map(machine, body, machine->program->names.common_labels);
    self->values[8] = inherited_map(machine, body, machine->program->names.common_annotations);
    return value_record(self);
}

static void keep_slots(struct machine *machine, const struct body *body)
{
    size_t n = body->instance->component->nslots;
    struct value *copy = NEW_ARRAY(machine->arena, n, struct value);
    memcpy(copy, body->slots, n * sizeof *copy);
    map_put(machine->arena, machine->kept, body->instance, copy);
}

static struct instance *instantiate(struct machine *machine, struct instance *instance, struct component *component, struct given *given)
{
    struct instance *outer = machine->current;
    struct body body = {.instance = instance, .inherited = given->inherited, .overrides = given->overrides};
    machine->current = instance;
    instance->node = add_node(machine, instance, NULL);
    instance->first_object = (uint32_t)machine->objects.n;
    body.slots = frame_of(machine, component)->slots;
    body.deps = frame_of(machine, component)->deps;
    inherit_overrides(machine, &body);
    body.slots[0] = component->uses_self ? self_of(machine, &body) : value_null();
    run_body(machine, &body, given);
    settle_reach(machine, &body);
    take_exports(machine, &body);
    if (machine->kept) keep_slots(machine, &body);
    instance->end_object = (uint32_t)machine->objects.n;
    machine->current = outer;
    return instance;
}

/* ---- the root ---- */

static bool is_overridden(const struct override_values *overrides, const struct name *param)
{
    struct override_group group = overrides_of(overrides, param);
    for (size_t i = group.first; i < group.first + group.n; i++)
        if (overrides->v.at[i].path[0] == param) return true;
    return false;
}

bool stack_param(struct machine *machine, const struct component *stack, const struct param *param, const struct override_values *overrides,
        struct value *value)
{
    struct body body = {.slots = frame_of(machine, stack)->slots, .overrides = *overrides};
    const struct ir *standard = param->step->ir;
    const struct node_set *deps = NULL;
    if (param->step->uses.v.n) return false;
    *value = standard ? eval(machine, standard, body.slots) : value_null();
    apply_overrides(machine, &body, param->name, param->type, value, &deps);
    return value->kind != V_POISON;
}

/* A record of which only some fields are given, and no others were there, is told now: nothing is evaluated after an error. */
static void check_given_params(struct machine *machine, const struct component *stack, const struct override_values *overrides)
{
    struct body body = {.overrides = *overrides};
    for (size_t i = 0; i < stack->nparams; i++) {
        struct value value = value_null();
        const struct node_set *deps = NULL;
        if (!stack->params[i].optional) apply_overrides(machine, &body, stack->params[i].name, stack->params[i].type, &value, &deps);
    }
}

static void check_root_params(struct machine *machine, const struct component *stack, const struct override_values *overrides)
{
    for (size_t i = 0; i < stack->nparams; i++) {
        const struct param *param = &stack->params[i];
        bool optional = param->inherited ? param->step->ir || type_base(param->type)->kind == T_OPTIONAL : param->optional;
        if (optional || is_overridden(overrides, param->name)) continue;
        struct diag *diag = diag_add(&machine->session->diags, E0203, param->at, "parameter '%s' of the stack has no value", param->name->s);
        diag_help(&machine->session->diags, diag, "set it in a values file, or with --set %s=…", param->name->s);
    }
    if (!session_ok(machine->session)) check_given_params(machine, stack, overrides);
}

static void report_unused(struct machine *machine, const struct override_value *overrides, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct override_value *override = &overrides[i];
        if (!override->used || *override->used) continue;
        Str path = NAME_STR(override->path[0]);
        for (size_t k = 1; k < override->npath; k++) path = arena_printf(machine->arena, "%.*s.%s", STR_ARG(path), override->path[k]->s);
        diag_add(&machine->session->diags, W0202, override->at, "this changes nothing: '%.*s' is not part of this configuration", STR_ARG(path));
    }
}

/* What is written tells instances apart by their paths. */
static void yield_path(struct machine *machine, const struct instance *root)
{
    for (size_t i = 0; i < machine->nodes.n; i++) {
        const struct instance *instance = machine->nodes.at[i].instance;
        if (instance && instance != root && str_eq(instance->path, root->path)) machine->unnamed = root;
    }
}

struct instance *machine_run(struct machine *machine, struct component *stack, const struct override_values *overrides)
{
    struct given given = nothing_given(machine, stack);
    given.overrides = *overrides;
    machine->memos = NEW_ARRAY(machine->arena, machine->program->numbered + 1, struct memo *);
    check_root_params(machine, stack, overrides);
    if (!session_ok(machine->session)) return NULL;
    struct instance *root = NEW(machine->arena, struct instance);
    *root = (struct instance){.component = stack, .declaration = stack, .name = stack->name, .at = stack->decl->name.at, .object_name = STR(""),
            .path = NAME_STR(stack->name)};
    root->gates = root->needs = root->reach = reach_done(machine->arena, &(struct reach_union){0});
    instantiate(machine, root, stack, &given);
    if (!session_ok(machine->session)) return root;
    report_unused(machine, overrides->v.at, overrides->v.n);
    report_unused(machine, machine->written.at, machine->written.n);
    yield_path(machine, root);
    return root;
}
