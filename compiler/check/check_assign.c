/* What fits where: the one relation between types, and the conversions that a literal gets from its place. */
#include "checker.h"

#include "evaluate/machine.h"
#include "evaluate/refine.h"
#include "value/literal.h"

/* ---- the relation ---- */

static bool record_fits(const struct type *from, const struct type *to)
{
    for (size_t i = 0; i < to->nfields; i++) {
        const struct record_field *wanted = &to->fields[i];
        const struct record_field *given = type_field(from, wanted->name);
        if (!given && !wanted->default_value && type_base(wanted->type)->kind != T_OPTIONAL) return false;
        if (given && !type_assignable(given->type, wanted->type)) return false;
    }
    return true;
}

static bool instance_fits(const struct type *from, const struct type *to)
{
    for (size_t i = 0; i < to->nfields; i++) {
        const struct export *given = component_export(from->component, to->fields[i].name);
        if (!given && type_base(to->fields[i].type)->kind != T_OPTIONAL) return false;
        if (given && given->type && !type_assignable(given->type, to->fields[i].type)) return false;
    }
    return true;
}

static bool kube_fits(const struct type *from, const struct type *to)
{
    switch (to->kube->kind) {
    case KUBE_INT: return from->kind == T_INT || from->kind == T_PORT;
    case KUBE_QUANTITY: return from->kind == T_BYTES || from->kind == T_CPU || from->kind == T_INT;
    case KUBE_INT_OR_STRING: return from->kind == T_INT || from->kind == T_PORT || from->kind == T_PERCENT || from->kind == T_STRING;
    default: return false;
    }
}

static bool members_fit(const struct type *from, const struct type *to)
{
    for (size_t i = 0; i < from->nmembers; i++)
        if (!type_member(to, from->members[i])) return false;
    return true;
}

static bool string_like(const struct type *type) { return type->kind == T_STRING || type->kind == T_ENUM || type_domain_text(type); }

bool type_assignable(const struct type *from, const struct type *to)
{
    from = type_base(from);
    to = type_base(to);
    if (from->kind == T_POISON || to->kind == T_POISON || type_equal(from, to)) return true;
    switch (to->kind) {
    case T_ANY: return true;
    case T_PLAIN: return !type_holds_secret(from);
    case T_OPTIONAL:
        if (from->kind == T_NULL) return true;
        return type_assignable(from->kind == T_OPTIONAL ? from->of : from, to->of);
    case T_ENUM: return from->kind == T_ENUM && members_fit(from, to);
    case T_STRING: return string_like(from);
    case T_TEXT: return string_like(from) || from->kind == T_SECRET;
    case T_HOST: return from->kind == T_IP;
    case T_LIST: case T_MAP: return from->kind == to->kind && type_assignable(from->of, to->of);
    case T_RECORD: return from->kind == T_INSTANCE ? instance_fits(from, to) : from->kind == T_RECORD && record_fits(from, to);
    case T_KUBE: return kube_fits(from, to);
    default: return false;
    }
}

/* ---- messages ---- */

/* The part of IR that made it secret: a name or a field. */
static const struct ir *secret_source(const struct ir *ir)
{
    const struct ir *found = NULL;
    switch (ir->kind) {
    case IR_TEXT:
        for (size_t i = 0; i < ir->text.n && !found; i++)
            if (ir->text.parts[i].ir && type_holds_secret(ir->text.parts[i].ir->type)) found = secret_source(ir->text.parts[i].ir);
        break;
    case IR_BINARY:
        found = type_holds_secret(ir->op.left->type) ? secret_source(ir->op.left) : secret_source(ir->op.right);
        break;
    case IR_CONVERT: case IR_REFINE: found = secret_source(ir->of); break;
    case IR_IF: found = type_holds_secret(ir->branch.then->type) ? secret_source(ir->branch.then) : NULL; break;
    default: break;
    }
    return found ? found : ir;
}

static Str written_at(struct scope *scope, Span at) { return span_text(&scope->program->session->sources, at); }

