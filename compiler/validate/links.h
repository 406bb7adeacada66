/* Following references by name from object to object: what there is, and what is said where a reference leads nowhere. */
#ifndef STK_LINKS_H
#define STK_LINKS_H

#include "catalog.h"

struct object_list { VEC(struct object *) v; };

/* A Secret that no object of that kind stands for. NAMESPACE is NULL where it is not known, which counts as each. */
struct made_secret {
    const struct name *namespace;
    Str name;
    Span at;
    struct value keys; /* that it has; V_NULL: not known */
};

struct links {
    struct catalog *catalog;
    VEC(struct reference) found;
    VEC(const struct made_secret *) made_secrets;
    struct map secrets;     /* interned "namespace/name" to one of those */
    struct map claims;      /* interned "namespace/template-name" to the StatefulSet that makes one for each replica */
    struct map definitions; /* interned "group/Kind" to its CustomResourceDefinition */
    struct map by_kind;     /* interned kind to struct object_list */
    struct map namespaces;  /* interned name of each that is declared or used here */
    struct map linked;      /* object to the object that referred to it last: one edge is enough */
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
struct link {
    const struct relation *relation;
    struct object *from;
    const struct name *namespace; /* of the other object; NULL: cluster-wide */
    struct value name;
    bool optional;
};

/* Finds out what there is. */
void links_collect(struct links *);

/* The object that the link leads to; NULL if it is none of ours, or missing and reported. */
struct object *follow(struct links *, struct link);
struct object *follow_own(struct links *, const struct relation *, struct object *from, struct value name, bool optional); /* in its own namespace */
/* FROM comes after TO; once is enough. */
void add_reference(struct links *, const struct object *from, const struct object *to, Span, const char *reason);
/* Of a Secret that no object stands for; NULL: none. */
const struct made_secret *made_secret(struct links *, const struct name *namespace, Str name);

/* Keys of the maps. */
const struct name *key_of(struct links *, const char *fmt, ...) PRINTF(2, 3);
const struct name *name_key(struct links *, Str);

/* links_of_pods.c: all that a pod template refers to. */
void follow_workload(struct links *, const struct workload *);

#endif
