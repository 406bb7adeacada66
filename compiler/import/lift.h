/* What runs pods becomes a component of the standard library (lift_kinds.c says which), with its Service, account, budget and autoscaler. What
 * has a parameter there is said by it; everything else follows as "with", by the path in the object. What the library does otherwise is found by
 * comparing what both compile to. */
#ifndef STK_IMPORT_LIFT_H
#define STK_IMPORT_LIFT_H

#include "import/import.h"

struct lift;

/* One entry of a map that a parameter is, both as source: http = 8080/tcp; or the parameters of a step. */
struct lift_entry { Str key, text; const struct lift *step; };

/* One parameter of the instance: a text of the source, a list of texts, or a map. */
struct lift_parameter {
    const char *name;
    Str text;                       /* empty: one of the others */
    struct value list;              /* V_LIST, else: */
    VEC(struct lift_entry) entries; /* without keys, of a list */
};

/* What is left of an object, to be said by "with". */
struct lift_rest {
    Str path;                       /* "deployment.spec.template.spec" */
    struct value value;             /* V_NULL: what the library has there goes */
    const struct kube_type *type;
};

/* A port of the container, under the name that the Service gives it. */
struct lift_port {
    Str name, own;                  /* own: that of the container; may be empty */
    Str protocol, application;      /* "tcp", and what the Service says of it */
    int64_t number, served, node;   /* served, node 0: the Service says nothing of it */
    bool on_node;                   /* it is open at the node's address */
};

/* Which component a kind becomes. */
struct lift_kind {
    const char *kind, *component;
    const char *object;             /* its resource there, "deployment" */
    const char *pod;                /* path of the pods' template, "spec.template"; NULL: it runs none, and PARAMETERS are all there is */
    const char *restart;            /* restartPolicy of its pods in the library */
    bool serves;                    /* it has a number of pods, a Service, a budget, an autoscaler */
    void (*parameters)(struct lift *); /* what pods have not */
};

/* One that is being lifted; or a container of it besides the main one, a step, which has ports, parameters and nothing else of its own. */
struct lift {
    struct import *import;
    const struct lift_kind *kind;
    const struct imported *workload, *service, *budget, *scaler, *account; /* NULL: there is none */
    const struct imported *role, *binding;                /* that "rights" say; NULL likewise, both or none. Of "cluster_rights" the role alone */
    struct value whole, pod, container;                   /* of the workload, without what parameters say */
    VEC(struct lift *) steps;
    const struct lift *main;                              /* of a step; NULL: it is none */
    Str name;                                             /* of a step */
    bool before;                                          /* a step of initContainers */
    VEC(struct lift_port) ports;
    bool ports_fit;                                       /* parameters can say all of them, and the Service's */
    bool mounts_fit;                                      /* and all volumes of the pod */
    bool root;                                            /* its pods may run as root */
    VEC(struct lift_parameter) parameters;
    VEC(struct lift_rest) rests;
};

/* Marks the workloads that are lifted, and what goes with them. Of the others, it is told why not. NAMESPACE is that of objects that tell none. */
void find_lifts(struct import *, Str namespace);
/* The parameters and the rest of one that was marked. */
void lift_workload(struct lift *);

/* What becomes an "ingress", which runs no pods: once the workloads are lifted to whose Services it sends. */
extern const struct lift_kind ingress_kind;
bool fits_ingress(const struct import *, const struct imported *);
/* What becomes "cluster_rights", likewise. *ROLE is the ClusterRole that goes with it; NULL: it is none of the input. */
extern const struct lift_kind cluster_rights_kind;
bool fits_cluster_rights(const struct import *, const struct imported *, Str namespace, const struct imported **role);

const struct lift_kind *lift_kind_of(const struct imported *); /* NULL: it runs no pods */
struct value object_part(const struct import *, const struct imported *, const char *path); /* "spec.replicas"; V_NULL: it has none */
struct value template_of(const struct import *, const struct imported *workload, const struct lift_kind *, const char *path);
/* The main container and the steps, as they are in the pod. */
void find_steps(struct lift *);
/* Whether "autoscale" can say all that sets the number; and how many there are at most. */
bool is_autoscale(struct import *, const struct imported *scaler, const struct imported *workload);

/* Whether the library gives pods a label of this name, and chooses them by it. */
bool is_own_label(Str);
/* Whether all that SELECTOR asks for, as a Service does, is among LABELS; and the labels of a workload's pods. */
bool asks_for_labels(const struct import *, struct value selector, struct value labels);
struct value labels_of(const struct import *, const struct imported *workload);
/* What chooses the pods of one that is lifted asks for the labels that these get. */
void follow_labels(struct import *);

/* ---- parts ---- */

/* The part of *OF at PATH, which is taken out of it; V_NULL: there is none. */
struct value take(struct lift *, struct value *of, const char *path);
struct lift_parameter *lift_parameter(struct lift *, const char *name);
void lift_text(struct lift *, const char *name, Str text);
void lift_quoted(struct lift *, const char *name, Str text);
void lift_entry(struct lift *, struct lift_parameter *, Str key, Str text); /* KEY is no source yet */
void lift_item(struct lift *, struct lift_parameter *, Str text); /* of a list */
Str quoted(struct lift *, Str text);
void lift_name(struct lift *);      /* the name and the namespace */
void lift_called(struct lift *, Str name); /* unless the instance is called so anyway */
void lift_integer(struct lift *, const char *name, struct value, const char *unit);
void lift_list(struct lift *, const char *name, struct value);
void lift_true(struct lift *, const char *name, struct value); /* where it is true; false is what the library says anyway */
Str written(struct lift *, const char *fmt, ...) PRINTF(2, 3); /* in the arena */
/* What is left at PATH of the workload's object; TYPE NULL: that of the object. */
void lift_rest(struct lift *, Str path, struct value, const char *type);
/* What the library has at PATH of the container goes. */
void lift_nothing(struct lift *, const char *path);
void keep_capabilities(struct lift *, bool root);
/* "deployment.spec.template.spec.containers.main" */
Str container_path(struct lift *);
Str size_text(struct lift *, struct value); /* of a quantity of bytes; empty: the language has no such value */

/* Image, command and arguments. */
void lift_container(struct lift *);

/* Each takes what it can say, and leaves the rest where it is. */
void lift_ports(struct lift *);
void lift_environment(struct lift *);
void lift_mounts(struct lift *);     /* of all containers */
void lift_storage(struct lift *);    /* and the claims of a StatefulSet; before the mounts */
bool storage_fits(struct lift *);
bool mounts_fit(struct lift *);
void lift_autoscale(struct lift *);
void lift_steps(struct lift *);      /* after the main container */
void lift_resources(struct lift *);
void lift_probes(struct lift *);
void lift_security(struct lift *);
void lift_account(struct lift *);
/* Whether "rights" say what a Role and a RoleBinding of the workload's name do; before anything was taken. */
bool fits_rights(struct lift *, const struct imported *role, const struct imported *binding);
/* The new name of a port of the container by its number or name; empty: it is none. */
Str port_name(struct lift *, struct value port);
/* What lift->ports says of CONTAINER and of the Service. */
void find_ports(struct lift *, struct value container);
/* The part at PATH, as it is; V_NULL: there is none. And whether RECORD has no other fields than these, the last of which is NULL. */
struct value lift_at(struct lift *, struct value of, const char *path);
bool has_only(struct value record, const char *const *known);

#endif
