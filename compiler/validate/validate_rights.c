/* Rights that give nothing, because nothing is called so: groups, resources and verbs of roles. What custom kinds have is not known here. */
#include "checks.h"

/* One rule of a role. */
struct right {
    struct catalog *catalog;
    const struct object *role;
    struct value groups, resources, verbs;
};

/* What can be asked for and is no kind of the tables: parts of requests, users to act as, what signs certificates, and kinds that have gone. */
static const struct { const char *group, *resource; } nameless[] = {
    {"", "bindings"}, {"", "componentstatuses"}, {"", "groups"}, {"", "users"}, {"authentication.k8s.io", "groups"}, {"authentication.k8s.io", "nodes"},
    {"authentication.k8s.io", "serviceaccounts"}, {"authentication.k8s.io", "uids"}, {"authentication.k8s.io", "userextras"},
    {"authentication.k8s.io", "users"}, {"certificates.k8s.io", "signers"}, {"policy", "podsecuritypolicies"},
};

static const char *const parts[] = {
    "approval", "attach", "binding", "checkpoint", "configz", "driver", "ephemeralcontainers", "eviction", "exec", "finalize", "finalizers", "healthz",
    "log", "metrics", "nodeclient", "pods", "portforward", "proxy", "resize", "restricted", "rollback", "scale", "selfnodeclient", "spec", "stats",
    "status", "token", NULL
};

static const char *const verbs[] = {
    "approve", "attest", "bind", "create", "delete", "deletecollection", "escalate", "get", "impersonate", "list", "patch", "proxy", "sign", "update",
    "use", "watch", NULL
};

/* Whom a verb with a ':' is about: who is acted as (KEP-5284, 1.35), or on which nodes devices are that a claim tells of (KEP-4817, 1.36). */
static const char *const modes[] = {"arbitrary-node", "associated-node", "serviceaccount", "user-info", NULL};

/* ---- what there is ---- */

static bool has_group(Str group)
{
    for (size_t i = 0; i < kube_resource_count(); i++)
        if (str_eq(api_group(str_of(kube_resource_at(i)->api_version)), group)) return true;
    return false;
}

static const struct kube_resource *resource_in(Str group, Str plural)
{
    for (size_t i = 0; i < kube_resource_count(); i++) {
        const struct kube_resource *resource = kube_resource_at(i);
        if (str_is(plural, resource->plural) && str_eq(api_group(str_of(resource->api_version)), group)) return resource;
    }
    return NULL;
}

static bool has_resource(Str group, Str plural)
{
    for (size_t i = 0; i < COUNT(nameless); i++)
        if (str_is(group, nameless[i].group) && str_is(plural, nameless[i].resource)) return true;
    return resource_in(group, plural);
}

/* Any group that has it: the newest first. NULL: none. */
static const struct kube_resource *resource_anywhere(Str plural)
{
    for (size_t i = 0; i < kube_resource_count(); i++)
        if (str_is(plural, kube_resource_at(i)->plural)) return kube_resource_at(i);
    return NULL;
}

/* ---- messages ---- */

static struct diag *warn(const struct right *right, struct value at, Str what)
{
    const struct object *role = right->role;
    return object_error(right->catalog, W0707, at, role, "%s '%s' gives a right to nothing: %.*s", role->kube->kind, role->name->s, STR_ARG(what));
}

static Str quoted(const struct right *right, Str group)
{
    return group.n ? arena_printf(right->catalog->session->arena, "group '%.*s'", STR_ARG(group)) : STR("the core group");
}

static void warn_group(const struct right *right, struct value group)
{
    struct diags *diags = &right->catalog->session->diags;
    struct diag *diag = warn(right, group, arena_printf(right->catalog->session->arena, "there is no API group '%.*s'", STR_ARG(dig_text(group))));
    struct suggestion suggestion = suggestion_for(NULL, dig_text(group));
    for (size_t i = 0; suggestions_wanted(diags) && i < kube_resource_count(); i++)
        suggestion_offer(&suggestion, api_group(str_of(kube_resource_at(i)->api_version)));
    diag_suggest(diags, diag, &suggestion);
    diag_help(diags, diag, "the core group is \"\", and a custom kind's has a dot");
}

static void warn_resource(const struct right *right, struct value at, Str plural)
{
    struct diags *diags = &right->catalog->session->diags;
    Str group = dig_text(right->groups.list->at[0]);
    struct arena *arena = right->catalog->session->arena;
    struct diag *diag = warn(right, at, arena_printf(arena, "%.*s has no '%.*s'", STR_ARG(quoted(right, group)), STR_ARG(plural)));
    const struct kube_resource *elsewhere = resource_anywhere(plural);
    struct suggestion suggestion = suggestion_for(NULL, plural);
    for (size_t i = 0; suggestions_wanted(diags) && i < kube_resource_count(); i++)
        suggestion_offer(&suggestion, str_of(kube_resource_at(i)->plural));
    if (elsewhere) diag_help(diags, diag, "it is in %.*s", STR_ARG(quoted(right, api_group(str_of(elsewhere->api_version)))));
    else diag_suggest(diags, diag, &suggestion);
}

