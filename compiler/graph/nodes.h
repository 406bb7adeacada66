/* The nodes between which waits are found: an object has two, since it is made and it works; an instance three, as apply/stack/stack.c has
 * them, for stk-apply follows the same edges: its gate, which all in it wait for, and that all in it is made, and works. */
#ifndef STK_GRAPH_NODES_H
#define STK_GRAPH_NODES_H

#include "build.h"

enum { OBJECT_MADE, OBJECT_WORKS, OBJECT_NODES };
enum { INSTANCE_GATE, INSTANCE_MADE, INSTANCE_WORKS, INSTANCE_NODES };

struct step { uint32_t to; const json_t *edge; }; /* EDGE NULL: it lies in the nature of things */
struct steps { VEC(struct step) v; };

struct nodes {
    struct build *build;
    struct steps *from;      /* by node: what it waits for */
    size_t first, n;         /* node of the first instance; all nodes */
};

struct nodes nodes_of(struct build *);
size_t object_node(size_t object); /* the first of its nodes */
bool is_applied(const struct compiled_object *); /* operations are not */

#endif
