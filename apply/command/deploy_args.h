/* The options of plan, apply, rollback and delete. */
#ifndef STK_DEPLOY_ARGS_H
#define STK_DEPLOY_ARGS_H

#include "command_line.h"
#include "deploy/deploy.h"

enum { OPTION_TAKE = 1, OPTION_CONSENT, OPTION_SECRET, OPTION_DRY_RUN, OPTION_WAIT, OPTION_NO_PREFLIGHT, OPTION_TIMEOUT, OPTION_LOCK_TIMEOUT };
#define DEPLOY_LONG_OPTIONS \
    {"take", required_argument, NULL, OPTION_TAKE}, {"consent", required_argument, NULL, OPTION_CONSENT}, \
    {"secret", required_argument, NULL, OPTION_SECRET}, {"dry-run", no_argument, NULL, OPTION_DRY_RUN}, \
    {"wait", required_argument, NULL, OPTION_WAIT}, {"no-preflight", no_argument, NULL, OPTION_NO_PREFLIGHT}, \
    {"timeout", required_argument, NULL, OPTION_TIMEOUT}, {"lock-timeout", required_argument, NULL, OPTION_LOCK_TIMEOUT}
#define PLAN_HELP \
    "      --take WHAT         takes what others own: the id of an object, of another stack too; or a manager's name\n" \
    "      --consent WHAT      lets objects be deleted that hold data: the id of an object, or a kind\n"
#define DEPLOY_HELP PLAN_HELP \
    "      --secret NAME=WAY   makes a secret out of file:PATH, env:VARIABLE or command:PROGRAM\n" \
    "      --dry-run           shows the plan, and changes nothing\n" \
    "      --wait=no           does not wait for objects to become ready\n" \
    "      --no-preflight      does not look at nodes, classes and permissions first\n" \
    "      --timeout TIME      that an object may take to become ready or to be gone, such as 90s (10m)\n" \
    "      --lock-timeout TIME to wait for another applier (0)\n"
/* Takes one of these options or of those of all commands. */
void deploy_option(const char *command, const struct command_help *help, int option, struct arena *, struct deploy_options *);

#endif
