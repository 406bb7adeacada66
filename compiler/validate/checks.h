/* All checks of the finished objects, and what they have in common. */
#ifndef STK_CHECKS_H
#define STK_CHECKS_H

#include "admit/shape.h"
#include "objects/catalog.h"
#include "validate/validate.h"

/* ---- of one object by itself: all of them look at it while it is at hand ---- */

/* What is remembered from one to the next. */
struct singles {
    struct map namespaces;   /* whose names were looked at */
    struct map choices;      /* of many pods, by what Services select them by (struct chosen) */
    struct map customs;      /* schemas whose rules that are not evaluated were counted */
    struct rule_book book;
};
void validate_name(struct catalog *, struct singles *, const struct object *);  /* E0708 E0709 */
void validate_value(struct catalog *, struct singles *, const struct object *); /* E0708 E0717 */
void validate_service(struct catalog *, struct singles *, struct object *);     /* E0701 E0702 E0703 */

/* ---- of what makes pods, and of the pods: likewise ---- */

void validate_pod(struct catalog *, const struct workload *);           /* E0704 E0711 E0712 */
void validate_pod_owner(struct catalog *, const struct workload *);     /* E0707 */
void validate_pod_selectors(struct catalog *, const struct workload *); /* W0701 */
void validate_pod_effects(struct catalog *, const struct workload *);   /* W0704 W0708 */
void validate_pod_name_server(struct catalog *, const struct workload *); /* W0715 */
void validate_pod_update(struct catalog *, const struct workload *);    /* W0716 */
void validate_pod_secrets(struct catalog *, const struct workload *);   /* W0901 */

/* ---- of all together ---- */

size_t validate_references(struct catalog *, struct reference **); /* E0705 E0713 W0702 W0703 W0713; and what they say about the order */
void validate_admission(struct catalog *);   /* E0603 */
void validate_certificates(struct catalog *); /* W0717 */
void validate_waits(struct catalog *);       /* E0604 */
void validate_workloads(struct catalog *);   /* E0707 E0710 W0701 */
void validate_selectors(struct catalog *);   /* W0701 */
void validate_monitors(struct catalog *);    /* W0701 W0718 */
void validate_effects(struct catalog *);     /* W0704 W0705 W0706 W0708 W0709 */
void validate_rights(struct catalog *);      /* W0707 */
void validate_broad_rights(struct catalog *); /* W0710 W0711 */
void validate_plain_secrets(struct catalog *); /* W0901 */
void validate_planes(struct catalog *);      /* E0706 E0715 E0716 */
void validate_quotas(struct catalog *);      /* E0718 */
void validate_policies(struct catalog *);    /* W0712 W0714 */
void validate_policy_ports(struct catalog *); /* W0712 */
void follow_selectors(struct catalog *);      /* for editors alone, */
void follow_rights(struct catalog *);         /* likewise */

/* ---- what several of them ask ---- */

/* A number, or a share of PODS, rounded up as Kubernetes does. False: it is neither. */
bool amount_of(struct value, int64_t pods, int64_t *amount);
/* The port of its node that a container's PORT takes; V_NULL: none. */
struct value host_port(struct catalog *, struct value pod_spec, struct value port);
/* The one node that a workload is bound to; empty: none. */
Str node_of(struct catalog *, const struct workload *);
/* A selector of pods in the object's namespace, when it is known that there are none. W0701 */
void warn_if_idle(struct catalog *, const struct object *, struct value selector);

#endif
