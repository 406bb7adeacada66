/* What is wrong with the fields of a Kubernetes struct: said in the same words of stacks and of manifests. */
#ifndef STK_KUBE_FIELDS_H
#define STK_KUBE_FIELDS_H

#include "value/type.h"
#include "value/value.h"

/* KEY is no field of KUBE, or none of the target version: E0107, E0803. */
void report_kube_field(struct session *, Span at, const struct kube_type *, const struct name *key);
/* Required fields that are not among the keys of GIVEN, or null there: E0804. */
void report_missing_kube_fields(struct session *, Span at, const struct kube_type *, const struct record *given);

#endif
