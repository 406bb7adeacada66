/* Ports of the container, and the Service in front of them. */
#include "lift.h"

#include "value/field.h"

static Str text_in(struct lift *lift, struct value of, const char *path) { return value_text(lift_at(lift, of, path)); }

static int64_t number_in(struct lift *lift, struct value of, const char *path)
{
    struct value value = lift_at(lift, of, path);
    return value.kind == V_INT ? value.integer : 0;
}

static struct lift_port *find_port(struct lift *lift, struct value wanted)
{
    for (size_t i = 0; i < lift->ports.n; i++) {
        bool by_name = wanted.kind == V_STRING && str_eq(lift->ports.at[i].own, value_str(wanted));
        if (by_name || (wanted.kind == V_INT && wanted.integer == lift->ports.at[i].number)) return &lift->ports.at[i];
    }
    return NULL;
}

Str port_name(struct lift *lift, struct value wanted)
{
    const struct lift_port *port = lift->ports_fit ? find_port(lift, wanted) : NULL;
    return port ? port->name : STR("");
}

/* ---- the container's own ---- */

static Str protocol_of(struct lift *lift, struct value port)
{
    Str protocol = text_in(lift, port, "protocol");
    return arena_lower(lift->import->session->arena, protocol.n ? protocol : STR("TCP"));
}

/* False: a parameter can say no more than number, name and protocol, and that the node has it under the same number. */
static bool read_port(struct lift *lift, struct value value)
{
    static const char *const known[] = {"name", "containerPort", "protocol", "hostPort", NULL};
    struct lift_port port = {.own = text_in(lift, value, "name"), .number = number_in(lift, value, "containerPort")};
    int64_t host = number_in(lift, value, "hostPort");
    port.protocol = protocol_of(lift, value);
    port.on_node = host > 0;
    bool sayable = !host || (host == port.number && !lift->main);
    if (!has_only(value, known) || !port.number || find_port(lift, value_int(port.number)) || !sayable) return false;
    port.name = port.own.n ? port.own : written(lift, "port-%lld", (long long)port.number);
    vec_push(lift->import->session->arena, &lift->ports, port);
    return true;
}

/* ---- the Service's ---- */

enum { PORT_NAME_MOST = 15 }; /* of a container */

/* Containers need not declare what they listen on. */
static struct lift_port *undeclared_port(struct lift *lift, struct value served, int64_t number)
{
    struct lift_port port = {.number = number, .protocol = protocol_of(lift, served), .name = written(lift, "port-%lld", (long long)number)};
    vec_push(lift->import->session->arena, &lift->ports, port);
    return &lift->ports.at[lift->ports.n - 1];
}

/* The Service names each of its ports; one alone may have no name. */
static bool serve_port(struct lift *lift, struct value served)
{
    static const char *const known[] = {"name", "port", "targetPort", "protocol", "appProtocol", "nodePort", NULL};
    struct value target = lift_at(lift, served, "targetPort");
    if (target.kind == V_NULL) target = lift_at(lift, served, "port");
    struct lift_port *port = find_port(lift, target);
    if (!port && target.kind == V_INT) port = undeclared_port(lift, served, target.integer);
    Str name = text_in(lift, served, "name"), application = text_in(lift, served, "appProtocol");
    bool plain = !application.n || str_is(application, "http") || str_is(application, "https") || str_is(application, "grpc");
    if (!port || port->served || !plain || !has_only(served, known) || name.n > PORT_NAME_MOST) return false;
    if (!str_eq(protocol_of(lift, served), port->protocol)) return false;
    if (name.n) port->name = name;
    port->served = number_in(lift, served, "port");
    port->node = number_in(lift, served, "nodePort");
    port->application = application;
    return true;
}

/* The library's Service has every port of the container, also those that this one has not. */
static bool serve_all(struct lift *lift)
{
    struct value list = lift_at(lift, lift->service->value, "spec.ports");
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++)
        if (!serve_port(lift, list.list->at[i])) return false;
    return lift->ports.n > 0;
}

static bool has_no_name_twice(const struct lift *lift)
{
    for (size_t i = 0; i < lift->ports.n; i++)
        for (size_t k = 0; k < i; k++)
            if (str_eq(lift->ports.at[i].name, lift->ports.at[k].name)) return false;
    return true;
}

void find_ports(struct lift *lift, struct value container)
{
    struct value list = lift_at(lift, container, "ports");
    lift->ports_fit = true;
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) lift->ports_fit &= read_port(lift, list.list->at[i]);
    if (lift->service) lift->ports_fit = lift->ports_fit && serve_all(lift);
    lift->ports_fit = lift->ports_fit && has_no_name_twice(lift);
}

/* ---- parameters ---- */

static void put_numbers(struct lift *lift, const char *name, bool nodes)
{
    struct lift_parameter *parameter = NULL;
    for (size_t i = 0; i < lift->ports.n; i++) {
        const struct lift_port *port = &lift->ports.at[i];
        int64_t number = nodes ? port->node : port->served == port->number ? 0 : port->served; /* 0: not served */
        if (!number) continue;
        if (!parameter) parameter = lift_parameter(lift, name);
        lift_entry(lift, parameter, port->name, written(lift, "%lld", (long long)number));
    }
}

/* On the nodes' own network, all are. */
static void put_host_ports(struct lift *lift)
{
    struct value host = lift_at(lift, lift->main ? lift->main->pod : lift->pod, "hostNetwork");
    struct list *names = list_new(lift->import->session->arena, lift->ports.n);
    names->n = 0;
    for (size_t i = 0; i < lift->ports.n; i++)
        if (lift->ports.at[i].on_node) names->at[names->n++] = value_string(lift->import->session->arena, lift->ports.at[i].name);
    if (host.kind != V_BOOL || !host.boolean) lift_list(lift, "host_ports", value_list(names));
}

static void put_ports(struct lift *lift)
{
    struct lift_parameter *parameter = lift->ports.n ? lift_parameter(lift, "ports") : NULL;
    for (size_t i = 0; i < lift->ports.n; i++) {
        const struct lift_port *port = &lift->ports.at[i];
        Str protocol = port->application.n ? port->application : port->protocol;
        lift_entry(lift, parameter, port->name, written(lift, "%lld/%.*s", (long long)port->number, STR_ARG(protocol)));
    }
    put_host_ports(lift);
    put_numbers(lift, "service_ports", false);
    put_numbers(lift, "node_ports", true);
}

static void lift_service(struct lift *lift)
{
    struct value rest = lift->service->value;
    take(lift, &rest, "metadata.name");
    take(lift, &rest, "metadata.namespace");
    take(lift, &rest, "spec.selector");
    take(lift, &rest, "spec.ports");
    Str type = value_text(take(lift, &rest, "spec.type"));
    if (type.n && !str_is(type, "ClusterIP")) lift_text(lift, "service_type", type);
    struct lift_rest service = {STR("service"), rest, lift->service->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, service);
}

void lift_ports(struct lift *lift)
{
    if (!lift->ports_fit) return;
    put_ports(lift);
    take(lift, &lift->container, "ports");
    if (lift->service) lift_service(lift);
}