/* A local name is secret because of what it was computed from. */
static void note_let(struct scope *scope, struct diag *diag, const struct ir *source)
{
    for (size_t i = 0; source->kind == IR_SLOT && scope->component && i < scope->component->nsteps; i++) {
        const struct step *step = scope->component->steps[i];
        const struct ir *because = step->slot == source->slot && step->ir ? secret_source(step->ir) : NULL;
        if (!because || because == step->ir) continue;
        diag_note(&scope->program->session->diags, diag, step->item->name.at, "'%s' is secret because it contains '%.*s'", step->name->s,
                  STR_ARG(written_at(scope, because->at)));
    }
}

/* Where the named thing was declared, and why it is secret. */
static void note_secret_origin(struct scope *scope, struct diag *diag, const struct ir *source)
{
    struct diags *diags = &scope->program->session->diags;
    const struct type *owner = source->kind == IR_FIELD ? type_strip(source->field.of->type) : NULL;
    const struct export *export = owner && owner->kind == T_INSTANCE ? component_export(owner->component, source->field.name) : NULL;
    const struct record_field *field = owner && owner->kind == T_RECORD ? type_field(owner, source->field.name) : NULL;
    if (field && field->at.file) diag_note(diags, diag, field->at, "'%s' is declared secret", field->name->s);
    if (!export) {
        note_let(scope, diag, source);
        return;
    }
    const struct ir *because = export->ir ? secret_source(export->ir) : NULL;
    if (because && because != export->ir)
        diag_note(diags, diag, export->at, "'%s' is secret because it contains '%.*s'", export->name->s, STR_ARG(written_at(scope, because->at)));
    else diag_note(diags, diag, export->at, "'%s' is declared here", export->name->s);
}

static void report_secret(struct scope *scope, const struct ir *ir)
{
    struct diags *diags = &scope->program->session->diags;
    const struct ir *source = secret_source(ir);
    Str what = written_at(scope, source->at);
    const char *place = scope->sink ? scope->sink : scope->subject ? arena_printf(scope->program->session->arena, "'%s', which takes no secrets",
            scope->subject->s).s
                                                                  : "a value that takes no secrets";
    struct diag *diag = diag_add(diags, E0901, ir->at, "secret '%.*s' would end in %s", STR_ARG(what), place);
    note_secret_origin(scope, diag, source);
    diag_help(diags, diag, "give it through 'env' or a 'config', which keep secrets apart, or leave it out");
}

/* Whether TEXT would be a value of that type without its quotes. */
static bool is_written(struct arena *arena, Str text, enum type_kind type)
{
    struct value value;
    enum type_kind kind;
    if (!text.n || literal_number(arena, text, &value, &kind)) return false;
    return kind == type || type == T_KUBE || !literal_as(arena, value, type, &value);
}

static const char *unit_hint(struct arena *arena, enum type_kind from, enum type_kind to)
{
    return arena_printf(arena, "%s: %s", from == T_INT ? "say the unit" : "write it like these", literal_examples(to)).s;
}

