/* What pictures and programs that draw have in common: which waits are shown (those that follow from no others, and none for what all wait
 * for), and in which order parts come. */
#ifndef STK_GRAPH_DRAWN_H
#define STK_GRAPH_DRAWN_H

#include "graph/graph.h"

struct drawn { const struct graph *graph; const bool *hidden; };
struct drawn drawn_of(const struct graph *);
bool is_drawn(const struct drawn *, const struct graph_wait *);

/* "mounts configmap/openstack/keystone-conf, port sql" */
Str wait_reason(struct arena *, const struct graph_wait *);

/* How a format writes the parts of one plane. */
struct plane_writer {
    void (*begin)(struct buf *, const struct graph *, size_t plane);
    void (*part)(struct buf *, const struct graph *, uint32_t);
    const char *end;
};
/* Those of a plane together; a plane without parts is left out. */
void put_by_plane(struct buf *, const struct graph *, const struct plane_writer *);

#endif
