/* The pods of the workloads that a run waits for, by their owners: whether one of them shows that the rollout cannot succeed.
 *
 * Pods are found by the uids of their owners, never by labels: Deployment, newest ReplicaSet, pod. */
#ifndef STK_ROLLOUT_H
#define STK_ROLLOUT_H

#include "cluster/informer.h"
#include "health/pod_group.h"

struct rollouts;
struct rollouts_options {
    struct http *http;
    struct session *session;
    struct informer *informer;
    void (*changed)(void *context, size_t step); /* something about its pods is new */
    void *context;
};
struct rollouts *rollouts_new(const struct rollouts_options *);
void rollouts_free(struct rollouts *);

bool has_pods_of_its_own(const struct resource *); /* Deployment, StatefulSet, DaemonSet, Job */
/* From now on the pods of the workload with this uid are watched. */
void rollout_follow(struct rollouts *, size_t step, const struct resource *, Str namespace, const char *uid);

/* WORKLOAD is the object as it was seen last. Pods tell nothing before its controller has seen GENERATION: they are those of before. */
void rollout_assess(struct rollouts *, size_t step, const json_t *workload, json_int_t generation, struct rollout_status *);

#endif
