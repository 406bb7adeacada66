/* Operators. */
#include "check_internal.h"

#include "value/literal.h"

static bool numeric(const struct type *type)
{
    return type->kind == T_INT || type->kind == T_FLOAT || (type->kind >= T_BYTES && type->kind <= T_DURATION) || type->kind == T_PERCENT;
}

static bool plain_number(const struct type *type) { return type->kind == T_INT || type->kind == T_FLOAT; }

static bool text_like(const struct type *type)
{
    return type->kind == T_STRING || type->kind == T_TEXT || type->kind == T_SECRET || type->kind == T_ENUM || type_domain_text(type);
}

static const struct type *sum_type(struct scope *scope, const struct type *left, const struct type *right)
{
    if (numeric(left) && left->kind == right->kind) return left;
    if (text_like(left) && text_like(right)) {
        if (left->kind == T_URL && right->kind == T_STRING) return left;
        if (left->kind == T_PATH && right->kind == T_STRING) return left;
        return type_simple(wider_text(wider_text(T_STRING, left), right));
    }
    bool lists = left->kind == T_LIST && right->kind == T_LIST, maps = left->kind == T_MAP && right->kind == T_MAP;
    if (lists || maps) return type_of(arena_of(scope), left->kind, common_type(scope, left->of, right->of));
    bool open = left->kind == T_MAP || left->kind == T_RECORD || left->kind == T_ANY || left->kind == T_PLAIN;
    bool open_right = right->kind == T_MAP || right->kind == T_RECORD || right->kind == T_ANY || right->kind == T_PLAIN;
    if (open && open_right) return type_simple(type_holds_secret(left) || type_holds_secret(right) ? T_ANY : T_PLAIN);
    return NULL;
}

static const struct type *product_type(enum op op, const struct type *left, const struct type *right)
{
    if (!numeric(left) || !numeric(right)) return NULL;
    if (left->kind == T_INT && right->kind == T_INT) return left;
    if (op == OP_MOD) return NULL;
    if (plain_number(left) && plain_number(right)) return type_simple(T_FLOAT);
    if (plain_number(right)) return left;
    if (op == OP_MUL && plain_number(left)) return right;
    return op == OP_DIV && left->kind == right->kind ? type_simple(T_FLOAT) : NULL;
}

static const struct type *order_type(const struct type *left, const struct type *right)
{
    bool numbers = numeric(left) && left->kind == right->kind, texts = left->kind == T_STRING && right->kind == T_STRING;
    return numbers || texts ? type_simple(T_BOOL) : NULL;
}

static const struct type *equality_type(const struct type *left, const struct type *right)
{
    bool related = left->kind == T_NULL || right->kind == T_NULL || type_assignable(left, right) || type_assignable(right, left) ||
                   type_assignable(type_strip(left), type_strip(right)) || type_assignable(type_strip(right), type_strip(left));
    return related ? type_simple(T_BOOL) : NULL;
}

static const struct type *in_type(const struct type *left, const struct type *right)
{
    if (right->kind == T_LIST) return type_assignable(left, right->of) ? type_simple(T_BOOL) : NULL;
    return right->kind == T_MAP && type_assignable(left, type_simple(T_STRING)) ? type_simple(T_BOOL) : NULL;
}

static const struct type *binary_type(struct scope *scope, enum op op, const struct type *left, const struct type *right)
{
    switch (op) {
    case OP_ADD: return sum_type(scope, left, right);
    case OP_SUB: return numeric(left) && left->kind == right->kind ? left : NULL;
    case OP_MUL: case OP_DIV: case OP_MOD: return product_type(op, left, right);
    case OP_EQ: case OP_NE: return equality_type(left, right);
    case OP_LT: case OP_LE: case OP_GT: case OP_GE: return order_type(left, right);
    case OP_IN: return in_type(left, right);
    default: return NULL;
    }
}

static const char *op_text(enum op op)
{
    static const char *const texts[] = {"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||", "??", "!", "-"};
    return texts[op];
}

static const struct ir *report_absent_operand(struct scope *scope, const struct expr *expr, const struct ir *operand)
{
    struct session *session = session_of(scope);
    struct diag *diag = REPORT(session, E0204, operand->at, "this may be absent, and '%s' needs it", op_text(expr->op.op));
    diag_help(&session->diags, diag, "give another value: (%.*s ?? …)", STR_ARG(span_text(&session->sources, operand->at)));
    return ir_error(scope, expr->at);
}

static const struct ir *report_operator(struct scope *scope, const struct expr *expr, const struct ir *left, const struct ir *right)
{
    struct session *session = session_of(scope);
    bool equality = expr->op.op == OP_EQ || expr->op.op == OP_NE; /* which takes what may be absent */
    if (!equality && type_base(left->type)->kind == T_OPTIONAL) return report_absent_operand(scope, expr, left);
    if (!equality && type_base(right->type)->kind == T_OPTIONAL) return report_absent_operand(scope, expr, right);
    struct diag *diag = REPORT(session, E0202, expr->op.op_at, "%.*s %s %.*s means nothing", STR_ARG(type_show(session->arena, left->type)),
                               op_text(expr->op.op), STR_ARG(type_show(session->arena, right->type)));
    const struct type *l = type_strip(left->type), *r = type_strip(right->type);
    if (numeric(l) && numeric(r) && l->kind != r->kind) diag_help(&session->diags, diag, "the units differ");
    else if ((expr->op.op == OP_ADD || expr->op.op == OP_MOD) && (text_like(l) || text_like(r))) diag_help(&session->diags, diag, "put values into a text with \"${…}\"");
    else if (expr->op.op >= OP_EQ && expr->op.op <= OP_GE) diag_help(&session->diags, diag,
            "both sides must have one type; string(…) and int(…) convert");
    return ir_error(scope, expr->at);
}

