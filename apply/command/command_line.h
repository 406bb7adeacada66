/* What all command lines of stk-apply have in common: options, help, wrong usage. */
#ifndef STK_COMMAND_LINE_H
#define STK_COMMAND_LINE_H

#include "client/client.h"

#include <getopt.h>

enum { OPTION_KUBECONFIG = 1000, OPTION_CONTEXT, OPTION_PARALLEL, OPTION_JSON };
#define CLUSTER_SHORT_OPTIONS "n:h"
#define CLUSTER_LONG_OPTIONS \
    {"kubeconfig", required_argument, NULL, OPTION_KUBECONFIG}, {"context", required_argument, NULL, OPTION_CONTEXT}, \
    {"namespace", required_argument, NULL, 'n'}, {"parallel", required_argument, NULL, OPTION_PARALLEL}, \
    {"json", no_argument, NULL, OPTION_JSON}, {"help", no_argument, NULL, 'h'}

/* What --help tells of a command. */
struct command_help {
    const char *about;       /* usage, and what it does */
    const char *options;     /* a line for each of its own; NULL: it has none */
    const char *codes;       /* exit codes */
};

/* As getopt_long, but what it does not know, or lacks its value, ends the program as wrong usage. */
int next_option(const char *command, int argc, char **argv, const char *letters, const struct option *);
/* Takes one of them. HELP is printed for -h. */
void cluster_option(const char *command, const struct command_help *help, int option, struct cluster_options *);
NORETURN void wrong_usage(const char *command, const char *fmt, ...) PRINTF(2, 3);
/* ARGV as it was typed behind "stk", with quotes for a shell: to be called before getopt_long sorts it. */
const char *typed_command(struct arena *, int argc, char **argv);
/* "90s", "10m", "1h30m"; ms. */
int64_t parse_duration(const char *command, const char *option, const char *text);

#endif
