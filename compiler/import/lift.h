/* A Deployment of one container becomes a "service" of the standard library, with its Service, account and budget. What has a parameter there
 * is said by it; everything else follows as "with", by the path in the object. What the library does otherwise is found by comparing what both
 * compile to. */
#ifndef STK_IMPORT_LIFT_H
#define STK_IMPORT_LIFT_H

#include "import/import.h"

/* One entry of a map that a parameter is, both as source: http = 8080/tcp. */
struct lift_entry { Str key, text; };

/* One parameter of the instance: a text of the source, a list of texts, or a map. */
struct lift_parameter {
    const char *name;
    Str text;                       /* empty: one of the others */
    struct value list;              /* V_LIST, else: */
    VEC(struct lift_entry) entries;
};

/* What is left of an object, to be said by "with". */
struct lift_rest {
    const char *path;               /* "deployment.spec.template.spec" */
    struct value value;
    const struct kube_type *type;
};

/* A port of the container, under the name that the Service gives it. */
struct lift_port {
    Str name, own;                  /* own: that of the container; may be empty */
    Str protocol, application;      /* "tcp", and what the Service says of it */
    int64_t number, served, node;   /* served, node 0: the Service says nothing of it */
};

/* One that is being lifted. */
struct lift {
    struct import *import;
    const struct imported *deployment, *service, *budget; /* the last two NULL: there is none */
    struct value whole, pod, container;                   /* of the Deployment, without what parameters say */
    VEC(struct lift_port) ports;
    bool ports_fit;                                       /* parameters can say all of them, and the Service's */
    VEC(struct lift_parameter) parameters;
    VEC(struct lift_rest) rests;
};

/* Marks the Deployments that are lifted, and what goes with them. Of the others, it is told why not. */
void find_lifts(struct import *);
/* The parameters and the rest of one that was marked. */
void lift_deployment(struct lift *);

/* Whether the library gives pods a label of this name, and chooses them by it. */
bool is_own_label(Str);

/* ---- parts ---- */

/* The part of *OF at PATH, which is taken out of it; V_NULL: there is none. */
struct value take(struct lift *, struct value *of, const char *path);
struct lift_parameter *lift_parameter(struct lift *, const char *name);
void lift_text(struct lift *, const char *name, Str text);
void lift_quoted(struct lift *, const char *name, Str text);
void lift_entry(struct lift *, struct lift_parameter *, Str key, Str text); /* KEY is no source yet */
Str quoted(struct lift *, Str text);
Str written(struct lift *, const char *fmt, ...) PRINTF(2, 3); /* in the arena */

/* Each takes what it can say, and leaves the rest where it is. */
void lift_ports(struct lift *);
void lift_environment(struct lift *);
void lift_mounts(struct lift *);
void lift_resources(struct lift *);
void lift_probes(struct lift *);
void lift_security(struct lift *);
/* The new name of a port of the container by its number or name; empty: it is none. */
Str port_name(struct lift *, struct value port);
/* What lift->ports says of CONTAINER and of the Service. */
void find_ports(struct lift *, struct value container);
/* The part at PATH, as it is; V_NULL: there is none. And whether RECORD has no other fields than these, the last of which is NULL. */
struct value lift_at(struct lift *, struct value of, const char *path);
bool has_only(struct value record, const char *const *known);

#endif
