/* Sets of nodes: what something depends on. */
#ifndef STK_NODESET_H
#define STK_NODESET_H

#include "evaluate/machine.h"

const struct node_set *node_set_of(struct arena *, uint32_t node);

/* Collects sets; the union shares one of them where it can. NULL is the empty set. */
struct node_union {
    VEC(uint32_t) ids;
    const struct node_set *only; /* the one set added so far */
    bool many;
};
void node_union_add(struct arena *, struct node_union *, const struct node_set *);
const struct node_set *node_union_done(struct arena *, struct node_union *);

#endif
