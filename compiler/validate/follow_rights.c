/* The objects that rules of roles name, for editors: they may come while the cluster runs, so nothing is asked of them. */
#include "checks.h"

#include "program/meaning.h"
#include "validate/links.h"

/* One rule. */
struct grant {
    struct catalog *catalog;
    const struct object *role;
    struct value groups, resources, names;
};

static bool lists(struct value list, Str wanted)
{
    struct value item;
    for (size_t i = 0; each(list, i, &item); i++)
        if (str_eq(dig_text(item), wanted)) return true;
    return false;
}

/* Objects of a kind that the rule is about, where the role is. */
static bool is_meant(const struct grant *grant, const struct object *object)
{
    bool near = !grant->role->namespace || object->namespace == grant->role->namespace;
    return near && lists(grant->resources, str_of(object->kube->plural)) && lists(grant->groups, api_group(str_of(object->kube->api_version)));
}

static void follow_name(const struct grant *grant, struct value text)
{
    struct catalog *catalog = grant->catalog;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(text));
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        const struct object *object = catalog->machine->objects.at[i];
        bool same = str_eq(NAME_STR(object->name), dig_text(text));
        if ((!same && !suggestion.offers) || !is_meant(grant, object)) continue;
        if (same) link_object(catalog, text, object);
        else suggestion_offer_declared(&suggestion, NAME_STR(object->name), declared_place(catalog, object->at, object));
    }
}

static void follow_role(struct catalog *catalog, const struct object *role)
{
    struct value rules = dig(catalog, role->value, "rules"), rule, text;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct grant grant = {catalog, role, dig(catalog, rule, "apiGroups"), dig(catalog, rule, "resources"), dig(catalog, rule, "resourceNames")};
        for (size_t k = 0; each(grant.names, k, &text); k++) follow_name(&grant, text);
    }
}

void follow_rights(struct catalog *catalog)
{
    static const char *const kinds[] = {"Role", "ClusterRole"};
    const struct object *role;
    if (!catalog->machine->program->meanings) return;
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (struct of_kind cursor = {0}; (role = next_of_kind(catalog, kinds[i], &cursor));) follow_role(catalog, role);
}
