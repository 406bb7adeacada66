/* What pictures show of a graph's waits: those that follow from no others, and none for what all wait for. */
#ifndef STK_GRAPH_DRAWN_H
#define STK_GRAPH_DRAWN_H

#include "graph/graph.h"

struct drawn { const struct graph *graph; const bool *hidden; };
struct drawn drawn_of(const struct graph *);
bool is_drawn(const struct drawn *, const struct graph_wait *);

/* "mounts configmap/openstack/keystone-conf, port sql" */
Str wait_reason(struct arena *, const struct graph_wait *);

#endif
