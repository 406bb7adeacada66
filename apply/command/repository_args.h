/* What the commands that speak to registries have in common. */
#ifndef STK_REPOSITORY_ARGS_H
#define STK_REPOSITORY_ARGS_H

#include "command_line.h"
#include "registry/repository.h"

enum { OPTION_CA = 2000, OPTION_PLAIN_HTTP };
#define REPOSITORY_LONG_OPTIONS \
    {"ca", required_argument, NULL, OPTION_CA}, {"plain-http", no_argument, NULL, OPTION_PLAIN_HTTP}, {"json", no_argument, NULL, OPTION_JSON}, \
    {"help", no_argument, NULL, 'h'}

/* Takes one of them, but for --json. HELP is printed for -h. */
void repository_option(const char *command, const char *help, int option, struct repository_options *);

#endif
