/* stk test: finds the test blocks, runs them, and tells what became of them. */
#include "changed_inputs.h"
#include "command.h"
#include "jobs.h"
#include "one_stack.h"
#include "put_junit.h"
#include "snapshot.h"
#include "source_files.h"
#include "test_case.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char help[] =
    "usage: stk test [OPTIONS] [FILE | FOLDER | STACK]…\n\n"
    "Runs the test blocks of modules; of a folder, those of all .stk files in it and below. Without a name,\n"
    "those of the project of the current folder.\n\n"
    "      --format FORMAT  tap (default), one line for each; or junit, XML that CI systems show\n"
    "  -j, --jobs N         N tests at once, 0 as many as there are processors (default 1)\n"
    "      --changed-since REV  only the files that, or what they use, are not as they were in this git revision\n"
    "      --update         writes the snapshots that differ or are missing, and removes those without a test\n"
    "  -h, --help\n\n"
    "A module FOO.stk with a folder snapshots/FOO beside it keeps in it the manifests that each test compiles, in a file of\n"
    "the test's name; a test that expects no error fails when they are others. --update FOO.stk begins with it.\n\n"
    "      stk test -j 0 --format junit >junit.xml\n\n"
    "What failed is told on standard error, too.\n\n"
    "Exit codes: 0 all passed, 1 one failed or a file has errors, 64 wrong usage, 70 internal error.\n";

struct arguments {
    bool junit;
    size_t jobs;
    bool update;       /* snapshots */
    const char *since; /* only files that have changed since that git revision; NULL: all */
};

struct run {
    struct arena *arena;
    VEC(struct test_case) cases;
    VEC(struct compilation *) checked; /* the files that have some; their sessions are owned */
    struct test_results results; /* JUnit: of files that could not be checked, and then of tests */
    int code;
};

enum { OPTION_TEST_FORMAT = 256, OPTION_TEST_SINCE, OPTION_UPDATE };

