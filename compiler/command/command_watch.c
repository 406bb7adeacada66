/* stk watch */
#include "one_stack.h"
#include "watch_files.h"

#include "base/folder.h"
#include "review/diff_report.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

struct arguments {
    struct stack_arguments stacks;
    struct arena *arena;
    const char *folder;          /* of what was compiled: two folders in it, of which one is the last that was good */
    size_t good;                 /* how many were */
};

static const char help[] =
    "usage: stk watch [OPTIONS] STACK\n\n"
    "Compiles a stack whenever one of its files is saved, and tells what that would do to a running cloud, against what\n"
    "was compiled without errors the last time; or the errors. Nothing is written where others look. Ctrl-C ends it.\n"
    "STACK is a .stk file, a folder FOO with FOO/FOO.stk, or the name of one in stk.project. All that is read counts:\n"
    "modules, values files, lock files, stk.project, the library.\n\n"
    "      stk watch webshop -e staging\n\n"
    VALUES_HELP
    TARGET_HELP
    "Exit codes: 1 nothing can be watched, 64 wrong usage, 70 internal error, 130 interrupted.\n";

static const struct option options[] = {STACK_OPTIONS, {NULL, 0, NULL, 0}};

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_FORMAT) usage_error("watch", "unknown option '--format'; 'stk watch --help' lists them"); /* what changes is told, not found */
    take_stack_option(arguments->arena, &arguments->stacks, "watch", option);
}

/* ---- one round ---- */

static const char *folder_of(const struct arguments *arguments, size_t number)
{
    return arena_printf(arguments->arena, "%s/%zu", arguments->folder, number % 2).s;
}

static void tell_difference(const char *old, const char *new)
{
    struct session *session = session_new(STR(""));
    struct compiled *before = compiled_read(session, old), *after = compiled_read(session, new);
    struct buf out = {0};
    struct comparison *comparison = before && after ? compare(before, after) : NULL;
    if (comparison) {
        struct diff_report diff = {.session = session, .comparison = comparison, .consequences = analyse_impact(comparison)};
        write_diff_text(&diff, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), &out);
        comparison_free(comparison);
    }
    show_diags(session);
    buf_write(&out, stdout);
    buf_free(&out);
    compiled_free(before);
    compiled_free(after);
    session_free(session);
}

static void tell_first(const struct compilation *compilation)
{
    printf("stack %s%s%s: %zu object%s\n", compilation->program->root->name->s, compilation->options->environment ? ", " : "",
           compilation->options->environment ? compilation->options->environment : "", compilation->order->n, compilation->order->n == 1 ? "" : "s");
}

/* Compiles into the folder that is not the last good one. False: it has errors, which are told. */
static bool compile_round(struct arguments *arguments, struct session *session)
{
    struct stack_arguments one = arguments->stacks;
    struct compilation compilation;
    one.report = report_new(FORMAT_TEXT);
    bool fine = compile_stack(&one, NULL, session, &compilation, NULL) == EXIT_FINE &&
                write_folder(&compilation, &(struct output_options){.target = folder_of(arguments, arguments->good)});
    end_report(one.report);
    if (!fine) return false;
    if (arguments->good) tell_difference(folder_of(arguments, arguments->good - 1), folder_of(arguments, arguments->good));
    else tell_first(&compilation);
    arguments->good++;
    return true;
}

/* As messages have it, also when it is gone. */
static Str shown_file(struct session *session, Str file)
{
    if (is_at_or_below(file, session->root)) return str_skip(file, session->root.n + 1);
    if (is_at_or_below(file, session->stdlib)) return arena_printf(session->arena, "stdlib%.*s", STR_ARG(str_skip(file, session->stdlib.n)));
    return file;
}

/* Waits until something has changed that SESSION has read, or that may be what its errors miss. */
static void wait_for_change(struct session *session, struct watch *watch, struct known_files *files, int64_t seen, bool fine)
{
    const char *changed;
    for (bool happened = false; !(changed = changed_file(files, seen)) && (fine || !happened); happened = true) watch_wait(watch);
    printf("\n== %.*s\n", STR_ARG(changed ? shown_file(session, str_of(changed)) : STR("other files")));
    fflush(stdout);
}

static int watch_stack(void *context, const char *folder)
{
    struct arguments *arguments = context;
    arguments->folder = folder;
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* nobody would remove the folder */
    for (;;) {
        struct session *session = session_new(STR(""));
        struct known_files files = {0};
        int64_t seen = time_now();
        session->sources.known = &files;
        bool fine = compile_round(arguments, session);
        fflush(stdout);
        struct watch *watch = watch_new(&files, session->root.n ? arena_copy(session->arena, session->root).s : ".");
        if (!watch) {
            fprintf(stderr, "stk watch: files cannot be watched: %s\n", strerror(errno));
            return EXIT_DIAGNOSTICS;
        }
        wait_for_change(session, watch, &files, seen, fine);
        watch_free(watch);
        session_free(session);
    }
}

int command_watch(int argc, char **argv)
{
    struct arguments arguments = {.stacks.needs_stack = true, .arena = arena_new(0)};
    for (int option; (option = next_option(argc, argv, STACK_OPTION_LETTERS, options, help)) != -1;) take_option(&arguments, option);
    if (argc - optind != 1) usage_error("watch", "name one stack");
    if (strcmp(argv[optind], "-") == 0) usage_error("watch", "standard input does not change; name a stack");
    stack_arguments_done(&arguments.stacks);
    arguments.stacks.compile.source = argv[optind];
    int code = with_temporary_folder(watch_stack, &arguments);
    end_report(arguments.stacks.report);
    arena_free(arguments.arena);
    return code;
}
