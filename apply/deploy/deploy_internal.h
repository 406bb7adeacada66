/* The parts of deploy.h: the checks before the first change, and what is told on the way. */
#ifndef STK_DEPLOY_INTERNAL_H
#define STK_DEPLOY_INTERNAL_H

#include "common/exit_code.h"
#include "deploy/deploy.h"
#include "run/run.h"
#include "state/history.h"
#include "state/lease.h"

/* One deployment under way. */
struct deployment {
    struct client *client;
    struct stack *stack;
    struct deploy_options *options;
    struct inventory *inventory;
    struct plan *plan;
    struct progress *progress;
    struct lease *lease;
    struct revision_options revision;
    struct revision_write *history; /* under way; NULL: none is kept */
};

/* ---- before the first change: false when something must be mended first, which is told ---- */

bool deploy_check_secrets(struct deployment *);
bool deploy_check_cluster(struct deployment *); /* whether it can do, and may do, what the plan needs */

/* ---- what is told ---- */

/* Begins to tell; nothing when it is begun. With --json that is as soon as there is a plan: whatever comes of it is told by events. */
void deploy_begin(struct deployment *);
/* NEXT: the command to go on; may be NULL. The exit code, as client_close will have it. */
int deploy_end(struct deployment *, int code, const char *next);
void deploy_note(void *deployment, const char *text); /* a warning */
/* What must be mended: an event, or lines on standard error. WHAT: "error" or "warning"; AT and HELP may be empty. */
void deploy_report(const struct deployment *, const char *what, Str at, Str text, Str help);
void deploy_report_kept(struct deployment *);    /* what is only left where it is */
void deploy_report_refused(struct deployment *); /* each step that cannot be done */
void deploy_report_words(const struct deployment *); /* those that the stack has for people (std/cluster/note) */
void deploy_report_idle(struct deployment *);    /* that nothing is to be done */

#endif
