/* Certificates of cert-manager for Services that the API server calls. It asks for SERVICE.NAMESPACE.svc, and takes no answer from who has a
 * certificate for other names alone. Sources: Kubernetes 1.36, apiserver/pkg/util/webhook/client.go and kube-aggregator's handler_proxy.go;
 * cert-manager 1.19, the annotation cert-manager.io/inject-ca-from of the CA injector. */
#include "checks.h"

/* Who says which Service is called, and the certificate whose issuer is trusted there. */
struct call {
    const struct object *from, *certificate;
    struct map *told;      /* certificates and names that were told */
    struct value service;  /* its name and namespace */
};

/* "*." stands for one label, in all of SERVICE. */
static bool is_for(Str covered, Str host)
{
    Str rest = host;
    if (str_starts(covered, STR("*."))) {
        str_cut(&rest, '.');
        covered = str_skip(covered, 2);
    }
    return str_eq(covered, rest);
}

static bool has_name(struct value names, Str host)
{
    struct value name;
    for (size_t i = 0; each(names, i, &name); i++)
        if (name.kind != V_STRING || is_for(value_str(name), host)) return true;
    return names.kind != V_LIST || names.list->n == 0;
}

/* The pods behind the Service have what the certificate is stored in; the issuer's own may be trusted, and another one be served with. */
static bool serves_with(struct catalog *catalog, const struct call *call, const struct object *service)
{
    Str secret = dig_text(dig(catalog, call->certificate->value, "spec", "secretName"));
    struct value selector = dig(catalog, service->value, "spec", "selector");
    const struct workload *workload;
    for (size_t i = 0; (workload = next_matching(catalog, service->namespace, selector, &i));)
        if (secret.n && service->namespace == call->certificate->namespace && has_secret_volume(catalog, workload, secret)) return true;
    return false;
}

static void report(struct catalog *catalog, const struct call *call, const struct object *service, Str host)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *certificate = call->certificate;
    struct diag *diag = object_error(catalog, W0717, dig(catalog, certificate->value, "spec", "dnsNames"), certificate,
                                     "Certificate '%s' is not for '%.*s', by which the API server calls Service '%s'", certificate->name->s, STR_ARG(host),
                                     service->name->s);
    diag_note(diags, diag, where(catalog, call->service, call->from), "it is called here, and every call fails");
    diag_help(diags, diag, "add %.*s to its DNS names", STR_ARG(host));
}

static void check_call(struct catalog *catalog, const struct call *call)
{
    Str name = dig_text(dig(catalog, call->service, "name")), namespace = dig_text(dig(catalog, call->service, "namespace"));
    const struct object *service = namespace.n ? catalog_find(catalog, "Service", name_of(catalog->session->names, namespace), name) : NULL;
    if (!service || !serves_with(catalog, call, service)) return;
    Str host = arena_printf(catalog->session->arena, "%.*s.%.*s.svc", STR_ARG(name), STR_ARG(namespace));
    const Str key[] = {NAME_STR(call->certificate->name), STR("\n"), host};
    const struct name *told = joined_name(catalog, key, COUNT(key));
    if (has_name(dig(catalog, call->certificate->value, "spec", "dnsNames"), host) || map_get(call->told, told)) return;
    map_put(catalog->session->arena, call->told, told, (void *)call->certificate);
    report(catalog, call, service, host);
}

static void check_caller(struct catalog *catalog, const struct object *object, struct call *call)
{
    struct value webhooks = dig(catalog, object->value, "webhooks"), webhook;
    if (is_true(dig(catalog, object->value, "spec", "insecureSkipTLSVerify"))) return;
    call->from = object;
    for (size_t i = 0; each(webhooks, i, &webhook); i++) {
        call->service = dig(catalog, webhook, "clientConfig", "service");
        check_call(catalog, call);
    }
    call->service = built_in(object, "APIService") ? dig(catalog, object->value, "spec", "service")
                                                   : dig(catalog, object->value, "spec", "conversion", "webhook", "clientConfig", "service");
    check_call(catalog, call);
}

/* As the annotation names them: NAMESPACE/NAME. */
static void add_certificates(struct catalog *catalog, const struct kind_group *group, struct map *certificates)
{
    for (size_t i = 0; i < group->objects.n; i++) {
        const struct object *object = group->objects.at[i];
        const Str parts[] = {object->namespace ? NAME_STR(object->namespace) : STR(""), STR("/"), NAME_STR(object->name)};
        map_put(catalog->session->arena, certificates, joined_name(catalog, parts, COUNT(parts)), (void *)object);
    }
}

void validate_certificates(struct catalog *catalog)
{
    static const char *const callers[] = {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService", "CustomResourceDefinition"};
    struct map certificates = {0}, told = {0};
    struct call call = {.told = &told};
    for (size_t i = 0; i < catalog->kinds.n; i++) {
        if (kube_is(catalog->kinds.at[i].kube, "Certificate", "cert-manager.io")) add_certificates(catalog, &catalog->kinds.at[i], &certificates);
    }
    for (size_t i = 0; certificates.n && i < COUNT(callers); i++) {
        const struct object *object;
        for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, callers[i], &cursor));) {
            Str name = dig_text(dig(catalog, object->value, "metadata", "annotations", "cert-manager.io/inject-ca-from"));
            call.certificate = name.n ? map_get(&certificates, name_of(catalog->session->names, name)) : NULL;
            if (call.certificate && !object->broken) check_caller(catalog, object, &call);
        }
    }
}
