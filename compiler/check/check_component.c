/* Components: their signatures, and the items of their bodies. */
#include "checker.h"

#include "program/components.h"

static struct session *session_of(const struct program *program) { return program->session; }

/* ---- steps ---- */

static enum step_kind step_kind(const struct program *program, const struct item *item)
{
    switch (item->kind) {
    case ITEM_PARAM: return STEP_PARAM;
    case ITEM_LET: case ITEM_EXPORT: case ITEM_INCLUDE: return STEP_LET;
    case ITEM_REQUIRE: return STEP_REQUIRE;
    case ITEM_FACT: return STEP_FACT;
    case ITEM_RESOURCE: return STEP_RESOURCE;
    case ITEM_INSTANCE: return STEP_INSTANCE;
    case ITEM_SETTING: case ITEM_MOVED: break;
    }
    return item->name.name == program->names.wait ? STEP_WAIT : STEP_SETTING;
}

static void report_shadowed_module(struct program *program, struct component *component, struct ident ident)
{
    struct symbol *symbol = map_get(&component->module->symbols, ident.name);
    if (!symbol || symbol->kind != SYMBOL_MODULE) return;
    struct diag *diag = REPORT(session_of(program), E0106, ident.at, "'%s' is the name of a module here", ident.name->s);
    diag_note(&session_of(program)->diags, diag, symbol->decl->at, "brought in here; 'use … as NAME' gives it another name");
}

static void note_step(struct program *program, const struct component *component, const struct step *step)
{
    note_meaning(program, (struct meaning){.at = step->item->name.at, .declared = step->item->name.at, .step = step, .symbol = component->symbol});
}

/* Makes the name known in the whole body and gives it a slot. */
static void declare_step(struct program *program, struct component *component, struct step *step)
{
    const struct item *item = step->item;
    bool named = step->kind == STEP_PARAM || step->kind == STEP_LET || step->kind == STEP_RESOURCE || step->kind == STEP_INSTANCE;
    step->slot = component->nslots++;
    if (!named || item->kind == ITEM_EXPORT) return;
    report_shadowed_module(program, component, item->name);
    note_step(program, component, step);
    struct step *earlier = map_get(&component->by_name, item->name.name);
    if (!earlier) {
        map_put(session_of(program)->arena, &component->by_name, item->name.name, step);
        return;
    }
    struct diag *diag = REPORT(session_of(program), E0105, item->name.at, "'%s' is declared twice", item->name.name->s);
    diag_note(&session_of(program)->diags, diag, earlier->item->name.at, "first declared here");
}

static struct step *add_step(struct program *program, struct component *component, const struct item *item, enum step_kind kind)
{
    struct step *step = NEW(session_of(program)->arena, struct step);
    *step = (struct step){.kind = kind, .item = item, .name = item->name.name};
    declare_step(program, component, step);
    return step;
}

static const struct type *included_type(struct program *program, struct component *component, const struct item *item)
{
    const struct type *type = check_type(program, component->module, item->type);
    if (type->kind == T_RECORD || type->kind == T_POISON) return type;
    REPORT(session_of(program), E0201, item->type->at, "'include' takes a record type, and %.*s is none",
            STR_ARG(type_show(session_of(program)->arena, type)));
    return type_simple(T_POISON);
}

/* A field of an included record as a parameter. */
static struct step *included_param(struct program *program, struct component *component, const struct record_field *field)
{
    struct item *item = NEW(session_of(program)->arena, struct item);
    *item = (struct item){.kind = ITEM_PARAM, .at = field->at, .name = {field->name, field->at}, .doc = field->written ? field->written->doc : STR("")};
    struct step *step = add_step(program, component, item, STEP_PARAM);
    step->type = field->type;
    step->ir = field->default_value;
    step->included = field->written;
    return step;
}

static void make_steps(struct program *program, struct component *component)
{
    struct arena *arena = session_of(program)->arena;
    size_t n = component->decl->items.v.n;
    VEC(struct step *) steps = {0};
    component->nslots = 1; /* self */
    for (size_t i = 0; i < n; i++) {
        const struct item *item = component->decl->items.v.at[i];
        if (item->kind == ITEM_MOVED) continue;
        const struct type *included = item->kind == ITEM_INCLUDE ? included_type(program, component, item) : NULL;
        for (size_t k = 0; included && k < included->nfields; k++)
            vec_push(arena, &steps, included_param(program, component, &included->fields[k]));
        struct step *step = add_step(program, component, item, step_kind(program, item));
        step->type = included;
        vec_push(arena, &steps, step);
    }
    component->steps = steps.at;
    component->nsteps = steps.n;
}

