#include "kube/rules.h"

Str kube_rule_bounds(struct arena *arena, const struct kube_rule *rule)
{
    if (rule->high == INT64_MAX) return arena_printf(arena, "%lld or more", (long long)rule->low);
    if (rule->low == INT64_MIN) return arena_printf(arena, "%lld or less", (long long)rule->high);
    if (rule->low == rule->high) return arena_printf(arena, "%lld", (long long)rule->low);
    return arena_printf(arena, "from %lld to %lld", (long long)rule->low, (long long)rule->high);
}
