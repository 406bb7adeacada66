/* Ingresses and network policies: rules that a table cannot say. */
#include "address.h"
#include "value_format.h"
#include "visit.h"

#include <inttypes.h>

/* ---- the class of an Ingress ---- */

enum { CLASS_TWICE = 27 }; /* the minor version since which the old annotation may be there, too, if it says the same */

void check_ingress_class(const struct visit *visit, struct value ingress)
{
    struct value annotation = dig(visit->catalog, ingress, "metadata", "annotations", "kubernetes.io/ingress.class");
    struct value name = dig(visit->catalog, ingress, "spec", "ingressClassName");
    if (annotation.kind != V_STRING || name.kind != V_STRING) return;
    if (visit->catalog->session->kube >= CLASS_TWICE && value_equal(annotation, name)) return;
    value_help(visit, value_error(visit, E0717, annotation, "has the annotation kubernetes.io/ingress.class '%.*s', and spec.ingressClassName '%.*s'",
                                  STR_ARG(dig_text(annotation)), STR_ARG(dig_text(name))), "the annotation is the old form: leave it out");
}

/* ---- Ingresses of extensions/v1beta1 and networking.k8s.io/v1beta1 ---- */

static void require(const struct visit *visit, const char *field, enum kube_format format, struct value value)
{
    struct way step;
    struct visit at = visit_field(visit, &step, field);
    if (value.kind != V_STRING || (value.string->n && format_fits(format, value))) return;
    value_help(visit, value_error(&at, E0717, value, "is '%.*s'", STR_ARG(dig_text(value))), format_meaning(format));
}

static void check_old_port(const struct visit *visit, struct value backend, struct value port)
{
    struct way step;
    struct visit at = visit_field(visit, &step, "servicePort");
    int64_t number;
    require(visit, "servicePort", FORMAT_PORT_NAME, port);
    if (number_in(port, &number) && (number < 1 || number > 65535))
        value_error(&at, E0717, port, "is %" PRId64 ", and it must be from 1 to 65535", number);
    if (port.kind == V_NULL) value_error(visit, E0804, backend, "needs servicePort");
}

void check_old_backend(const struct visit *visit, struct value backend)
{
    struct value name = part(visit, backend, "serviceName"), port = part(visit, backend, "servicePort");
    int64_t number = 0;
    bool service = !is_empty_value(name) || port.kind == V_STRING || (number_in(port, &number) && number != 0);
    if (part(visit, backend, "resource").kind != V_NULL) {
        if (service) value_error(visit, E0717, backend, "has a resource and a Service, and only one of them is possible");
    } else if (!service) value_error(visit, E0804, backend, "needs serviceName and servicePort");
    else {
        if (is_empty_value(name)) value_error(visit, E0804, backend, "needs serviceName");
        else require(visit, "serviceName", FORMAT_HOST_LABEL, name);
        check_old_port(visit, backend, port);
    }
}

static void check_old_path(const struct visit *visit, struct value path)
{
    struct value text = part(visit, path, "path"), backend = part(visit, path, "backend");
    Str type = dig_text(part(visit, path, "pathType"));
    bool compared = str_is(type, "Exact") || str_is(type, "Prefix");
    struct way step;
    struct visit at = visit_field(visit, &step, "backend");
    if (compared && text.kind == V_NULL) value_error(visit, E0804, path, "needs a path, with pathType %.*s", STR_ARG(type));
    else if (compared || !is_empty_value(text)) require(visit, "path", compared ? FORMAT_PLAIN_PATH : FORMAT_ABSOLUTE_PATH, text);
    if (backend.kind == V_RECORD) check_old_backend(&at, backend);
}

/* Of a rule for hosts that begin with a star, the server looks at nothing else. */
void check_old_ingress_rule(const struct visit *visit, struct value rule)
{
    struct value http = part(visit, rule, "http"), paths = part(visit, http, "paths"), path;
    Str host = dig_text(part(visit, rule, "host"));
    struct way steps[3];
    if (http.kind != V_RECORD || memchr(host.s, '*', host.n)) return;
    struct visit at = visit_field(visit, &steps[0], "http"), at_paths = visit_field(&at, &steps[1], "paths");
    if (paths.kind == V_LIST && paths.list->n == 0) value_error(&at_paths, E0804, paths, "is needed");
    for (size_t i = 0; each(paths, i, &path); i++) {
        struct visit at_path = visit_element(&at_paths, &steps[2], i);
        check_old_path(&at_path, path);
    }
}

/* ---- networks ---- */

void check_except_inside(const struct visit *visit, struct value whole, struct value except)
{
    struct network inner, outer;
    Str around = dig_text(part(visit, whole, "cidr"));
    if (!network_in(dig_text(except), &inner) || !network_in(around, &outer) || network_is_within(&inner, &outer)) return;
    value_error(visit, E0717, except, "is '%.*s', and no part of cidr, which is '%.*s'", STR_ARG(dig_text(except)), STR_ARG(around));
}

void check_two_families(const struct visit *visit, struct value networks)
{
    struct network first, second;
    if (networks.kind != V_LIST || networks.list->n != 2 || !network_in(dig_text(networks.list->at[0]), &first) || !network_in(dig_text(networks.list->at[1]), &second)) return;
    if (first.address.six == second.address.six) value_error(visit, E0717, networks, "has two networks of one family, and one of each is possible");
}

enum { SECOND_NETWORK = 21, STRICT_NETWORKS = 36 }; /* minor versions: IPv6DualStack, before which the rest is dropped; StrictIPCIDRValidation */

static void check_network(const struct visit *visit, struct value network)
{
    bool strict = visit->catalog->session->kube >= STRICT_NETWORKS;
    enum kube_format format = is_empty_value(network) || !format_fits(FORMAT_CIDR, network) ? FORMAT_CIDR : FORMAT_STRICT_CIDR;
    if (format == FORMAT_STRICT_CIDR && (!strict || format_fits(FORMAT_STRICT_CIDR, network))) return;
    value_help(visit, value_error(visit, E0717, network, "is '%.*s'", STR_ARG(dig_text(network))), format_meaning(format));
}

/* A podCIDR that is not the first of podCIDRs takes the place of all of them. */
void check_node_networks(const struct visit *visit, struct value whole, struct value networks)
{
    struct value first = part(visit, whole, "podCIDR"), network;
    if (networks.kind != V_LIST) return;
    if (networks.list->n && !is_empty_value(first) && !value_equal(first, networks.list->at[0])) return;
    bool all = visit->catalog->session->kube >= SECOND_NETWORK;
    for (size_t i = 0; (all || i == 0) && each(networks, i, &network); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        if (i || is_empty_value(first)) check_network(&at, network);
    }
    if (!all) return;
    if (networks.list->n > 2) value_error(visit, E0717, networks, "has %u networks, and one of each family is possible", networks.list->n);
    else check_two_families(visit, networks);
}
