/* What the labels of selectors name, for editors: the pods that they select. Services follow theirs themselves. */
#include "checks.h"

#include "objects/network_policy.h"
#include "program/meaning.h"
#include "validate/links.h"

/* ---- one selector ---- */

/* Labels of pods by the key of one of the selector. */
static void offer_labels(struct catalog *catalog, const struct name *namespace, const struct name *key, struct value text)
{
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(text));
    for (size_t i = 0; suggestion.offers && i < catalog->workloads.n; i++) {
        const struct workload *workload = &catalog->workloads.at[i];
        struct value has = field_in(catalog, workload->labels, key);
        if (workload->object->namespace != namespace || has.kind != V_STRING) continue;
        suggestion_offer_declared(&suggestion, dig_text(has), declared_place(catalog, where(catalog, has, workload->object), workload->object));
    }
}

/* TEXT, a value of the label KEY. */
static void follow_label(struct catalog *catalog, const struct name *namespace, const struct name *key, struct value text)
{
    const struct workload_list *list = catalog_labelled(catalog, namespace, key, dig_text(text));
    if (list) link_object(catalog, text, catalog->workloads.at[list->v.at[0]].object);
    else offer_labels(catalog, namespace, key, text);
}

/* matchLabels lead to a pod that has all of them. */
static void follow_fixed(struct catalog *catalog, const struct name *namespace, struct value fixed)
{
    size_t next = 0;
    const struct workload *first = next_matching(catalog, namespace, fixed, &next);
    for (size_t i = 0; fixed.kind == V_RECORD && i < fixed.record->n; i++) {
        if (first) link_object(catalog, fixed.record->values[i], first->object);
        else offer_labels(catalog, namespace, fixed.record->keys[i], fixed.record->values[i]);
    }
}

static void follow(struct catalog *catalog, const struct name *namespace, struct value selector)
{
    struct value expressions = dig(catalog, selector, "matchExpressions"), expression, text;
    follow_fixed(catalog, namespace, dig(catalog, selector, "matchLabels"));
    for (size_t i = 0; each(expressions, i, &expression); i++) {
        const struct name *key = name_of(catalog->session->names, dig_text(dig(catalog, expression, "key")));
        struct value values = dig(catalog, expression, "values");
        for (size_t k = 0; each(values, k, &text); k++) follow_label(catalog, namespace, key, text);
    }
}

/* ---- of pods ---- */

static void follow_term(struct catalog *catalog, const struct workload *workload, struct value term)
{
    bool own = dig(catalog, term, "namespaces").kind == V_NULL && dig(catalog, term, "namespaceSelector").kind == V_NULL;
    if (own) follow(catalog, workload->object->namespace, dig(catalog, term, "labelSelector"));
}

static void follow_terms(struct catalog *catalog, const struct workload *workload, struct value terms)
{
    struct value required = dig(catalog, terms, "requiredDuringSchedulingIgnoredDuringExecution");
    struct value preferred = dig(catalog, terms, "preferredDuringSchedulingIgnoredDuringExecution"), term;
    for (size_t i = 0; each(required, i, &term); i++) follow_term(catalog, workload, term);
    for (size_t i = 0; each(preferred, i, &term); i++) follow_term(catalog, workload, dig(catalog, term, "podAffinityTerm"));
}

static void follow_workload(struct catalog *catalog, const struct workload *workload)
{
    struct value spreads = dig(catalog, workload->pod_spec, "topologySpreadConstraints"), spread;
    follow(catalog, workload->object->namespace, workload->selector);
    follow_terms(catalog, workload, dig(catalog, workload->pod_spec, "affinity", "podAffinity"));
    follow_terms(catalog, workload, dig(catalog, workload->pod_spec, "affinity", "podAntiAffinity"));
    for (size_t i = 0; each(spreads, i, &spread); i++) follow(catalog, workload->object->namespace, dig(catalog, spread, "labelSelector"));
}

/* ---- of policies and budgets ---- */

static void follow_peers(struct catalog *catalog, const struct object *policy, struct value rules, const char *field)
{
    struct value rule, peer;
    for (size_t i = 0; each(rules, i, &rule); i++)
        for (size_t k = 0; each(dig(catalog, rule, field), k, &peer); k++)
            if (dig(catalog, peer, "namespaceSelector").kind == V_NULL) follow(catalog, policy->namespace, dig(catalog, peer, "podSelector"));
}

static void follow_policy(struct catalog *catalog, const struct object *policy)
{
    struct value spec = dig(catalog, policy->value, "spec");
    follow(catalog, policy->namespace, dig(catalog, spec, "podSelector"));
    for (enum policy_direction direction = 0; direction < POLICY_DIRECTIONS; direction++)
        follow_peers(catalog, policy, dig(catalog, spec, policy_words[direction].rules), policy_words[direction].peers);
}

void follow_selectors(struct catalog *catalog)
{
    const struct object *object;
    if (!catalog->machine->program->meanings) return;
    for (size_t i = 0; i < catalog->workloads.n; i++) follow_workload(catalog, &catalog->workloads.at[i]);
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "NetworkPolicy", &cursor));) follow_policy(catalog, object);
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "PodDisruptionBudget", &cursor));)
        follow(catalog, object->namespace, dig(catalog, object->value, "spec", "selector"));
}
