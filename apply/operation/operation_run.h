/* Runs of operations: the Jobs by which they are remembered, and one that is followed to its end. */
#ifndef STK_OPERATION_RUN_H
#define STK_OPERATION_RUN_H

#include "access/access.h"
#include "http/api.h"
#include "operation/operation.h"

extern const struct resource jobs;

/* ---- those that are remembered ---- */

enum { RUNS_KEPT = 5 }; /* of each operation, besides those that have not ended */

enum operation_state { OPERATION_RUNNING, OPERATION_SUCCEEDED, OPERATION_FAILED };

struct operation_run {
    Str operation;
    Str namespace, job, uid;
    Str time;                /* RFC 3339: when it was started */
    Str by;                  /* "ann@host" */
    Str parameters;          /* a JSON object */
    enum operation_state state;
    Str why;                 /* it failed, or is not done; may be empty */
};
struct operation_runs {
    VEC(struct operation_run) v;
    Str refusal;             /* why some are not among them: the account may not list Jobs; empty: all are */
};

/* Those of a stack in NAMESPACES, the newest first. False: PROBLEM. */
bool operation_runs(struct http *, struct session *, Str stack, const struct text_list *namespaces, struct operation_runs *, struct problem *);
/* Deletes the Jobs that are too many, with their pods. False: PROBLEM says which one could not be deleted. */
bool operation_runs_forget(struct http *, struct session *, const struct operation_runs *, struct problem *);

/* ---- one that is followed ---- */

struct follow_options {
    struct http *http;
    struct arena *arena;     /* outlives the HTTP client, whose timers know what is in it */
    Str namespace, job;
    Str container;           /* whose log is shown; that of another one if the pod failed before it began */
    int64_t timeout;         /* ms; 0: none */
    void (*line)(void *context, Str text);   /* of the log: clean, without its newline */
    void (*note)(void *context, Str text);   /* what it waits for, in one clean line; each once */
    void *context;
};

enum follow_end {
    FOLLOW_SUCCEEDED,
    FOLLOW_FAILED,           /* or its pod cannot start: WHY tells */
    FOLLOW_TIMEOUT,          /* it goes on */
    FOLLOW_INTERRUPTED,      /* likewise */
    FOLLOW_LOST,             /* nobody can tell: the Job was deleted, or the server does not answer; WHY */
};

/* Shows its log until the Job ends. Cut streams are opened again, and no line is shown twice. */
enum follow_end operation_follow(const struct follow_options *, Str *why);

#endif
