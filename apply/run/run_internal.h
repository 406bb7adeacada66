/* A run under way: its tasks, and what is done to them. */
#ifndef STK_RUN_INTERNAL_H
#define STK_RUN_INTERNAL_H

#include "cluster/informer.h"
#include "common/exit_code.h"
#include "health/rollout.h"
#include "run/run.h"

enum phase { PHASE_PENDING, PHASE_SENT, PHASE_DELETING, PHASE_WAITING, PHASE_DONE, PHASE_FAILED, PHASE_SKIPPED };

/* A step on its way. */
struct task {
    struct run *run;
    struct step *step;
    uint32_t index;
    enum phase phase;
    char uid[64];              /* of the object, as our write answered; empty: any */
    json_int_t generation;
    json_t *seen;              /* as it was observed last; owned */
    json_t *before;            /* as it was at the first look; owned */
    int64_t begun;             /* waiting since; ms */
    int64_t trouble_since;     /* that patience runs; 0: none */
    int grace_for;          /* enum readiness that patience leads to */
    bool made;                 /* it is in the cluster as it shall be; it need not work yet */
    bool unbound;              /* its server takes no condition for what is not there, and has just said that it is not */
    unsigned moved;            /* how often it had moved under us and was sent again */
    bool asked_at_last;        /* at its time limit it was asked for by name */
    int64_t requeue_at;           /* when another look is due; ms; 0: no one is */
    struct crash { Str what; const char *title, *log; } crash; /* of its pods, the last that was seen; LOG NULL: not read */
};

struct run {
    struct http *http;
    struct session *session;
    struct plan *plan;
    struct run_options options;
    struct informer *informer;
    struct rollouts *rollouts;
    struct map by_uid;         /* interned uid to index of the task + 1: those that are observed */
    json_t *unclaimed;         /* by uid: what was seen before a task waits for it; null: it is gone */
    struct task *tasks;        /* one for each step of the plan */
    uint32_t *unmet;           /* by node of the graph: for how many it still waits */
    bool *blocked;             /* by node: something that it needs failed */
    VEC(uint32_t) worklist;         /* nodes whose waits are over */
    size_t next;               /* of them: the first that is not yet begun */
    int64_t timed_at;          /* when run_time_out has looked last; ms */
    size_t failed, conflicts, unready, open; /* OPEN: tasks that are begun and not at an end */
    bool over;                 /* what its timers still want is not done any more */
    const char *broken;        /* the run cannot go on: why */
    enum exit_code broken_code;
};

void task_send(struct task *);                          /* its request */
void task_delete(struct task *);                        /* the object; what follows is told by task_gone */
void task_wait(struct task *);                          /* until it is ready */
void task_observe(struct task *, const char *uid);      /* from now on its changes are seen */
void task_gone(struct task *);                          /* the object that was deleted is gone */
void task_assess(struct task *);                          /* assesses its readiness, as far as it is known, and goes on from there */
void task_made(struct task *);                          /* what needs only that it exists may begin */
void task_ready(struct task *, enum progress_state, const char *text);
void task_fail(struct task *, const char *help, const char *fmt, ...) PRINTF(3, 4);
void task_note_crash(struct task *, const json_t *pod, const struct pod_report *); /* reads the log of a Job while there is one */
void task_gather(struct task *, const json_t *pod, const struct pod_report *); /* events and last log lines, for the report */
void run_break(struct run *, enum exit_code, const char *fmt, ...) PRINTF(3, 4);
void run_cut_off(struct run *, Str why);                /* no request gets through any more */
void run_turn(struct run *);                            /* of the loop: begins what may begin, takes answers */
/* What is being deleted is waited for no longer than the timeout. */
void run_time_out(struct run *);
/* Deletes what the stack has no more, in stages. */
void run_prune(struct run *);
/* Makes the secrets of NAMESPACE, then calls DONE. */
void run_secrets(struct run *, Str namespace, void (*done)(void *), void *context);

#endif
