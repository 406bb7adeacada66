/* What the finished objects say to each other: references between them, and the checks that nobody runs on YAML.
 * Works on any objects, also hand-written ones. Linear in objects. */
#ifndef STK_VALIDATE_H
#define STK_VALIDATE_H

#include "evaluate/machine.h"

/* How an object needs another one. An object is made, and later it works: a Deployment when its pods are ready, a Job when it has run,
 * most others at once. */
enum need {
    NEED_WORKING,   /* it is made when the other works: its pods use it */
    NEED_EXISTENCE, /* it is made when the other is made: it names it */
    NEED_PASSED_ON, /* the same, and it works when the other does: it has no pods, but who reads it uses what it names */
};
/* Of what an object refers to, unless it is known better. */
enum need usual_need(const struct object *);

/* An edge that the machine does not know: an object names another one. */
struct reference {
    const char *reason; /* "namespace", "mounts", "CRD", … */
    uint32_t from, to;  /* nodes of objects */
    Span at;
    enum need need;
};

/* All checks. *REFERENCES gets what the objects' references say about the order; returns their number. */
size_t validate(struct machine *, struct reference **references);

#endif
