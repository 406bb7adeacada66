/* Fuzzer: any JSON as an object of any kind, as a pod that is looked at twice, and as an event. */
#include "event_trouble.h"
#include "pod_health.h"
#include "readiness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const kinds[][2] = {
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition"}, {"apiregistration.k8s.io/v1", "APIService"}, {"apps/v1", "DaemonSet"},
    {"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"autoscaling/v2", "HorizontalPodAutoscaler"}, {"batch/v1", "Job"},
    {"example.org/v1", "Thing"}, {"networking.k8s.io/v1", "Ingress"}, {"policy/v1", "PodDisruptionBudget"}, {"v1", "Namespace"},
    {"v1", "PersistentVolumeClaim"}, {"v1", "Pod"}, {"v1", "ReplicationController"}, {"v1", "ResourceQuota"}, {"v1", "Service"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf why = {0};
    struct pod_memory memory = {0};
    struct event_trouble trouble;
    json_t *object = json_loadb((const char *)data, size, JSON_DECODE_ANY, NULL);
    if (!object) return -1;
    for (size_t i = 0; i < COUNT(kinds); i++) readiness_of(kinds[i][0], kinds[i][1], object, NULL, &why, NULL);
    for (int64_t now = 0; now < 2; now++) pod_health(object, &memory, now * 1000000, &why, NULL, NULL);
    event_is_trouble(object, &why, &trouble);
    json_decref(object);
    buf_free(&why);
    return 0;
}
