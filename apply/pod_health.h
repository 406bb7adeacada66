/* Whether a pod of a workload can still become ready, so that a rollout that cannot succeed ends early, with its cause.
 *
 * Time is milliseconds of a monotonic clock, given by the caller. */
#ifndef STK_POD_HEALTH_H
#define STK_POD_HEALTH_H

#include "base.h"

#include <jansson.h>

enum pod_health {
    POD_READY,            /* ready, or ended well */
    POD_STARTING,         /* nothing is wrong so far */
    POD_AILING,           /* something is wrong that may pass: WHY says what */
    POD_DOOMED,           /* it will not become ready by itself */
    POD_GONE,             /* evicted, or on its way out: a replacement comes */
};

/* What is remembered of a pod between two looks. Zeroed at first. */
struct pod_memory {
    int64_t since;        /* when its trouble REASON was first seen; 0: none */
    char reason[64];
    char message[256];    /* the first message of that trouble: later ones hide the cause */
};

struct pod_report {
    char container[64];   /* whose trouble it is; empty: the pod's */
    char reason[64];      /* "ImagePullBackOff" */
    bool crashed;         /* its previous run's log is worth reading */
};

/* WHY is replaced by one line: "container main: image not found: manifest unknown: …". When AILING, the caller looks again
 * later even if the pod does not change: after *AGAIN ms (0: no need). REPORT may be NULL. */
enum pod_health pod_health(const json_t *pod, struct pod_memory *, int64_t now, struct buf *why, struct pod_report *, int64_t *again);

/* A pod's events (core/v1 Event) that doom it when they last: FailedMount, FailedCreatePodSandBox…; and those of its owner:
 * FailedCreate. False: the event means nothing here. */
bool event_is_trouble(const json_t *event, struct buf *why, int64_t *doomed_after);

#endif
