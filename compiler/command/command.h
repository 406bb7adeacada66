/* The commands of stk: each takes its own arguments (argv[0] is its name) and returns the exit code. */
#ifndef STK_COMMAND_H
#define STK_COMMAND_H

#include "compile/compile.h"
#include "diag/report.h"
#include "emit/output.h"

enum { EXIT_FINE = 0, EXIT_DIAGNOSTICS = 1, EXIT_DIFFERENT = 2, EXIT_USAGE = 64, EXIT_INTERNAL = 70 };

/* What "stk check" is told about foreign manifests. */
struct manifest_check {
    const char *const *paths;       /* files and folders; "-" stands for INPUT */
    size_t npaths;
    Str input;
    const char *const *definitions; /* files with CustomResourceDefinitions */
    size_t ndefinitions;
    const char *namespace;          /* of objects that tell none; NULL: not known */
    const char *pod_security;       /* level of namespaces that say none: "baseline", "restricted"; NULL: nobody asks */
    bool rights;                    /* roles that give too much are told */
    uint64_t kubes;                 /* bits of the target versions; 0: the newest */
    struct report *report;
    bool summary;                   /* told on standard output: how many were checked */
};
int check_manifests(const struct manifest_check *);

int command_check(int argc, char **argv);
int command_compile(int argc, char **argv);
int command_diff(int argc, char **argv);
int command_images(int argc, char **argv);
int command_list(int argc, char **argv);
int command_graph(int argc, char **argv);
int command_fmt(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_doc(int argc, char **argv);
int command_test(int argc, char **argv);
int command_watch(int argc, char **argv);
int command_package(int argc, char **argv);
int command_init(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_kube(int argc, char **argv);
int command_lsp(int argc, char **argv);
int command_import(int argc, char **argv);
int command_completion(int argc, char **argv);

Str stdlib_folder(struct arena *);
NORETURN void usage_error(const char *command, const char *fmt, ...) PRINTF(2, 3);
/* Shows what was collected as text, on standard error; the exit code that follows from it. */
int show_diags(struct session *);
/* The report's document goes to standard output. */
void end_report(struct report *);
/* The next option of the command that ARGV begins with, as getopt_long tells it; -1: there are no more. HELP is what -h prints, which ends the
 * program; an option that it does not have is wrong usage. */
struct option;
int next_option(int argc, char **argv, const char *letters, const struct option *, const char *help);
enum diag_format parse_format(const char *command, const char *text);
bool is_json_format(const char *command, const char *text); /* "json"; else it has to be "text" */
int parse_kube(const char *command, const char *text);

#endif