static const char *hint_for(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct arena *arena = scope->program->session->arena;
    bool text = ir->kind == IR_CONST && ir->value.kind == V_STRING;
    enum type_kind from = type_base(ir->type)->kind;
    bool quantity = to->kind == T_KUBE && to->kube->kind == KUBE_QUANTITY;
    bool number = text && is_written(arena, value_str(ir->value), to->kind);
    if (from == T_NULL) return null_help(to->kind);
    if (number && (quantity || (to->kind >= T_INT && to->kind <= T_PERCENT && to->kind != T_STRING)))
        return arena_printf(arena, "write %.*s without quotes", STR_ARG(value_show(arena, ir->value))).s;
    if (text && to->kind == T_BOOL) return "write true or false without quotes";
    if (from == T_CPU && to->kind == T_DURATION) return "m is for cpu; minutes are written 5min";
    if (from == T_CPU && to->kind == T_BYTES) return "m is for cpu; sizes are written 512Mi, 2Gi";
    if (ir->kind == IR_CONST && literal_examples(to->kind)) return unit_hint(arena, from, to->kind);
    const struct name *place = scope->argument ? scope->argument : scope->subject;
    bool port = place && str_is(NAME_STR(place), "port");
    if (from == T_INT && to->kind == T_STRING && port) return "name one of the ports: \"http\"";
    if (ir->kind == IR_CONST && ir->literal && to->kind == T_STRING) return "put it in quotes";
    if (text && to->kind == T_INSTANCE) return arena_printf(arena, "name an instance: %s NAME { … }, and use NAME without quotes",
            to->component->name->s).s;
    if (to->kind == T_TEXT && ir->kind == IR_CONST && from >= T_BOOL && from <= T_PERCENT) return "put it in quotes";
    if (to->kind == T_TEXT && from >= T_BOOL && from <= T_PERCENT) return "write \"${…}\"";
    if (to->kind == T_STRING && from >= T_BOOL && from <= T_PERCENT) return "convert it with string(…) or \"${…}\"";
    if (to->kind == T_LIST && type_strip(ir->type)->kind != T_LIST) return "a list is written [a, b]";
    if (to->kind == T_MAP && from == T_RECORD) return "to use it as a map, give it that type where it is declared: NAME : {string: …} = …";
    if (to->kind == T_MAP && from == T_LIST) return "a map is written { NAME = value }";
    return NULL;
}

static Str missing_for_record(struct scope *scope, const struct type *from, const struct type *to)
{
    for (size_t i = 0; to->kind == T_RECORD && from->kind == T_INSTANCE && i < to->nfields; i++) {
        const struct export *given = component_export(from->component, to->fields[i].name);
        if (!given && type_base(to->fields[i].type)->kind != T_OPTIONAL)
            return arena_printf(scope->program->session->arena, "'%s' does not export '%s'", from->component->name->s, to->fields[i].name->s);
        if (given && given->type && !type_assignable(given->type, to->fields[i].type))
            return arena_printf(scope->program->session->arena, "its export '%s' does not fit", to->fields[i].name->s);
    }
    return STR("");
}

/* An export that would fit where its instance does not. */
static const struct name *fitting_export(const struct type *from, const struct type *to)
{
    for (size_t i = 0; from->kind == T_INSTANCE && i < from->component->nexports; i++) {
        const struct export *export = &from->component->exports[i];
        if (export->type && type_assignable(export->type, to) && type_base(to)->kind != T_ANY) return export->name;
    }
    return NULL;
}

static bool gives(const struct decl *decl, const struct name *type)
{
    const struct type_expr *result = decl->kind == DECL_FN ? decl->type : NULL;
    return result && result->kind == TYPE_NAME && result->names.v.n == 1 && result->names.v.at[0].name == type;
}

/* "http_get(…), tcp_check(…)": the functions known here that stand beside the type and give it; empty: none. */
static Str makers_of(struct scope *scope, const struct type *type)
{
    const struct module *module = type->name && type->at.file ? program_module(scope->program, type->at.file) : NULL;
    Str list = {0};
    for (size_t i = 0; module && i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        if (!gives(decl, type->name) || !module_symbol(scope->program, scope->module, decl->name.name)) continue;
        list = arena_printf(scope->program->session->arena, "%.*s%s%s(…)", STR_ARG(list), list.n ? ", " : "", decl->name.name->s);
    }
    return list;
}

/* "settings" in quotes, where an instance of that name was meant. */
static bool names_instance(const struct scope *scope, const struct ir *ir)
{
    if (!scope->component || ir->kind != IR_CONST || ir->value.kind != V_STRING) return false;
    const struct name *name = name_find(scope->program->session->names, value_str(ir->value));
    const struct step *step = name ? map_get(&scope->component->by_name, name) : NULL;
    return step && step->kind == STEP_INSTANCE;
}

static Str hint_for_record(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct arena *arena = scope->program->session->arena;
    if (to->kind != T_RECORD) return STR("");
    if (names_instance(scope, ir)) return arena_printf(arena, "write %.*s without quotes", STR_ARG(value_str(ir->value)));
    Str makers = makers_of(scope, to);
    return makers.n && type_base(ir->type)->kind != T_RECORD ? arena_printf(arena, "one is made by %.*s", STR_ARG(makers)) : STR("");
}

