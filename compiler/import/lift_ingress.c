/* An Ingress whose backends are all services of the library becomes its "ingress": with routes, certificates and annotations. */
#include "lift.h"

#include "parts.h"

#include "value/field.h"

/* ---- backends ---- */

/* The lifted workload whose Service that is; NULL: it is none's. */
static const struct lift *behind(const struct import *import, Str namespace, Str service)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct lift *lift = import->objects.at[i].lift;
        bool front = lift && lift->service && str_eq(lift->service->namespace, namespace);
        if (front && str_eq(lift->service->name, service)) return lift;
    }
    return NULL;
}

/* What the library calls a port of the Service, by its number or its name there; empty: it has none. */
static Str port_behind(const struct import *import, const struct lift *lift, struct value port)
{
    struct value number = value_field(import->session, port, "number");
    Str name = field_text(import->session, port, "name");
    for (size_t i = 0; i < lift->ports.n; i++) {
        const struct lift_port *one = &lift->ports.at[i];
        if (one->served && (number.kind == V_INT ? one->served == number.integer : name.n && str_eq(one->name, name))) return one->name;
    }
    return STR("");
}

/* ---- which can be said ---- */

static const char *const of_spec[] = {"ingressClassName", "rules", "tls", NULL}, *const of_rule[] = {"host", "http", NULL},
                  *const of_http[] = {"paths", NULL}, *const of_path[] = {"path", "pathType", "backend", NULL},
                  *const of_backend[] = {"service", NULL}, *const of_entry[] = {"secretName", "hosts", NULL};

static bool has_path_before(const struct import *import, struct value paths, size_t n, struct value path)
{
    for (size_t i = 0; i < n; i++) {
        bool same = str_eq(field_text(import->session, paths.list->at[i], "path"), field_text(import->session, path, "path"));
        if (same && str_eq(field_text(import->session, paths.list->at[i], "pathType"), field_text(import->session, path, "pathType"))) return true;
    }
    return false;
}

static bool fits_path(const struct import *import, Str namespace, struct value paths, size_t i)
{
    struct value path = paths.list->at[i], backend = value_field(import->session, path, "backend");
    const struct lift *lift = behind(import, namespace, field_text(import->session, backend, "service.name"));
    bool known = has_only(path, of_path) && has_only(backend, of_backend) && str_starts(field_text(import->session, path, "path"), STR("/"));
    if (!known || !lift || !lift->kind->serves || has_path_before(import, paths, i, path)) return false;
    return port_behind(import, lift, value_field(import->session, backend, "service.port")).n > 0;
}

static bool fits_rule(const struct import *import, Str namespace, struct value rules, size_t i)
{
    struct value rule = rules.list->at[i], http = value_field(import->session, rule, "http"), paths = value_field(import->session, http, "paths");
    Str host = field_text(import->session, rule, "host");
    if (!has_only(rule, of_rule) || !has_only(http, of_http) || !host.n || paths.kind != V_LIST || !paths.list->n) return false;
    for (size_t k = 0; k < i; k++)
        if (str_eq(field_text(import->session, rules.list->at[k], "host"), host)) return false;
    for (size_t k = 0; k < paths.list->n; k++)
        if (!fits_path(import, namespace, paths, k)) return false;
    return true;
}

static bool lists(struct value hosts, Str host)
{
    for (size_t i = 0; hosts.kind == V_LIST && i < hosts.list->n; i++)
        if (str_eq(value_text(hosts.list->at[i]), host)) return true;
    return false;
}

/* The library lists the hosts of a certificate as the rules do, and each host once. */
static bool fits_entry(const struct import *import, struct value rules, struct value tls, size_t i)
{
    struct value entry = tls.list->at[i], hosts = value_field(import->session, entry, "hosts");
    size_t n = 0;
    if (!has_only(entry, of_entry) || !field_text(import->session, entry, "secretName").n || hosts.kind != V_LIST) return false;
    for (size_t k = 0; k < i; k++)
        if (str_eq(field_text(import->session, tls.list->at[k], "secretName"), field_text(import->session, entry, "secretName"))) return false;
    for (size_t k = 0; k < rules.list->n; k++) {
        Str host = field_text(import->session, rules.list->at[k], "host");
        for (size_t j = 0; j < i; j++)
            if (lists(value_field(import->session, tls.list->at[j], "hosts"), host) && lists(hosts, host)) return false;
        if (lists(hosts, host) && !str_eq(value_text(list_item(hosts, n++)), host)) return false;
    }
    return n && n == hosts.list->n;
}

