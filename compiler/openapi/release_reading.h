/* Documents on their way to what a release changes. */
#ifndef STK_RELEASE_READING_H
#define STK_RELEASE_READING_H

#include "openapi/release.h"

struct release_reading {
    const struct api_documents *documents;
    struct arena *arena;
    struct release *release;
    struct name_set reached;        /* schemas */
    VEC(const struct name *) types; /* those with fields, in the order in which they were reached */
};

void release_change(struct release_reading *, struct release_change); /* adds one */

/* release_kinds.c */
bool api_has_kind(const struct api_documents *, const struct kube_resource *);
void read_kinds(struct release_reading *); /* and reaches their schemas */

/* release_types.c */
void reach_schema(struct release_reading *, const struct name *schema, size_t depth); /* it, and those of its fields, as far as they are Kubernetes' own */
void read_types(struct release_reading *); /* those that were reached */

#endif
