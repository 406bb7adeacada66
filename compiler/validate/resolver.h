/* Following references by name from object to object: what there is, and what is said where a reference leads nowhere. */
#ifndef STK_RESOLVER_H
#define STK_RESOLVER_H

#include "checks.h"

struct object_list { VEC(struct object *) v; };

/* A Secret that no object of that kind stands for. NAMESPACE is NULL where it is not known, which counts as each. */
struct made_secret {
    const struct name *namespace;
    Str name;
    Span at;
    struct value keys; /* that it has; V_NULL: not known */
    const struct object *maker; /* whose controller makes it; NULL: none of the stack */
};

struct resolver {
    struct catalog *catalog;
    VEC(struct reference) found;
    VEC(const struct made_secret *) made_secrets;
    struct map secrets;     /* interned "namespace/name" to one of those */
    struct map claims;      /* interned "namespace/template-name" to the StatefulSet that makes one for each replica */
    struct map definitions; /* interned "group/Kind" to its CustomResourceDefinition */
    struct map by_kind;     /* interned kind to struct object_list */
    struct map namespaces;  /* interned name of each that is declared or used here */
    struct map granted;     /* ServiceAccount to struct object_list: the bindings that grant it rights */
    struct map linked;      /* object to the object that referred to it last: one edge is enough */
    const struct list *volumes; /* the pod's that was looked at last */
    struct map by_volume;   /* interned name to one of these, from 1; of many */
    struct map missed;      /* interned "Kind/namespace/name" to the object that missed it last: one error is enough */
};

/* What one kind of reference is called. */
struct relation {
    const char *kind, *verb; /* "Deployment 'web' VERB KIND 'x'" */
    const char *reason;      /* in the order */
    enum diag_code code;
    const char *reach;       /* why an object in another namespace does not do */
};

/* One reference to be followed. */
struct reference_target {
    const struct relation *relation;
    struct object *from;
    const struct name *namespace; /* of the other object; NULL: cluster-wide */
    struct value name;
    bool optional;
};

/* Finds out what there is. */
void resolver_collect(struct resolver *);

/* The object that the link leads to; NULL if it is none of ours, or missing and reported. */
struct object *resolve(struct resolver *, struct reference_target);
struct object *resolve_own(struct resolver *, const struct relation *, struct object *from, struct value name, bool optional); /* in its own namespace */
/* FROM comes after TO; once is enough. */
void add_reference(struct resolver *, const struct object *from, const struct object *to, Span, const char *reason, enum need);
/* Of a Secret that no object stands for; NULL: none. */
const struct made_secret *made_secret(struct resolver *, const struct name *namespace, Str name);

/* Keys of the maps. */
const struct name *key_of(struct resolver *, const char *fmt, ...) PRINTF(2, 3);
const struct name *name_key(struct resolver *, Str);

/* resolve_pods.c: all that a pod template refers to. */
void resolve_workload(struct resolver *, const struct workload *);

#endif
