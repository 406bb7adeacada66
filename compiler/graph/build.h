/* A graph under construction: what its stages, each a file, hand on to the next. */
#ifndef STK_GRAPH_BUILD_H
#define STK_GRAPH_BUILD_H

#include "graph/graph.h"

struct build {
    struct graph *graph;
    struct compiled *compiled;
    struct session *session;
    uint32_t *part_of;       /* by the index of an object; NO_PART: it is not yet known */
    struct map instances;    /* interned path to its number + 1 */
};

void find_homes(struct build *);     /* instances of manifests of others, which tell none */
void find_parts(struct build *);     /* parts and their objects; rows, planes */
void find_rows(struct build *);      /* the planes and rows of the parts, and their labels: a part of find_parts */
void find_waits(struct build *);     /* and the critical path; needs the parts */
void find_secrets(struct build *);
void find_reaches(struct build *);

/* Marks what follows from others, and the longest chain; the parts are sorted by wave. */
void find_implied(struct graph *);
void find_critical(struct graph *);
void sort_waits(struct graph *);
void sort_rows(struct graph *);      /* renumbers the rows of the parts */
uint32_t *sort_parts(struct graph *); /* by wave; where each is now. Nothing else is renumbered */

/* The number of a plane; it is added when it is new. */
uint32_t plane_of(struct graph *, Str name, bool has_pods);
/* The same of a row; KNOWN begins as known_rows gave it. */
struct map known_rows(struct graph *);
uint32_t row_of(struct graph *, struct map *known, Str service, uint32_t plane);
Str service_of(Str instance);        /* "keystone" of "keystone.api" */
Str parent_of(Str instance);         /* "keystone" of "keystone.api", empty of "keystone" */
struct value pod_template(struct build *, struct compiled_object *); /* V_NULL: it runs no pods */
/* Into which they come: that of an operation stands in its manifest alone. */
Str namespace_of_pods(struct build *, struct compiled_object *);

#endif
