/* Number and string literals, and interpolation. */
#include "check_internal.h"

#include "value/literal.h"

const struct ir *check_number(struct scope *scope, const struct expr *expr)
{
    struct value value = value_null();
    enum type_kind kind = T_POISON;
    const char *problem = literal_number(arena_of(scope), expr->number, &value, &kind);
    if (!problem) return constant(scope, expr->at, value, type_simple(kind), true);
    struct diag *diag = REPORT(session_of(scope), E0004, expr->at, "'%.*s' is not a number that exists", STR_ARG(expr->number));
    diag_help(&session_of(scope)->diags, diag, "%s", problem);
    return ir_error(scope, expr->at);
}

static bool interpolates(const struct type *type)
{
    return type->kind <= T_TEXT ? type->kind != T_NULL : type->kind == T_ENUM || (type->kind == T_KUBE && type->kube->kind == KUBE_INT);
}

static const struct ir *check_part(struct scope *scope, const struct expr *expr)
{
    const struct ir *ir = check_inner(scope, expr, NULL);
    if (poisoned(ir)) return ir;
    const struct type *type = type_base(ir->type);
    if (interpolates(type)) return ir;
    struct diags *diags = &session_of(scope)->diags;
    bool absent = type->kind == T_OPTIONAL;
    struct diag *diag = absent ? diag_add(diags, E0204, expr->at, "this may be absent, and a text needs it")
                               : diag_add(diags, E0201, expr->at, "%.*s cannot be put into a text", STR_ARG(type_show(arena_of(scope), type)));
    if (absent) diag_help(diags, diag, "give another value: … ?? \"\"");
    else if (type->kind == T_LIST) diag_help(diags, diag, "join its elements: join(\",\", …)");
    else if (type->kind == T_INSTANCE) diag_help(diags, diag, "use one of its exports");
    return ir_error(scope, expr->at);
}

enum type_kind wider_text(enum type_kind so_far, const struct type *part)
{
    enum type_kind kind = type_base(part)->kind;
    if (kind == T_SECRET || so_far == T_SECRET) return T_SECRET;
    return kind == T_TEXT ? T_TEXT : so_far;
}

static bool needs_encoding(const struct type *type)
{
    type = type_base(type);
    return type->kind == T_STRING || type->kind == T_SECRET || type->kind == T_TEXT || type->kind == T_ENUM;
}

static const struct ir *check_interpolation(struct scope *scope, const struct expr *expr)
{
    bool url = !expr->parts.v.at[0].expr && begins_with_scheme(expr->parts.v.at[0].text);
    struct ir_part *parts = NEW_ARRAY(arena_of(scope), expr->parts.v.n, struct ir_part);
    enum type_kind kind = T_STRING;
    bool failed = false;
    for (size_t i = 0; i < expr->parts.v.n; i++) {
        const struct part *part = &expr->parts.v.at[i];
        parts[i].text = part->text;
        if (!part->expr) continue;
        parts[i].ir = check_part(scope, part->expr);
        parts[i].encode = url && needs_encoding(parts[i].ir->type);
        failed |= poisoned(parts[i].ir);
        kind = wider_text(kind, parts[i].ir->type);
    }
    if (failed) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, IR_TEXT, expr->at, type_simple(kind));
    ir->literal = true;
    ir->text.parts = parts;
    ir->text.n = expr->parts.v.n;
    return ir;
}

const struct ir *check_string(struct scope *scope, const struct expr *expr)
{
    bool plain = expr->parts.v.n == 0 || (expr->parts.v.n == 1 && !expr->parts.v.at[0].expr);
    if (!plain) return check_interpolation(scope, expr);
    Str text = expr->parts.v.n ? expr->parts.v.at[0].text : STR("");
    return constant(scope, expr->at, value_string(arena_of(scope), text), type_simple(T_STRING), true);
}
