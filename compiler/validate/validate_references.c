/* References between objects by name: each must lead somewhere, and says something about the order. */
#include "links.h"

static const struct relation
    grants_role = {"Role", "grants", "role", E0713, "a RoleBinding grants only one of its own"},
    grants_cluster_role = {"ClusterRole", "grants", "role", E0713, ""},
    grants_to = {"ServiceAccount", "grants its role to", "subject", E0713, "the subject's namespace says where it is looked for"},
    serves_with = {"Secret", "serves TLS with", "TLS", E0713, "an Ingress reads only from its own"},
    calls = {"Service", "calls", "calls", E0713, "the namespace beside its name says where it is looked for"},
    sends_to = {"Service", "sends to", "backend", E0713, "an Ingress reaches only its own"};

/* ---- bindings ---- */

/* Where nothing of this stack lies, others may have made what is named. */
static bool foreign(const struct links *links, const struct name *namespace) { return !map_get(&links->namespaces, namespace); }

/* Kubernetes itself makes accounts there. */
static bool kept_by_cluster(const struct links *links, const struct name *namespace)
{
    return links->catalog->machine->foreign && str_starts(NAME_STR(namespace), STR("kube-"));
}

static void follow_binding(struct links *links, struct object *binding)
{
    struct catalog *catalog = links->catalog;
    struct value role = dig(catalog, binding->value, "roleRef", NULL), name = dig(catalog, role, "name", NULL), subject;
    if (str_is(dig_text(dig(catalog, role, "kind", NULL)), "Role")) follow_own(links, &grants_role, binding, name, false);
    else follow(links, (struct link){&grants_cluster_role, binding, NULL, name, false});
    struct value subjects = dig(catalog, binding->value, "subjects", NULL);
    for (size_t i = 0; each(subjects, i, &subject); i++) {
        Str written = dig_text(dig(catalog, subject, "namespace", NULL));
        const struct name *namespace = written.n ? name_key(links, written) : binding->namespace;
        bool account = str_is(dig_text(dig(catalog, subject, "kind", NULL)), "ServiceAccount");
        if (!account || !namespace || foreign(links, namespace) || kept_by_cluster(links, namespace)) continue;
        follow(links, (struct link){&grants_to, binding, namespace, dig(catalog, subject, "name", NULL), false});
    }
}

/* ---- Ingress ---- */

static bool has_port(struct links *links, const struct object *service, struct value wanted)
{
    struct value ports = dig(links->catalog, service->value, "spec", "ports", NULL), port;
    int64_t number, own;
    bool by_number = number_in(wanted, &number);
    for (size_t i = 0; each(ports, i, &port); i++) {
        if (by_number && number_in(dig(links->catalog, port, "port", NULL), &own) && own == number) return true;
        if (!by_number && str_eq(dig_text(dig(links->catalog, port, "name", NULL)), dig_text(wanted))) return true;
    }
    return false;
}

static void need_port(struct links *links, const struct object *from, const struct object *service, struct value wanted)
{
    struct catalog *catalog = links->catalog;
    bool external = str_is(dig_text(dig(catalog, service->value, "spec", "type", NULL)), "ExternalName");
    if (wanted.kind == V_NULL || external || service->broken || has_port(links, service, wanted)) return;
    Str shown = value_show(catalog->session->arena, wanted);
    struct diag *diag = object_error(catalog, E0713, wanted, from, "%s '%s' sends to port '%.*s' of Service '%s', which does not have it",
                                     from->kube->kind, from->name->s, STR_ARG(shown), service->name->s);
    struct value ports = dig(catalog, service->value, "spec", "ports", NULL), port;
    struct suggestion suggestion = suggestion_for(shown);
    for (size_t i = 0; each(ports, i, &port); i++) suggestion_offer(&suggestion, dig_text(dig(catalog, port, "name", NULL)));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, where(catalog, ports, service), "the ports of '%s' are here", service->name->s);
    diag_help(&catalog->session->diags, diag, "name one of its ports, or its number");
}

/* The fields of both forms: networking.k8s.io/v1 and the versions before it. */
static void follow_backend(struct links *links, struct object *ingress, struct value backend)
{
    struct catalog *catalog = links->catalog;
    struct value service = dig(catalog, backend, "service", NULL);
    bool old = service.kind == V_NULL;
    struct value name = old ? dig(catalog, backend, "serviceName", NULL) : dig(catalog, service, "name", NULL);
    struct value port = dig(catalog, service, "port", "number", NULL);
    if (old) port = dig(catalog, backend, "servicePort", NULL);
    else if (port.kind == V_NULL) port = dig(catalog, service, "port", "name", NULL);
    const struct object *found = follow_own(links, &sends_to, ingress, name, false);
    if (found) need_port(links, ingress, found, port);
}