/* A literal beside a value takes its type: cpu + 1, size == small. */
static const struct ir *adapt(struct scope *scope, const struct ir *ir, const struct type *other)
{
    if (ir->kind != IR_CONST || !ir->literal || type_base(ir->type)->kind == other->kind) return ir;
    struct value value;
    const char *problem = literal_as(arena_of(scope), ir->value, other->kind, &value);
    return problem ? ir : constant(scope, ir->at, value, type_simple(other->kind), true);
}

static struct ir *binary_ir(struct scope *scope, const struct expr *expr, const struct ir *left, const struct ir *right, const struct type *type)
{
    struct ir *ir = ir_new(scope, IR_BINARY, expr->at, type);
    ir->op.op = expr->op.op;
    ir->op.op_at = expr->op.op_at;
    ir->op.left = left;
    ir->op.right = right;
    ir->tested = expr->op.op >= OP_EQ && expr->op.op <= OP_IN;
    return ir;
}

static bool looks_into_secret(enum op op, const struct ir *left, const struct ir *right)
{
    if (op < OP_EQ || op > OP_IN || type_is(left->type, T_NULL) || type_is(right->type, T_NULL)) return false;
    const struct type *l = type_strip(left->type), *r = type_strip(right->type);
    return l->kind == T_SECRET || l->kind == T_TEXT || r->kind == T_SECRET || r->kind == T_TEXT;
}

static const struct ir *check_arithmetic(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    enum op op = expr->op.op;
    const struct ir *left = check_inner(scope, expr->op.left, op == OP_ADD ? hint : NULL);
    const struct ir *right = check_inner(scope, expr->op.right, op == OP_ADD && hint ? hint : op == OP_IN ? NULL : type_strip(left->type));
    if (poisoned(left) || poisoned(right)) return ir_error(scope, expr->at);
    if (looks_into_secret(op, left, right)) {
        REPORT(session_of(scope), E0903, expr->at, "a secret cannot be compared: its content is not known here");
        return ir_error(scope, expr->at);
    }
    bool same_unit = op == OP_ADD || op == OP_SUB || (op >= OP_EQ && op <= OP_GE);
    if (same_unit) right = adapt(scope, right, type_strip(left->type));
    if (same_unit) left = adapt(scope, left, type_strip(right->type));
    const struct type *type = binary_type(scope, op, type_base(left->type), type_base(right->type));
    return type ? binary_ir(scope, expr, left, right, type) : report_operator(scope, expr, left, right);
}

static const struct ir *check_logic(struct scope *scope, const struct expr *expr)
{
    const struct ir *left = check_condition(scope, expr->op.left);
    size_t mark = narrow(scope, expr->op.left, expr->op.op == OP_AND);
    const struct ir *right = check_condition(scope, expr->op.right);
    widen(scope, mark);
    return binary_ir(scope, expr, left, right, type_simple(T_BOOL));
}

static const struct ir *check_else(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    const struct ir *left = check_inner(scope, expr->op.left, hint);
    const struct type *inner = type_strip(left->type);
    const struct ir *right = check_inner(scope, expr->op.right, hint ? hint : inner);
    if (poisoned(left) || poisoned(right)) return ir_error(scope, expr->at);
    if (left->type->kind == T_NULL) return right;
    right = adapt(scope, right, inner);
    return binary_ir(scope, expr, left, right, common_type(scope, type_base(left->type)->kind == T_OPTIONAL ? type_base(left->type)->of : left->type,
            right->type));
}

const struct ir *check_binary(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    switch (expr->op.op) {
    case OP_AND: case OP_OR: return check_logic(scope, expr);
    case OP_ELSE: return check_else(scope, expr, hint);
    default: return check_arithmetic(scope, expr, hint);
    }
}

const struct ir *check_unary(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    bool not = expr->op.op == OP_NOT;
    const struct ir *of = not ? check_condition(scope, expr->op.left) : check_inner(scope, expr->op.left, hint);
    if (poisoned(of)) return of;
    if (!not && !numeric(type_base(of->type))) {
        REPORT(session_of(scope), E0202, expr->at, "-%.*s means nothing", STR_ARG(type_show(arena_of(scope), of->type)));
        return ir_error(scope, expr->at);
    }
    if (!not && of->kind == IR_CONST && of->value.kind != V_FLOAT)
        return constant(scope, expr->at, value_unit(of->value.kind, -of->value.integer), of->type, true);
    struct ir *ir = ir_new(scope, not ? IR_NOT : IR_NEG, expr->at, type_base(of->type));
    ir->of = of;
    return ir;
}
