/* The whole program: the entry module, what it uses, and circles of modules. */
#include "checker.h"

#include "package/pins.h"

/* ---- a circle of modules ---- */

static struct module *used_module(struct program *program, const struct module *module, const struct decl *decl)
{
    return decl->kind == DECL_USE ? map_get(&program->by_path, name_of(program->session->names, used_path(program, module, decl->path))) : NULL;
}

struct visit { struct map state; VEC(struct module *) path; };

static void report_cycle(struct program *program, const struct visit *visit, const struct module *again)
{
    struct session *session = program->session;
    size_t start = 0;
    while (visit->path.at[start] != again) start++;
    struct diag *diag = NULL;
    for (size_t i = start; i < visit->path.n; i++) {
        const struct module *next = i + 1 < visit->path.n ? visit->path.at[i + 1] : again;
        for (size_t k = 0; k < visit->path.at[i]->ast->decls.n; k++) {
            const struct decl *decl = visit->path.at[i]->ast->decls.at[k];
            if (used_module(program, visit->path.at[i], decl) != next) continue;
            if (!diag) diag = REPORT(session, E0109, decl->path_at, "modules use each other in a circle");
            else diag_note(&session->diags, diag, decl->path_at, "which uses '%.*s'", STR_ARG(next->path));
            break;
        }
    }
    if (diag) diag_help(&session->diags, diag, "move what both need into a third module");
}

enum { VISITING = 1, VISITED };

static void visit_module(struct program *program, struct visit *visit, struct module *module)
{
    uintptr_t state = (uintptr_t)map_get(&visit->state, module);
    if (state == VISITING) report_cycle(program, visit, module);
    if (state || visit->path.n > NESTING_MAX) return;
    map_put(program->session->arena, &visit->state, module, (void *)VISITING);
    vec_push(program->session->arena, &visit->path, module);
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        struct module *next = used_module(program, module, module->ast->decls.at[i]);
        if (next) visit_module(program, visit, next);
    }
    visit->path.n--;
    map_put(program->session->arena, &visit->state, module, (void *)VISITED);
}

static void check_module_cycles(struct program *program)
{
    struct visit visit = {0};
    for (size_t i = 0; i < program->modules.n; i++)
        if (!program->modules.at[i]->standard) visit_module(program, &visit, program->modules.at[i]);
}

/* ---- the whole program ---- */

/* Definitions of the standard library are checked when they are used, those of the project always. */
static void check_definitions(struct program *program, struct module *module)
{
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        if (decl->kind == DECL_USE)
            for (size_t k = 0; k < decl->names.v.n; k++) {
                struct symbol *import = map_get(&module->symbols, decl->names.v.at[k].name);
                if (import) symbol_resolve(program, import);
                if (import) note_symbol(program, decl->names.v.at[k].at, import);
            }
        if (decl->kind == DECL_USE) module_load(program, used_path(program, module, decl->path), decl->path_at);
        struct symbol *symbol = decl->name.name ? map_get(&module->symbols, decl->name.name) : NULL;
        if (!symbol || symbol->decl != decl) continue;
        if (symbol->kind == SYMBOL_TYPE) symbol_type(program, symbol);
        if (symbol->kind == SYMBOL_FUNCTION) check_function(program, symbol->function);
        if (symbol->kind == SYMBOL_COMPONENT) check_component(program, symbol->component);
    }
}

static struct component *find_stack(struct program *program, struct module *module)
{
    struct component *stack = NULL;
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        if (decl->kind != DECL_COMPONENT || !decl->stack) continue;
        if (stack) {
            struct diag *diag = REPORT(program->session, E0105, decl->name.at, "a file has one stack, and this is a second one");
            diag_note(&program->session->diags, diag, stack->decl->name.at, "the first one");
            continue;
        }
        struct symbol *symbol = map_get(&module->symbols, decl->name.name);
        if (symbol && symbol->decl == decl) stack = symbol->component;
    }
    return stack;
}

static struct function *find_labels(struct program *program)
{
    struct symbol *symbol = map_get(&program->prelude->symbols, session_name(program->session, "object_labels"));
    symbol = symbol ? symbol_resolve(program, symbol) : NULL;
    if (!symbol || symbol->kind != SYMBOL_FUNCTION) return NULL;
    check_function(program, symbol->function);
    return symbol->function->nparameters == 1 ? symbol->function : NULL;
}

static Str module_path_of(struct program *program, uint32_t file)
{
    static const char *const folders[][2] = {{"stdlib/", "std/"}, {PACKAGES_FOLDER "/", ""}};
    Str path = source_at(&program->session->sources, file)->path;
    if (str_ends(path, STR(".stk"))) path.n -= 4;
    for (size_t i = 0; i < COUNT(folders); i++) {
        Str folder = str_of(folders[i][0]);
        if (!str_starts(path, folder)) continue;
        return arena_printf(program->session->arena, "%s%.*s", folders[i][1], (int)(path.n - folder.n), path.s + folder.n);
    }
    return path;
}

struct program *check_library(struct session *session)
{
    struct program *program = program_new(session);
    program->builtin = module_load(program, STR("std/builtin"), (Span){0});
    program->prelude = module_load(program, STR("std/prelude"), (Span){0});
    return program;
}

struct module *find_module(struct program *program, Str path) { return module_load(program, path, (Span){0}); }
void check_module(struct program *program, struct module *module) { check_definitions(program, module); }

void check_project(struct program *program, uint32_t entry_file)
{
    if (!program->builtin || !program->prelude) return;
    struct module *entry = module_add(program, module_path_of(program, entry_file), entry_file, (Span){0});
    entry->standard = false;
    program->root = find_stack(program, entry);
    program->labels = find_labels(program);
    for (size_t i = 0; i < program->modules.n; i++) /* grows while modules are loaded */
        if (!program->modules.at[i]->standard) check_definitions(program, program->modules.at[i]);
    check_tests(program);
    check_module_cycles(program);
    if (program->meanings) settle_inherited(program);
}

struct program *check_program(struct session *session, uint32_t entry_file)
{
    struct program *program = check_library(session);
    check_project(program, entry_file);
    return program;
}
