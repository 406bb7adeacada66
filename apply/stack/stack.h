/* A compiled stack as it shall be in the cluster: its objects, ready to be sent, and the graph of what waits for what. */
#ifndef STK_STACK_H
#define STK_STACK_H

#include "http/api.h"
#include "review/compiled.h"

/* An object of the stack. */
struct member {
    struct compiled_object *compiled; /* id, kind, names, its place */
    struct resource resource; /* its plural is empty for a custom kind that others define, until it is asked for */
    struct member *definition; /* of a custom kind, in this stack; NULL: none */
    const struct stack *stack;
    Str at;                 /* where a person changes it: FILE:LINE */
    bool always;            /* a job that runs at every apply */
};

/* What waits for what, as the compiler's order has it (compiler/validate/validate.h, enum need). A node is met when something has happened:
 * an object is made (these are first, in their order: node I is member I); it works, which the run says of it (the next as many, in the
 * same order); an instance works, its gate opens, its objects that run no pods are made (three for each instance). */
struct graph {
    size_t nodes, members;
    struct node_list { VEC(uint32_t) v; } *dependents; /* by node: those that wait for it */
    uint32_t *indegree;                               /* by node: for how many it waits; that an object works is one more */
};

struct stack {
    struct session *session;
    struct compiled *compiled;
    size_t passed;          /* of the compiled objects: those that are read */
    bool damaged;           /* one of them could not be */
    Str name;
    Str part_of;            /* the value of the label applyset.kubernetes.io/part-of */
    VEC(struct member) members;
    struct graph graph;
};

#define LABEL_PART_OF "applyset.kubernetes.io/part-of"

/* Opens a folder of "stk compile"; of its objects only names are known yet. NULL: reported as diagnostics of the session.
 * The namespace is that in which the stack's inventory lies; with the stack's name it makes its id. */
struct stack *stack_open(struct session *, const char *folder, Str inventory_namespace);
/* Reads some more manifests, which takes about a millisecond. False: that was all. */
bool stack_read_some(struct stack *);
/* Reads the rest of them, and makes the graph. False: reported as diagnostics of the session, or in PROBLEM. */
bool stack_read(struct stack *, struct problem *);
/* A stack of nothing with that name: what it was is deleted. */
struct stack *stack_empty(struct session *, Str name, Str inventory_namespace);
void stack_free(struct stack *);

/* The node of its graph that is met when the member works. */
static inline uint32_t works_node(const struct graph *graph, uint32_t member) { return member + (uint32_t)graph->members; }

/* The object as it is sent, without preconditions; a new reference. It is made of what was read each time: kept, those of ten thousand
 * objects are half of all memory. */
json_t *member_manifest(const struct member *);

/* Whether an object of the cluster has the stack's label. */
bool stack_has(const struct stack *, const json_t *live);

/* The id that kubectl would compute for a parent ConfigMap of that name. */
Str applyset_id(struct arena *, Str name, Str namespace);
Str inventory_name(struct arena *, Str stack);

#endif
