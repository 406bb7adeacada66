/* The pods of one owner, and what they and the events about them show together: whether the rollout cannot succeed.
 *
 * Pure functions of JSON, which may have any shape, and of the time: milliseconds of a monotonic clock, given by the caller. */
#ifndef STK_POD_GROUP_H
#define STK_POD_GROUP_H

#include "health/event_trouble.h"
#include "health/pod_health.h"

/* What is known of the node that a pod was made for: a pod of a DaemonSet waits for its node, and no other. */
enum node_state {
    NODE_ANY,
    NODE_AWAITED,            /* not known yet */
    NODE_HERE,
    NODE_UNAVAILABLE,        /* not ready, or takes no pods */
    NODE_UNREACHABLE,        /* its kubelet tells nothing any more: pods on it neither come nor go */
};

/* Zeroed at first. */
struct group_pod {
    enum node_state node;    /* set by the caller */
    json_t *json;            /* owned; NULL: gone */
    struct pod_tracker memory;
    struct event_tracker events;
};

/* Zeroed at first. */
struct pod_group {
    VEC(struct group_pod *) pods;
    struct event_tracker events; /* about the owner */
};

struct rollout_status {
    bool failed;             /* it cannot succeed: WHY says it */
    bool settled;            /* nothing is missing but pods on unreachable nodes: WHY names them */
    struct buf why;          /* what is wrong with a pod; empty: nothing. To be freed */
    const json_t *pod;       /* whose trouble it is; NULL: none. Valid until the next turn */
    struct pod_report report;
    int64_t requeue_after;           /* ms until it is worth another look; 0: no need */
};

/* GROUP is NULL for a pod without an owner. */
void pod_group_take(struct pod_group *, struct group_pod *, const json_t *object, bool gone);
/* WORKLOAD has the rules: a Deployment, StatefulSet, DaemonSet or Job. STATUS is zeroed at first. */
void pod_group_assess(const struct pod_group *, const json_t *workload, int64_t now, struct rollout_status *status);

#endif