/* ---- signature: parameters ---- */

static bool reserved(struct program *program, const struct item *item)
{
    const struct name *name = item->name.name;
    bool taken = name == program->names.after || name == program->names.name || name == program->names.self || name == program->names.wait;
    if (taken) REPORT(session_of(program), E0113, item->name.at, "every instance has '%s' already", name->s);
    return taken;
}

static void add_param(struct program *program, struct component *component, struct step *step)
{
    const struct item *item = step->item;
    if (!step->type) step->type = check_type(program, component->module, item->type);
    if (type_has_variable(step->type)) {
        REPORT(session_of(program), E0103, item->type ? item->type->at : item->at, "a type variable stands only in the signature of a function");
        step->type = type_simple(T_POISON);
    }
    if (reserved(program, item)) return;
    struct param param = {.name = step->name, .type = step->type, .item = item, .step = step, .inherited = item->inherited,
                          .at = item->name.at, .doc = item->doc};
    param.optional = item->value || step->ir || item->inherited || type_base(step->type)->kind == T_OPTIONAL;
    step->param = component->nparams;
    component->params[component->nparams++] = param;
    if (item->inherited) register_inherited(program, item, step->type);
}

/* ---- signature: exports ---- */

/* Exports with a written type are known before the body is checked. */
static bool exported_twice(struct program *program, const struct component *component, const struct step *step)
{
    const struct export *earlier = component_export(component, step->name);
    if (!earlier) return false;
    struct diag *diag = REPORT(session_of(program), E0105, step->item->name.at, "'%s' is exported twice", step->name->s);
    diag_note(&session_of(program)->diags, diag, earlier->at, "first exported here");
    return true;
}

static void declare_exports(struct program *program, struct component *component)
{
    component->exports = NEW_ARRAY(session_of(program)->arena, component->nsteps + 1, struct export);
    for (size_t i = 0; i < component->nsteps; i++) {
        struct step *step = component->steps[i];
        if (step->kind != STEP_LET || step->item->kind != ITEM_EXPORT || exported_twice(program, component, step)) continue;
        note_step(program, component, step);
        if (!map_get(&component->by_name, step->name)) map_put(session_of(program)->arena, &component->by_name, step->name, step);
        if (step->item->type) step->type = check_type(program, component->module, step->item->type);
        component->exports[component->nexports++] = (struct export){.name = step->name, .slot = step->slot, .at = step->item->name.at,
                .type = step->type, .is_name = step->item->as_name};
    }
}

static void complete_exports(struct component *component)
{
    for (size_t i = 0; i < component->nsteps; i++) {
        const struct step *step = component->steps[i];
        struct export *export = step->kind == STEP_LET && step->item->kind == ITEM_EXPORT ? (struct export *)component_export(component,
                step->name) : NULL;
        if (!export || export->slot != step->slot) continue;
        export->type = step->type ? step->type : type_simple(T_POISON);
        export->ir = step->ir;
        export->uses = step->uses;
    }
}

const struct type *export_type(struct program *program, struct component *component, const struct name *name)
{
    component_signature(program, component);
    const struct export *export = component_export(component, name);
    if (export && !export->type) check_component(program, component);
    return export && !export->type ? type_simple(T_POISON) : export ? export->type : NULL;
}

void component_signature(struct program *program, struct component *component)
{
    if (component->signature != UNCHECKED) return;
    component->signature = CHECKING;
    make_steps(program, component);
    component->params = NEW_ARRAY(session_of(program)->arena, component->nsteps + 1, struct param);
    for (size_t i = 0; i < component->nsteps; i++)
        if (component->steps[i]->kind == STEP_PARAM) add_param(program, component, component->steps[i]);
    declare_exports(program, component);
    component->signature = CHECKED;
}

/* ---- the body ---- */

static struct scope scope_of(struct program *program, struct component *component, struct step *step)
{
    return (struct scope){.program = program, .module = component->module, .component = component, .uses = &step->uses,
                          .nslots = &component->nslots, .subject = step->name};
}

