/* Names of containers and of claims of devices: in the pod itself, and in what is about it. */
#include "resolver.h"

#include "validate/links.h"

/* ---- one name ---- */

/* What is called NAME in a list. */
static bool find_part(struct catalog *catalog, struct value list, Str name, struct value *part)
{
    for (size_t i = 0; each(list, i, part); i++)
        if (str_eq(dig_text(dig(catalog, *part, "name")), name)) return true;
    return false;
}

static void offer_parts(struct catalog *catalog, struct suggestion *suggestion, struct value list, const struct object *object)
{
    struct value part;
    for (size_t i = 0; each(list, i, &part); i++) {
        struct value name = dig(catalog, part, "name");
        suggestion_offer_declared(suggestion, dig_text(name), declared_place(catalog, where(catalog, name, object), object));
    }
}

static void link_to_part(struct catalog *catalog, struct value text, struct value part, const struct object *object)
{
    link_part(catalog, text, where(catalog, dig(catalog, part, "name"), object), object);
}

static const char *const lists[] = {"containers", "initContainers"};

static struct suggestion suggest_container(struct catalog *catalog, const struct workload *workload, struct value text)
{
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(text));
    for (size_t i = 0; worth_searching(catalog) && i < COUNT(lists); i++)
        offer_parts(catalog, &suggestion, dig(catalog, workload->pod_spec, lists[i]), workload->object);
    return suggestion;
}

static bool has_container(struct catalog *catalog, const struct workload *workload, struct value text)
{
    struct value container;
    for (size_t i = 0; i < COUNT(lists); i++) {
        if (!find_part(catalog, dig(catalog, workload->pod_spec, lists[i]), dig_text(text), &container)) continue;
        link_to_part(catalog, text, container, workload->object);
        return true;
    }
    return false;
}

/* ---- in the pod itself: the kubelet looks for the container, and the pod does not start without it ---- */

void follow_resource(struct catalog *catalog, const struct workload *workload, struct value reference)
{
    struct value text = dig(catalog, reference, "containerName");
    if (!dig_text(text).n || has_container(catalog, workload, text)) return;
    struct diag *diag = object_error(catalog, E0705, text, workload->object,
                                     "%s '%s' asks for the %.*s of container '%.*s', which its pods do not have",
                                     workload->object->kube->kind, workload->object->name->s, STR_ARG(dig_text(dig(catalog, reference, "resource"))),
                                     STR_ARG(dig_text(text)));
    struct suggestion suggestion = suggest_container(catalog, workload, text);
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_help(&catalog->session->diags, diag, "name one of its containers: without it, no pod starts");
}

void follow_resources(struct catalog *catalog, const struct workload *workload, struct value items)
{
    struct value item;
    for (size_t i = 0; each(items, i, &item); i++) follow_resource(catalog, workload, dig(catalog, item, "resourceFieldRef"));
}

/* What the server refuses itself is found where values are. DECLARED: the pod's claims. */
static void follow_claims(struct catalog *catalog, const struct workload *workload, struct value declared, struct value container)
{
    struct value claims = dig(catalog, container, "resources", "claims"), claim, found;
    for (size_t i = 0; each(claims, i, &claim); i++) {
        struct value text = dig(catalog, claim, "name");
        struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(text));
        if (find_part(catalog, declared, dig_text(text), &found)) link_to_part(catalog, text, found, workload->object);
        else if (suggestion.offers) offer_parts(catalog, &suggestion, declared, workload->object);
    }
}

/* Likewise. */
static void follow_failures(struct catalog *catalog, const struct workload *workload)
{
    bool job = built_in(workload->object, "Job"), cron = built_in(workload->object, "CronJob");
    if (!job && !cron) return;
    struct value spec = dig(catalog, workload->object->value, "spec"), rule;
    struct value rules = dig(catalog, cron ? dig(catalog, spec, "jobTemplate", "spec") : spec, "podFailurePolicy", "rules");
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value text = dig(catalog, rule, "onExitCodes", "containerName");
        if (text.kind == V_STRING && !has_container(catalog, workload, text)) suggest_container(catalog, workload, text);
    }
}

/* ---- in what is about it: what comes to the pods while they run may have the name, unless it is a slip ---- */

static void follow_about(struct catalog *catalog, const struct workload *workload, const struct object *from, struct value text, const char *effect)
{
    if (!dig_text(text).n || has_container(catalog, workload, text)) return;
    struct suggestion suggestion = suggest_container(catalog, workload, text);
    if (catalog->machine->foreign && !suggestion.best.n) return;
    struct diag *diag = object_error(catalog, W0713, text, from, "%s '%s' names container '%.*s', which the pods of %s '%s' do not have: %s",
                                     from->kube->kind, from->name->s, STR_ARG(dig_text(text)), workload->object->kube->kind,
                                     workload->object->name->s, effect);
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, where(catalog, dig(catalog, workload->pod_spec, "containers"), workload->object),
              "the containers are here");
    diag_help(&catalog->session->diags, diag, "name one of them");
}

void resolve_container_names(struct resolver *resolver, struct object *scaler)
{
    struct catalog *catalog = resolver->catalog;
    struct value spec = dig(catalog, scaler->value, "spec"), target = dig(catalog, spec, "scaleTargetRef"), item;
    if (target.kind == V_NULL) target = dig(catalog, spec, "targetRef");
    Str kind = dig_text(dig(catalog, target, "kind"));
    const struct object *scaled = kind.n ? catalog_find(catalog, kind.s, scaler->namespace, dig_text(dig(catalog, target, "name"))) : NULL;
    const struct workload *workload = scaled && !scaled->broken ? workload_of_object(catalog, scaled) : NULL;
    struct value metrics = dig(catalog, spec, "metrics"), policies = dig(catalog, spec, "resourcePolicy", "containerPolicies");
    for (size_t i = 0; workload && each(metrics, i, &item); i++)
        follow_about(catalog, workload, scaler, dig(catalog, item, "containerResource", "container"), "it scales nothing by this metric");
    for (size_t i = 0; workload && each(policies, i, &item); i++) {
        struct value text = dig(catalog, item, "containerName");
        if (!str_is(dig_text(text), "*")) follow_about(catalog, workload, scaler, text, "this policy is for nothing");
    }
}

static void follow_annotations(struct catalog *catalog, const struct workload *workload)
{
    static const char *const names[] = {"kubectl.kubernetes.io/default-container", "kubectl.kubernetes.io/default-logs-container"};
    struct value annotations = dig(catalog, workload->metadata, "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < COUNT(names); i++)
        follow_about(catalog, workload, workload->object, dig(catalog, annotations, names[i]), "kubectl takes another one");
}

void resolve_parts(struct resolver *resolver, const struct workload *workload)
{
    struct catalog *catalog = resolver->catalog;
    struct value claims = dig(catalog, workload->pod_spec, "resourceClaims"), container;
    if (claims.kind == V_LIST) resolve_pod_fields(resolver, workload);
    for (size_t i = 0; claims.kind == V_LIST && each_container(workload, i, &container); i++)
        follow_claims(catalog, workload, claims, container);
    follow_failures(catalog, workload);
    follow_annotations(catalog, workload);
}
