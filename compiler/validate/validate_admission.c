/* Webhooks that would have to admit the pods that serve them: once these are gone, nobody admits new ones.
 * Source: "Dynamic Admission Control", Kubernetes 1.36 documentation, on webhooks that are hosted in their own cluster. */
#include "checks.h"

/* A webhook of a configuration. */
struct hook {
    const struct object *configuration;
    struct value value;      /* one of its "webhooks" */
    struct object *service;  /* that it calls */
};

static bool lists(struct value list, const char *wanted)
{
    struct value item;
    for (size_t i = 0; each(list, i, &item); i++)
        if (str_is(dig_text(item), wanted) || str_is(dig_text(item), "*")) return true;
    return false;
}

/* "*" of its resources are all that are no parts of others, as pods are. */
static bool admits_new_pods(struct catalog *catalog, const struct hook *hook)
{
    struct value rules = dig(catalog, hook->value, "rules"), rule;
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value resources = dig(catalog, rule, "resources");
        bool pods = lists(resources, "pods") || lists(resources, "*/*");
        bool core = lists(dig(catalog, rule, "apiGroups"), "") && lists(dig(catalog, rule, "apiVersions"), "v1");
        if (str_is(dig_text(dig(catalog, rule, "scope")), "Cluster")) continue; /* pods have a namespace */
        if (pods && core && lists(dig(catalog, rule, "operations"), "CREATE")) return true;
    }
    return false;
}

/* Its labels as far as they are known; *ALL: no others can be there. */
static struct value namespace_labels(struct catalog *catalog, const struct name *namespace, bool *all)
{
    struct session *session = catalog->session;
    const struct object *object = catalog_find(catalog, "Namespace", NULL, NAME_STR(namespace));
    struct value labels = object ? dig(catalog, object->value, "metadata", "labels") : value_null();
    *all = object != NULL;
    const struct name *automatic = session_name(session, "kubernetes.io/metadata.name");
    return record_with(session->arena, labels, automatic, value_string(session->arena, NAME_STR(namespace)));
}

/* No selector takes all. One that asks for labels which the namespace may have or not is given the benefit of the doubt. */
static bool covers_namespace(struct catalog *catalog, const struct hook *hook, const struct name *namespace)
{
    struct value selector = dig(catalog, hook->value, "namespaceSelector");
    bool all;
    struct value labels = namespace_labels(catalog, namespace, &all);
    if (selector.kind != V_RECORD || selector.record->n == 0) return true;
    return all && selects(catalog, selector, labels);
}

static bool covers_pods(struct catalog *catalog, const struct hook *hook, const struct workload *workload)
{
    struct value selector = dig(catalog, hook->value, "objectSelector");
    if (selector.kind == V_RECORD && selector.record->n && !selects(catalog, selector, workload->labels)) return false;
    return covers_namespace(catalog, hook, workload->object->namespace);
}

static void report(struct catalog *catalog, const struct hook *hook, const struct workload *workload)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *pods = workload->object;
    struct value name = dig(catalog, hook->value, "name");
    struct diag *diag = object_error(catalog, E0603, name, hook->configuration, "webhook '%.*s' would have to admit the pods that serve it",
                                     STR_ARG(dig_text(name)));
    diag_note(diags, diag, where(catalog, dig(catalog, hook->value, "clientConfig", "service"), hook->configuration),
              "it is served by Service '%s' …", hook->service->name->s);
    diag_note(diags, diag, pods->at, "… and so by pods of %s '%s'; while there are none of them, none can be made", pods->kube->kind,
              pods->name->s);
    diag_help(diags, diag, "leave namespace '%s' out with a namespaceSelector, or set failurePolicy to Ignore", pods->namespace->s);
}

/* A condition in CEL is not evaluated: it may leave the pods out. */
static bool blocks(struct catalog *catalog, const struct hook *hook)
{
    struct value policy = dig(catalog, hook->value, "failurePolicy"), conditions = dig(catalog, hook->value, "matchConditions"), first;
    return !str_is(dig_text(policy), "Ignore") && !each(conditions, 0, &first) && admits_new_pods(catalog, hook);
}

static void check_hook(struct catalog *catalog, const struct hook *hook)
{
    struct value selector = dig(catalog, hook->service->value, "spec", "selector");
    const struct workload *workload;
    for (size_t i = 0; (workload = next_matching(catalog, hook->service->namespace, selector, &i));) {
        if (!workload->object->namespace || !covers_pods(catalog, hook, workload)) continue;
        report(catalog, hook, workload);
        return;
    }
}

static void check_configuration(struct catalog *catalog, const struct object *configuration)
{
    struct value webhooks = dig(catalog, configuration->value, "webhooks");
    struct hook hook = {.configuration = configuration};
    for (size_t i = 0; each(webhooks, i, &hook.value); i++) {
        struct value service = dig(catalog, hook.value, "clientConfig", "service");
        Str namespace = dig_text(dig(catalog, service, "namespace"));
        if (!namespace.n || !blocks(catalog, &hook)) continue;
        hook.service = catalog_find(catalog, "Service", name_of(catalog->session->names, namespace), dig_text(dig(catalog, service, "name")));
        if (hook.service) check_hook(catalog, &hook);
    }
}

void validate_admission(struct catalog *catalog)
{
    static const char *const kinds[] = {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"};
    const struct object *object;
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, kinds[i], &cursor));)
            if (!object->broken) check_configuration(catalog, object);
}
