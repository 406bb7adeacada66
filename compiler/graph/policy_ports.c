#include "policy_ports.h"

enum { LAST_PORT = 65535 };

static const struct policy_port every_port = {.protocol = {"", 0}, .first = 1, .last = LAST_PORT};

static struct policy_port port_of(struct session *session, struct value written)
{
    struct value port = value_field(session, written, "port"), end = value_field(session, written, "endPort");
    Str protocol = field_text(session, written, "protocol");
    struct policy_port made = {.protocol = protocol.n ? protocol : STR("TCP"), .first = 1, .last = LAST_PORT, .name = value_text(port)};
    if (port.kind == V_INT) made.first = made.last = port.integer;
    if (port.kind == V_INT && end.kind == V_INT) made.last = end.integer;
    return made;
}

struct policy_ports policy_ports(struct session *session, struct value rule)
{
    struct value list = value_field(session, rule, "ports");
    struct policy_ports ports = {0};
    for (size_t i = 0; list.kind == V_LIST && i < list.list->n; i++) vec_push(session->arena, &ports.v, port_of(session, list.list->at[i]));
    if (!ports.v.n) vec_push(session->arena, &ports.v, every_port);
    return ports;
}

/* ---- texts ---- */

static void add_text(struct session *session, struct policy_port port, struct port_texts *texts)
{
    Str text = STR("any port");
    if (port.name.n) text = arena_printf(session->arena, "%.*s/%.*s", STR_ARG(port.name), STR_ARG(port.protocol));
    else if (port.first == port.last) text = arena_printf(session->arena, "%lld/%.*s", (long long)port.first, STR_ARG(port.protocol));
    else if (port.last - port.first < LAST_PORT - 1)
        text = arena_printf(session->arena, "%lld-%lld/%.*s", (long long)port.first, (long long)port.last, STR_ARG(port.protocol));
    else if (port.protocol.n) text = arena_printf(session->arena, "any port/%.*s", STR_ARG(port.protocol));
    for (size_t i = 0; i < texts->v.n; i++)
        if (str_eq(texts->v.at[i], text)) return;
    vec_push(session->arena, &texts->v, text);
}

void add_port_texts(struct session *session, const struct policy_ports *ports, struct port_texts *texts)
{
    for (size_t i = 0; i < ports->v.n; i++) add_text(session, ports->v.at[i], texts);
}

/* ---- what both let through ---- */

/* The number of a named port; one that no container has lets nothing through. */
static struct policy_port numbered(struct session *session, struct policy_port port, struct value template)
{
    struct value containers = value_field(session, template, "spec.containers");
    if (!port.name.n) return port;
    for (size_t i = 0; containers.kind == V_LIST && i < containers.list->n; i++) {
        struct value ports = value_field(session, containers.list->at[i], "ports");
        for (size_t k = 0; ports.kind == V_LIST && k < ports.list->n; k++) {
            struct value number = value_field(session, ports.list->at[k], "containerPort");
            Str protocol = field_text(session, ports.list->at[k], "protocol");
            if (!str_eq(field_text(session, ports.list->at[k], "name"), port.name) || number.kind != V_INT) continue;
            if (str_eq(protocol.n ? protocol : STR("TCP"), port.protocol))
                return (struct policy_port){.protocol = port.protocol, .first = number.integer, .last = number.integer};
        }
    }
    return (struct policy_port){.protocol = port.protocol, .first = LAST_PORT + 1, .last = 0};
}

static struct policy_port common(struct policy_port a, struct policy_port b)
{
    bool alike = !a.protocol.n || !b.protocol.n || str_eq(a.protocol, b.protocol);
    return (struct policy_port){.protocol = a.protocol.n ? a.protocol : b.protocol, .first = a.first > b.first ? a.first : b.first,
            .last = !alike ? 0 : a.last < b.last ? a.last : b.last};
}

void add_common_ports(struct session *session, const struct policy_ports *one, const struct policy_ports *other, struct value template,
                      struct port_texts *texts)
{
    for (size_t i = 0; i < one->v.n; i++)
        for (size_t k = 0; k < other->v.n; k++) {
            struct policy_port both = common(numbered(session, one->v.at[i], template), numbered(session, other->v.at[k], template));
            if (both.first <= both.last) add_text(session, both, texts);
        }
}
