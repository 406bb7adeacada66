/* Operators. */
#include "eval_internal.h"

#include "value/text.h"

static struct value too_large(struct machine *machine, const struct ir *ir)
{
    return eval_fail(machine, E0501, ir->at, "the result does not fit into 64 bits");
}

/* Percentages have no smaller unit in which a fraction of one would be lost unseen. */
static struct value no_percentage(struct machine *machine, const struct ir *ir, double exact)
{
    struct diag *diag = eval_error(machine, E0505, ir->at, "the result is no whole percentage");
    diag_help(&machine->session->diags, diag, "the nearest are %lld%% and %lld%%", (long long)exact, (long long)exact + 1);
    return value_poison();
}

/* Two integers of one unit, or one with a unit and a plain number. */
static struct value integer_arithmetic(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    int64_t result = 0;
    bool overflow = false;
    enum value_kind kind = a.kind == V_INT && ir->op.op == OP_MUL ? b.kind : a.kind;
    switch (ir->op.op) {
    case OP_ADD: overflow = __builtin_add_overflow(a.integer, b.integer, &result); break;
    case OP_SUB: overflow = __builtin_sub_overflow(a.integer, b.integer, &result); break;
    case OP_MUL: overflow = __builtin_mul_overflow(a.integer, b.integer, &result); break;
    default:
        if (b.integer == 0) return eval_fail(machine, E0502, ir->op.right->at, "division by zero");
        if (kind == V_PERCENT && ir->op.op == OP_DIV && a.integer % b.integer)
            return no_percentage(machine, ir, (double)a.integer / (double)b.integer);
        if (b.integer == -1) overflow = __builtin_sub_overflow((int64_t)0, a.integer, &result);
        else result = ir->op.op == OP_DIV ? a.integer / b.integer : a.integer % b.integer;
        if (ir->op.op == OP_MOD && b.integer == -1) result = 0;
    }
    return overflow ? too_large(machine, ir) : value_with_origin(value_unit(kind, result), ir->origin);
}

static struct value real_arithmetic(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    double x = real_of(a), y = real_of(b), result;
    if (ir->op.op == OP_DIV && y == 0) return eval_fail(machine, E0502, ir->op.right->at, "division by zero");
    switch (ir->op.op) {
    case OP_ADD: result = x + y; break;
    case OP_SUB: result = x - y; break;
    case OP_MUL: result = x * y; break;
    default: result = x / y;
    }
    enum type_kind kind = type_base(ir->type)->kind;
    if (kind == T_FLOAT) return value_with_origin(value_float(result), ir->origin);
    if (!(result > -9e18 && result < 9e18)) return too_large(machine, ir);
    enum value_kind unit = a.kind == V_FLOAT || a.kind == V_INT ? b.kind : a.kind;
    if (unit == V_PERCENT && result != (double)(int64_t)result) return no_percentage(machine, ir, result);
    return value_with_origin(value_unit(unit, (int64_t)result), ir->origin);
}

static struct value joined_text(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    text_add_value(&builder, a, ESCAPE_NONE);
    text_add_value(&builder, b, ESCAPE_NONE);
    bool too_long = builder.plain.n > STRING_MAX;
    struct value text = text_done(&builder);
    return too_long ? eval_fail(machine, E0504, ir->at, "this text is longer than 16 MiB") : value_with_origin(text, ir->origin);
}

static struct value joined_list(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    if (a.list->n + b.list->n > RANGE_MAX * 16) return eval_fail(machine, E0504, ir->at, "this list has too many elements");
    if (!a.list->n || !b.list->n) return value_with_origin(a.list->n ? a : b, ir->origin);
    struct list *list = list_new(machine->arena, a.list->n + b.list->n);
    memcpy(list->at, a.list->at, a.list->n * sizeof *list->at);
    memcpy(list->at + a.list->n, b.list->at, b.list->n * sizeof *list->at);
    return value_with_origin(value_list(list), ir->origin);
}

static struct value sum(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    bool texts = a.kind == V_STRING || a.kind == V_SECRET;
    if (texts) return joined_text(machine, ir, a, b);
    if (a.kind == V_LIST && b.kind == V_LIST) return joined_list(machine, ir, a, b);
    if (a.kind == V_NULL) return b;
    if (b.kind == V_NULL) return a;
    if (a.kind == V_RECORD && b.kind == V_RECORD) return value_with_origin(record_merge(machine->arena, a.record, b.record), ir->origin);
    bool real = a.kind == V_FLOAT || b.kind == V_FLOAT;
    return real ? real_arithmetic(machine, ir, a, b) : integer_arithmetic(machine, ir, a, b);
}

static struct value product(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    bool real = type_is(ir->type, T_FLOAT) || a.kind == V_FLOAT || b.kind == V_FLOAT;
    return real ? real_arithmetic(machine, ir, a, b) : integer_arithmetic(machine, ir, a, b);
}

static int compare(struct value a, struct value b)
{
    if (a.kind == V_STRING) return str_cmp(value_str(a), value_str(b));
    if (a.kind == V_FLOAT) return (a.real > b.real) - (a.real < b.real);
    return (a.integer > b.integer) - (a.integer < b.integer);
}

static bool contains(struct machine *machine, struct value element, struct value in)
{
    if (in.kind == V_RECORD) return record_get(machine->arena, in.record, name_of(machine->session->names, value_str(element)));
    for (size_t i = 0; in.kind == V_LIST && i < in.list->n; i++)
        if (value_equal(element, in.list->at[i])) return true;
    return false;
}

static bool truth(struct machine *machine, enum op op, struct value a, struct value b)
{
    switch (op) {
    case OP_EQ: return value_equal(a, b);
    case OP_NE: return !value_equal(a, b);
    case OP_LT: return compare(a, b) < 0;
    case OP_LE: return compare(a, b) <= 0;
    case OP_GT: return compare(a, b) > 0;
    case OP_GE: return compare(a, b) >= 0;
    default: return contains(machine, a, b);
    }
}

/* && || ?? look at the right side only when they need it. */
static struct value eval_lazy(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value left = eval(machine, ir->op.left, slots);
    if (poison(left)) return left;
    bool decided = ir->op.op == OP_ELSE ? left.kind != V_NULL : left.boolean == (ir->op.op == OP_OR);
    return decided ? left : eval(machine, ir->op.right, slots);
}

struct value eval_binary(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (ir->op.op >= OP_AND) return eval_lazy(machine, ir, slots);
    struct value a = eval(machine, ir->op.left, slots), b = eval(machine, ir->op.right, slots);
    if (poison(a) || poison(b)) return value_poison();
    switch (ir->op.op) {
    case OP_ADD: return sum(machine, ir, a, b);
    case OP_SUB: case OP_MUL: case OP_DIV: case OP_MOD: return product(machine, ir, a, b);
    default: return value_with_origin(value_bool(truth(machine, ir->op.op, a, b)), ir->origin);
    }
}

struct value eval_negation(struct machine *machine, const struct ir *ir, struct value value)
{
    if (poison(value)) return value;
    if (ir->kind == IR_NOT) return value_with_origin(value_bool(!value.boolean), value.origin ? value.origin : ir->origin);
    if (value.kind == V_FLOAT) return value_with_origin(value_float(-value.real), ir->origin);
    if (value.integer == INT64_MIN) return too_large(machine, ir);
    return value_with_origin(value_unit(value.kind, -value.integer), ir->origin);
}