/* An Ingress with an issuer has its certificates made. */
static bool has_issuer(struct links *links, const struct object *ingress)
{
    struct value annotations = dig(links->catalog, ingress->value, "metadata", "annotations", NULL);
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++) {
        Str key = NAME_STR(annotations.record->keys[i]);
        if (str_starts(key, STR("cert-manager.io/")) || str_is(key, "kubernetes.io/tls-acme")) return true;
    }
    return false;
}

static void follow_ingress(struct links *links, struct object *ingress)
{
    struct catalog *catalog = links->catalog;
    struct value rules = dig(catalog, ingress->value, "spec", "rules", NULL), rule, path, entry;
    struct value tls = dig(catalog, ingress->value, "spec", "tls", NULL);
    for (size_t i = 0; !has_issuer(links, ingress) && each(tls, i, &entry); i++)
        follow_own(links, &serves_with, ingress, dig(catalog, entry, "secretName", NULL), false);
    follow_backend(links, ingress, dig(catalog, ingress->value, "spec", "defaultBackend", NULL));
    follow_backend(links, ingress, dig(catalog, ingress->value, "spec", "backend", NULL));
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value paths = dig(catalog, rule, "http", "paths", NULL);
        for (size_t k = 0; each(paths, k, &path); k++) follow_backend(links, ingress, dig(catalog, path, "backend", NULL));
    }
}

/* ---- Services that the API server calls ---- */

/* NAME, NAMESPACE and PORT of a Service, which is 443 where it is not said. */
static void follow_service(struct links *links, struct object *from, struct value reference)
{
    struct catalog *catalog = links->catalog;
    Str namespace = dig_text(dig(catalog, reference, "namespace", NULL));
    const struct name *key = name_key(links, namespace);
    if (!namespace.n || foreign(links, key)) return;
    const struct object *found = follow(links, (struct link){&calls, from, key, dig(catalog, reference, "name", NULL), false});
    struct value port = dig(catalog, reference, "port", NULL);
    if (found) need_port(links, from, found, port.kind == V_NULL ? value_at(value_int(443), reference.origin) : port);
}

static void follow_webhooks(struct links *links, struct object *from)
{
    struct value webhooks = dig(links->catalog, from->value, "webhooks", NULL), webhook;
    for (size_t i = 0; each(webhooks, i, &webhook); i++) follow_service(links, from, dig(links->catalog, webhook, "clientConfig", "service", NULL));
}

/* ---- workloads by kind and name ---- */

static void follow_target(struct links *links, struct object *scaler, struct value target)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Job", "CronJob"};
    Str kind = dig_text(dig(links->catalog, target, "kind", NULL));
    struct relation *scales = NEW(links->catalog->session->arena, struct relation);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_is(kind, kinds[i])) continue;
        *scales = (struct relation){kinds[i], "scales", "scales", E0713, "it scales only in its own"};
        follow_own(links, scales, scaler, dig(links->catalog, target, "name", NULL), false);
    }
}

/* Also custom kinds that scale say so in one of these fields. */
static void follow_scaler(struct links *links, struct object *scaler)
{
    follow_target(links, scaler, dig(links->catalog, scaler->value, "spec", "scaleTargetRef", NULL));
    if (!built_in(scaler, scaler->kube->kind)) follow_target(links, scaler, dig(links->catalog, scaler->value, "spec", "targetRef", NULL));
}

/* ---- the Service of a StatefulSet ---- */

static void check_serving(struct links *links, struct object *set)
{
    struct catalog *catalog = links->catalog;
    struct value name = dig(catalog, set->value, "spec", "serviceName", NULL);
    if (!dig_text(name).n) return;
    const struct object *service = catalog_find(catalog, "Service", set->namespace, dig_text(name));
    bool headless = service && str_is(dig_text(dig(catalog, service->value, "spec", "clusterIP", NULL)), "None");
    if (headless || (!service && may_be_elsewhere(catalog, "Service", set->namespace))) return;
    struct diag *diag = object_error(catalog, W0702, name, set, "StatefulSet '%s' gives its pods no names of their own: Service '%.*s' %s",
                                     set->name->s, STR_ARG(dig_text(name)), service ? "is not headless" : "does not exist");
    if (service) diag_note(&catalog->session->diags, diag, service->at, "'%s' is here", service->name->s);
    diag_help(&catalog->session->diags, diag, "a headless Service has the clusterIP None; without one, nothing resolves POD.%.*s",
              STR_ARG(dig_text(name)));
}

