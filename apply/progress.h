/* What people and programs see of a run: a live table on a terminal, plain lines elsewhere, or JSON events.
 *
 * Everything that comes from a server is cleaned of control characters here, and nowhere else has to. No secret is passed in. */
#ifndef STK_PROGRESS_H
#define STK_PROGRESS_H

#include "base.h"

#include <jansson.h>
#include <stdio.h>

enum progress_format { PROGRESS_LIVE, PROGRESS_PLAIN, PROGRESS_JSON };

enum progress_state {
    STATE_PENDING,        /* waits for what it depends on */
    STATE_SENT,           /* its request is on the way */
    STATE_WAITING,        /* it is in the cluster, and not ready yet */
    STATE_READY,
    STATE_UNCHANGED,      /* as it was, and ready */
    STATE_DELETED,
    STATE_FAILED,
    STATE_SKIPPED,        /* something it depends on failed */
    STATE_COUNT
};

/* An object of the run. Texts are borrowed for the run's life. */
struct progress_item {
    Str id;               /* deployment.apps/shop/site */
    Str service;          /* the instance's path; groups the table; may be empty */
    Str at;               /* FILE:LINE:COLUMN of the source; may be empty */
    const char *action;   /* "create", "change", "replace", "delete", "none" */
};

struct progress_options {
    enum progress_format format;
    FILE *out;
    bool color;
    int width;            /* columns; 0: asks the terminal, again after a change of its size */
    const char *command;  /* "apply" */
    Str stack;
};

struct progress;
struct progress *progress_new(const struct progress_options *, const struct progress_item *, size_t n);
void progress_free(struct progress *);

/* TEXT: what it waits for, or why it failed; one line; may be empty. The same state and text again is no event. */
void progress_object(struct progress *, size_t item, enum progress_state, const char *text);
/* Lines about a failure: events, last log lines, what to do; shown with the object at the end, and as one JSON event. */
void progress_detail(struct progress *, size_t item, const char *title, const char *lines);
/* A line about the whole run: a warning of the server (each text once), a retry, a lock that is waited for. */
void progress_note(struct progress *, const char *level /* "info", "warning", "error" */, const char *fmt, ...) PRINTF(3, 4);
/* Once a turn of the loop: redraws the table when it is due, at most ten times a second. NOW: monotonic ms. */
void progress_turn(struct progress *, int64_t now);
/* The last table, a summary ("14 created, 2 changed, 1 failed, 3 skipped in 41 s"), failures with their details, and NEXT, the
 * command to go on (may be NULL). */
void progress_end(struct progress *, int exit_code, const char *next);

#endif
