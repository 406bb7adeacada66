#include "evaluate/refine.h"

#include "evaluate/machine.h"

bool type_has_rules(const struct type *type)
{
    if (type->kind == T_REFINED) return true;
    if (type->kind == T_LIST || type->kind == T_MAP || type->kind == T_OPTIONAL) return type_has_rules(type->of);
    for (size_t i = 0; type->kind == T_RECORD && i < type->nfields; i++)
        if (type_has_rules(type->fields[i].type)) return true;
    return false;
}

static bool rule_holds(struct machine *machine, const struct refinement_rule *rule, struct value value)
{
    struct value slots[16] = {value};
    struct value result;
    switch (rule->kind) {
    case RULE_RANGE: return (!rule->has_low || value.integer >= rule->low) && (!rule->has_high || value.integer <= rule->high);
    case RULE_PATTERN: return !rule->regex || regexec(rule->regex, value.string->s, 0, NULL, 0) == 0;
    case RULE_WHERE: break;
    }
    if (rule->condition->kind == IR_ERROR || rule->nslots > COUNT(slots)) return true;
    result = eval(machine, rule->condition, slots);
    return result.kind == V_POISON || result.boolean;
}

static const struct refinement_rule *broken_inside(struct machine *machine, const struct type *type, struct value value, struct value *culprit)
{
    const struct refinement_rule *broken = NULL;
    if (value.kind == V_LIST)
        for (size_t i = 0; i < value.list->n && !broken; i++) broken = broken_rule(machine, type->of, value.list->at[i], culprit);
    if (value.kind == V_RECORD)
        for (size_t i = 0; i < value.record->n && !broken; i++) {
            const struct record_field *field = type->kind == T_RECORD ? type_field(type, value.record->keys[i]) : NULL;
            if (type->kind == T_MAP) broken = broken_rule(machine, type->of, value.record->values[i], culprit);
            else if (field) broken = broken_rule(machine, field->type, value.record->values[i], culprit);
        }
    return broken;
}

const struct refinement_rule *broken_rule(struct machine *machine, const struct type *type, struct value value, struct value *culprit)
{
    if (value.kind == V_NULL || value.kind == V_POISON || !type_has_rules(type)) return NULL;
    if (type->kind == T_OPTIONAL) return broken_rule(machine, type->of, value, culprit);
    if (type->kind != T_REFINED) return broken_inside(machine, type, value, culprit);
    *culprit = value;
    for (size_t i = 0; i < type->nrules; i++)
        if (!rule_holds(machine, &type->rules[i], value)) return &type->rules[i];
    return broken_rule(machine, type->of, value, culprit);
}

static Str bound_text(struct machine *machine, struct value like, bool there, int64_t bound)
{
    like.integer = bound;
    return there ? value_show(machine->arena, like) : STR("");
}

static struct diag *report_range(struct machine *machine, const struct refinement_rule *rule, struct value culprit, Span at, Str subject)
{
    Str low = bound_text(machine, culprit, rule->has_low, rule->low), high = bound_text(machine, culprit, rule->has_high, rule->high);
    Str value = value_show(machine->arena, culprit);
    if (!subject.n) subject = STR("this");
    if (low.n && high.n)
        return eval_error(machine, E0302, at, "%.*s must be between %.*s and %.*s, and %.*s is not", STR_ARG(subject), STR_ARG(low), STR_ARG(high),
                STR_ARG(value));
    return eval_error(machine, E0302, at, "%.*s must be at %s %.*s, and %.*s is not", STR_ARG(subject), low.n ? "least" : "most",
                      STR_ARG(low.n ? low : high), STR_ARG(value));
}

static Str where_text(struct machine *machine, const struct refinement_rule *rule, struct value culprit)
{
    struct value slots[16] = {culprit};
    if (rule->message->kind == IR_ERROR) return STR("is not allowed");
    struct value text = eval(machine, rule->message, slots);
    return text.kind == V_STRING ? value_str(text) : STR("is not allowed");
}

void report_broken_rule(struct machine *machine, const struct refinement_rule *rule, struct value culprit, Span at, Str subject)
{
    struct diag *diag;
    Str value = value_show(machine->arena, culprit), name = subject.n ? subject : STR("this");
    if (rule->kind == RULE_RANGE) diag = report_range(machine, rule, culprit, at, subject);
    else if (rule->kind == RULE_PATTERN)
        diag = eval_error(machine, E0301, at, "%.*s must match %.*s, and '%.*s' does not", STR_ARG(name), STR_ARG(rule->pattern), STR_ARG(value));
    else
        diag = eval_error(machine, E0412, at, "%.*s %.*s, and %.*s is not", STR_ARG(name), STR_ARG(where_text(machine, rule, culprit)),
                STR_ARG(value));
    diag_note(&machine->session->diags, diag, rule->at, "required here");
    Str doc = rule->kind == RULE_PATTERN ? source_doc_above(&machine->session->sources, rule->at, " ") : STR(""); /* says more than the pattern */
    if (doc.n) diag_help(&machine->session->diags, diag, "%.*s", STR_ARG(doc));
}
