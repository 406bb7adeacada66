/* What must hold before the first change. Only reads; everything that does not hold is told at once. */
#ifndef STK_PREFLIGHT_H
#define STK_PREFLIGHT_H

#include "http/http.h"
#include "stack/stack.h"

/* A place where something will be written. */
struct permission { const struct resource *resource; Str namespace; const char *verb; /* "patch", "create", "update", "delete" */ };
struct permissions { VEC(struct permission) v; };

struct finding {
    bool warning;            /* told, and no reason to stop */
    Str text, help, at;      /* at: of the .stk line that wants it; may be empty */
};
struct findings {
    struct arena *arena;     /* of the texts */
    bool verbose;            /* what cannot be looked at from here is told as a warning, too */
    VEC(struct finding) v; /* in an order that does not depend on which answer came first */
};

/* Version of the server against the stack's target; permissions (SelfSubjectAccessReview, in parallel, each need once); planes
 * have the nodes they promise, ready and schedulable; storage classes, ingress classes and priority classes that are named
 * exist (or are in the stack); members that vote are all there; the preflights that components declare. What may not be read is a
 * warning. Needs whose resource has no plural yet are passed over: the server does not know their kind. Turns the loop until nothing is
 * on the way. False: the server cannot be asked at all, and PROBLEM says why. */
bool preflight(struct http *, const struct stack *, const struct permissions *, struct findings *, struct problem *);

#endif
