/* From a compiled stack to the cluster: plan, checks, lock, inventory, history, the run, and what is left to write down. What apply,
 * rollback and delete have in common. */
#ifndef STK_DEPLOY_H
#define STK_DEPLOY_H

#include "command.h"
#include "plan.h"
#include "plan_file.h"
#include "secret.h"

struct deploy_options {
    struct cluster_options cluster;
    struct plan_options plan;
    struct secret_bindings secrets;
    bool dry_run;               /* only the plan is shown */
    bool no_wait;
    bool no_preflight;
    bool delete;                /* the stack shall be gone */
    const char *next;           /* the command to go on with */
    Str note;                   /* for the history: "rollback to 3"; may be empty */
};

enum { OPTION_TAKE = 1, OPTION_CONSENT, OPTION_SECRET, OPTION_DRY_RUN, OPTION_WAIT, OPTION_NO_PREFLIGHT };
#define DEPLOY_LONG_OPTIONS \
    {"take", required_argument, NULL, OPTION_TAKE}, {"consent", required_argument, NULL, OPTION_CONSENT}, \
    {"secret", required_argument, NULL, OPTION_SECRET}, {"dry-run", no_argument, NULL, OPTION_DRY_RUN}, \
    {"wait", required_argument, NULL, OPTION_WAIT}, {"no-preflight", no_argument, NULL, OPTION_NO_PREFLIGHT}
extern const char deploy_help[];
/* Takes one of these options or of those of all commands. */
void deploy_option(const char *command, const char *help, int option, struct arena *, struct deploy_options *);

/* Both return the exit code. FOLDER: the compiled stack. FILE: the saved plan that is carried out; may be NULL. */
int deploy_folder(struct desk *, const char *folder, const struct plan_file *file, struct deploy_options *);
int deploy_nothing(struct desk *, const char *stack, struct deploy_options *); /* takes all of the stack away */

#endif