/* ---- classes ---- */

/* The cluster may have others; but where some are declared, the one that is named is probably among them. */
static void check_class(struct links *links, const struct object *from, const char *kind, struct value name)
{
    struct catalog *catalog = links->catalog;
    const struct object_list *declared = map_get(&links->by_kind, name_key(links, str_of(kind)));
    Str text = dig_text(name);
    if (!text.n || !declared || str_starts(text, STR("system-")) || catalog_find(catalog, kind, NULL, text)) return;
    struct diag *diag = object_error(catalog, W0703, name, from, "%s '%s' wants %s '%.*s', which is not among those declared here", from->kube->kind,
                                     from->name->s, kind, STR_ARG(text));
    struct suggestion suggestion = suggestion_for(text);
    for (size_t i = 0; i < declared->v.n && worth_searching(catalog); i++) suggestion_offer(&suggestion, NAME_STR(declared->v.at[i]->name));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, declared->v.at[0]->at, "%s '%s' is declared here", kind, declared->v.at[0]->name->s);
}

static void check_claim_classes(struct links *links, const struct object *set)
{
    struct value templates = dig(links->catalog, set->value, "spec", "volumeClaimTemplates", NULL), template;
    for (size_t i = 0; each(templates, i, &template); i++)
        check_class(links, set, "StorageClass", dig(links->catalog, template, "spec", "storageClassName", NULL));
}

static void check_pod_classes(struct links *links, const struct workload *workload)
{
    check_class(links, workload->object, "PriorityClass", dig(links->catalog, workload->pod_spec, "priorityClassName", NULL));
    check_class(links, workload->object, "RuntimeClass", dig(links->catalog, workload->pod_spec, "runtimeClassName", NULL));
}

/* ---- the rest ---- */

static void follow_namespace(struct links *links, struct object *object)
{
    struct object *namespace = object->namespace ? catalog_find(links->catalog, "Namespace", NULL, NAME_STR(object->namespace)) : NULL;
    if (namespace) add_reference(links, object, namespace, object->at, "namespace");
}

static void follow_definition(struct links *links, struct object *object)
{
    Str group = api_group(str_of(object->kube->api_version));
    if (!links->definitions.n || !group.n) return;
    struct object *definition = map_get(&links->definitions, key_of(links, "%.*s/%s", STR_ARG(group), object->kube->kind));
    if (definition) add_reference(links, object, definition, object->at, "CRD");
}

static void follow_object(struct links *links, struct object *object)
{
    struct catalog *catalog = links->catalog;
    follow_scaler(links, object);
    if (built_in(object, "RoleBinding") || built_in(object, "ClusterRoleBinding")) follow_binding(links, object);
    else if (built_in(object, "Ingress")) {
        follow_ingress(links, object);
        check_class(links, object, "IngressClass", dig(catalog, object->value, "spec", "ingressClassName", NULL));
    } else if (built_in(object, "ValidatingWebhookConfiguration") || built_in(object, "MutatingWebhookConfiguration")) follow_webhooks(links, object);
    else if (built_in(object, "APIService")) follow_service(links, object, dig(catalog, object->value, "spec", "service", NULL));
    else if (built_in(object, "CustomResourceDefinition"))
        follow_service(links, object, dig(catalog, object->value, "spec", "conversion", "webhook", "clientConfig", "service", NULL));
    else if (built_in(object, "PersistentVolumeClaim"))
        check_class(links, object, "StorageClass", dig(catalog, object->value, "spec", "storageClassName", NULL));
    else if (built_in(object, "StatefulSet")) {
        check_serving(links, object);
        check_claim_classes(links, object);
    }
}

size_t validate_references(struct catalog *catalog, struct reference **references)
{
    struct links links = {.catalog = catalog};
    links_collect(&links);
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct object *object = catalog->machine->objects.at[i];
        follow_namespace(&links, object);
        follow_definition(&links, object);
        if (!object->broken) follow_object(&links, object);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) {
        if (catalog->workloads.at[i].object->broken) continue;
        follow_workload(&links, &catalog->workloads.at[i]);
        check_pod_classes(&links, &catalog->workloads.at[i]);
    }
    *references = links.found.at;
    return links.found.n;
}
