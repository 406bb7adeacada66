/* In what a stack's manifests for several versions of Kubernetes differ. */
#ifndef STK_VERSION_DIFFERENCES_H
#define STK_VERSION_DIFFERENCES_H

#include "base/base.h"

struct version_manifests {
    int kube;
    Str text; /* a stream of YAML */
};
struct version_list { VEC(struct version_manifests) v; };

/* From each version to the next one. Lines: NAME, the versions and what differs, for people. JSON: a list of {between: [versions], object,
 * change: as in "stk diff --format json", fields: [{path, before, after}]}, empty where nothing does. */
void put_version_differences(const struct version_list *, Str name, struct buf *lines, struct buf *json);

#endif
