#include "unsaid.h"

#include "kube/kube.h"

#include <string.h>

bool is_silent(const char *type, const char *field)
{
    static const char *const silent[][2] = {
        {"apps.v1.RollingUpdateStatefulSetStrategy", "maxUnavailable"}, {"coordination.v1.LeaseSpec", "preferredHolder"},
        {"core.v1.Lifecycle", "stopSignal"}, {"core.v1.PodSpec", "schedulingGroup"}, {"core.v1.VolumeProjection", "podCertificate"},
        {"resource.v1.Device", "nodeAllocatableResourceMappings"}, {"resource.v1beta2.Device", "nodeAllocatableResourceMappings"},
        {"resource.v1beta1.BasicDevice", "nodeAllocatableResourceMappings"}, {"resource.v1.DeviceAttribute", "bools"},
        {"resource.v1beta2.DeviceAttribute", "bools"}, {"resource.v1beta1.DeviceAttribute", "bools"}};
    if (!kube_knew_field(type, field)) return true;
    for (size_t i = 0; i < COUNT(silent); i++)
        if (strcmp(silent[i][0], type) == 0 && strcmp(silent[i][1], field) == 0) return true;
    return false;
}

bool is_refused_value(const char *field, Str value)
{
    static const char *const refused[][2] = {{"sideEffects", "Some"}, {"sideEffects", "Unknown"}, {"operator", "Gt"}, {"operator", "Lt"},
                                             {"effect", "None"}, {"reclaimPolicy", "Recycle"}};
    for (size_t i = 0; i < COUNT(refused); i++)
        if (strcmp(refused[i][0], field) == 0 && str_is(value, refused[i][1])) return true;
    return false;
}
