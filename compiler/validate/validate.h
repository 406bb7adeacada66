/* What the finished objects say to each other: references between them, and the checks that nobody runs on YAML.
 * Works on any objects, also hand-written ones. Linear in objects. */
#ifndef STK_EXAMINE_H
#define STK_EXAMINE_H

#include "order/order.h"

/* All checks below. *REFERENCES gets what the objects' references say about the order; returns their number. */
size_t examine(struct machine *, struct reference **references);

/* Objects by kind, namespace and name; pods by label; made once, used by all checks. */
struct catalog;
struct catalog *catalog_new(struct machine *);
void catalog_free(struct catalog *);

/* Adds the objects of schemas that are not external. */
void add_crd_objects(struct machine *);

void check_names(struct catalog *);       /* E0708 E0709 E0714 */
size_t check_references(struct catalog *, struct reference **); /* E0705 E0713 W0702 W0703; and what they say about the order */
void check_services(struct catalog *);    /* E0701 E0702 E0703 */
void check_pods(struct catalog *);        /* E0704 E0711 E0712 */
void check_workloads(struct catalog *);   /* E0707 E0710 W0701 */
void check_planes(struct catalog *);      /* E0706 E0715 E0716 */

#endif
