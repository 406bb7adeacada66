/* Names in expressions, and paths that a test has shown not to be null. */
#include "check_internal.h"

/* ---- narrowing: paths that a test has shown not to be null ---- */

static Str path_text(struct arena *arena, const struct expr *expr)
{
    if (expr->kind == EXPR_NAME) return NAME_STR(expr->name);
    if (expr->kind != EXPR_MEMBER) return STR("");
    Str of = path_text(arena, expr->member.of);
    return of.n ? arena_printf(arena, "%.*s.%s", STR_ARG(of), expr->member.field.name->s) : of;
}

static void narrow_path(struct scope *scope, const struct expr *expr)
{
    Str path = path_text(arena_of(scope), expr);
    if (path.n) vec_push(arena_of(scope), &scope->narrowed, path);
}

static void narrow_by(struct scope *scope, const struct expr *test, bool truth)
{
    if (test->kind == EXPR_UNARY && test->op.op == OP_NOT) {
        narrow_by(scope, test->op.left, !truth);
        return;
    }
    if (test->kind != EXPR_BINARY) return;
    enum op both = truth ? OP_AND : OP_OR, differs = truth ? OP_NE : OP_EQ;
    if (test->op.op == both) {
        narrow_by(scope, test->op.left, truth);
        narrow_by(scope, test->op.right, truth);
    }
    if (test->op.op == differs && test->op.right->kind == EXPR_NULL) narrow_path(scope, test->op.left);
    if (test->op.op == differs && test->op.left->kind == EXPR_NULL) narrow_path(scope, test->op.right);
}

size_t narrow(struct scope *scope, const struct expr *condition, bool truth)
{
    size_t mark = scope->narrowed.n;
    if (condition) narrow_by(scope, condition, truth);
    return mark;
}

void widen(struct scope *scope, size_t mark) { scope->narrowed.n = mark; }

static bool is_narrowed(struct scope *scope, const struct expr *expr)
{
    if (!scope->narrowed.n) return false;
    Str path = path_text(arena_of(scope), expr);
    for (size_t i = 0; path.n && i < scope->narrowed.n; i++)
        if (str_eq(scope->narrowed.at[i], path)) return true;
    return false;
}

const struct ir *narrowed(struct scope *scope, const struct expr *expr, const struct ir *ir)
{
    if (type_base(ir->type)->kind != T_OPTIONAL || !is_narrowed(scope, expr)) return ir;
    struct ir *copy = NEW(arena_of(scope), struct ir);
    *copy = *ir;
    copy->type = type_base(ir->type)->of;
    return copy;
}

/* ---- names ---- */

static const struct binding *find_local(const struct scope *scope, const struct name *name)
{
    for (size_t i = scope->locals.n; i-- > 0;)
        if (scope->locals.at[i].name == name) return &scope->locals.at[i];
    return NULL;
}

/* Items of a component's body are found through its map, so that long bodies stay linear. */
static struct step *find_step(const struct scope *scope, const struct name *name)
{
    return scope->component ? map_get(&scope->component->by_name, name) : NULL;
}

static const struct ir *slot_ir(struct scope *scope, Span at, uint32_t slot, const struct type *type)
{
    struct ir *ir = ir_new(scope, IR_SLOT, at, type);
    ir->slot = slot;
    return ir;
}

static void note_use(struct scope *scope, uint32_t slot, Span at)
{
    struct use use = {.slot = slot, .at = at};
    if (scope->uses) vec_push(arena_of(scope), &scope->uses->v, use);
}

static const struct ir *step_ir(struct scope *scope, const struct expr *expr, struct step *step)
{
    note_use(scope, step->slot, expr->at);
    if (step->kind == STEP_PARAM) {
        struct param *param = (struct param *)component_param(scope->component, step->name);
        if (param) param->read = true;
    }
    note_meaning(scope->program, (struct meaning){.at = expr->at, .declared = step->item->name.at, .step = step, .symbol = scope->component->symbol});
    if (!step->type) check_step_type(scope->program, scope->component, step);
    return narrowed(scope, expr, slot_ir(scope, expr->at, step->slot, step->type ? step->type : type_simple(T_POISON)));
}

static void suggest_names(struct scope *scope, struct suggestion *suggestion)
{
    if (!suggestions_wanted(&session_of(scope)->diags)) return;
    for (size_t i = 0; i < scope->locals.n; i++) suggestion_offer_declared(suggestion, NAME_STR(scope->locals.at[i].name), scope->locals.at[i].at);
    const struct map *map = scope->component ? &scope->component->by_name : NULL;
    for (size_t i = 0; map && i < map->cap; i++)
        if (map->slots[i].key)
            suggestion_offer_declared(suggestion, NAME_STR((const struct name *)map->slots[i].key), ((const struct step *)map->slots[i].value)->item->name.at);
    suggest_symbols(scope->program, scope->module, suggestion, SYMBOL_FUNCTION);
}

