/* Test blocks: their assertions, and the values that they are to be compiled with. */
#include "checker.h"

#include "evaluate/refine.h"
#include "evaluate/values.h"
#include "program/override_path.h"

static void check_assertions(struct program *program, struct module *module, const struct decl *decl, struct test *test)
{
    test->n = decl->assertions.n;
    test->assertions = NEW_ARRAY(program->session->arena, test->n, struct assertion_ir);
    uint32_t nslots = 0;
    struct scope scope = {.program = program, .module = module, .nslots = &nslots, .sink = "a test"};
    for (size_t i = 0; i < test->n; i++) {
        const struct assertion *assertion = &decl->assertions.at[i];
        test->assertions[i] = (struct assertion_ir){.code = assertion->code, .at = assertion->at};
        if (assertion->condition) test->assertions[i].condition = check_test(&scope, assertion->condition);
        enum diag_code code;
        if (!assertion->condition && !diag_code_find(assertion->code, &code))
            REPORT(program->session, E0101, assertion->at, "there is no diagnostic '%.*s'", STR_ARG(assertion->code));
    }
    test->nslots = nslots;
}

void check_tests(struct program *program)
{
    for (size_t i = 0; i < program->modules.n; i++) {
        struct module *module = program->modules.at[i];
        for (size_t k = 0; k < module->ast->decls.n; k++) {
            const struct decl *decl = module->ast->decls.at[k];
            if (decl->kind != DECL_TEST) continue;
            struct symbol *symbol = qualified_symbol(program, module, &decl->names, SYMBOL_COMPONENT, E0102);
            if (!symbol || symbol->kind != SYMBOL_COMPONENT) continue;
            check_component(program, symbol->component);
            struct test test = {.decl = decl, .module = module, .stack = symbol->component};
            check_assertions(program, module, decl, &test);
            vec_push(program->session->arena, &program->tests, test);
        }
    }
}

/* ---- overrides: looked at when the test runs, for it may expect their errors ---- */

static void add_override(struct machine *machine, const struct test *test, const struct override *override, struct override_values *out)
{
    const struct ident *path = override->path.v.at;
    size_t n = override->path.v.n;
    const struct param *param = n == 1 ? component_param(test->stack, path[0].name) : NULL;
    const struct type *type = param ? type_base(param->type) : override_type(machine->program, test->stack, path, n);
    const struct ir *ir = type ? check_constant_part(machine->program, test->module, override->value, type) : NULL;
    if (!ir || ir->kind == IR_ERROR) return;
    struct value value = eval(machine, ir, NULL), culprit = value;
    bool whole = value.kind != V_RECORD; /* a record may be a part: it is held against its rules when it is whole */
    const struct refinement_rule *broken = param && whole ? broken_rule(machine, param->type, value, &culprit) : NULL;
    if (broken) report_broken_rule(machine, broken, culprit, ir->at, arena_printf(machine->arena, "'%s'", param->name->s));
    else override_add(machine->arena, out, path, n, (struct override_value){.value = value, .type = type, .role = ORIGIN_COMMAND_LINE});
}

void test_overrides(struct program *program, const struct test *test, struct override_values *out)
{
    struct machine *machine = machine_new(program);
    for (size_t i = 0; i < test->decl->overrides.v.n; i++) add_override(machine, test, &test->decl->overrides.v.at[i], out);
}
