/* What people and programs see of a run: a live table on a terminal, plain lines elsewhere, or JSON events (events.md).
 *
 * Every text is copied, and cleaned of what could steer a terminal, here; nowhere else has to. No secret is passed in.
 * The run's time begins with the first call of progress_turn; what is told between two calls has the time of the one before. */
#ifndef STK_PROGRESS_H
#define STK_PROGRESS_H

#include "base/base.h"

#include <stdio.h>

enum progress_format { PROGRESS_LIVE, PROGRESS_PLAIN, PROGRESS_JSON };

enum progress_state {
    STATE_PENDING,        /* waits for what it depends on: all, at first */
    STATE_SENT,           /* its request is on the way */
    STATE_WAITING,        /* it is in the cluster, and not ready yet */
    STATE_READY,
    STATE_UNCHANGED,      /* as it was, and ready */
    STATE_DELETED,
    STATE_FAILED,
    STATE_SKIPPED,        /* something it depends on failed */
    STATE_COUNT
};

/* An object of the run. */
struct progress_item {
    Str id;               /* deployment.apps/shop/site */
    Str service;          /* the instance's path; groups the table; may be empty */
    Str at;               /* FILE:LINE:COLUMN of the source; may be empty */
    const char *action;   /* "create", "change", "replace", "delete", "none" */
};

/* NODE waits for another. The first nodes are the items, as they are numbered; others are met when all they wait for is. */
struct progress_edge { uint32_t node, waits_for; };

struct progress_options {
    enum progress_format format;
    FILE *out;
    bool color;
    bool ascii;           /* the table is drawn without other characters */
    int width, height;    /* of the screen; 0: asks the terminal, anew for each drawing */
    const char *command;  /* "apply" */
    Str stack;
    const struct progress_edge *edges; /* of the graph of the run, so that a pending item can say what it waits for; not kept */
    size_t nedges, nodes;
    int64_t clock;        /* ms since 1970 with which the time of JSON events begins; 0: the system's */
};
/* What suits OUT: a table, in colour unless $NO_COLOR says otherwise, on a terminal that can; plain lines elsewhere. */
struct progress_options progress_options_for(FILE *out);

struct progress;
struct progress *progress_new(const struct progress_options *, const struct progress_item *, size_t n);
void progress_free(struct progress *);

/* TEXT: what it waits for, or why it failed; one line; may be empty. The same state and text again is no event. */
void progress_object(struct progress *, size_t item, enum progress_state, const char *text);
/* ITEM is skipped, as it needs BECAUSE, which failed or was itself skipped. */
void progress_skip(struct progress *, size_t item, size_t because);
/* Lines about a failure: its events, the last log lines; shown with the object at the end, and as one JSON event each. */
void progress_detail(struct progress *, size_t item, const char *title, const char *lines);
/* What to do about a failure, one line. */
void progress_help(struct progress *, size_t item, const char *text);
/* A line about the whole run: a warning of the server (each text once), a retry, a lock that is waited for. */
void progress_note(struct progress *, const char *level /* "info", "warning", "error" */, const char *fmt, ...) PRINTF(3, 4);
/* What keeps the run from going on, or may: its place and what to do about it may be empty. */
void progress_problem(struct progress *, const char *level, Str at, Str text, Str help);
/* Once a turn of the loop: redraws the table when it is due, at most ten times a second. NOW: monotonic ms. */
void progress_turn(struct progress *, int64_t now);
/* The last table, the failures with their details, a summary ("14 created, 2 changed, 1 failed, 3 skipped in 41 s"), and NEXT,
 * the command to go on (may be NULL). False: not all of the output could be written. */
bool progress_end(struct progress *, int exit_code, const char *next);

#endif
