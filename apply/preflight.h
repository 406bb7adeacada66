/* What must hold before the first change. Only reads; everything that does not hold is told at once. */
#ifndef STK_PREFLIGHT_H
#define STK_PREFLIGHT_H

#include "http.h"
#include "stack.h"

/* A place where something will be written. */
struct access_need { const struct resource *resource; Str namespace; const char *verb; /* "patch", "create", "delete" */ };
struct access_needs { VEC(struct access_need) v; };

struct complaint {
    bool warning;            /* told, and no reason to stop */
    Str text, help, at;      /* at: of the .stk line that wants it; may be empty */
};
struct complaints { struct arena *arena; VEC(struct complaint) v; };

/* Version of the server against the stack's target; permissions (SelfSubjectAccessReview, in parallel, each need once); planes
 * have the nodes they promise, ready and schedulable; storage classes, ingress classes and priority classes that are named
 * exist (or are in the stack); the preflights that components declare. */
bool preflight(struct http *, const struct stack *, const struct access_needs *, struct complaints *, struct problem *);

/* "uid of namespace kube-system": the cluster's identity. */
Str cluster_identity(struct http *, struct arena *, struct problem *);

#endif
