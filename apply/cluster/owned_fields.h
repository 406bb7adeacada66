/* What we set in an object of the cluster: the live object without defaults, status and the fields of others.
 *
 * Kept are the fields that the manifest has, and those that the managedFields of an object say are ours though the manifest
 * has them no more. So what equals the manifest means: nothing to do, and nobody changed what is ours. */
#ifndef STK_OWNED_FIELDS_H
#define STK_OWNED_FIELDS_H

#include "kube/kube.h"

#include <jansson.h>

#define FIELD_MANAGER "stk" /* constant for ever: another name would be another owner */

/* A new reference. TYPE: of the kind; NULL: a custom one. */
json_t *owned_fields_of(const json_t *live, const json_t *manifest, const struct kube_type *type);

/* The fields that our manager has applied; borrowed; NULL: none. */
const json_t *applied_fields(const json_t *live);
/* "data.key", the first field of RESULT that was ours in LIVE and that the manifest has no more: others own it, too. Empty: there is
 * none. */
Str retained_field(struct arena *, const json_t *result, const json_t *live, const json_t *manifest);

/* What an admission policy or webhook of the cluster made of what the manifest asks for: "spec.replicas is 1 instead of 3; …". Server-side
 * apply calls such a field ours all the same, and a later dry run says that nothing changes (seen with Kubernetes 1.36.2). Empty: nothing.
 * Other ways to write a quantity are no difference; of custom kinds (KUBE is NULL) and Secrets nothing is said. */
Str overridden_fields(struct arena *, const json_t *made, const json_t *manifest, const struct kube_resource *);

/* The live object as it is bound by a plan: without status, managedFields, resourceVersion and generation. A new reference. */
json_t *live_content(const json_t *live);
/* 16 hex digits of that content's canonical text. */
void content_hash(const json_t *live, char hash[17]);

#endif
