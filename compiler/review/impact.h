/* What a change means for those who run the cloud: pods that roll, outages, data that is lost, new privileges.
 * Rules, in tables, look at each changed object and at what stack.json states; order and wording are made here. */
#ifndef STK_IMPACT_H
#define STK_IMPACT_H

#include "review/compare.h"

/* The worst first. */
enum weight {
    WEIGHT_DANGER, /* cannot be done, or loses data or a quorum */
    WEIGHT_CARE,   /* an outage, a new privilege, something that goes away */
    WEIGHT_NOTE,   /* pods roll, jobs run; nobody should notice */
    WEIGHT_PLAIN,  /* created, changed in place */
};

enum consequence_kind {
    CANNOT_CHANGE, STORAGE_LOST, QUORUM_LOST, REFERENCE_LOST, OUTAGE, PRIVILEGE, SECRET_CHANGED, REPLACED, MOVED, RENAMED, PRUNED, ROLLS,
    RESTART_PENDING, SCALES, RUNS_AGAIN, RUNS, VERSION, PROMISE, OPERATION, NOT_READ, STAYS, CHANGED, CREATED,
};
const char *consequence_name(enum consequence_kind); /* "cannot-change" */
const char *weight_name(enum weight);                /* "danger" */

struct consequence {
    enum consequence_kind kind;
    enum weight weight;
    Str service;            /* the top instance; "" is the stack as a whole */
    Str kind_of, name;      /* "Deployment", "keystone-api"; empty: the service or the stack itself */
    Str text;               /* goes on: "rolls 3 pods one at a time, no outage" */
    VEC(Str) because;
    Str at;                 /* "FILE:LINE"; empty where fields say it */
    size_t order;           /* in which it was found */
};

/* Sorted: the service with the worst first, then by weight. */
struct consequences { VEC(struct consequence) v; };

/* Marks as noise those fields of COMPARISON that follow from others. */
struct consequences analyse_impact(struct comparison *);

#endif
