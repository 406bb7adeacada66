/* References between objects by name: each must lead somewhere, and says something about the order. */
#include "resolver.h"

#include "validate/links.h"

static const struct relation
    grants_role = {"Role", "grants", "role", E0713, "a RoleBinding grants only one of its own"},
    grants_cluster_role = {"ClusterRole", "grants", "role", E0713, ""},
    grants_to = {"ServiceAccount", "grants its role to", "subject", E0713, "the subject's namespace says where it is looked for"},
    serves_with = {"Secret", "serves TLS with", "TLS", E0713, "an Ingress reads only from its own"},
    calls = {"Service", "calls", "calls", E0713, "the namespace beside its name says where it is looked for"},
    sends_to = {"Service", "sends to", "backend", E0713, "an Ingress reaches only its own"};

/* ---- bindings ---- */

/* Where nothing of this stack lies, others may have made what is named. */
static bool foreign(const struct resolver *resolver, const struct name *namespace) { return !map_get(&resolver->namespaces, namespace); }

/* Kubernetes itself makes accounts there. */
static bool kept_by_cluster(const struct resolver *resolver, const struct name *namespace)
{
    return resolver->catalog->machine->foreign && str_starts(NAME_STR(namespace), STR("kube-"));
}

static void note_granted(struct resolver *resolver, const struct object *account, struct object *binding)
{
    struct arena *arena = resolver->catalog->session->arena;
    struct object_list *bindings = map_get(&resolver->granted, account);
    if (!bindings) {
        bindings = NEW(arena, struct object_list);
        map_put(arena, &resolver->granted, account, bindings);
    }
    vec_push(arena, &bindings->v, binding);
}

static void resolve_binding(struct resolver *resolver, struct object *binding)
{
    struct catalog *catalog = resolver->catalog;
    struct value role = dig(catalog, binding->value, "roleRef"), role_name = dig(catalog, role, "name"), subject;
    if (str_is(dig_text(dig(catalog, role, "kind")), "Role")) resolve_own(resolver, &grants_role, binding, role_name, false);
    else resolve(resolver, (struct reference_target){&grants_cluster_role, binding, NULL, role_name, false});
    struct value subjects = dig(catalog, binding->value, "subjects");
    for (size_t i = 0; each(subjects, i, &subject); i++) {
        Str written = dig_text(dig(catalog, subject, "namespace"));
        const struct name *namespace = written.n ? name_key(resolver, written) : binding->namespace;
        bool account = str_is(dig_text(dig(catalog, subject, "kind")), "ServiceAccount");
        if (!account || !namespace || foreign(resolver, namespace) || kept_by_cluster(resolver, namespace)) continue;
        struct value name = dig(catalog, subject, "name");
        const struct object *found = resolve(resolver, (struct reference_target){&grants_to, binding, namespace, name, false});
        if (found) note_granted(resolver, found, binding);
    }
}

/* ---- Ingress ---- */

static bool is_port(struct resolver *resolver, struct value port, struct value wanted)
{
    int64_t number, own;
    if (!number_in(wanted, &number)) return str_eq(dig_text(dig(resolver->catalog, port, "name")), dig_text(wanted));
    return number_in(dig(resolver->catalog, port, "port"), &own) && own == number;
}

static bool has_port(struct resolver *resolver, const struct object *service, struct value wanted)
{
    struct value ports = dig(resolver->catalog, service->value, "spec", "ports"), port;
    for (size_t i = 0; each(ports, i, &port); i++) {
        if (!is_port(resolver, port, wanted)) continue;
        link_port(resolver->catalog, wanted, port, service);
        return true;
    }
    return false;
}

void need_port(struct resolver *resolver, const struct object *from, const struct object *service, struct value wanted)
{
    struct catalog *catalog = resolver->catalog;
    bool external = str_is(dig_text(dig(catalog, service->value, "spec", "type")), "ExternalName");
    if (wanted.kind == V_NULL || external || service->broken || has_port(resolver, service, wanted)) return;
    Str shown = value_show(catalog->session->arena, wanted);
    struct diag *diag = object_error(catalog, E0713, wanted, from, "%s '%s' sends to port '%.*s' of Service '%s', which does not have it",
                                     from->kube->kind, from->name->s, STR_ARG(shown), service->name->s);
    struct value ports = dig(catalog, service->value, "spec", "ports"), port;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, shown);
    for (size_t i = 0; each(ports, i, &port); i++)
        suggestion_offer_declared(&suggestion, dig_text(dig(catalog, port, "name")), port_place(catalog, port, service));
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, where(catalog, ports, service), "the ports of '%s' are here", service->name->s);
    diag_help(&catalog->session->diags, diag, "name one of its ports, or its number");
}