/* A word that is not one of WORDS, which are what CALLED has. */
static void warn_word(const struct right *right, struct value at, Str word, const char *called, const char *const *words)
{
    struct diags *diags = &right->catalog->session->diags;
    struct diag *diag = warn(right, at, arena_printf(right->catalog->session->arena, "there is no %s '%.*s'", called, STR_ARG(word)));
    struct suggestion suggestion = suggestion_for(NULL, word);
    for (size_t i = 0; suggestions_wanted(diags) && words[i]; i++) suggestion_offer(&suggestion, str_of(words[i]));
    diag_suggest(diags, diag, &suggestion);
}

/* ---- rules ---- */

/* A group of custom kinds, or one that was taken apart long ago, may have anything. */
static bool may_have_all(Str group)
{
    return str_is(group, "*") || str_is(group, "extensions") || (memchr(group.s, '.', group.n) && !has_group(group));
}

static bool knows_groups(const struct right *right)
{
    struct value group;
    for (size_t i = 0; each(right->groups, i, &group); i++)
        if (group.kind != V_STRING || may_have_all(dig_text(group)) || !has_group(dig_text(group))) return false;
    return right->groups.kind == V_LIST && right->groups.list->n > 0;
}

static bool is_in_any(const struct right *right, Str plural)
{
    struct value group;
    for (size_t i = 0; each(right->groups, i, &group); i++)
        if (has_resource(dig_text(group), plural)) return true;
    return false;
}

static void check_resource(const struct right *right, struct value resource)
{
    Str part = dig_text(resource), plural = str_cut(&part, '/');
    if (resource.kind != V_STRING || str_is(plural, "*")) return;
    if (!is_in_any(right, plural)) warn_resource(right, resource, plural);
    else if (part.n && !str_is(part, "*") && !str_is(plural, "userextras") && !str_is_among(part, parts))
        warn_word(right, resource, part, "part", parts);
}

/* Those of custom kinds, too: but for "*" and "*" + "/PART", a resource is taken as it is written (kubernetes/kubernetes#78936, seen on 1.20.2). */
static void check_star(const struct right *right, struct value resource)
{
    Str text = dig_text(resource);
    if (!str_ends(text, STR("/*"))) return;
    struct diag *diag = warn(right, resource, arena_printf(right->catalog->session->arena, "'%.*s' is not taken for all parts", STR_ARG(text)));
    diag_help(&right->catalog->session->diags, diag, "name each part, as pods/log; '*' is everything, and '*/scale' one part of everything");
}

/* impersonate:MODE, impersonate-on:MODE:VERB, associated-node:VERB, arbitrary-node:VERB; a '*' in them is not taken for all. */
static bool is_verb(Str verb)
{
    Str rest = verb, mode = str_cut(&rest, ':');
    if (str_is(mode, "impersonate") && rest.n) return str_is_among(rest, modes);
    if (str_is(mode, "impersonate-on")) mode = str_cut(&rest, ':');
    else if (!str_is(mode, "associated-node") && !str_is(mode, "arbitrary-node")) return str_is(verb, "*") || str_is_among(verb, verbs);
    return str_is_among(mode, modes) && str_is_among(rest, verbs);
}

static void check_rule(const struct right *right)
{
    struct value one;
    for (size_t i = 0; each(right->groups, i, &one); i++)
        if (one.kind == V_STRING && !may_have_all(dig_text(one)) && !has_group(dig_text(one))) warn_group(right, one);
    for (size_t i = 0; each(right->resources, i, &one); i++) check_star(right, one);
    if (!knows_groups(right)) return;
    for (size_t i = 0; each(right->resources, i, &one); i++) check_resource(right, one);
    for (size_t i = 0; each(right->verbs, i, &one); i++) {
        Str verb = dig_text(one);
        if (one.kind == V_STRING && !is_verb(verb)) warn_word(right, one, verb, "verb", verbs);
    }
}

static void check_role(struct catalog *catalog, const struct object *role)
{
    struct value rules = dig(catalog, role->value, "rules"), rule;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct right right = {
            catalog, role, dig(catalog, rule, "apiGroups"), dig(catalog, rule, "resources"), dig(catalog, rule, "verbs"),
        };
        check_rule(&right);
    }
}

void validate_rights(struct catalog *catalog)
{
    static const char *const kinds[] = {"Role", "ClusterRole"};
    const struct object *object;
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, kinds[i], &cursor));)
            if (!object->broken) check_role(catalog, object);
}
