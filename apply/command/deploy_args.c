#include "deploy_args.h"

void deploy_option(const char *command, const struct command_help *help, int option, struct arena *arena, struct deploy_options *options)
{
    struct problem problem = {.arena = arena};
    switch (option) {
    case OPTION_TAKE: vec_push(arena, &options->plan.takes, optarg); return;
    case OPTION_CONSENT: vec_push(arena, &options->plan.consents, optarg); return;
    case OPTION_SECRET:
        if (!secret_bind(arena, &options->secrets, optarg, &problem)) wrong_usage(command, "%.*s", STR_ARG(problem.text));
        return;
    case OPTION_TIMEOUT: options->timeout = parse_duration(command, "--timeout", optarg); return;
    case OPTION_LOCK_TIMEOUT: options->lock_timeout = parse_duration(command, "--lock-timeout", optarg); return;
    case OPTION_DRY_RUN: options->dry_run = true; return;
    case OPTION_NO_PREFLIGHT: options->no_preflight = true; return;
    case OPTION_WAIT:
        options->no_wait = strcmp(optarg, "no") == 0;
        if (!options->no_wait && strcmp(optarg, "yes") != 0) wrong_usage(command, "--wait takes yes or no, not '%s'", optarg);
        return;
    default: cluster_option(command, help, option, &options->cluster);
    }
}