static void report_mismatch(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct session *session = scope->program->session;
    const struct type *from = type_base(ir->type);
    struct diag *diag = REPORT(session, E0201, ir->at, "expected %.*s, found %.*s", STR_ARG(type_show(session->arena, to)),
                               STR_ARG(type_show(session->arena, from)));
    const char *hint = hint_for(scope, ir, type_base(to));
    Str missing = missing_for_record(scope, from, type_base(to));
    const struct name *export = fitting_export(from, to);
    Str made = hint_for_record(scope, ir, type_strip(to));
    if (hint) diag_help(&session->diags, diag, "%s", hint);
    else if (export) diag_help(&session->diags, diag, "write %.*s.%s", STR_ARG(written_at(scope, ir->at)), export->s);
    else if (made.n) diag_help(&session->diags, diag, "%.*s", STR_ARG(made));
    else if (missing.n) diag_help(&session->diags, diag, "%.*s", STR_ARG(missing));
    if (to->at.file && to->name) diag_note(&session->diags, diag, to->at, "'%s' is declared here", to->name->s);
}

static void report_unhandled(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct session *session = scope->program->session;
    struct diag *diag = REPORT(session, E0204, ir->at, "this may be absent, and %.*s must be there", STR_ARG(type_show(session->arena, to)));
    Str text = written_at(scope, ir->at);
    bool half = ir->kind == IR_IF && !ir->branch.otherwise;
    if (half) diag_help(&session->diags, diag, "say what it is otherwise: %.*s else …", STR_ARG(text));
    else diag_help(&session->diags, diag, "give another value: %.*s ?? …", STR_ARG(text));
}

/* ---- literals take the expected type ---- */

static struct ir *copy_of(struct scope *scope, const struct ir *ir, const struct type *type)
{
    struct ir *copy = NEW(scope->program->session->arena, struct ir);
    *copy = *ir;
    copy->type = type;
    return copy;
}

static void report_no_member(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct session *session = scope->program->session;
    struct suggestion suggestion = suggestion_for(&scope->program->session->diags, value_str(ir->value));
    for (size_t i = 0; i < to->nmembers; i++) suggestion_offer(&suggestion, NAME_STR(to->members[i]));
    struct diag *diag = REPORT(session, E0209, ir->at, "'%.*s' is not one of %.*s", STR_ARG(value_str(ir->value)),
                               STR_ARG(type_show_members(session->arena, to)));
    diag_suggest(&session->diags, diag, &suggestion);
}

static bool literal_text_for_secret(struct scope *scope, const struct ir *ir, const struct type *to)
{
    if (to->kind != T_SECRET || ir->value.kind != V_STRING) return false;
    diag_written_secret(&scope->program->session->diags, ir->at, "declare it: secret NAME { generate = password(32) }, and use NAME.value");
    return true;
}

/* NULL: no conversion applies. */
static const struct ir *coerce_literal(struct scope *scope, const struct ir *ir, const struct type *to)
{
    if (ir->kind != IR_CONST || !ir->literal) return NULL;
    if (literal_text_for_secret(scope, ir, to)) return ir_error(scope, ir->at);
    if (to->kind == T_ENUM && ir->value.kind == V_STRING) {
        Str text = value_str(ir->value);
        if (type_member(to, name_of(scope->program->session->names, text))) return copy_of(scope, ir, to);
        report_no_member(scope, ir, to);
        return ir_error(scope, ir->at);
    }
    struct value value;
    const char *problem = literal_as(scope->program->session->arena, ir->value, to->kind, &value);
    if (problem && !*problem) return NULL;
    if (problem) {
        Str shown = value_show(scope->program->session->arena, ir->value), type = type_show(scope->program->session->arena, to);
        struct diag *diag = to->kind == T_IMAGE
            ? REPORT(scope->program->session, E0712, ir->at, "image '%.*s' names no fixed version", STR_ARG(shown))
            : REPORT(scope->program->session, E0207, ir->at, "'%.*s' is not a valid %.*s", STR_ARG(shown), STR_ARG(type));
        diag_help(&scope->program->session->diags, diag, "%s", problem);
        return ir_error(scope, ir->at);
    }
    struct ir *copy = copy_of(scope, ir, to);
    copy->value = value;
    return copy;
}

