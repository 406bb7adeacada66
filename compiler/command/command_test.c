/* stk test: compiles what each test block asks for, and holds the result against its assertions. */
#include "command.h"
#include "source_files.h"

#include "check/check.h"

#include <stdio.h>

static const char help[] =
    "usage: stk test [FILE | FOLDER]…\n\n"
    "Runs the test blocks of modules; of a folder, those of all .stk files in it and below. Without a name,\n"
    "those of the project of the current folder.\n"
    "Prints one line for each, in the TAP format. Exit code 1 when one fails.\n";

struct run {
    size_t number, failed;
};

static bool expects_code(const struct test *test, const struct diags *diags, const struct assertion_ir **missing)
{
    for (size_t i = 0; i < test->n; i++) {
        if (test->assertions[i].condition) continue;
        bool found = false;
        for (size_t k = 0; k < diags->all.n; k++) found |= str_is(test->assertions[i].code, diag_code_name(diags->all.at[k]->code));
        if (!found) {
            *missing = &test->assertions[i];
            return false;
        }
    }
    return true;
}

static bool expects_failure(const struct test *test)
{
    for (size_t i = 0; i < test->n; i++)
        if (!test->assertions[i].condition) return true;
    return false;
}

/* Every test starts from a fresh reading, so that no diagnostic of one is seen by another. */
static struct compilation compile_test(struct session *session, const struct compile_options *options, size_t index)
{
    struct compilation compilation = compile_check(session, options);
    if (!compilation.program || !session_ok(session)) return compilation;
    const struct test *test = &compilation.program->tests.at[index];
    struct override_values overrides = {0};
    test_overrides(compilation.program, test, &overrides);
    compile_run_with(&compilation, test->stack, &overrides);
    return compilation;
}

/* With the values of both sides where it compares. */
static void report_assertion(struct compilation *compilation, const struct assertion_ir *assertion, struct value *slots)
{
    struct diags *diags = &compilation->session->diags;
    const struct ir *condition = assertion->condition;
    struct diag *diag = diag_add(diags, E1101, assertion->at, "this does not hold");
    if (condition->kind != IR_BINARY || condition->op.op < OP_EQ || condition->op.op > OP_GE) return;
    struct arena *arena = compilation->session->arena;
    Str left = value_show(arena, eval(compilation->machine, condition->op.left, slots));
    Str right = value_show(arena, eval(compilation->machine, condition->op.right, slots));
    diag_help(diags, diag, "the left side is %.*s, the right side %.*s", STR_ARG(left), STR_ARG(right));
}

static bool holds(struct compilation *compilation, const struct test *test)
{
    struct session *session = compilation->session;
    if (!session_ok(session)) return false;
    struct value *slots = NEW_ARRAY(session->arena, test->nslots + 1, struct value);
    for (size_t i = 0; i < test->n; i++) {
        struct value result = eval(compilation->machine, test->assertions[i].condition, slots);
        if (result.kind == V_BOOL && !result.boolean) report_assertion(compilation, &test->assertions[i], slots);
    }
    return session_ok(session);
}

static void report(struct session *session, bool passed, struct run *run, Str title)
{
    printf("%s %zu - %.*s\n", passed ? "ok" : "not ok", ++run->number, STR_ARG(title));
    if (passed) return;
    run->failed++;
    show_diags(session);
}

static void run_test(const struct compile_options *options, size_t index, struct run *run)
{
    struct session *session = session_new(STR(""));
    session->stdlib = stdlib_folder(session->arena);
    struct compilation compilation = compile_test(session, options, index);
    const struct test *test = &compilation.program->tests.at[index];
    const struct assertion_ir *missing = NULL;
    bool passed;
    if (expects_failure(test)) {
        passed = expects_code(test, &session->diags, &missing);
        if (!passed) diag_add(&session->diags, E1101, missing->at, "'%.*s' was expected and did not come", STR_ARG(missing->code));
    } else passed = holds(&compilation, test);
    report(session, passed, run, test->decl->path);
    session_free(session);
}

/* Of a file that nobody has NAMED, and that has no tests, only errors are told. */
static int run_file(const char *file, bool named, struct run *run)
{
    struct compile_options options = {.source = file};
    struct session *session = session_new(STR(""));
    session->stdlib = stdlib_folder(session->arena);
    struct compilation compilation = compile_check(session, &options);
    size_t n = session_ok(session) ? compilation.program->tests.n : 0;
    int code = session_ok(session) ? EXIT_FINE : EXIT_DIAGNOSTICS;
    if (n || named || code != EXIT_FINE) show_diags(session);
    session_free(session);
    for (size_t i = 0; i < n; i++) run_test(&options, i, run);
    return code;
}

static bool is_among(const char *file, char *const *paths)
{
    while (*paths && *paths != file && strcmp(*paths, file) != 0) paths++;
    return *paths;
}

int command_test(int argc, char **argv)
{
    struct run run = {0};
    int code = EXIT_FINE;
    if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    struct arena *arena = arena_new(0);
    struct file_list files = source_files(arena, "test", argv + 1, (size_t)argc - 1);
    for (size_t i = 0; i < files.v.n; i++) {
        int result = run_file(files.v.at[i], is_among(files.v.at[i], argv + 1), &run);
        if (result != EXIT_FINE) code = result;
    }
    arena_free(arena);
    printf("1..%zu\n", run.number);
    return run.failed ? EXIT_DIAGNOSTICS : code;
}
