#include "repository_args.h"

#include "common/exit_code.h"

#include <stdio.h>
#include <stdlib.h>

void repository_option(const char *command, const char *help, int option, struct repository_options *options)
{
    switch (option) {
    case OPTION_CA: options->ca_file = optarg; return;
    case OPTION_PLAIN_HTTP: options->plain_http = true; return;
    case 'h': fputs(help, stdout); exit(EXIT_OK);
    default: panic("option %d of 'stk %s' is not read", option, command);
    }
}
