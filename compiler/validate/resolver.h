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
/* The same where the name says nothing of the order. */
struct object *point_to(struct resolver *, struct reference_target);
/* FROM comes after TO; once is enough. */
void add_reference(struct resolver *, const struct object *from, const struct object *to, Span, const char *reason, enum need);
/* Of a Secret that no object stands for; NULL: none. */
const struct made_secret *made_secret(struct resolver *, const struct name *namespace, Str name);

/* Keys of the maps. */
const struct name *key_of(struct resolver *, const char *fmt, ...) PRINTF(2, 3);
const struct name *name_key(struct resolver *, Str);

/* resolve_pods.c: all that a pod template refers to. */
void resolve_workload(struct resolver *, const struct workload *);
/* PORT of a Service, by number or name; V_NULL: none is named. */
void need_port(struct resolver *, const struct object *from, const struct object *service, struct value port);

/* resolve_keys.c: KEY of HOLDER, a ConfigMap or Secret; or of a Secret that is made elsewhere. */
void need_key(struct resolver *, const struct object *from, const struct object *holder, struct value key);
void need_made_key(struct resolver *, const struct object *from, const struct made_secret *, struct value key);
/* resolve_routes.c: of the kinds of the Gateway API; nothing for others. */
void resolve_route(struct resolver *, struct object *);
/* resolve_classes.c: W0703 */
void check_classes(struct resolver *, const struct object *);
void check_pod_classes(struct resolver *, const struct workload *);
/* resolve_parts.c: names of containers and devices: of the pod itself, and in what is about it. */
void resolve_parts(struct resolver *, const struct workload *);
void follow_resource(struct catalog *, const struct workload *, struct value reference); /* a resourceFieldRef */
void follow_resources(struct catalog *, const struct workload *, struct value items);    /* of a downwardAPI */
void resolve_container_names(struct resolver *, struct object *scaler); /* W0713 */
/* resolve_fields.c: what else names an object, kind by kind, … */
void resolve_fields(struct resolver *);
void resolve_pod_fields(struct resolver *, const struct workload *);                        /* … in the claims of devices of a pod, … */
void resolve_volume_fields(struct resolver *, struct object *from, struct value volume); /* … in a volume that is none of an object's or the node's */

#endif