/* All included parameters together, as the record they came from. */
static void check_include(struct program *program, struct component *component, struct step *step)
{
    struct scope scope = scope_of(program, component, step);
    size_t n = step->type->kind == T_RECORD ? step->type->nfields : 0;
    const struct name **keys = NEW_ARRAY(session_of(program)->arena, n + 1, const struct name *);
    const struct ir **values = NEW_ARRAY(session_of(program)->arena, n + 1, const struct ir *);
    for (size_t i = 0; i < n; i++) {
        struct expr name = {.kind = EXPR_NAME, .at = step->item->name.at, .name = step->type->fields[i].name};
        keys[i] = name.name;
        values[i] = check_expr(&scope, &name, NULL);
    }
    struct ir *ir = ir_new(&scope, IR_RECORD, step->item->name.at, step->type);
    ir->record.keys = repeated_keys(session_of(program)->arena, &program->repeated, keys, n);
    ir->record.values = values;
    ir->record.n = n;
    step->ir = ir;
}

static void check_let(struct program *program, struct component *component, struct step *step)
{
    if (step->item->kind == ITEM_INCLUDE) {
        check_include(program, component, step);
        return;
    }
    struct scope scope = scope_of(program, component, step);
    const struct type *declared = step->type ? step->type : step->item->type ? check_type(program, component->module, step->item->type) : NULL;
    step->ir = check_expr(&scope, step->item->value, declared);
    step->type = declared ? declared : step->ir->type;
}

static uint32_t subject_of(struct program *program, struct component *component, const struct step *step)
{
    if (!step->item->path.v.n) return step->uses.v.n ? step->uses.v.at[0].slot : 0;
    struct ident ident = step->item->path.v.at[0];
    struct step *subject = map_get(&component->by_name, ident.name);
    if (subject) {
        note_meaning(program, (struct meaning){.at = ident.at, .declared = subject->item->name.at, .step = subject, .symbol = component->symbol});
        return subject->slot;
    }
    struct suggestion suggestion = suggestion_for(&session_of(program)->diags, NAME_STR(ident.name));
    for (size_t i = 0; i < component->nparams; i++) suggestion_offer(&suggestion, NAME_STR(component->params[i].name));
    struct diag *diag = REPORT(session_of(program), E0101, ident.at, "there is no '%s' to point at", ident.name->s);
    diag_suggest(&session_of(program)->diags, diag, &suggestion);
    return 0;
}

static void check_require(struct program *program, struct component *component, struct step *step)
{
    struct scope scope = scope_of(program, component, step);
    scope.sink = "a message";
    step->ir = check_test(&scope, step->item->value);
    step->subject = subject_of(program, component, step);
    size_t mark = narrow(&scope, step->item->value, false);
    step->message = check_expr(&scope, step->item->message, type_simple(T_STRING));
    widen(&scope, mark);
}

static void report_unknown_setting(struct program *program, struct module *module, const struct item *item)
{
    struct suggestion suggestion = suggestion_for(&session_of(program)->diags, NAME_STR(item->name.name));
    suggest_inherited(program, &suggestion);
    if (suggestion.offers) suggest_symbols(program, module, &suggestion, SYMBOL_COMPONENT); /* an instance may come here */
    struct diag *diag = REPORT(session_of(program), E0107, item->name.at, "'%s' is not an inherited parameter", item->name.name->s);
    diag_suggest(&session_of(program)->diags, diag, &suggestion);
    if (!suggestion.best.n) diag_help(&session_of(program)->diags, diag, "to name a value, write 'let %s = …'", item->name.name->s);
}

/* Objects lie in the namespace that is set around them, also where no component declares that parameter. */
static const struct inherited *inherited_namespace(struct program *program, struct component *component)
{
    const struct name *name = program->names.namespace;
    struct symbol *symbol = module_symbol(program, component->module, name);
    symbol = symbol ? symbol_resolve(program, symbol) : NULL;
    if (!symbol || symbol->kind != SYMBOL_COMPONENT) return NULL;
    const struct type *type = type_optional(session_of(program)->arena, symbol_type(program, symbol));
    struct inherited inherited = {.name = name, .type = type, .at = symbol->decl->name.at};
    vec_push(session_of(program)->arena, &program->inherited, inherited);
    return program_inherited(program, name);
}

