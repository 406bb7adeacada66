/* Two graphs on their way to one. */
#ifndef STK_GRAPH_MERGE_H
#define STK_GRAPH_MERGE_H

#include "build.h"

struct merge {
    struct session *session;
    struct graph *graph;       /* the new one, which becomes that of both */
    const struct graph *old;
    struct comparison *comparison;
    struct map parts;          /* struct compiled_object of the new stack to the number of its part + 1 */
    struct map rows;           /* what row_of knows */
    uint32_t *now;             /* by part of the old graph: which part of the new one it is */
};

/* What both have is told once; what one of them has is marked. The parts are those of both already. */
void merge_waits(struct merge *);
void merge_secrets(struct merge *);
void merge_reaches(struct merge *);
/* Sorts the parts by wave again, and all that refers to them. */
void sort_merged(struct graph *);

#endif
