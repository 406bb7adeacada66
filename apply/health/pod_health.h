/* Whether a pod of a workload can still become ready, so that a rollout that cannot succeed ends early, with its cause.
 *
 * Pure functions of the pod's JSON, which may have any shape. Time is milliseconds of a monotonic clock, given by the caller,
 * who also knows what a pod does not: that a missing ConfigMap is still to come in the same run, that a pod is one of an older
 * revision, that an autoscaler of nodes is at work. */
#ifndef STK_POD_HEALTH_H
#define STK_POD_HEALTH_H

#include "base/base.h"

#include <jansson.h>

enum pod_health {
    POD_READY,            /* ready, or ended well */
    POD_STARTING,         /* nothing is wrong so far */
    POD_DEGRADED,         /* something is wrong that may pass: WHY says what */
    POD_FAILED,           /* it will not become ready by itself */
    POD_GONE,             /* evicted, refused by its node, or on its way out: a replacement comes */
};

/* What is remembered of a pod between two looks. Zeroed at first. */
struct pod_tracker {
    bool seen;            /* there was a look */
    int64_t first;        /* when */
    bool scales_up;       /* set by the caller: a node is being made for it */
    int64_t restarts;     /* of its containers until then: they say nothing about what was applied since */
    int64_t since;        /* when TROUBLE was first seen */
    char trouble[80];     /* its kind and container; empty: none */
    char image[1024];     /* why its image could not be pulled: later messages hide the cause */
};

struct pod_report {
    char container[64];   /* whose trouble it is; empty: the pod's */
    char reason[64];      /* "ImagePullBackOff" */
    bool permanent;       /* what it was made of has to change */
    bool crashed;         /* its log is worth reading */
    bool previous;        /* that of its previous run, as it runs again */
    int64_t restarts;     /* of the container */
};

/* Whether one of its containers runs or ever did: it has its volumes and its network. */
bool pod_has_started(const json_t *pod);

/* WHY is replaced by one line without control characters: "container main: image cannot be pulled: manifest unknown: …".
 * The caller looks again later even if the pod does not change: after *AGAIN ms (0: no need). REPORT and AGAIN may be NULL. */
enum pod_health pod_health(const json_t *pod, struct pod_tracker *, int64_t now, struct buf *why, struct pod_report *, int64_t *requeue_after);

#endif
