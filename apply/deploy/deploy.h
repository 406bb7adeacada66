/* From a compiled stack to the cluster: plan, checks, lock, inventory, history, the run, and what is left to write down. What apply,
 * rollback and delete have in common. */
#ifndef STK_DEPLOY_H
#define STK_DEPLOY_H

#include "client/client.h"
#include "plan/plan.h"
#include "plan/plan_file.h"
#include "secret/secret.h"

struct deploy_options {
    struct cluster_options cluster;
    struct plan_options plan;
    struct secret_bindings secrets;
    int64_t timeout;            /* ms that an object may take to become ready; 0: ten minutes */
    int64_t lock_timeout;       /* ms to wait for another applier */
    bool dry_run;               /* only the plan is shown */
    bool no_wait;
    bool no_preflight;
    bool delete;                /* the stack shall be gone */
    const char *next;           /* the command to go on with */
    Str note;                   /* for the history: "rollback to 3"; may be empty */
};

/* Of options that the plan was made with, and that have no effect on it. */
void warn_of_unused(struct client *, const struct plan *);

/* Both return the exit code. FOLDER: the compiled stack. FILE: the saved plan that is carried out; may be NULL. */
int deploy_folder(struct client *, const char *folder, const struct plan_file *file, struct deploy_options *);
int undeploy(struct client *, const char *stack, struct deploy_options *); /* takes all of the stack away */

#endif
