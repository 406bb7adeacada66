/* What the finished objects say to each other: references between them, and the checks that nobody runs on YAML.
 * Works on any objects, also hand-written ones. Linear in objects. */
#ifndef STK_VALIDATE_H
#define STK_VALIDATE_H

#include "evaluate/machine.h"

/* An edge that the machine does not know: an object names another one. */
struct reference {
    uint32_t from, to;  /* nodes of objects */
    Span at;
    const char *reason; /* "namespace", "mounts", "CRD", … */
};

/* All checks. *REFERENCES gets what the objects' references say about the order; returns their number. */
size_t validate(struct machine *, struct reference **references);

#endif