/* All of the hosts, or none. */
static bool fits_tls(const struct import *import, struct value rules, struct value tls)
{
    size_t covered = 0;
    if (tls.kind != V_LIST) return tls.kind == V_NULL;
    for (size_t i = 0; i < tls.list->n; i++) {
        if (!fits_entry(import, rules, tls, i)) return false;
        covered += value_field(import->session, tls.list->at[i], "hosts").list->n;
    }
    return covered == rules.list->n;
}

static bool is_ingress(const struct imported *object)
{
    const struct kube_resource *kube = object->kube;
    return kube_is_built_in(kube) && strcmp(kube->kind, "Ingress") == 0 && strcmp(kube->api_version, "networking.k8s.io/v1") == 0;
}

bool fits_ingress(const struct import *import, const struct imported *object)
{
    struct value spec = is_ingress(object) ? object_part(import, object, "spec") : value_null();
    struct value rules = value_field(import->session, spec, "rules");
    if (!has_only(spec, of_spec) || rules.kind != V_LIST || !rules.list->n || !object->name.n) return false;
    for (size_t i = 0; i < rules.list->n; i++)
        if (!fits_rule(import, object->namespace, rules, i)) return false;
    return fits_tls(import, rules, value_field(import->session, spec, "tls"));
}

/* ---- parameters ---- */

static void lift_route(struct lift *lift, struct lift_parameter *routes, Str host, struct value path)
{
    const struct import *import = lift->import;
    struct value backend = lift_at(lift, path, "backend.service");
    const struct lift *to = behind(import, lift->workload->namespace, field_text(import->session, backend, "name"));
    Str where = field_text(import->session, path, "path"), type = field_text(import->session, path, "pathType");
    Str port = quoted(lift, port_behind(import, to, lift_at(lift, backend, "port")));
    Str from = written(lift, "host = %.*s", STR_ARG(quoted(lift, host)));
    if (!str_is(where, "/")) from = written(lift, "%.*s, path = %.*s", STR_ARG(from), STR_ARG(quoted(lift, where)));
    if (type.n && !str_is(type, "Prefix")) from = written(lift, "%.*s, path_type = %.*s", STR_ARG(from), STR_ARG(type));
    lift_item(lift, routes, written(lift, "{ %.*s, service = %s, port = %.*s }", STR_ARG(from), to->workload->resource->s, STR_ARG(port)));
}

static void lift_routes(struct lift *lift, struct value rules)
{
    struct lift_parameter *routes = lift_parameter(lift, "routes");
    for (size_t i = 0; i < rules.list->n; i++) {
        struct value paths = lift_at(lift, rules.list->at[i], "http.paths");
        Str host = value_text(lift_at(lift, rules.list->at[i], "host"));
        for (size_t k = 0; k < paths.list->n; k++) lift_route(lift, routes, host, paths.list->at[k]);
    }
}

static void lift_certificates(struct lift *lift, struct value tls)
{
    struct lift_parameter *certificates = tls.kind == V_LIST ? lift_parameter(lift, "certificates") : NULL;
    for (size_t i = 0; certificates && i < tls.list->n; i++) {
        struct value hosts = lift_at(lift, tls.list->at[i], "hosts");
        Str names = STR("");
        for (size_t k = 0; k < hosts.list->n; k++)
            names = written(lift, "%.*s%s%.*s", STR_ARG(names), k ? ", " : "", STR_ARG(quoted(lift, value_text(hosts.list->at[k]))));
        Str secret = quoted(lift, value_text(lift_at(lift, tls.list->at[i], "secretName")));
        lift_item(lift, certificates, written(lift, "{ secret = %.*s, hosts = [%.*s] }", STR_ARG(secret), STR_ARG(names)));
    }
}

static void lift_annotations(struct lift *lift, struct value annotations)
{
    struct lift_parameter *parameter = annotations.kind == V_RECORD && annotations.record->n ? lift_parameter(lift, "annotations") : NULL;
    for (size_t i = 0; parameter && i < annotations.record->n; i++)
        lift_entry(lift, parameter, NAME_STR(annotations.record->keys[i]), quoted(lift, value_text(annotations.record->values[i])));
}

static void lift_ingress(struct lift *lift)
{
    lift->whole = lift->workload->value;
    lift_name(lift);
    lift_routes(lift, take(lift, &lift->whole, "spec.rules"));
    Str class = value_text(take(lift, &lift->whole, "spec.ingressClassName"));
    if (class.n) lift_quoted(lift, "class", class);
    lift_certificates(lift, take(lift, &lift->whole, "spec.tls"));
    lift_annotations(lift, take(lift, &lift->whole, "metadata.annotations"));
    lift_rest(lift, STR("ingress"), lift->whole, NULL);
}

const struct lift_kind ingress_kind = {.kind = "Ingress", .component = "ingress", .object = "ingress", .parameters = lift_ingress};
