/* The commands of stk-apply: each takes its own arguments (argv[0] is its name) and returns the exit code. */
#ifndef STK_APPLY_COMMAND_H
#define STK_APPLY_COMMAND_H

#include "common/exit_code.h"
#include "diag/session.h"
#include "http/http.h"

#include <getopt.h>

int command_plan(int argc, char **argv);
int command_apply(int argc, char **argv);
int command_status(int argc, char **argv);
int command_history(int argc, char **argv);
int command_rollback(int argc, char **argv);
int command_delete(int argc, char **argv);
int command_run(int argc, char **argv);
int command_secret(int argc, char **argv);

/* ---- options that all commands have ---- */

enum { PARALLEL = 64 };    /* requests at once, where nobody says otherwise */

struct cluster_options {
    struct access_options access;
    const char *namespace;   /* of the inventory; NULL: that of the context, else "default" */
    unsigned parallel;       /* 0: PARALLEL */
    bool json;               /* events or results for programs */
};

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

/* Takes one of them; anything else ends the program as wrong usage. HELP is printed for -h. */
void cluster_option(const char *command, const struct command_help *help, int option, struct cluster_options *);
NORETURN void wrong_usage(const char *command, const char *fmt, ...) PRINTF(2, 3);
/* ARGV as it was typed behind "stk", with quotes for a shell: to be called before getopt_long sorts it. */
const char *typed_command(struct arena *, int argc, char **argv);
/* "90s", "10m", "1h30m"; ms. */
int64_t parse_duration(const char *command, const char *option, const char *text);

/* ---- a command at work: what nearly all of them need ---- */

struct stack;
struct inventory;
struct desk {
    struct arena *arena;     /* holds secrets: erased at the end */
    struct session *session; /* names, diagnostics, the compiled folder */
    struct access *access;
    struct credentials *credentials;
    struct http *http;
    Str namespace;           /* of the inventory */
    struct problem problem;
    const char *command;
    void (*note)(void *context, const char *text); /* warnings; NULL: standard error */
    void *note_context;
};

/* Connects nothing yet; false: desk->problem. */
bool desk_open(struct desk *, const char *command, const struct cluster_options *);
/* Reads a compiled folder and, as the answer is awaited meanwhile, the inventory of its stack. False, and both are NULL: desk->problem
 * or diagnostics; the folder is damaged, or for another cluster. */
bool desk_stack(struct desk *, const char *folder, struct stack **, struct inventory **);
/* The inventory of a stack that must be there. NULL: desk->problem. */
struct inventory *desk_inventory(struct desk *, const char *stack);
/* As a warning of the server is shown: on standard error, or to whom desk->note tells it. */
void desk_warn(struct desk *, Str text);
/* Shows the problem, if there is one, and the session's diagnostics; frees all. The exit code: CODE unless something was wrong. */
int desk_close(struct desk *, int code);

#endif
