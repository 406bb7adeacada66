#include "test_case.h"

#include "command.h"
#include "snapshot.h"

#include "check/check.h"

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

bool expects_failure(const struct test *test)
{
    for (size_t i = 0; i < test->n; i++)
        if (!test->assertions[i].condition) return true;
    return false;
}

static struct compilation compile_test(const struct test_case *one)
{
    struct compilation compilation = *one->checked;
    const struct test *test = &compilation.program->tests.at[one->index];
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

static bool is_as_expected(struct session *session, struct compilation *compilation, const struct test *test)
{
    const struct assertion_ir *missing = NULL;
    if (!expects_failure(test)) return holds(compilation, test);
    if (expects_code(test, &session->diags, &missing)) return true;
    diag_add(&session->diags, E1101, missing->at, "'%.*s' was expected and did not come", STR_ARG(missing->code));
    return false;
}

bool test_case_passes(const struct test_case *one)
{
    struct session *session = one->checked->session;
    struct diags_mark mark = diags_mark(&session->diags);
    struct compilation compilation = compile_test(one);
    const struct test *test = &compilation.program->tests.at[one->index];
    bool passes = is_as_expected(session, &compilation, test);
    if (passes && one->snapshot) {
        snapshot_compare(&compilation, test->decl->at, one->snapshot, one->snapshot_path, one->update);
        passes = session_ok(session);
    }
    if (!passes) show_diags(session);
    diags_back_to(&session->diags, mark);
    return passes;
}
