/* Rights without a bound, and rights by which whoever has them gets more. Programs of others come with their roles: of foreign ones it is told only
 * when somebody asks. */
#include "checks.h"

/* One rule of a role. */
struct grant {
    struct catalog *catalog;
    const struct object *role;
    struct value groups, resources, verbs;
};

/* Rights that lead to others. Source: "RBAC good practices" of Kubernetes' documentation, privilege escalation risks (v1.36). */
static const struct { const char *group, *resource, *verb, *means; } ways_up[] = {
    {"rbac.authorization.k8s.io", "roles", "escalate", "gives roles any rights"},
    {"rbac.authorization.k8s.io", "clusterroles", "escalate", "gives roles any rights"},
    {"rbac.authorization.k8s.io", "roles", "bind", "gives anybody any role"},
    {"rbac.authorization.k8s.io", "clusterroles", "bind", "gives anybody any role"},
    {"", "users", "impersonate", "acts as any user"},
    {"", "groups", "impersonate", "acts as any group, such as system:masters"},
    {"", "serviceaccounts", "impersonate", "acts as any account"},
    {"", "serviceaccounts/token", "create", "makes tokens of other accounts"},
    {"", "nodes/proxy", "get", "runs commands in every pod of every node, past the API server"},
    {"", "nodes/proxy", "create", "runs commands in every pod of every node, past the API server"},
    {"certificates.k8s.io", "signers", "approve", "has certificates made for any user"},
    {"certificates.k8s.io", "signers", "sign", "makes certificates for any user"},
};

static struct value member(struct value list, Str word)
{
    struct value one;
    for (size_t i = 0; each(list, i, &one); i++)
        if (str_eq(dig_text(one), word)) return one;
    return (struct value){.kind = V_NULL};
}

static bool has(struct value list, const char *word) { return member(list, str_of(word)).kind == V_STRING; }

/* ---- without a bound ---- */

/* What is meant by everything: of kinds, of verbs, or of both. */
static const char *unbounded(const struct grant *grant)
{
    bool all_verbs = has(grant->verbs, "*"), all_kinds = has(grant->resources, "*") || has(grant->resources, "*/*");
    if (all_verbs && all_kinds) return "may do everything with every kind";
    return all_verbs ? "may do everything with some kinds, also what later releases bring" : all_kinds ? "reaches every kind, Secrets among them" : NULL;
}

/* Names bound it, and so does a group of custom kinds: whose they are gives them. */
static bool is_bound(const struct grant *grant, struct value rule)
{
    struct value group;
    bool custom = grant->groups.kind == V_LIST && grant->groups.list->n > 0;
    for (size_t i = 0; each(grant->groups, i, &group); i++)
        custom = custom && memchr(dig_text(group).s, '.', dig_text(group).n) && !str_ends(dig_text(group), STR(".k8s.io"));
    return custom || dig(grant->catalog, rule, "resourceNames").kind == V_LIST;
}

static bool warn_unbounded(const struct grant *grant, struct value rule)
{
    const char *means = unbounded(grant);
    if (!means || is_bound(grant, rule)) return false;
    struct value verb = member(grant->verbs, STR("*")), kind = member(grant->resources, STR("*"));
    struct diag *diag = object_error(grant->catalog, W0710, verb.kind == V_STRING ? verb : kind, grant->role, "%s '%s' %s",
                                     grant->role->kube->kind, grant->role->name->s, means);
    diag_help(&grant->catalog->session->diags, diag, "name what is needed: whoever gets at a token of this role has all of it");
    return true;
}

/* ---- a way up ---- */

static bool warn_way_up(const struct grant *grant, struct value rule)
{
    if (dig(grant->catalog, rule, "resourceNames").kind == V_LIST) return false;
    for (size_t i = 0; i < COUNT(ways_up); i++) {
        struct value resource = member(grant->resources, str_of(ways_up[i].resource));
        if (resource.kind != V_STRING || !has(grant->groups, ways_up[i].group) || !has(grant->verbs, ways_up[i].verb)) continue;
        struct diag *diag = object_error(grant->catalog, W0711, resource, grant->role, "%s '%s' is a way to more rights: '%s' of '%s' %s",
                                         grant->role->kube->kind, grant->role->name->s, ways_up[i].verb, ways_up[i].resource, ways_up[i].means);
        diag_help(&grant->catalog->session->diags, diag, "say with 'resourceNames' which it is for, or leave it to people");
        return true;
    }
    return false;
}

/* The role that has every right, for a program. */
static void check_binding(struct catalog *catalog, const struct object *binding)
{
    struct value role = dig(catalog, binding->value, "roleRef", "name"), subjects = dig(catalog, binding->value, "subjects"), subject;
    for (size_t i = 0; str_is(dig_text(role), "cluster-admin") && each(subjects, i, &subject); i++) {
        Str name = dig_text(dig(catalog, subject, "name"));
        if (!str_is(dig_text(dig(catalog, subject, "kind")), "ServiceAccount")) continue;
        struct diag *diag = object_error(catalog, W0711, role, binding, "%s '%s' gives account '%.*s' every right there is",
                                         binding->kube->kind, binding->name->s, STR_ARG(name));
        diag_help(&catalog->session->diags, diag, "bind a role with what its pods need");
        return;
    }
}

/* ---- rules ---- */

/* Each role is told once of each. */
static void check_role(struct catalog *catalog, const struct object *role)
{
    struct value rules = dig(catalog, role->value, "rules"), rule;
    bool told_unbounded = false, told_way_up = false;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct grant grant = {
            catalog, role, dig(catalog, rule, "apiGroups"), dig(catalog, rule, "resources"), dig(catalog, rule, "verbs"),
        };
        told_unbounded = told_unbounded || warn_unbounded(&grant, rule);
        told_way_up = told_way_up || warn_way_up(&grant, rule);
    }
}

void validate_broad_rights(struct catalog *catalog)
{
    static const struct { const char *kind; void (*check)(struct catalog *, const struct object *); } checks[] = {
        {"Role", check_role}, {"ClusterRole", check_role}, {"RoleBinding", check_binding}, {"ClusterRoleBinding", check_binding},
    };
    const struct object *object;
    if (catalog->machine->foreign && !catalog->machine->rights_asked) return;
    for (size_t i = 0; i < COUNT(checks); i++)
        for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, checks[i].kind, &cursor));)
            if (!object->broken) checks[i].check(catalog, object);
}
