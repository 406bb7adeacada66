#include "doc/kube_rules.h"

#include "kube/rules.h"

static const char *const formats[] = {
#define X(format, word) [FORMAT_##format] = word,
    KUBE_FORMATS(X)
#undef X
};

/* Of the field itself, or of each of its elements. */
static bool is_about(const struct kube_rule *rule, const char *name, int minor)
{
    bool served = rule->since <= minor && (!rule->until || minor < rule->until);
    if (!served || rule->nconditions || !rule->path[0] || strcmp(rule->path[0], name) != 0) return false;
    return !rule->path[1] || (strcmp(rule->path[1], "*") == 0 && !rule->path[2]);
}

static Str one_of(struct arena *arena, const struct kube_rule *rule)
{
    Str text = STR("one of");
    for (size_t i = 0; rule->words[i]; i++) text = arena_printf(arena, "%.*s%s %s", STR_ARG(text), i ? "," : "", rule->words[i]);
    return text;
}

/* Empty: it takes more words than there is room for. */
static Str rule_text(struct arena *arena, const struct kube_rule *rule)
{
    switch (rule->kind) {
    case KUBE_RULE_SET: return STR("needed, and not empty");
    case KUBE_RULE_FILLED: return STR("not empty");
    case KUBE_RULE_FORBIDDEN: return STR("refused");
    case KUBE_RULE_PRESENT: return STR("needed");
    case KUBE_RULE_RANGE: return kube_rule_bounds(arena, rule);
    case KUBE_RULE_LENGTH: return arena_printf(arena, "%.*s characters", STR_ARG(kube_rule_bounds(arena, rule)));
    case KUBE_RULE_ITEMS: return arena_printf(arena, "%.*s elements", STR_ARG(kube_rule_bounds(arena, rule)));
    case KUBE_RULE_FORMAT: return arena_printf(arena, "of the form %s", formats[rule->number]);
    case KUBE_RULE_ONE_OF: return one_of(arena, rule);
    case KUBE_RULE_DEPRECATED: return arena_printf(arena, "deprecated: %s", rule->words[0]);
    case KUBE_RULE_AT_MOST: return arena_printf(arena, "at most %s", rule->words[0]);
    case KUBE_RULE_BELOW: return arena_printf(arena, "below %s", rule->words[0]);
    default: return STR("");
    }
}

Str kube_rules_text(struct arena *arena, const struct kube_type *type, const char *name, int minor)
{
    Str all = STR("");
    for (size_t i = 0; i < type->nrules; i++) {
        const struct kube_rule *rule = &type->rules[i];
        Str text = is_about(rule, name, minor) ? rule_text(arena, rule) : STR("");
        const char *each = text.n && rule->path[1] ? "each " : "";
        if (text.n) all = arena_printf(arena, "%.*s%s%s%.*s", STR_ARG(all), all.n ? "; " : "", each, STR_ARG(text));
    }
    return all;
}
