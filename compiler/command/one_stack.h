/* What "stk check" and "stk compile" are told of stacks, and one of these compiled. */
#ifndef STK_ONE_STACK_H
#define STK_ONE_STACK_H

#include "command.h"
#include "compile/project.h"
#include "diag/report.h"

struct stack_arguments {
    struct compile_options compile;
    VEC(const char *) values, settings;
    bool needs_stack;        /* a module without one can be checked, but not compiled */
    enum diag_format format;
    struct report *report;   /* NULL: the caller reports what the session has */
    size_t jobs;             /* environments at once, told as text; 0: one */
    const char *since;       /* of a project: only what has changed since that git revision; NULL: all */
    bool quiet;              /* nothing is told of what is left out */
    bool uncached;           /* nothing is asked of the cache or put there */
};

/* Getopt's letters and long options that both commands take, and what --help says of them. */
#define STACK_OPTION_LETTERS "f:e:h"
enum { OPTION_SET = 256, OPTION_KUBE, OPTION_FORMAT, OPTION_IMAGES_LOCK, OPTION_NO_CACHE, OPTION_CHANGED_SINCE, OPTION_OWN };
#define STACK_OPTIONS \
    {"values", required_argument, NULL, 'f'}, {"set", required_argument, NULL, OPTION_SET}, {"environment", required_argument, NULL, 'e'}, \
    {"kube", required_argument, NULL, OPTION_KUBE}, {"format", required_argument, NULL, OPTION_FORMAT}, \
    {"images-lock", required_argument, NULL, OPTION_IMAGES_LOCK}, {"help", no_argument, NULL, 'h'}
#define STACK_HELP \
    "  -f, --values FILE    parameters, YAML or JSON; may be repeated, later files win\n" \
    "      --set PATH=VALUE one parameter; wins over files\n" \
    "  -e, --environment E  values, version, cluster and lock of environment E in stk.project\n" \
    "      --images-lock F  digests of all images: lines IMAGE:TAG sha256:…; as images_lock in stk.project\n" \
    "      --kube 1.NN      target version, 1.20 to 1.36 (default 1.36)\n" \
    "      --format FORMAT  of diagnostics: text (default), json or sarif; github (annotations, for the log of a\n" \
    "                       workflow) or gitlab (a report of code quality), on standard output, with the text\n" \
    "                       on standard error as well\n" \
    "  -h, --help\n\n" \
    "Exit codes: 0 fine, 1 diagnostics with errors, 64 wrong usage, 70 internal error.\n"
/* The same in commands that write nothing; in two parts, as some have an option of their own between them. */
#define VALUES_HELP \
    "  -f, --values FILE    parameters, YAML or JSON; may be repeated, later files win\n" \
    "      --set PATH=VALUE one parameter; wins over files\n" \
    "  -e, --environment E  values, version and cluster of environment E in stk.project\n" \
    "      --images-lock F  digests of images, as for 'stk compile'\n"
#define TARGET_HELP \
    "      --kube 1.NN      target version, 1.20 to 1.36 (default 1.36)\n" \
    "  -h, --help\n\n"
/* The same for commands whose environments have nothing to do with one another: -j, --changed-since and --no-cache. */
#define RUN_OPTION_LETTERS "j:"
#define RUN_OPTIONS {"jobs", required_argument, NULL, 'j'}, {"no-cache", no_argument, NULL, OPTION_NO_CACHE}, \
    {"changed-since", required_argument, NULL, OPTION_CHANGED_SINCE}
#define RUN_HELP \
    "  -j, --jobs N         of a whole project: N stacks and environments at once, 0 as many as there are\n" \
    "                       processors (default 1); what is told in another format than text comes one after the other\n" \
    "      --changed-since REV  of a whole project: only the stacks and environments that read a file which is not as\n" \
    "                       it was in this git revision: stk.project, sources, modules, values, lock files, the library\n" \
    "      --no-cache       a stack of which nothing has changed since the last time, neither what was read nor FOLDER,\n" \
    "                       is not compiled again: what was said then is said again. This option, STK_CACHE=off and\n" \
    "                       a variable CI turn that off, STK_CACHE=on turns it on in CI\n"

/* Takes one of these options. */
void take_stack_option(struct arena *, struct stack_arguments *, const char *command, int option);
/* When all options are taken: the report begins. */
void stack_arguments_done(struct stack_arguments *);

/* Compiles the stack that ARGUMENTS name, in ENVIRONMENT (NULL: the one that they name, if any); what there is to say is added to the
 * report. Returns the exit code; *COMPILATION is complete when it is EXIT_FINE, but for the order of a module without a stack, and unless
 * REMEMBERED (NULL: the cache is not asked) was found. */
struct remembered;
int compile_stack(struct stack_arguments *, const struct environment *, struct session *, struct compilation *, struct remembered *);

/* Compiles SOURCE, in a session of its own that ends with it, and has USE look at it when there were no errors. Returns the exit code. */
typedef int use_compilation(void *context, struct compilation *, const struct environment *);
int with_stack(const struct stack_arguments *, const char *source, const struct environment *, use_compilation *, void *context);

/* What diagnostics are about that tell paths from FOLDER, which has a stk.project, manifests or what else was named. */
struct subject subject_in(struct arena *, const char *folder);

/* What its diagnostics are about, afterwards. */
struct subject subject_of(const struct compilation *, const struct environment *);

/* The same up to the checked program: it has its stack, when ARGUMENTS need one. What there is to say is shown. */
int check_stack(struct stack_arguments *, struct session *, struct compilation *);

/* Calls EACH for every environment of the project that -e means, of all without it. FOLDER: where the project is looked for; NULL: from
 * the current folder on. Returns the exit code: the last that is not EXIT_FINE. */
typedef int each_environment(void *context, const struct stack_arguments *, const struct environment *);
int in_project(const char *command, const char *folder, const struct stack_arguments *, each_environment *, void *context);

#endif
