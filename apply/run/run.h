/* Carries out a plan: every object is sent the moment those that it waits for are ready, many at once, and whatever fails
 * holds up only what needs it. One loop. */
#ifndef STK_RUN_H
#define STK_RUN_H

#include "plan/plan.h"
#include "progress/progress.h"

struct run_options {
    struct progress *progress;
    bool wait;                 /* for objects to become ready */
    int64_t timeout;           /* ms that an object may take to become ready */
    struct secrets *secrets;   /* of the stack */
    struct secret_bindings *bindings;
};

/* The exit code; PROBLEM when the run as a whole could not go on. What was created has its uid in the inventory of PLAN. */
int run_plan(struct http *, struct plan *, const struct run_options *, struct problem *);

#endif
