/* The parts of preflight.h: each asks the server first, all at once, and tells what does not hold when all has been answered. */
#ifndef STK_PREFLIGHT_INTERNAL_H
#define STK_PREFLIGHT_INTERNAL_H

#include "preflight/preflight.h"

struct preflight_run {
    struct http *http;
    const struct stack *stack;
    struct findings *findings;
    struct problem *problem;
    struct arena *arena;             /* that of the findings */
    VEC(struct query *) queries; /* in the order in which they were asked */
};

/* A question to the server and its answer. */
struct query {
    const char *method;              /* a literal */
    Str path;
    Str body;                        /* JSON; empty: none */
    bool metadata_only;              /* of a list */
    void (*tell)(struct preflight_run *, const struct query *); /* in the order of the queries */
    const void *subject;             /* of TELL */
    enum answer answer;
    Str why;                         /* answer_text */
    json_t *reply;                   /* owned until all are told; may be NULL */
};
void preflight_ask(struct preflight_run *, const struct query *);

void preflight_ask_permissions(struct preflight_run *, const struct permissions *);
void preflight_ask_classes(struct preflight_run *);
void preflight_ask_members(struct preflight_run *);
/* Asks and tells; other queries are answered meanwhile. */
void preflight_planes(struct preflight_run *);

/* AT and HELP may be empty. */
void preflight_error(struct preflight_run *, Str at, Str help, const char *fmt, ...) PRINTF(4, 5);
void preflight_warn(struct preflight_run *, Str at, const char *fmt, ...) PRINTF(3, 4);

#endif
