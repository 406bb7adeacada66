/* What pods wait for has to be there: a port of a Service that an override has moved is never served. */
#include "checks.h"

/* "tcp NAME.NAMESPACE.svc:PORT" */
struct service_wait { Str name, namespace; int64_t port; };

static bool read_wait(Str text, struct service_wait *wait)
{
    if (!str_starts(text, STR("tcp "))) return false;
    str_cut(&text, ' ');
    wait->name = str_cut(&text, '.');
    wait->namespace = str_cut(&text, '.');
    bool of_service = str_is(str_cut(&text, ':'), "svc") && text.n > 0;
    wait->port = 0;
    for (size_t i = 0; of_service && i < text.n; i++) wait->port = wait->port * 10 + (text.s[i] - '0');
    return of_service;
}

static void report(struct catalog *catalog, const struct service_wait *wait, const struct object *service, const struct instance *waiter)
{
    struct diags *diags = &catalog->session->diags;
    struct value ports = dig(catalog, service->value, "spec", "ports"), port, number = ports;
    for (size_t i = 0; each(ports, i, &port); i++)
        if (dig(catalog, port, "port").origin) number = dig(catalog, port, "port");
    struct diag *diag = object_error(catalog, E0604, number, service, "pods wait for port %lld of Service '%s', which does not serve it",
                                     (long long)wait->port, service->name->s);
    diag_note(diags, diag, waiter->at, "'%.*s' waits for it", STR_ARG(waiter->path));
    diag_help(diags, diag, "say it to the service: service_ports = { NAME = NUMBER }, so that its endpoints and URLs follow");
}

static bool serves(struct catalog *catalog, const struct object *service, int64_t wanted)
{
    struct value ports = dig(catalog, service->value, "spec", "ports"), port;
    int64_t number;
    for (size_t i = 0; each(ports, i, &port); i++)
        if (number_in(dig(catalog, port, "port"), &number) && number == wanted) return true;
    return service->broken;
}

static void check_wait(struct catalog *catalog, Str text, const struct instance *waiter)
{
    struct service_wait wait;
    if (!read_wait(text, &wait)) return;
    const struct object *service = catalog_find(catalog, "Service", name_of(catalog->session->names, wait.namespace), wait.name);
    if (service && !serves(catalog, service, wait.port)) report(catalog, &wait, service, waiter);
}

/* Each wait once, however many pods have it. */
void validate_waits(struct catalog *catalog)
{
    struct map seen = {0};
    for (size_t i = 0; i < catalog->workloads.n; i++) {
        const struct instance *instance = catalog->workloads.at[i].object->instance;
        for (size_t k = 0; instance && k < instance->needs->waits.n; k++) {
            const struct name *wait = instance->needs->waits.at[k];
            if (map_get(&seen, wait)) continue;
            map_put(catalog->session->arena, &seen, wait, catalog);
            check_wait(catalog, NAME_STR(wait), instance);
        }
    }
}
