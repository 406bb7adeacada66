/* Values become values of another type, and are held against the rules of refined ones. */
#include "eval_internal.h"

#include "evaluate/refine.h"
#include "value/literal.h"

static struct value parsed(struct machine *machine, const struct ir *ir, struct value text, enum type_kind to)
{
    struct value value;
    enum type_kind kind = T_POISON;
    Str str = value_str(text);
    bool negative = str.n && str.s[0] == '-';
    Str digits = negative ? (Str){str.s + 1, str.n - 1} : str;
    bool number = digits.n && digits.s[0] >= '0' && digits.s[0] <= '9' && !literal_number(machine->arena, digits, &value, &kind);
    if (number && negative && value.kind == V_FLOAT) value.real = -value.real;
    else if (number && negative) value.integer = -value.integer;
    if (number && kind != to && !literal_as(machine->arena, value, to, &value)) kind = to;
    if (number && kind == to) return value_with_origin(value, text.origin);
    if (to == T_BOOL && (str_is(str, "true") || str_is(str, "false"))) return value_with_origin(value_bool(str.s[0] == 't'), text.origin);
    struct diag *diag = eval_error(machine, E0505, ir->at, "'%.*s' is not a valid %.*s", STR_ARG(value_show(machine->arena, text)),
                                   STR_ARG(type_show(machine->arena, ir->type)));
    Span set = origin_span(&machine->program->origins, text.origin);
    if (set.file) diag_note(&machine->session->diags, diag, set, "the text was set here");
    return value_poison();
}

static struct value to_string(struct machine *machine, struct value value)
{
    struct buf text = {0};
    value_print(value, &text);
    struct value string = value_with_origin(value_string(machine->arena, (Str){text.s, text.n}), value.origin);
    buf_free(&text);
    return string;
}

/* VALUE lies between two that TO can hold: its place is that which set it. */
static struct value between(struct machine *machine, const struct ir *ir, struct value value, const char *what, struct value below,
                            struct value above)
{
    Span set = origin_span(&machine->program->origins, value.origin);
    struct diag *diag = eval_error(machine, E0505, set.file ? set : ir->at, "%.*s is no %s", STR_ARG(value_show(machine->arena, value)), what);
    Str low = value_show(machine->arena, below), high = value_show(machine->arena, above);
    if (below.integer > 0) diag_help(&machine->session->diags, diag, "the nearest are %.*s and %.*s", STR_ARG(low), STR_ARG(high));
    else diag_help(&machine->session->diags, diag, "the nearest is %.*s", STR_ARG(high));
    return value_poison();
}

/* Nothing is rounded unasked. */
static struct value whole(struct machine *machine, const struct ir *ir, struct value value, enum value_kind kind, int64_t scale, const char *what)
{
    double exact = real_of(value) * (double)scale;
    int64_t amount = (int64_t)exact;
    if ((double)amount == exact) return value_with_origin(value_unit(kind, amount), value.origin);
    return between(machine, ir, value, what, value_unit(kind, amount), value_unit(kind, amount + 1));
}

/* As Kubernetes counts them; int(d / 1s) rounds down. */
static struct value seconds(struct machine *machine, const struct ir *ir, struct value value)
{
    int64_t below = value.integer / 1000 * 1000;
    if (value.integer == below) return value_with_origin(value_int(value.integer / 1000), value.origin);
    return between(machine, ir, value, "whole number of seconds, and nothing finer can be held here", value_unit(V_DURATION, below),
                   value_unit(V_DURATION, below + 1000));
}

static struct value from_number(struct machine *machine, const struct ir *ir, struct value value, enum type_kind to)
{
    struct value converted = value;
    if (!(real_of(value) > -9e15 && real_of(value) < 9e15)) return eval_fail(machine, E0505, ir->at, "this number is too large to be converted");
    bool quantity = to == T_KUBE && type_strip(ir->type)->kube->kind == KUBE_QUANTITY;
    if (quantity) return whole(machine, ir, value, V_CPU, 1000, "whole number of thousandths");
    if ((to == T_KUBE || to == T_INT) && value.kind == V_DURATION) return seconds(machine, ir, value);
    if (to == T_KUBE || to == T_INT) {
        int64_t integer = value.kind == V_PORT ? value.integer & 0xFFFF : value.kind == V_FLOAT ? (int64_t)value.real : value.integer;
        return value_with_origin(value_int(integer), value.origin);
    }
    if (to == T_FLOAT) return value_with_origin(value_float(real_of(value)), value.origin);
    if (to == T_BYTES) return whole(machine, ir, value, V_BYTES, 1, "whole number of bytes");
    if (to == T_DURATION) return whole(machine, ir, value, V_DURATION, 1000, "whole number of milliseconds");
    if (to == T_PERCENT) return whole(machine, ir, value, V_PERCENT, 1, "whole percentage");
    if (literal_as(machine->arena, value, to, &converted)) return eval_fail(machine, E0505, ir->at, "this number cannot be converted");
    return value_with_origin(converted, value.origin);
}

struct value eval_conversion(struct machine *machine, const struct ir *ir, struct value value)
{
    const struct type *type = type_strip(ir->type);
    if (value.kind == V_NULL || value.kind == V_POISON) return value;
    if (type->kind == T_STRING) return value.kind == V_STRING ? value : to_string(machine, value);
    if (type_domain_text(type)) {
        if (value.kind != V_STRING) value = to_string(machine, value);
        const char *problem = text_problem(type->kind, value_str(value));
        if (!problem) return value;
        struct diag *diag = eval_error(machine, type->kind == T_IMAGE ? E0712 : E0505, ir->at, "'%.*s' is not a valid %.*s",
                STR_ARG(value_show(machine->arena, value)),
                                       STR_ARG(type_show(machine->arena, type)));
        diag_help(&machine->session->diags, diag, "%s", problem);
        return value_poison();
    }
    if (value.kind == V_STRING) return parsed(machine, ir, value, type->kind);
    return value.kind == V_BOOL ? value : from_number(machine, ir, value, type->kind);
}

static Str subject_of(struct machine *machine, uint32_t id)
{
    Str name = origin_name(&machine->program->origins, &machine->session->sources, id);
    return name.n ? arena_printf(machine->arena, "'%.*s'", STR_ARG(name)) : STR("");
}

struct value eval_refinement(struct machine *machine, const struct ir *ir, struct value value)
{
    struct value culprit = value;
    const struct refinement_rule *broken = broken_rule(machine, ir->type, value, &culprit);
    if (!broken) return value;
    Span at = origin_span(&machine->program->origins, culprit.origin);
    report_broken_rule(machine, broken, culprit, at.file ? at : ir->at, subject_of(machine, culprit.origin));
    return value_poison();
}
