#include "objects/network_policy.h"

const struct policy_words policy_words[POLICY_DIRECTIONS] = {
    [EGRESS] = {"Egress", "egress", "to"}, [INGRESS] = {"Ingress", "ingress", "from"}};

static bool has_items(struct value list) { return list.kind == V_LIST && list.list->n; }

bool policy_binds(struct catalog *catalog, struct value spec, enum policy_direction direction)
{
    struct value types = dig(catalog, spec, "policyTypes"), type;
    if (!has_items(types)) return direction == INGRESS || has_items(dig(catalog, spec, "egress"));
    for (size_t i = 0; each(types, i, &type); i++)
        if (str_is(dig_text(type), policy_words[direction].type)) return true;
    return false;
}
