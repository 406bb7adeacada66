/* Ports as network policies name them. */
#ifndef STK_POLICY_PORTS_H
#define STK_POLICY_PORTS_H

#include "graph/graph.h"

/* From FIRST to LAST; all of a protocol from 1 to 65535. */
struct policy_port {
    Str protocol;            /* empty: any port of any protocol */
    int64_t first, last;
    Str name;                /* of a container's port, instead of numbers; empty: none */
};
struct policy_ports { VEC(struct policy_port) v; };

/* Those of a rule: no list means all. */
struct policy_ports policy_ports(struct session *, struct value rule);
/* Adds the ports that both let through, at pods of that template, whose containers give ports their names. */
void add_common_ports(struct session *, const struct policy_ports *, const struct policy_ports *, struct value template, struct port_texts *);
void add_port_texts(struct session *, const struct policy_ports *, struct port_texts *);

#endif
