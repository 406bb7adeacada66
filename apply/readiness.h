/* Whether an object of the cluster does what it is for: one rule for each kind, in one table.
 *
 * Pure functions of the object's JSON as the API server gives it. */
#ifndef STK_READINESS_H
#define STK_READINESS_H

#include "base.h"

#include <jansson.h>

enum readiness {
    READINESS_READY,
    READINESS_WAITING,    /* not yet; it may come */
    READINESS_SUSPENDED,  /* paused or suspended on purpose: nobody waits for it */
    READINESS_FAILED,     /* it will not come by itself */
};

/* What our last write answered. */
struct expectation {
    const char *uid;      /* NULL: any */
    json_int_t generation; /* older ones are stale; 0: any */
};

/* OBJECT is NULL when it does not exist. WHY (a text that is replaced, one line, without control characters) tells people:
 * "1 of 3 pods updated", "spec not observed yet", "job failed: BackoffLimitExceeded". */
enum readiness readiness_of(const char *kind, const json_t *object, const struct expectation *, struct buf *why);

/* Whether the kind has a status worth watching; false: it is ready once it exists. Custom kinds have one. */
bool readiness_needs_watch(const char *api_version, const char *kind);

#endif
