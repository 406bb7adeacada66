/* Updates that never end: the new pod wants a port of its node, which the old one has until the new one is ready. Servers take them (1.20 to 1.36;
 * kubernetes/kubernetes#106417). */
#include "checks.h"

/* What of WORKLOAD keeps a second pod of it from its node; V_NULL: nothing. */
static struct value port_of_node(struct catalog *catalog, const struct workload *workload)
{
    struct value container, port;
    int64_t number;
    for (size_t i = 0; each_container(workload, i, &container); i++)
        for (size_t k = 0; each(dig(catalog, container, "ports"), k, &port); k++) {
            struct value taken = host_port(catalog, workload->pod_spec, port);
            if (number_in(taken, &number) && number) return taken;
        }
    return value_null();
}

static bool is_rolling(struct value type) { return type.kind == V_NULL || str_is(dig_text(type), "RollingUpdate"); }

/* It makes new pods first. */
static bool surges(struct catalog *catalog, const struct workload *workload, struct value *at)
{
    struct value strategy = dig(catalog, workload->object->value, "spec", "updateStrategy");
    int64_t surge;
    *at = dig(catalog, strategy, "rollingUpdate", "maxSurge");
    return is_rolling(dig(catalog, strategy, "type")) && amount_of(*at, 100, &surge) && surge > 0;
}

/* Its pods are on one node, and the last one stays until there is another: a quarter of one pod, the default, is none. */
static bool keeps_last(struct catalog *catalog, const struct workload *workload, struct value *at)
{
    struct value strategy = dig(catalog, workload->object->value, "spec", "strategy"), gone = dig(catalog, strategy, "rollingUpdate", "maxUnavailable");
    int64_t number, share;
    bool keeps = number_in(gone, &number) ? number == 0 : gone.kind == V_NULL || (amount_of(gone, 100, &share) && share < 100);
    *at = gone.kind == V_NULL ? strategy : gone;
    return is_rolling(dig(catalog, strategy, "type")) && keeps;
}

/* The new pod comes before the old one goes, as AT says. */
static bool overlaps(struct catalog *catalog, const struct workload *workload, struct value *at)
{
    if (built_in(workload->object, "DaemonSet")) return surges(catalog, workload, at);
    return built_in(workload->object, "Deployment") && node_of(catalog, workload).n && keeps_last(catalog, workload, at);
}

void validate_pod_update(struct catalog *catalog, const struct workload *workload)
{
    const struct object *object = workload->object;
    struct diags *diags = &catalog->session->diags;
    struct value at, port;
    if (object->broken || !overlaps(catalog, workload, &at)) return;
    port = port_of_node(catalog, workload);
    if (port.kind == V_NULL) return;
    Str number = value_show(catalog->session->arena, port);
    struct diag *diag = object_error(catalog, W0716, at.origin ? at : port, object, "%s '%s' is never updated: a new pod waits for port %.*s of its node, "
                                     "and the old one has it until the new one is ready", object->kube->kind, object->name->s, STR_ARG(number));
    if (at.origin) diag_note(diags, diag, where(catalog, port, object), "the port is here");
    diag_help(diags, diag, "let the old pod go first: %s", built_in(object, "DaemonSet") ? "maxSurge = 0, maxUnavailable = 1" : "strategy = { type = Recreate }");
}
