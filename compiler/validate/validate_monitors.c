/* ServiceMonitors: the Services that Prometheus watches by them, and the ports of these. */
#include "checks.h"

/* Those that look into their own namespace, and the Services found by their labels. */
struct monitoring {
    struct catalog *catalog;
    struct catalog *labels;               /* of the Services, in their order */
    VEC(const struct object *) services;
    const struct object *monitor;
    struct value selector;                /* of the monitor */
};

static bool has_port(struct catalog *catalog, const struct object *service, Str name)
{
    struct value ports = dig(catalog, service->value, "spec", "ports"), port;
    for (size_t i = 0; each(ports, i, &port); i++)
        if (str_eq(dig_text(dig(catalog, port, "name")), name)) return true;
    return false;
}

/* The first Service that the monitor selects, with that port; without a name, any. NULL: none, unless too many had to be looked at. */
static const struct object *watched(const struct monitoring *monitoring, Str port)
{
    struct selection selection = selection_of(monitoring->labels, monitoring->monitor->namespace, monitoring->selector);
    for (const struct workload *found; (found = next_selected(monitoring->labels, &selection));) {
        const struct object *service = monitoring->services.at[found - monitoring->labels->workloads.at];
        if (!port.n || has_port(monitoring->catalog, service, port)) return service;
    }
    return NULL;
}

/* ---- what is said ---- */

/* Prometheus keeps of all that are found those whose port of the Service is called so; a number is a name, too. */
static void check_ports(const struct monitoring *monitoring, const struct object *first)
{
    struct catalog *catalog = monitoring->catalog;
    struct value endpoints = dig(catalog, monitoring->monitor->value, "spec", "endpoints"), endpoint;
    for (size_t i = 0; each(endpoints, i, &endpoint); i++) {
        struct value port = dig(catalog, endpoint, "port");
        Str name = dig_text(port);
        if (!name.n || has_port(catalog, first, name) || watched(monitoring, name) || gave_up(monitoring->labels)) continue;
        struct diag *diag = object_error(catalog, W0718, port, monitoring->monitor,
                                         "ServiceMonitor '%s' asks for port '%.*s', which no Service has that it selects",
                                         monitoring->monitor->name->s, STR_ARG(name));
        diag_note(&catalog->session->diags, diag, where(catalog, dig(catalog, first->value, "spec", "ports"), first), "the ports of '%s' are here",
                  first->name->s);
        diag_help(&catalog->session->diags, diag, "it is the name of a port of the Service; a port of the pods is a targetPort");
    }
}

static void report_nothing(const struct monitoring *monitoring)
{
    const struct object *monitor = monitoring->monitor;
    struct diag *diag = object_error(monitoring->catalog, W0701, monitoring->selector, monitor,
                                     "ServiceMonitor '%s' watches nothing: no Service of namespace '%s' has these labels", monitor->name->s,
                                     monitor->namespace ? monitor->namespace->s : "");
    diag_help(&monitoring->catalog->session->diags, diag,
              "select labels of a Service, not of its pods; for those of other namespaces, say 'namespaceSelector'");
}

/* When Services of its namespace are here. */
static void check_monitor(struct monitoring *monitoring, const struct object *monitor)
{
    struct catalog *catalog = monitoring->catalog;
    monitoring->monitor = monitor;
    monitoring->selector = dig(catalog, monitor->value, "spec", "selector");
    if (dig(catalog, monitor->value, "spec", "namespaceSelector").kind != V_NULL || monitoring->selector.kind != V_RECORD) return;
    if (!catalog_holds(catalog, "Service", monitor->namespace) || selects_all(catalog, monitoring->selector)) return;
    const struct object *first = watched(monitoring, STR(""));
    if (first) check_ports(monitoring, first);
    else if (!gave_up(monitoring->labels)) report_nothing(monitoring);
}

/* ---- all of them ---- */

static void find_services(struct monitoring *monitoring)
{
    struct catalog *catalog = monitoring->catalog;
    const struct object *service;
    monitoring->labels = catalog_of_labels(catalog->session);
    for (struct of_kind cursor = {0}; (service = next_of_kind(catalog, "Service", &cursor));) {
        catalog_add_labels(monitoring->labels, service->namespace, dig(catalog, service->value, "metadata", "labels"));
        vec_push(catalog->session->arena, &monitoring->services, service);
    }
}

void validate_monitors(struct catalog *catalog)
{
    struct monitoring monitoring = {.catalog = catalog};
    for (size_t i = 0; i < catalog->kinds.n; i++) {
        const struct kind_group *group = &catalog->kinds.at[i];
        if (!kube_is(group->kube, "ServiceMonitor", "monitoring.coreos.com")) continue;
        if (!monitoring.labels) find_services(&monitoring);
        for (size_t k = 0; k < group->objects.n; k++)
            if (!group->objects.at[k]->broken) check_monitor(&monitoring, group->objects.at[k]);
    }
}