static const struct option options[] = {{"format", required_argument, NULL, OPTION_TEST_FORMAT}, {"jobs", required_argument, NULL, 'j'},
                                        {"changed-since", required_argument, NULL, OPTION_TEST_SINCE}, {"update", no_argument, NULL, OPTION_UPDATE},
                                        {"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};

static bool is_junit(const char *text)
{
    if (strcmp(text, "tap") != 0 && strcmp(text, "junit") != 0) usage_error("test", "--format takes tap or junit, not '%s'", text);
    return strcmp(text, "junit") == 0;
}

static void take_option(struct arguments *arguments, int option)
{
    if (option == OPTION_TEST_FORMAT) arguments->junit = is_junit(optarg);
    else if (option == OPTION_TEST_SINCE) arguments->since = revision_argument("test", optarg);
    else if (option == OPTION_UPDATE) arguments->update = true;
    else arguments->jobs = parse_jobs("test", optarg);
}

/* ---- the tests of files ---- */

static Str path_of(struct run *run, struct session *session, const char *file)
{
    Str root = root_of(session->arena, str_of(file)), folder = subject_in(session->arena, arena_copy(session->arena, root).s).folder;
    Str shown = shown_path(session->arena, root, str_of(file));
    return arena_printf(run->arena, "%.*s%s%.*s", STR_ARG(folder), folder.n ? "/" : "", STR_ARG(shown));
}

/* What stays of tests that are gone. */
static void look_for_left(struct run *run, const char *folder, const struct file_list *expected, bool update)
{
    struct file_list left = snapshots_left(run->arena, folder, expected);
    for (size_t i = 0; i < left.v.n; i++) {
        if (update && unlink(left.v.at[i]) == 0) continue;
        fprintf(stderr, "stk test: %s belongs to no test; --update removes it\n", left.v.at[i]);
        run->code = EXIT_DIAGNOSTICS;
    }
}

/* FILE is shown as SHOWN: how OTHER, beside it or below, is. */
static Str shown_beside(struct arena *arena, const char *file, Str shown, const char *other)
{
    size_t folder = strlen(file) - str_after_last(str_of(file), '/').n;
    return arena_printf(arena, "%.*s%s", (int)(shown.n - str_after_last(shown, '/').n), shown.s, other + folder);
}

static void refuse_same(struct run *run, const struct file_list *expected, const char *snapshot)
{
    for (size_t i = 0; i < expected->v.n; i++) {
        if (strcmp(expected->v.at[i], snapshot) != 0) continue;
        fprintf(stderr, "stk test: two tests have the snapshot %s; give one another name\n", snapshot);
        run->code = EXIT_DIAGNOSTICS;
    }
}

/* Those of the tests from FIRST on, which are FILE's. */
static void add_snapshots(struct run *run, struct session *session, const struct program *program, const char *file, size_t first, bool update)
{
    const char *folder = snapshot_folder(run->arena, file);
    Str shown = shown_path(session->arena, session->root, str_of(file));
    struct file_list expected = {0};
    for (size_t i = first; i < run->cases.n; i++) {
        struct test_case *one = &run->cases.at[i];
        if (expects_failure(&program->tests.at[one->index])) continue;
        one->snapshot = snapshot_file(run->arena, folder, one->title);
        one->snapshot_path = shown_beside(run->arena, file, shown, one->snapshot);
        one->update = update;
        refuse_same(run, &expected, one->snapshot);
        vec_push(run->arena, &expected.v, one->snapshot);
    }
    look_for_left(run, folder, &expected, update);
}

/* A file is checked once, for all of its tests. */
static struct compilation *check_file(struct run *run, const char *file)
{
    struct compile_options *one = NEW(run->arena, struct compile_options);
    struct compilation *checked = NEW(run->arena, struct compilation);
    struct session *session = session_new(STR(""));
    session->stdlib = stdlib_folder(session->arena);
    *one = (struct compile_options){.source = file};
    *checked = compile_check(session, one);
    return checked;
}

static void add_tests(struct run *run, const struct compilation *checked, const char *file)
{
    struct session *session = checked->session;
    Str path = path_of(run, session, file), shown = shown_path(session->arena, session->root, str_of(file));
    for (size_t i = 0; i < checked->program->tests.n; i++) {
        const struct decl *decl = checked->program->tests.at[i].decl;
        if (!str_eq(source_at(&session->sources, decl->at.file)->path, shown)) continue; /* of a module that it uses */
        uint32_t line = source_position(&session->sources, decl->at.file, decl->at.lo).line;
        struct test_case one = {.checked = checked, .index = i, .title = arena_copy(run->arena, decl->path), .path = path, .line = line};
        vec_push(run->arena, &run->cases, one);
    }
}

static void add_broken(struct run *run, struct session *session, const char *file, Str text)
{
    struct test_result broken = {STR("it can be checked"), path_of(run, session, file), 0, TEST_BROKEN, arena_copy(run->arena, text)};
    vec_push(run->arena, &run->results.v, broken);
    run->code = EXIT_DIAGNOSTICS;
}

/* Of a file that nobody has NAMED, and that has no tests, only errors are told. */
static void find_tests(struct run *run, const char *file, bool named, bool update)
{
    size_t first = run->cases.n;
    struct compilation *checked = check_file(run, file);
    struct session *session = checked->session;
    bool fine = session_ok(session);
    struct buf text = {0};
    struct report *report = report_new(FORMAT_TEXT);
    struct diags_mark mark = diags_mark(&session->diags); /* the tests begin with what is not finished yet */
    if (!fine || named || checked->program->tests.n) report_add(report, &session->diags, (struct subject){0}, &text);
    end_report(report);
    diags_back_to(&session->diags, mark);
    if (fine) add_tests(run, checked, file);
    if (fine && ((named && update) || is_plain_folder(snapshot_folder(run->arena, file))))
        add_snapshots(run, session, checked->program, file, first, update);
    if (!fine) add_broken(run, session, file, (Str){text.s, text.n});
    buf_free(&text);
    if (run->cases.n > first) vec_push(run->arena, &run->checked, checked);
    else session_free(session);
}

/* ---- running ---- */

static int run_case(void *context, size_t number)
{
    const struct run *run = context;
    return test_case_passes(&run->cases.at[number]) ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

/* What a test has said comes before its line. */
static void put_tap(void *context, size_t number, int code, Str out, Str err)
{
    const struct run *run = context;
    fwrite(err.s, 1, err.n, stderr);
    fflush(stderr);
    fwrite(out.s, 1, out.n, stdout);
    printf("%s %zu - %.*s\n", code == EXIT_FINE ? "ok" : "not ok", number + 1, STR_ARG(run->cases.at[number].title));
    fflush(stdout);
}

static void add_result(void *context, size_t number, int code, Str out, Str err)
{
    (void)out;
    struct run *run = context;
    const struct test_case *one = &run->cases.at[number];
    enum test_outcome outcome = code == EXIT_FINE ? TEST_PASSED : code == EXIT_DIAGNOSTICS ? TEST_FAILED : TEST_BROKEN;
    struct test_result result = {one->title, one->path, one->line, outcome, arena_copy(run->arena, err)};
    vec_push(run->arena, &run->results.v, result);
    fwrite(err.s, 1, err.n, stderr);
}

static int run_tests(struct run *run, const struct arguments *arguments)
{
    if (!arguments->junit) {
        int code = run_jobs_for(run->cases.n, arguments->jobs, run_case, put_tap, run);
        printf("1..%zu\n", run->cases.n);
        return code;
    }
    struct buf out = {0};
    int code = run_jobs_for(run->cases.n, arguments->jobs, run_case, add_result, run);
    put_junit(&out, &run->results);
    buf_write(&out, stdout);
    buf_free(&out);
    return code;
}

static bool is_among(const char *file, char *const *paths)
{
    while (*paths && *paths != file && strcmp(*paths, file) != 0) paths++;
    return *paths;
}

/* Its snapshots count, too. */
static bool is_changed_test(const struct changed_files *changed, struct arena *arena, const char *file)
{
    return is_changed_folder(changed, snapshot_folder(arena, file)) || is_changed_module(changed, file);
}

int command_test(int argc, char **argv)
{
    struct arguments arguments = {0};
    struct run run = {.arena = arena_new(0), .code = EXIT_FINE};
    for (int option; (option = next_option(argc, argv, "j:h", options, help)) != -1;) take_option(&arguments, option);
    struct file_list files = source_files(run.arena, "test", argv + optind, (size_t)(argc - optind));
    struct changed_files changed;
    if (arguments.since && !changed_files_read(run.arena, "test", arguments.since, &changed)) return EXIT_DIAGNOSTICS;
    for (size_t i = 0; i < files.v.n; i++)
        if (!arguments.since || is_changed_test(&changed, run.arena, files.v.at[i]))
            find_tests(&run, files.v.at[i], is_among(files.v.at[i], argv + optind), arguments.update);
    int code = run_tests(&run, &arguments);
    for (size_t i = 0; i < run.checked.n; i++) session_free(run.checked.at[i]->session);
    arena_free(run.arena);
    return code != EXIT_FINE ? code : run.code;
}
