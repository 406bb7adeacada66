/* All tables, as kube.h looks things up in them: the constant ones, or these with what newer releases change. */
#ifndef STK_KUBE_TABLES_H
#define STK_KUBE_TABLES_H

#include "kube/kube.h"

/* A struct type under its short name. */
struct short_name {
    const char *name;
    const struct kube_type *type;
};

struct kube_tables {
    const struct kube_type *types; /* the structs, by name */
    const struct short_name *short_names; /* by name */
    const struct kube_resource *resources; /* by kind, the best first */
    size_t ntypes, nshort_names, nresources;
    int newest;                       /* release that they tell of: 1.N */
    Str text;                         /* what they were extended by; empty: they are the constant ones */
    const struct kube_tables *before; /* without it */
};

/* The newest, from which the others can be reached. Tables that were known once stay: objects point to them. */
const struct kube_tables *kube_tables_known(void);
void kube_tables_add(const struct kube_tables *); /* which were made of some of those; from now on they are looked into */

const struct kube_type *kube_type_in(const struct kube_tables *, const char *name); /* a full name; NULL: unknown */

#endif
