/* Selectors that select nothing: what they are for does nothing. */
#include "checks.h"

#include "objects/network_policy.h"

/* Pods of operations come when people run these. */
static bool selects_operation(struct catalog *catalog, const struct name *namespace, struct value selector)
{
    const struct fact *operation;
    for (size_t i = 0; (operation = next_fact(catalog->machine, "operation", &i));) {
        struct value job = dig(catalog, operation->value, "job");
        if (!namespace || !str_is(dig_text(dig(catalog, job, "metadata", "namespace")), namespace->s)) continue;
        if (selects(catalog, selector, dig(catalog, job, "spec", "template", "metadata", "labels"))) return true;
    }
    return false;
}

/* Whether it is known that no pod has these labels. */
static bool is_idle(struct catalog *catalog, const struct name *namespace, struct value selector)
{
    struct selection selection = selection_of(catalog, namespace, selector);
    if (selector.kind != V_RECORD || !knows_pods(catalog, namespace) || selects_all(catalog, selector)) return false;
    return !next_selected(catalog, &selection) && !gave_up(catalog) && !selects_operation(catalog, namespace, selector);
}

static const char *space_of(const struct object *object) { return object->namespace ? object->namespace->s : ""; }

void warn_if_idle(struct catalog *catalog, const struct object *object, struct value selector)
{
    if (!is_idle(catalog, object->namespace, selector)) return;
    struct diag *diag = object_error(catalog, W0701, selector, object, "%s '%s' selects no pod of namespace '%s'", object->kube->kind,
                                     object->name->s, space_of(object));
    diag_help(&catalog->session->diags, diag, "select labels of a pod template");
}

/* ---- policies ---- */

/* Those in other namespaces are not looked for. */
static void check_peers(struct catalog *catalog, const struct object *policy, struct value rule, const char *field)
{
    struct value peers = dig(catalog, rule, field), peer;
    for (size_t i = 0; each(peers, i, &peer); i++) {
        struct value selector = dig(catalog, peer, "podSelector");
        if (dig(catalog, peer, "namespaceSelector").kind != V_NULL || !is_idle(catalog, policy->namespace, selector)) continue;
        struct diag *diag = object_error(catalog, W0701, selector, policy,
                                         "NetworkPolicy '%s' names pods that are not there: none of namespace '%s' has these labels", policy->name->s,
                                         space_of(policy));
        diag_help(&catalog->session->diags, diag, "select labels of a pod template; pods of other namespaces need a 'namespaceSelector', too");
    }
}

static void check_policy(struct catalog *catalog, const struct object *policy)
{
    struct value spec = dig(catalog, policy->value, "spec"), rule;
    warn_if_idle(catalog, policy, dig(catalog, spec, "podSelector"));
    for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++) {
        struct value rules = dig(catalog, spec, policy_words[direction].rules);
        for (size_t i = 0; each(rules, i, &rule); i++) check_peers(catalog, policy, rule, policy_words[direction].peers);
    }
}

/* ---- where pods lie ---- */

/* A constraint counts the pods that it selects; without one of those to be placed, it lets them lie anywhere. */
static void check_spread(struct catalog *catalog, const struct workload *workload)
{
    struct value constraints = dig(catalog, workload->pod_spec, "topologySpreadConstraints"), constraint;
    for (size_t i = 0; each(constraints, i, &constraint); i++) {
        struct value selector = dig(catalog, constraint, "labelSelector");
        if (selector.kind == V_POISON || workload->labels.kind == V_POISON || selects(catalog, selector, workload->labels)) continue;
        struct diag *diag = object_error(catalog, W0701, selector.origin ? selector : constraint, workload->object,
                                         "%s '%s' spreads other pods than its own: they do not have these labels", workload->object->kube->kind,
                                         workload->object->name->s);
        diag_note(&catalog->session->diags, diag, where(catalog, workload->labels, workload->object), "the labels of its pods are here");
        diag_help(&catalog->session->diags, diag, "select labels of its own pods");
    }
}

static void warn_no_selector(struct catalog *catalog, const struct workload *workload, struct value term, const char *what)
{
    struct diag *diag = object_error(catalog, W0701, term, workload->object, "%s '%s' %s no pods: without a labelSelector a term selects none",
                                     workload->object->kube->kind, workload->object->name->s, what);
    diag_help(&catalog->session->diags, diag, "select labels of a pod template; labelSelector = {} selects all");
}

static void check_term(struct catalog *catalog, const struct workload *workload, struct value term, const char *what)
{
    struct value selector = dig(catalog, term, "labelSelector");
    if (selector.kind == V_NULL && term.kind == V_RECORD) warn_no_selector(catalog, workload, term, what);
    bool elsewhere = dig(catalog, term, "namespaces").kind == V_LIST || dig(catalog, term, "namespaceSelector").kind != V_NULL;
    if (elsewhere || !is_idle(catalog, workload->object->namespace, selector)) return;
    struct diag *diag = object_error(catalog, W0701, selector, workload->object,
                                     "%s '%s' %s pods that are not there: none of namespace '%s' has these labels", workload->object->kube->kind,
                                     workload->object->name->s, what, space_of(workload->object));
    diag_help(&catalog->session->diags, diag, "select labels of a pod template");
}

static void check_terms(struct catalog *catalog, const struct workload *workload, const char *affinity, const char *what)
{
    struct value terms = dig(catalog, workload->pod_spec, "affinity", affinity);
    struct value required = dig(catalog, terms, "requiredDuringSchedulingIgnoredDuringExecution");
    struct value preferred = dig(catalog, terms, "preferredDuringSchedulingIgnoredDuringExecution"), term;
    for (size_t i = 0; each(required, i, &term); i++) check_term(catalog, workload, term, what);
    for (size_t i = 0; each(preferred, i, &term); i++) check_term(catalog, workload, dig(catalog, term, "podAffinityTerm"), what);
}

void validate_pod_selectors(struct catalog *catalog, const struct workload *workload)
{
    if (workload->object->broken) return;
    check_spread(catalog, workload);
    check_terms(catalog, workload, "podAffinity", "wants to be near");
    check_terms(catalog, workload, "podAntiAffinity", "keeps away from");
}

void validate_selectors(struct catalog *catalog)
{
    const struct object *policy;
    for (struct of_kind cursor = {0}; (policy = next_of_kind(catalog, "NetworkPolicy", &cursor));)
        if (!policy->broken) check_policy(catalog, policy);
}
