/* Fuzzer: bytes as the plan of a JSON value out of the words that the rules look for; it is an object of each kind, a pod
 * that is looked at twice, and an event. */
#include "health/event_trouble.h"
#include "health/pod_health.h"
#include "health/readiness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const kinds[][2] = {
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition"}, {"apiregistration.k8s.io/v1", "APIService"}, {"apps/v1", "DaemonSet"},
    {"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"autoscaling/v2", "HorizontalPodAutoscaler"}, {"batch/v1", "Job"},
    {"example.org/v1", "Thing"}, {"networking.k8s.io/v1", "Ingress"}, {"policy/v1", "PodDisruptionBudget"}, {"v1", "Namespace"},
    {"v1", "PersistentVolumeClaim"}, {"v1", "Pod"}, {"v1", "ReplicationController"}, {"v1", "ResourceQuota"}, {"v1", "Service"},
};

static const char *const keys[] = {
    "metadata", "spec", "status", "conditions", "type", "reason", "message", "phase", "generation", "observedGeneration", "replicas", "updatedReplicas",
    "availableReplicas", "readyReplicas", "updateStrategy", "rollingUpdate", "partition", "desiredNumberScheduled", "numberAvailable", "finalizers",
    "deletionTimestamp", "deletionGracePeriodSeconds", "containerStatuses", "initContainerStatuses", "containers", "initContainers", "name", "state",
    "lastState", "waiting", "running", "terminated", "exitCode", "restartCount", "ready", "started", "readinessProbe", "httpGet", "port", "path",
    "loadBalancer", "ingress", "ip", "clusterIP", "hard", "series", "count", "schedulingGates", "minReadySeconds", "suspend", "paused",
};
static const char *const texts[] = {
    "", "True", "False", "x", "Ready", "Available", "Progressing", "ReplicaFailure", "OnDelete", "Pending", "Failed", "Running", "CrashLoopBackOff",
    "ErrImagePull", "ImagePullBackOff", "Back-off pulling image \"x\": not found", "RunContainerError", "StartError", "OOMKilled", "PodScheduled",
    "Unschedulable", "0/2 nodes are available: 1 node(s) had taint {a: b}, that the pod didn't tolerate, 1 node(s) didn't match Pod's node affinity.",
    "FailedCreate", "SyncFailed", "LoadBalancer", "Reconciling", "Stalled", "\xc2\x85\n\t\x7f",
};
static const json_int_t numbers[] = {0, 1, 2, 3, -1, 127, 128, 137, INT32_MAX, INT64_MAX, INT64_MIN};

struct plan { const uint8_t *at, *end; };

static uint8_t next(struct plan *plan) { return plan->at < plan->end ? *plan->at++ : 0; }

static json_t *grow(struct plan *plan, int depth);

static json_t *grow_object(struct plan *plan, int depth)
{
    json_t *object = json_object();
    for (unsigned n = next(plan) % 8; n; n--) {
        const char *key = keys[next(plan) % COUNT(keys)];
        json_object_set_new(object, key, grow(plan, depth - 1));
    }
    return object;
}

static json_t *grow_array(struct plan *plan, int depth)
{
    json_t *array = json_array();
    for (unsigned n = next(plan) % 4; n; n--) json_array_append_new(array, grow(plan, depth - 1));
    return array;
}

static json_t *grow(struct plan *plan, int depth)
{
    uint8_t choice = next(plan);
    switch (depth ? choice % 8 : 3 + choice % 5) {
    case 0: case 1: return grow_object(plan, depth);
    case 2: return grow_array(plan, depth);
    case 3: case 4: return json_string(texts[next(plan) % COUNT(texts)]);
    case 5: return json_integer(numbers[next(plan) % COUNT(numbers)]);
    case 6: return json_boolean(next(plan) % 2);
    default: return json_null();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct plan plan = {data, data + size};
    struct buf why = {0};
    struct pod_tracker memory = {0};
    struct event_trouble trouble;
    json_t *object = grow_object(&plan, 8);
    for (size_t i = 0; i < COUNT(kinds); i++) readiness_of(kinds[i][0], kinds[i][1], object, NULL, &why, NULL);
    for (int64_t now = 0; now < 2; now++) pod_health(object, &memory, now * 1000000, &why, NULL, NULL);
    event_is_trouble(object, &why, &trouble);
    json_decref(object);
    buf_free(&why);
    return 0;
}
