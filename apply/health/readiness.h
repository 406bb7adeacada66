/* Whether an object of the cluster does what it is for: one rule for each kind, in one table.
 *
 * Pure functions of the object's JSON as the API server gives it; any shape of it is taken. What they cannot know, and do not
 * ask for: pods, events, the time. So
 *   - a claim that is Pending counts as ready, unless it says that provisioning failed: its StorageClass is not at hand, and
 *     with WaitForFirstConsumer it is bound only when the pod comes that waits for it ("bound or waiting");
 *   - an address for a LoadBalancer or an Ingress and metrics for an autoscaler are wished for, not waited for: WHY says what
 *     is missing, and the object is READY;
 *   - a CustomResourceDefinition that is READY may still answer 404 for some seconds;
 *   - a Job that ended and was removed by its ttlSecondsAfterFinished is a missing one: who saw it end has to remember. */
#ifndef STK_READINESS_H
#define STK_READINESS_H

#include "base/base.h"

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
    const json_t *before; /* the object as the wait began: what it said then of a failure is about what was before; NULL: not known */
};

/* What WAITING turns into when each look gives the same THEN for MS milliseconds: trouble that may pass, or a status that may
 * never come. */
struct grace {
    int64_t ms;           /* 0: only the run's time limit ends the wait */
    enum readiness then;  /* READY or FAILED */
};

/* OBJECT is NULL when it does not exist, and needs no apiVersion and kind of its own (items of a list have none). EXPECTATION
 * and PATIENCE may be NULL. WHY (a text that is replaced, one line, without control characters) tells people: "1 of 3 pods
 * updated", "spec not observed yet", "job failed: BackoffLimitExceeded: …"; it may be empty when READY. */
enum readiness readiness_of(const char *api_version, const char *kind, const json_t *object, const struct expectation *, struct buf *why,
    struct grace *);

/* Whether the kind has a status worth watching; false: it is ready once it exists. Custom kinds have one. */
bool readiness_needs_watch(const char *api_version, const char *kind);

/* Something in the cluster exchanges the members of this StatefulSet, one after the other (stdlib/kind/roller.stk). */
bool has_roller(const json_t *);
/* Well or not: it may be taken away at once, and what it came to counts. */
bool job_has_ended(const json_t *);

#endif