/* The fields of both forms: networking.k8s.io/v1 and the versions before it. Behind the port use-annotation, the controller of AWS takes the
 * name for that of an annotation, alb.ingress.kubernetes.io/actions.NAME (aws-load-balancer-controller, docs/guide/ingress/annotations.md). */
static void resolve_backend(struct resolver *resolver, struct object *ingress, struct value backend)
{
    struct catalog *catalog = resolver->catalog;
    struct value service = dig(catalog, backend, "service");
    bool old = service.kind == V_NULL;
    struct value name = old ? dig(catalog, backend, "serviceName") : dig(catalog, service, "name");
    struct value port = dig(catalog, service, "port", "number");
    if (old) port = dig(catalog, backend, "servicePort");
    else if (port.kind == V_NULL) port = dig(catalog, service, "port", "name");
    if (port.kind == V_STRING && str_is(value_str(port), "use-annotation")) return;
    const struct object *found = resolve_own(resolver, &sends_to, ingress, name, false);
    if (found) need_port(resolver, ingress, found, port);
}

/* An Ingress with an issuer has its certificates made. */
static bool has_issuer(struct resolver *resolver, const struct object *ingress)
{
    struct value annotations = dig(resolver->catalog, ingress->value, "metadata", "annotations");
    for (size_t i = 0; annotations.kind == V_RECORD && i < annotations.record->n; i++) {
        Str key = NAME_STR(annotations.record->keys[i]);
        if (str_starts(key, STR("cert-manager.io/")) || str_is(key, "kubernetes.io/tls-acme")) return true;
    }
    return false;
}

static void resolve_ingress(struct resolver *resolver, struct object *ingress)
{
    struct catalog *catalog = resolver->catalog;
    struct value rules = dig(catalog, ingress->value, "spec", "rules"), rule, path, entry;
    struct value tls = dig(catalog, ingress->value, "spec", "tls");
    for (size_t i = 0; !has_issuer(resolver, ingress) && each(tls, i, &entry); i++)
        resolve_own(resolver, &serves_with, ingress, dig(catalog, entry, "secretName"), false);
    resolve_backend(resolver, ingress, dig(catalog, ingress->value, "spec", "defaultBackend"));
    resolve_backend(resolver, ingress, dig(catalog, ingress->value, "spec", "backend"));
    for (size_t i = 0; each(rules, i, &rule); i++) {
        struct value paths = dig(catalog, rule, "http", "paths");
        for (size_t k = 0; each(paths, k, &path); k++) resolve_backend(resolver, ingress, dig(catalog, path, "backend"));
    }
}

/* ---- Services that the API server calls ---- */

/* The API server calls at once, and refuses what it should have asked about when nobody answers. */
static void wait_for_pods(struct resolver *resolver, const struct object *from, const struct object *service, Span at)
{
    struct value selector = dig(resolver->catalog, service->value, "spec", "selector");
    const struct workload *workload;
    for (size_t i = 0; (workload = next_matching(resolver->catalog, service->namespace, selector, &i));)
        add_reference(resolver, from, workload->object, at, "calls", NEED_WORKING);
}

/* NAME, NAMESPACE and PORT of a Service, which is 443 where it is not said. */
static struct object *resolve_service(struct resolver *resolver, struct object *from, struct value reference)
{
    struct catalog *catalog = resolver->catalog;
    Str namespace = dig_text(dig(catalog, reference, "namespace"));
    const struct name *key = name_key(resolver, namespace);
    if (!namespace.n || foreign(resolver, key)) return NULL;
    struct object *found = resolve(resolver, (struct reference_target){&calls, from, key, dig(catalog, reference, "name"), false});
    struct value port = dig(catalog, reference, "port");
    if (found) need_port(resolver, from, found, port.kind == V_NULL ? value_with_origin(value_int(443), reference.origin) : port);
    return found;
}

/* One that is called as soon as it is made. */
static void resolve_called(struct resolver *resolver, struct object *from, struct value reference)
{
    const struct object *service = resolve_service(resolver, from, reference);
    if (service) wait_for_pods(resolver, from, service, where(resolver->catalog, reference, from));
}

static void resolve_webhooks(struct resolver *resolver, struct object *from)
{
    struct value webhooks = dig(resolver->catalog, from->value, "webhooks"), webhook;
    for (size_t i = 0; each(webhooks, i, &webhook); i++)
        resolve_called(resolver, from, dig(resolver->catalog, webhook, "clientConfig", "service"));
}

/* ---- workloads by kind and name ---- */

static void resolve_scale_target(struct resolver *resolver, struct object *scaler, struct value target)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "DaemonSet", "Job", "CronJob"};
    if (target.kind == V_NULL) return;
    Str kind = dig_text(dig(resolver->catalog, target, "kind"));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (!str_is(kind, kinds[i])) continue;
        struct relation *scales = NEW(resolver->catalog->session->arena, struct relation);
        *scales = (struct relation){kinds[i], "scales", "scales", E0713, "it scales only in its own"};
        resolve_own(resolver, scales, scaler, dig(resolver->catalog, target, "name"), false);
    }
}