static void check_setting(struct program *program, struct component *component, struct step *step)
{
    const struct inherited *inherited = program_inherited(program, step->name);
    if (!inherited && step->name == program->names.namespace) inherited = inherited_namespace(program, component);
    if (!inherited) {
        report_unknown_setting(program, component->module, step->item);
        return;
    }
    struct scope scope = scope_of(program, component, step);
    note_meaning(program, (struct meaning){.at = step->item->name.at, .declared = inherited->at, .type = inherited->type, .is_inherited = true});
    warn_nobody_inherits(program, component, inherited, step->item->name.at);
    step->ir = check_expr(&scope, step->item->value, inherited->type);
    step->type = inherited->type;
}

static void check_step(struct program *program, struct component *component, struct step *step)
{
    struct scope scope = scope_of(program, component, step);
    if (step->state != UNCHECKED) return;
    step->state = CHECKING;
    switch (step->kind) {
    case STEP_PARAM:
        if (step->item->value) step->ir = check_expr(&scope, step->item->value, step->type);
        break;
    case STEP_LET: check_let(program, component, step); break;
    case STEP_REQUIRE: check_require(program, component, step); break;
    case STEP_SETTING: check_setting(program, component, step); break;
    case STEP_WAIT:
        step->ir = check_expr(&scope, step->item->value, type_of(session_of(program)->arena, T_MAP, type_simple(T_STRING)));
        break;
    case STEP_FACT:
        step->type = check_type(program, component->module, step->item->type);
        step->ir = check_expr(&scope, step->item->value, step->type);
        break;
    case STEP_INSTANCE: check_instance(&scope, step); break;
    case STEP_RESOURCE:
        component->uses_self = true;
        check_resource(&scope, step);
        break;
    }
    step->state = CHECKED;
}

void check_step_type(struct program *program, struct component *component, struct step *step)
{
    if (step->state == UNCHECKED && enter_definition(program, step->item->at)) {
        check_step(program, component, step);
        leave_definition(program);
    }
}

/* ---- types of instances and resources, known before anything refers to them ---- */

static const struct type *guarded_type(struct program *program, const struct item *item, const struct type *type)
{
    if (item->loop) return type_of(session_of(program)->arena, T_MAP, type);
    return item->when ? type_optional(session_of(program)->arena, type) : type;
}

static void find_component(struct program *program, struct component *component, struct step *step)
{
    const struct item *item = step->item;
    step->type = type_simple(T_POISON);
    struct symbol *symbol = qualified_symbol(program, component->module, &item->component, SYMBOL_COMPONENT, E0102);
    if (!symbol) return;
    Span at = item->component.v.at[item->component.v.n - 1].at;
    if (symbol->kind != SYMBOL_COMPONENT) {
        REPORT(session_of(program), E0102, at, "'%s' is not a component", symbol->name->s);
        return;
    }
    check_component(program, symbol->component);
    if (symbol->component->body == CHECKING) {
        REPORT(session_of(program), E0112, at, "component '%s' contains itself", symbol->name->s);
        return;
    }
    step->component = symbol->component;
    step->type = guarded_type(program, item, symbol->component->type);
}

static void report_unknown_kind(struct program *program, const struct item *item, Str version, Str kind)
{
    struct session *session = session_of(program);
    bool exists = false;
    struct suggestion suggestion = suggestion_for(&session_of(program)->diags, kind);
    for (size_t i = 0; i < kube_resource_count(); i++) {
        suggestion_offer(&suggestion, str_of(kube_resource_at(i)->kind));
        exists |= str_is(kind, kube_resource_at(i)->kind);
    }
    for (size_t i = 0; i < program->custom.n; i++) suggestion_offer(&suggestion, str_of(program->custom.at[i]->kind));
    struct diag *diag = exists ? REPORT(session, E0802, item->kind_at, "Kubernetes 1.%d has no '%.*s'", session->kube, STR_ARG(item->kind_name))
                               : REPORT(session, E0801, item->kind_at, "there is no kind '%.*s'", STR_ARG(item->kind_name));
    if (!exists) diag_suggest(&session->diags, diag, &suggestion);
    if (exists && version.n) diag_help(&session->diags, diag, "without a version, '%.*s' takes the best one that the target serves", STR_ARG(kind));
    else if (!suggestion.best.n) diag_help(&session->diags, diag, "kinds of a CustomResourceDefinition come with: schema \"crd.yaml\"");
}

static void warn_deprecated(struct program *program, const struct item *item, const struct kube_resource *kube, Str kind)
{
    struct diags *diags = &session_of(program)->diags;
    struct diag *diag = diag_add(diags, W0801, item->kind_at, "%.*s is deprecated since 1.%d", STR_ARG(item->kind_name), kube->deprecated);
    if (kube->removed) diag_help(diags, diag, "it is gone with 1.%d; write '%.*s', which takes the best version", kube->removed, STR_ARG(kind));
    else diag_help(diags, diag, "write '%.*s', which takes the best version", STR_ARG(kind));
}