static const struct ir *converted(struct scope *scope, const struct ir *ir, const struct type *to)
{
    struct ir *convert = ir_new(scope, IR_CONVERT, ir->at, to);
    convert->of = ir;
    return convert;
}

static bool needs_number(const struct type *from, const struct type *to)
{
    bool number = to->kind == T_KUBE && (to->kube->kind == KUBE_INT || to->kube->kind == KUBE_INT_OR_STRING);
    return number && (from->kind == T_PORT || from->kind == T_DURATION);
}

/* A quantity is a text in manifests, also a whole number. */
static bool needs_quantity(const struct type *from, const struct type *to)
{
    return to->kind == T_KUBE && to->kube->kind == KUBE_QUANTITY && (from->kind == T_INT || from->kind == T_FLOAT);
}

static const struct ir *coerce_plain(struct scope *scope, const struct ir *ir, const struct type *from, const struct type *to)
{
    const struct ir *literal = coerce_literal(scope, ir, to);
    if (literal) return literal;
    if (from->kind == T_STRING && ir->kind == IR_TEXT && type_domain_text(to)) return converted(scope, ir, to);
    bool seconds = from->kind == T_DURATION && scope->seconds && to->kind == T_KUBE && to->kube->kind == KUBE_INT;
    if (needs_quantity(from, to)) return converted(scope, ir, to);
    if (needs_number(from, to) && (from->kind == T_PORT || seconds)) return converted(scope, ir, to);
    if (type_assignable(from, to)) return ir;
    enum type_kind kind = type_strip(from)->kind;
    if (from->kind == T_OPTIONAL && type_assignable(from->of, to)) report_unhandled(scope, ir, to);
    else if (type_holds_secret(from) && kind != T_INSTANCE && kind != T_ANY && !type_holds_secret(to)) report_secret(scope, ir);
    else report_mismatch(scope, ir, to);
    return ir_error(scope, ir->at);
}

static Str subject_text(const struct scope *scope)
{
    return scope->subject ? arena_printf(scope->program->session->arena, "'%s'", scope->subject->s) : STR("");
}

static struct machine *judge_of(struct program *program)
{
    if (!program->judge) program->judge = machine_new(program);
    program->judge->steps = 0;
    program->judge->out_of_steps = false;
    return program->judge;
}

static bool rules_hold(struct scope *scope, const struct ir *ir, const struct type *expected)
{
    struct machine *machine = judge_of(scope->program);
    struct value culprit = ir->value;
    const struct refinement_rule *broken = broken_rule(machine, expected, ir->value, &culprit);
    if (broken) report_broken_rule(machine, broken, culprit, ir->at, subject_text(scope));
    return !broken;
}

static const struct ir *with_rules(struct scope *scope, const struct ir *ir, const struct type *expected)
{
    if (ir->kind == IR_ERROR || ir->type == expected || !type_has_rules(expected)) return ir;
    if (ir->kind == IR_CONST && ir->value.kind != V_NULL) {
        if (!rules_hold(scope, ir, expected)) return ir_error(scope, ir->at);
        return ir;
    }
    struct ir *refine = ir_new(scope, IR_REFINE, ir->at, expected);
    refine->of = ir;
    return refine;
}

const struct ir *coerce(struct scope *scope, const struct ir *ir, const struct type *expected)
{
    if (!expected || ir->kind == IR_ERROR || expected->kind == T_POISON) return ir;
    const struct type *from = type_base(ir->type), *to = type_base(expected);
    if (from->kind == T_NULL && to->kind == T_OPTIONAL) return ir;
    if (to->kind == T_OPTIONAL) {
        to = type_base(to->of);
        if (from->kind == T_OPTIONAL) from = type_base(from->of);
    }
    const struct ir *plain = coerce_plain(scope, ir, from, to);
    return with_rules(scope, plain, expected);
}