/* "workers = 3" in a body was reported as what it is: no setting. */
static bool was_meant_as_let(const struct scope *scope, const struct name *name)
{
    for (size_t i = 0; scope->component && i < scope->component->nsteps; i++)
        if (scope->component->steps[i]->kind == STEP_SETTING && scope->component->steps[i]->name == name) return true;
    return false;
}

static bool foreign_boolean(Str text)
{
    static const char *const words[] = {"yes", "no", "on", "off", "True", "False", "Yes", "No"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(text, words[i])) return true;
    return false;
}

static const struct ir *unknown_name(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    if (was_meant_as_let(scope, expr->name) && !program_inherited(scope->program, expr->name)) return ir_error(scope, expr->at);
    struct suggestion suggestion = suggestion_for(&session_of(scope)->diags, NAME_STR(expr->name));
    for (size_t i = 0; hint && hint->kind == T_ENUM && i < hint->nmembers; i++) suggestion_offer(&suggestion, NAME_STR(hint->members[i]));
    bool word = hint && hint->kind == T_ENUM;
    if (word && !suggestion.best.n) suggestion.distance = 1 + expr->name->n / 3; /* a name that is far from what was written is not meant */
    if (!suggestion.best.n || suggestion.offers) suggest_names(scope, &suggestion);
    struct diags *diags = &session_of(scope)->diags;
    struct diag *diag;
    if (word)
        diag = diag_add(diags, E0209, expr->at, "'%s' is not one of %.*s", expr->name->s, STR_ARG(type_show_members(arena_of(scope), hint)));
    else diag = diag_add(diags, E0101, expr->at, "there is no '%s' here", expr->name->s);
    if (foreign_boolean(NAME_STR(expr->name))) {
        diag_help(diags, diag, "the booleans are true and false");
        return ir_error(scope, expr->at);
    }
    diag_suggest(diags, diag, &suggestion);
    if (hint && hint->kind == T_STRING && !suggestion.best.n) diag_help(diags, diag, "text is written in quotes: \"%s\"", expr->name->s);
    return ir_error(scope, expr->at);
}

static const struct ir *symbol_as_value(struct scope *scope, struct ident ident, const struct symbol *symbol)
{
    static const char *const what[] = {"a type", "a function", "a component", "a module", "an import"};
    struct diag *diag = REPORT(session_of(scope), E0101, ident.at, "'%s' is %s, not a value", ident.name->s, what[symbol->kind]);
    if (symbol->kind == SYMBOL_FUNCTION) diag_help(&session_of(scope)->diags, diag, "call it: %s(…)", ident.name->s);
    if (symbol->kind == SYMBOL_COMPONENT) diag_help(&session_of(scope)->diags, diag, "make an instance: %s NAME { … }, and use NAME", ident.name->s);
    return ir_error(scope, ident.at);
}

static bool is_value(const struct scope *scope, const struct name *name) { return find_local(scope, name) || find_step(scope, name); }

const struct ir *check_name_in_module(struct scope *scope, const struct expr *expr)
{
    const struct expr *of = expr->member.of;
    const struct symbol *module = of->kind == EXPR_NAME && !is_value(scope, of->name) ? module_symbol(scope->program, scope->module, of->name) : NULL;
    struct ident_list path = {0};
    if (!module || module->kind != SYMBOL_MODULE) return NULL;
    vec_push(arena_of(scope), &path.v, ((struct ident){of->name, of->at}));
    vec_push(arena_of(scope), &path.v, expr->member.field);
    const struct symbol *symbol = qualified_symbol(scope->program, scope->module, &path, SYMBOL_FUNCTION, E0101);
    return symbol ? symbol_as_value(scope, expr->member.field, symbol) : ir_error(scope, expr->at);
}

const struct ir *check_name(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    if (hint && hint->kind == T_ENUM && type_member(hint, expr->name)) {
        note_meaning(scope->program, (struct meaning){.at = expr->at, .type = hint});
        return constant(scope, expr->at, value_string(arena_of(scope), NAME_STR(expr->name)), hint, true);
    }
    const struct binding *local = find_local(scope, expr->name);
    if (local) {
        const struct ir *ir = slot_ir(scope, expr->at, local->slot, local->type);
        note_meaning(scope->program, (struct meaning){.at = expr->at, .declared = local->at, .type = local->type});
        return narrowed(scope, expr, ir);
    }
    struct step *step = find_step(scope, expr->name);
    if (step) return step_ir(scope, expr, step);
    if (scope->component && expr->name == scope->program->names.self) {
        scope->component->uses_self = true;
        return slot_ir(scope, expr->at, 0, scope->program->self_type);
    }
    struct symbol *symbol = module_symbol(scope->program, scope->module, expr->name);
    symbol = symbol ? symbol_resolve(scope->program, symbol) : NULL;
    if (symbol && !(hint && hint->kind == T_ENUM)) return symbol_as_value(scope, (struct ident){expr->name, expr->at}, symbol);
    return unknown_name(scope, expr, hint);
}
