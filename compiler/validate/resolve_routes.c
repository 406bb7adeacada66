/* The Gateway API: to which listeners routes belong, and where they send; of the kinds of gateway.networking.k8s.io, v1.
 * The controller leaves out a route or a backend that it does not find. Nothing waits for it, so all this says nothing of the order. */
#include "resolver.h"

#include "validate/links.h"

static const struct relation
    sends_to = {"Service", "sends to", "backend", E0713, "the namespace beside its name says where it is looked for"},
    serves_with = {"Secret", "serves TLS with", "TLS", E0713, "the namespace beside its name says where it is looked for"};

static bool is_of_gateways(const struct kube_resource *kube)
{
    return !kube_is_built_in(kube) && str_is(api_group(str_of(kube->api_version)), "gateway.networking.k8s.io");
}

static const struct name *namespace_of(struct resolver *resolver, const struct object *from, struct value reference)
{
    Str written = dig_text(dig(resolver->catalog, reference, "namespace"));
    return written.n ? name_key(resolver, written) : from->namespace;
}

/* Whether REFERENCE is to a KIND of GROUP, which it is where it says nothing. */
static bool is_to(struct resolver *resolver, struct value reference, const char *group, const char *kind)
{
    struct value named = dig(resolver->catalog, reference, "kind"), of = dig(resolver->catalog, reference, "group");
    return (named.kind == V_NULL || str_is(dig_text(named), kind)) && (of.kind == V_NULL || str_is(dig_text(of), group));
}

/* ---- what a route belongs to ---- */

/* The gateway there; NULL: others keep it. */
static const struct object *find_gateway(struct resolver *resolver, const struct name *namespace, struct value name)
{
    struct catalog *catalog = resolver->catalog;
    struct of_kind cursor = {0};
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(name));
    for (const struct object *gateway; (gateway = next_of_custom(catalog, "Gateway", &cursor));) {
        if (gateway->namespace != namespace || !is_of_gateways(gateway->kube)) continue;
        if (str_eq(NAME_STR(gateway->name), dig_text(name))) return gateway;
        if (suggestion.offers) suggestion_offer_declared(&suggestion, NAME_STR(gateway->name), declared_place(catalog, gateway->at, gateway));
    }
    return NULL;
}

static void need_listener(struct resolver *resolver, const struct object *route, const struct object *gateway, struct value text)
{
    struct catalog *catalog = resolver->catalog;
    struct value listeners = dig(catalog, gateway->value, "spec", "listeners"), listener;
    struct suggestion suggestion = suggestion_for(&catalog->session->diags, dig_text(text));
    for (size_t i = 0; each(listeners, i, &listener); i++) {
        struct value name = dig(catalog, listener, "name");
        Span at = where(catalog, name, gateway);
        if (str_eq(dig_text(name), dig_text(text))) {
            link_part(catalog, text, at, gateway);
            return;
        }
        suggestion_offer_declared(&suggestion, dig_text(name), declared_place(catalog, at, gateway));
    }
    struct diag *diag = object_error(catalog, E0713, text, route, "%s '%s' belongs to listener '%.*s' of Gateway '%s', which does not have it",
                                     route->kube->kind, route->name->s, STR_ARG(dig_text(text)), gateway->name->s);
    diag_suggest(&catalog->session->diags, diag, &suggestion);
    diag_note(&catalog->session->diags, diag, where(catalog, listeners, gateway), "the listeners of '%s' are here", gateway->name->s);
    diag_help(&catalog->session->diags, diag, "name one of its listeners");
}

static void follow_parent(struct resolver *resolver, const struct object *route, struct value parent)
{
    struct catalog *catalog = resolver->catalog;
    struct value name = dig(catalog, parent, "name"), section = dig(catalog, parent, "sectionName");
    if (!is_to(resolver, parent, "gateway.networking.k8s.io", "Gateway")) return;
    const struct object *gateway = find_gateway(resolver, namespace_of(resolver, route, parent), name);
    if (gateway) link_object(catalog, name, gateway);
    if (gateway && !gateway->broken && dig_text(section).n) need_listener(resolver, route, gateway, section);
}

/* ---- where it sends ---- */

static void follow_backend(struct resolver *resolver, struct object *route, struct value backend)
{
    const struct name *namespace = namespace_of(resolver, route, backend);
    if (backend.kind != V_RECORD || !is_to(resolver, backend, "", "Service") || !map_get(&resolver->namespaces, namespace)) return;
    struct reference_target target = {&sends_to, route, namespace, dig(resolver->catalog, backend, "name"), false};
    const struct object *service = point_to(resolver, target);
    if (service) need_port(resolver, route, service, dig(resolver->catalog, backend, "port"));
}

static void follow_backends(struct resolver *resolver, struct object *route, struct value rule)
{
    struct value backends = dig(resolver->catalog, rule, "backendRefs"), filters = dig(resolver->catalog, rule, "filters"), one;
    for (size_t i = 0; each(backends, i, &one); i++) follow_backend(resolver, route, one);
    for (size_t i = 0; each(filters, i, &one); i++)
        follow_backend(resolver, route, dig(resolver->catalog, one, "requestMirror", "backendRef"));
}

/* ---- gateways themselves ---- */

static void follow_certificates(struct resolver *resolver, struct object *gateway, struct value listener)
{
    struct value certificates = dig(resolver->catalog, listener, "tls", "certificateRefs"), one;
    for (size_t i = 0; each(certificates, i, &one); i++) {
        struct value name = dig(resolver->catalog, one, "name");
        if (!is_to(resolver, one, "", "Secret")) continue;
        point_to(resolver, (struct reference_target){&serves_with, gateway, namespace_of(resolver, gateway, one), name, true});
    }
}

void resolve_route(struct resolver *resolver, struct object *object)
{
    if (!is_of_gateways(object->kube)) return;
    struct value spec = dig(resolver->catalog, object->value, "spec"), one;
    struct value parents = dig(resolver->catalog, spec, "parentRefs"), rules = dig(resolver->catalog, spec, "rules");
    struct value listeners = dig(resolver->catalog, spec, "listeners");
    for (size_t i = 0; each(parents, i, &one); i++) follow_parent(resolver, object, one);
    for (size_t i = 0; each(rules, i, &one); i++) follow_backends(resolver, object, one);
    for (size_t i = 0; each(listeners, i, &one); i++) follow_certificates(resolver, object, one);
}
