/* How long the stages of a compilation take, and what they need: for --timings. */
#ifndef STK_TIMINGS_H
#define STK_TIMINGS_H

#include "base/base.h"

enum stage { STAGE_CHECK, STAGE_VALUES, STAGE_EVALUATE, STAGE_VALIDATE, STAGE_ORDER, STAGE_WRITE, STAGES };

/* Begins as zeros. */
struct timings {
    double before; /* CPU seconds of the process when the last stage ended */
    struct stage_cost { double seconds; size_t bytes; } stages[STAGES]; /* bytes: that the arena had taken by then; 0: the stage was not reached */
};

/* What passed since the last call was STAGE. */
void stage_done(struct timings *, enum stage, const struct arena *);
/* A line for each stage that was reached, and one for all: "evaluate     12.3 ms    4.5 MiB". */
void write_timings(struct buf *, const struct timings *);

#endif