static void warn_gated(struct program *program, const struct item *item, const struct kube_resource *kube)
{
    struct diags *diags = &session_of(program)->diags;
    struct diag *diag = diag_add(diags, W0802, item->kind_at, "servers do not serve %s/%s by default", kube->api_version, kube->kind);
    diag_help(diags, diag, "kube-apiserver does with --runtime-config=%s=true", kube->api_version);
}

static void find_kind(struct program *program, struct step *step)
{
    const struct item *item = step->item;
    Str kind = str_after_last(item->kind_name, '/');
    Str version = {item->kind_name.s, kind.n < item->kind_name.n ? item->kind_name.n - kind.n - 1 : 0};
    step->kube = program_resource(program, item->kind_at.file, version, kind);
    step->type = type_simple(T_POISON);
    if (step->kube && kube_resource_served(step->kube, session_of(program)->kube)) {
        step->kind_text = value_of_name(session_name(session_of(program), step->kube->kind));
        step->version_text = value_of_name(session_name(session_of(program), step->kube->api_version));
        const struct type *type = type_of_kube(session_of(program), step->kube->type);
        step->type = guarded_type(program, item, type);
        note_meaning(program, (struct meaning){.at = item->kind_at, .type = type, .kube = step->kube->type});
        if (step->kube->deprecated && session_of(program)->kube >= step->kube->deprecated && version.n)
            warn_deprecated(program, item, step->kube, kind);
        if (step->kube->gated) warn_gated(program, item, step->kube);
        return;
    }
    report_unknown_kind(program, item, version, kind);
    step->kube = NULL;
}

static void find_types(struct program *program, struct component *component)
{
    for (size_t i = 0; i < component->nsteps; i++) {
        if (component->steps[i]->kind == STEP_INSTANCE) find_component(program, component, component->steps[i]);
        if (component->steps[i]->kind == STEP_RESOURCE) find_kind(program, component->steps[i]);
    }
}

/* ---- moves ---- */

static const struct name *joined(struct program *program, const struct ident_list *path)
{
    Str text = NAME_STR(path->v.at[0].name);
    for (size_t i = 1; i < path->v.n; i++) text = arena_printf(session_of(program)->arena, "%.*s-%s", STR_ARG(text), path->v.at[i].name->s);
    return name_of(session_of(program)->names, text);
}

static void apply_moves(struct program *program, struct component *component)
{
    for (size_t i = 0; i < component->decl->items.v.n; i++) {
        const struct item *item = component->decl->items.v.at[i];
        if (item->kind != ITEM_MOVED) continue;
        struct ident to = item->component.v.at[0];
        struct step *step = map_get(&component->by_name, to.name);
        if (step && step->kind == STEP_INSTANCE && item->component.v.n == 1) step->moved_from = joined(program, &item->path);
        else REPORT(session_of(program), E0101, to.at, "'moved … -> %s' names no instance of this body", to.name->s);
    }
}

static void warn_unread(struct program *program, const struct component *component)
{
    for (size_t i = 0; i < component->nparams; i++) {
        const struct param *param = &component->params[i];
        if (param->read || param->inherited || component->module->standard || component->module->package) continue;
        struct diag *diag = REPORT(session_of(program), W0201, param->item->name.at, "parameter '%s' is never read", param->name->s);
        if (program_inherited(program, param->name))
            diag_help(&session_of(program)->diags, diag, "for what lies inside, write: inherit param %s", param->name->s);
        else diag_help(&session_of(program)->diags, diag, "use it, or take it away");
    }
}

void check_component(struct program *program, struct component *component)
{
    if (component->body != UNCHECKED || !enter_definition(program, component->decl->name.at)) return;
    component->body = CHECKING;
    component_signature(program, component);
    find_types(program, component);
    size_t errors = session_of(program)->diags.errors;
    for (size_t i = 0; i < component->nsteps; i++) check_step(program, component, component->steps[i]);
    complete_exports(component);
    apply_moves(program, component);
    order_steps(program, component);
    if (session_of(program)->diags.errors == errors) warn_unread(program, component);
    component->body = CHECKED;
    leave_definition(program);
}