/* Also custom kinds that scale say so in one of these fields. */
static void resolve_scaler(struct resolver *resolver, struct object *scaler)
{
    bool custom = !kube_is_built_in(scaler->kube);
    if (!custom && !built_in(scaler, "HorizontalPodAutoscaler")) return;
    resolve_scale_target(resolver, scaler, dig(resolver->catalog, scaler->value, "spec", "scaleTargetRef"));
    if (custom) resolve_scale_target(resolver, scaler, dig(resolver->catalog, scaler->value, "spec", "targetRef"));
    resolve_container_names(resolver, scaler);
}

/* ---- the Service of a StatefulSet ---- */

static void check_serving(struct resolver *resolver, struct object *set)
{
    struct catalog *catalog = resolver->catalog;
    struct value name = dig(catalog, set->value, "spec", "serviceName");
    if (!dig_text(name).n) return;
    const struct object *service = catalog_find(catalog, "Service", set->namespace, dig_text(name));
    bool headless = service && str_is(dig_text(dig(catalog, service->value, "spec", "clusterIP")), "None");
    if (headless || (!service && may_be_elsewhere(catalog, "Service", set->namespace))) return;
    struct diag *diag = object_error(catalog, W0702, name, set, "StatefulSet '%s' gives its pods no names of their own: Service '%.*s' %s",
                                     set->name->s, STR_ARG(dig_text(name)), service ? "is not headless" : "does not exist");
    if (service) diag_note(&catalog->session->diags, diag, service->at, "'%s' is here", service->name->s);
    diag_help(&catalog->session->diags, diag, "a headless Service has the clusterIP None; without one, nothing resolves POD.%.*s",
              STR_ARG(dig_text(name)));
}

/* ---- the rest ---- */

static void resolve_namespace(struct resolver *resolver, struct object *object)
{
    struct object *namespace = object->namespace ? catalog_find(resolver->catalog, "Namespace", NULL, NAME_STR(object->namespace)) : NULL;
    if (namespace) add_reference(resolver, object, namespace, object->at, "namespace", NEED_WORKING);
}

static void resolve_definition(struct resolver *resolver, struct object *object)
{
    Str group = api_group(str_of(object->kube->api_version));
    if (!resolver->definitions.n || !group.n) return;
    struct object *definition = map_get(&resolver->definitions, key_of(resolver, "%.*s/%s", STR_ARG(group), object->kube->kind));
    if (definition) add_reference(resolver, object, definition, object->at, "CRD", NEED_WORKING);
}

static void resolve_object(struct resolver *resolver, struct object *object)
{
    struct catalog *catalog = resolver->catalog;
    resolve_scaler(resolver, object);
    resolve_route(resolver, object);
    if (built_in(object, "RoleBinding") || built_in(object, "ClusterRoleBinding")) resolve_binding(resolver, object);
    else if (built_in(object, "Ingress")) {
        resolve_ingress(resolver, object);
        check_classes(resolver, object);
    } else if (built_in(object, "ValidatingWebhookConfiguration") ||
               built_in(object, "MutatingWebhookConfiguration")) resolve_webhooks(resolver, object);
    else if (built_in(object, "APIService")) resolve_called(resolver, object, dig(catalog, object->value, "spec", "service"));
    else if (built_in(object, "CustomResourceDefinition"))
        resolve_service(resolver, object, dig(catalog, object->value, "spec", "conversion", "webhook", "clientConfig", "service"));
    else if (built_in(object, "PersistentVolumeClaim")) check_classes(resolver, object);
    else if (built_in(object, "StatefulSet")) {
        check_serving(resolver, object);
        check_classes(resolver, object);
    }
}

size_t validate_references(struct catalog *catalog, struct reference **references)
{
    struct resolver resolver = {.catalog = catalog};
    resolver_collect(&resolver);
    for (size_t i = 0; i < catalog->machine->objects.n; i++) {
        struct object *object = catalog->machine->objects.at[i];
        resolve_namespace(&resolver, object);
        resolve_definition(&resolver, object);
        if (!object->broken) resolve_object(&resolver, object);
    }
    for (size_t i = 0; i < catalog->workloads.n; i++) {
        if (catalog->workloads.at[i].object->broken) continue;
        resolve_workload(&resolver, &catalog->workloads.at[i]);
        resolve_parts(&resolver, &catalog->workloads.at[i]);
        check_pod_classes(&resolver, &catalog->workloads.at[i]);
    }
    resolve_fields(&resolver);
    *references = resolver.found.at;
    return resolver.found.n;
}
