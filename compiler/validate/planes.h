/* Planes and what is placed on them, as the stack's facts tell. */
#ifndef STK_PLANES_H
#define STK_PLANES_H

#include "checks.h"

/* A fact `plane`: a set of nodes of its own, or a union. */
struct plane {
    const struct name *name;
    const struct fact *fact;
    int64_t nodes;           /* that it promises */
    struct value *each;      /* what a node offers, by resource; V_NULL: not told */
    bool disjoint;
};

/* What nodes have and pods ask for: cpu, memory, disk, then every device that a plane or a pod names ("nvidia.com/gpu"). */
struct resource {
    const char *name;
    enum value_kind kind;    /* V_INT: a device */
};

/* The planes of their own that something may run on. One for each combination, whatever it is called. */
struct plane_set {
    const struct plane *const *members; /* sorted by name, no plane twice */
    size_t n;
    int64_t nodes; /* of all members, as if none were in two of them */
    int64_t sure;  /* different nodes that there are in any case */
    bool open;               /* has a plane that others may overlap */
    const struct plane *named; /* for messages */
    VEC(struct placement *) placements;
};

/* A fact `placement`: pods of one workload. */
struct placement {
    const struct fact *fact;
    Str workload, plane;
    const struct workload *object; /* NULL: not among the objects of the fact's instance */
    const struct plane_set *set;
    bool everywhere, hard;   /* one on each node; never two on one */
    struct value replicas;   /* as written */
    int64_t pods;
    int64_t *each;           /* requests of a pod, by resource */
};

struct planes {
    struct catalog *catalog;
    struct session *session;
    VEC(struct resource) resources;
    struct map by_name;      /* interned name to struct plane; unions too */
    VEC(struct plane *) planes;
    struct map by_members;   /* interned "a b" to struct plane_set */
    VEC(struct plane_set *) sets;
    VEC(struct placement *) placements;
    struct map placed;       /* struct workload with a placement */
    struct map host_uses;    /* interned "port 80/TCP" or "path /x" to struct claim_list */
};

void planes_read(struct planes *);
/* Where VALUE, a part of the fact, was set; else the place of its instance. */
Span plane_place(const struct planes *, struct value, const struct fact *);
bool plane_set_has(const struct plane_set *, const struct plane *);

/* host_conflicts.c: what a node has only once, ports and writable folders. E0706 */
void use_placed(struct planes *, const struct placement *);
void use_unplaced(struct planes *, const struct workload *);

/* ---- arithmetic that stops at the largest number ---- */

static inline int64_t times(int64_t a, int64_t b)
{
    int64_t result;
    return __builtin_mul_overflow(a, b, &result) ? INT64_MAX : result;
}

static inline int64_t plus(int64_t a, int64_t b)
{
    int64_t result;
    return __builtin_add_overflow(a, b, &result) ? INT64_MAX : result;
}

static inline int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

#endif
