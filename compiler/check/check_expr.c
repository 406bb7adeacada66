/* Expressions become typed IR. */
#include "check_internal.h"

/* What takes more to make than to compare what it is made of. */
static bool is_worth_keeping(enum ir_kind kind)
{
    return kind != IR_CONST && kind != IR_SLOT && kind != IR_FIELD && kind != IR_INDEX && kind != IR_NOT && kind != IR_NEG;
}

struct ir *ir_new(struct scope *scope, enum ir_kind kind, Span at, const struct type *type)
{
    struct ir *ir = NEW(arena_of(scope), struct ir);
    *ir = (struct ir){.kind = kind, .at = at, .type = type};
    if (is_worth_keeping(kind)) ir->number = ++scope->program->numbered;
    ir->origin = origin_add(arena_of(scope), &scope->program->origins, at, ORIGIN_WRITTEN, 0);
    return ir;
}

const struct ir *ir_error(struct scope *scope, Span at)
{
    struct ir *ir = NEW(arena_of(scope), struct ir);
    *ir = (struct ir){.kind = IR_ERROR, .at = at, .type = type_simple(T_POISON)};
    return ir;
}

const struct ir *constant(struct scope *scope, Span at, struct value value, const struct type *type, bool literal)
{
    struct ir *ir = ir_new(scope, IR_CONST, at, type);
    ir->value = value_with_origin(value, ir->origin);
    ir->literal = literal;
    return ir;
}

/* ---- branches and loops ---- */

static const struct ir *check_if(struct scope *scope, const struct expr *expr, const struct type *expected)
{
    const struct ir *condition = check_test(scope, expr->branch.condition);
    size_t mark = narrow(scope, expr->branch.condition, true);
    const struct ir *then = check_expr(scope, expr->branch.then, expected);
    widen(scope, mark);
    mark = narrow(scope, expr->branch.condition, false);
    const struct ir *otherwise = expr->branch.otherwise ? check_expr(scope, expr->branch.otherwise, expected) : NULL;
    widen(scope, mark);
    const struct type *type = otherwise ? common_type(scope, then->type, otherwise->type) : type_optional(arena_of(scope), then->type);
    if (poisoned(then) || (otherwise && poisoned(otherwise))) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, IR_IF, expr->at, expected && otherwise ? expected : type);
    ir->branch.condition = condition;
    ir->branch.then = then;
    ir->branch.otherwise = otherwise;
    return ir;
}

static uint32_t bind_local(struct scope *scope, struct ident ident, const struct type *type)
{
    struct binding binding = {.name = ident.name, .type = type, .slot = (*scope->nslots)++, .at = ident.at};
    vec_push(arena_of(scope), &scope->locals, binding);
    note_meaning(scope->program, (struct meaning){.at = ident.at, .declared = ident.at, .type = type});
    return binding.slot;
}

bool check_loop(struct scope *scope, const struct loop *loop, struct ir *ir)
{
    const struct ir *over = check_inner(scope, loop->over, NULL);
    const struct type *type = type_base(over->type);
    bool list = type->kind == T_LIST, map = type->kind == T_MAP;
    if (type->kind == T_OPTIONAL) {
        struct diag *diag = REPORT(session_of(scope), E0204, loop->over->at, "this may be absent, and 'for' needs it");
        diag_help(&session_of(scope)->diags, diag, "give another value: … ?? []");
    } else if (!list && !map && !poisoned(over)) {
        struct diag *diag = REPORT(session_of(scope), E0208, loop->over->at, "%.*s cannot be iterated", STR_ARG(type_show(arena_of(scope), type)));
        diag_help(&session_of(scope)->diags, diag, type->kind == T_INT ? "write range(0, n)" : "for goes over lists and maps");
    }
    const struct type *element = list || map ? type->of : type_simple(T_POISON);
    const struct type *first = loop->second.name ? type_simple(list ? T_INT : T_STRING) : map ? type_simple(T_STRING) : element;
    ir->loop.over = over;
    ir->loop.two = loop->second.name != NULL;
    ir->loop.first = bind_local(scope, loop->first, list || map ? first : element);
    if (loop->second.name) ir->loop.second = bind_local(scope, loop->second, element);
    ir->loop.condition = loop->condition ? check_test(scope, loop->condition) : NULL;
    return list || map;
}

