/* Names of resources that are counted: cpu, requests.memory, example.org/gpu. */
#ifndef STK_RESOURCE_NAME_H
#define STK_RESOURCE_NAME_H

#include "base/base.h"

bool is_standard_resource(Str);  /* of Kubernetes, in a pod, a volume or a quota */
bool is_quota_resource(Str);     /* the same, as quotas know it */
bool is_container_resource(Str); /* that a container may have: cpu, memory, ephemeral-storage, hugepages-SIZE, or a device as DOMAIN/NAME */
bool is_volume_resource(Str);    /* that a LimitRange may name for what is not a container */
bool is_counted_whole(Str);      /* pods and other objects, devices */
bool is_device_resource(Str);    /* of a qualified name: whether its domain is not Kubernetes' own, and requests.NAME is a name, too */
bool is_huge_pages(Str);
bool is_shared_resource(Str);    /* more may be allowed than asked for */

#endif