static const struct ir *check_comprehension(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    bool map = expr->kind == EXPR_RECORD_FOR;
    size_t locals = scope->locals.n;
    struct ir *ir = ir_new(scope, map ? IR_MAP_FOR : IR_LIST_FOR, expr->at, NULL);
    bool fine = check_loop(scope, expr->loop.loop, ir);
    size_t mark = narrow(scope, expr->loop.loop->condition, true);
    const struct type *wanted = element_hint(hint);
    ir->loop.key = map ? check_expr(scope, expr->loop.key, type_simple(T_STRING)) : NULL;
    ir->loop.value = check_expr(scope, expr->loop.value, wanted);
    widen(scope, mark);
    scope->locals.n = locals;
    bool open = hint && (hint->kind == T_ANY || hint->kind == T_PLAIN);
    ir->type = open ? hint : type_of(arena_of(scope), map ? T_MAP : T_LIST, wanted ? wanted : ir->loop.value->type);
    return fine && !poisoned(ir->loop.value) ? ir : ir_error(scope, expr->at);
}

/* ---- the dispatch ---- */

const struct ir *check_inner(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    hint = hint ? type_strip(hint) : NULL;
    switch (expr->kind) {
    case EXPR_ERROR: return ir_error(scope, expr->at);
    case EXPR_NULL: return constant(scope, expr->at, value_null(), type_simple(T_NULL), false);
    case EXPR_BOOL: return constant(scope, expr->at, value_bool(expr->boolean), type_simple(T_BOOL), true);
    case EXPR_NUMBER: return check_number(scope, expr);
    case EXPR_STRING: return check_string(scope, expr);
    case EXPR_NAME: return check_name(scope, expr, hint);
    case EXPR_MEMBER: return check_member(scope, expr);
    case EXPR_INDEX: return check_index(scope, expr);
    case EXPR_CALL: return check_call(scope, expr, hint);
    case EXPR_LIST: return check_list(scope, expr, hint);
    case EXPR_RECORD: return check_record(scope, expr, hint);
    case EXPR_LIST_FOR: case EXPR_RECORD_FOR: return check_comprehension(scope, expr, hint);
    case EXPR_UNARY: return check_unary(scope, expr, hint);
    case EXPR_BINARY: return check_binary(scope, expr, hint);
    case EXPR_IF: return check_if(scope, expr, NULL);
    }
    panic("no such expression");
}

const struct ir *check_expr(struct scope *scope, const struct expr *expr, const struct type *expected)
{
    if (expr->kind == EXPR_IF) return coerce(scope, check_if(scope, expr, expected), expected);
    return coerce(scope, check_inner(scope, expr, expected), expected);
}

const struct ir *check_condition(struct scope *scope, const struct expr *expr) { return check_expr(scope, expr, type_simple(T_BOOL)); }

/* && and || give one of their operands on. */
static void mark_tested(struct ir *ir)
{
    ir->tested = true;
    if (ir->kind == IR_NOT) mark_tested((struct ir *)ir->of);
    if (ir->kind != IR_BINARY || (ir->op.op != OP_AND && ir->op.op != OP_OR)) return;
    mark_tested((struct ir *)ir->op.left);
    mark_tested((struct ir *)ir->op.right);
}

const struct ir *check_test(struct scope *scope, const struct expr *expr)
{
    const struct ir *ir = check_condition(scope, expr);
    mark_tested((struct ir *)ir);
    return ir;
}

static const struct ir *check_without_names(struct program *program, struct module *module, const struct expr *expr, const struct type *expected,
                                            bool partial)
{
    uint32_t nslots = 0;
    struct scope scope = {.program = program, .module = module, .nslots = &nslots, .partial = partial};
    const struct ir *ir = check_expr(&scope, expr, expected);
    if (nslots == 0) return ir;
    REPORT(program->session, E0201, expr->at, "a default in a type must be a constant");
    return ir_error(&scope, expr->at);
}

const struct ir *check_constant(struct program *program, struct module *module, const struct expr *expr, const struct type *expected)
{
    return check_without_names(program, module, expr, expected, false);
}

const struct ir *check_constant_part(struct program *program, struct module *module, const struct expr *expr, const struct type *expected)
{
    return check_without_names(program, module, expr, expected, may_be_partial(expr, expected));
}
