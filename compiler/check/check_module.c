/* Modules: finding, reading and naming what they declare. */
#include "checker.h"

#include "syntax/parse.h"

/* ---- reading ---- */

/* Project modules lie below the root, standard ones below the library; the file name says which to a reader. */
static Str file_of(const struct session *session, Str path, Str *shown)
{
    bool standard = str_starts(path, STR("std/"));
    Str rest = standard ? (Str){path.s + 4, path.n - 4} : path;
    *shown = arena_printf(session->arena, "%s%.*s.stk", standard ? "stdlib/" : "", STR_ARG(rest));
    if (standard) return arena_printf(session->arena, "%.*s/%.*s.stk", STR_ARG(session->stdlib), STR_ARG(rest));
    return session->root.n ? arena_printf(session->arena, "%.*s/%.*s", STR_ARG(session->root), STR_ARG(*shown)) : *shown;
}

static bool leaves_root(Str path)
{
    return str_starts(path, STR("/")) || str_starts(path, STR("../")) || str_is(path, "..") || str_ends(path, STR("/.."))
        || memmem(path.s, path.n, "/../", 4);
}

uint32_t read_beside(struct program *program, const struct module *module, Str path, Span at)
{
    struct session *session = program->session;
    Str root = module->standard ? session->stdlib : session->root;
    Str file = root.n ? arena_printf(session->arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(path)) : arena_copy(session->arena, path);
    Str shown = module->standard ? arena_printf(session->arena, "stdlib/%.*s", STR_ARG(path)) : path;
    uint32_t id = 0;
    enum source_error error = leaves_root(path) ? SOURCE_MISSING : source_read(&session->sources, file.s, shown, &id);
    if (error == SOURCE_OK) return id;
    struct diag *diag = REPORT(session, E0006, at, "'%.*s' %s", STR_ARG(path), error == SOURCE_MISSING ? "is no file of the project"
            : error == SOURCE_TOO_LARGE ? "is larger than 16 MiB" : "cannot be read");
    diag_help(&session->diags, diag, "the path counts from the project root, and stays below it");
    return 0;
}

static void declare(struct program *program, struct module *module, struct symbol symbol, Span at)
{
    struct session *session = program->session;
    struct symbol *earlier = map_get(&module->symbols, symbol.name);
    if (earlier) {
        struct diag *diag = REPORT(session, E0105, at, "'%s' is declared twice in this module", symbol.name->s);
        diag_note(&session->diags, diag, earlier->decl->at, "first declared here");
        if (earlier->kind == SYMBOL_IMPORT) diag_help(&session->diags, diag, "write 'use %.*s' and then %.*s.%s", STR_ARG(earlier->target),
                STR_ARG(earlier->decl->name.name ? NAME_STR(earlier->decl->name.name) : STR("MODULE")), symbol.name->s);
        return;
    }
    struct symbol *kept = NEW(session->arena, struct symbol);
    *kept = symbol;
    map_put(session->arena, &module->symbols, symbol.name, kept);
}

static void declare_use(struct program *program, struct module *module, const struct decl *decl)
{
    struct symbol symbol = {.decl = decl, .module = module, .target = decl->path};
    if (decl->names.v.n == 0) {
        symbol.kind = SYMBOL_MODULE;
        symbol.name = decl->name.name;
        declare(program, module, symbol, decl->name.at);
    }
    for (size_t i = 0; i < decl->names.v.n; i++) {
        symbol.kind = SYMBOL_IMPORT;
        symbol.name = decl->names.v.at[i].name;
        declare(program, module, symbol, decl->names.v.at[i].at);
    }
}

static struct function *new_function(struct program *program, struct module *module, const struct decl *decl)
{
    struct function *function = NEW(program->session->arena, struct function);
    *function = (struct function){.name = decl->name.name, .module = module, .decl = decl};
    return function;
}

static struct component *new_component(struct program *program, struct module *module, const struct decl *decl)
{
    struct component *component = NEW(program->session->arena, struct component);
    struct type *type = NEW(program->session->arena, struct type);
    *component = (struct component){.name = decl->name.name, .module = module, .decl = decl, .type = type};
    *type = (struct type){.kind = T_INSTANCE, .name = decl->name.name, .component = component, .at = decl->name.at};
    return component;
}

static void declare_all(struct program *program, struct module *module)
{
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        struct symbol symbol = {.name = decl->name.name, .decl = decl, .module = module};
        switch (decl->kind) {
        case DECL_USE: declare_use(program, module, decl); continue;
        case DECL_SCHEMA: case DECL_TEST: continue;
        case DECL_TYPE: symbol.kind = SYMBOL_TYPE; break;
        case DECL_FN: symbol.kind = SYMBOL_FUNCTION; symbol.function = new_function(program, module, decl); break;
        case DECL_COMPONENT: symbol.kind = SYMBOL_COMPONENT; symbol.component = new_component(program, module, decl); break;
        }
        declare(program, module, symbol, decl->name.at);
    }
}

static struct module *module_add(struct program *program, Str path, uint32_t file, Span used_at)
{
    struct session *session = program->session;
    struct module *module = NEW(session->arena, struct module);
    *module = (struct module){.path = path, .file = file, .used_at = used_at, .standard = str_starts(path, STR("std/"))};
    map_put(session->arena, &program->by_path, name_of(session->names, path), module);
    module->ast = parse_module(session, file);
    vec_push(session->arena, &program->modules, module);
    declare_all(program, module);
    load_schemas(program, module);
    return module;
}

static void report_unreadable(struct program *program, Str path, Str shown, Span used_at, enum source_error error)
{
    struct session *session = program->session;
    if (error == SOURCE_TOO_LARGE) {
        REPORT(session, E0006, used_at, "'%.*s' is larger than %d MiB", STR_ARG(shown), SOURCE_MAX >> 20);
        return;
    }
    struct diag *diag = REPORT(session, E0104, used_at, "there is no module '%.*s'", STR_ARG(path));
    diag_help(&session->diags, diag, "looked for '%.*s'%s", STR_ARG(shown),
              str_starts(path, STR("std/")) ? " in the standard library" : " below the project root");
}

struct module *module_load(struct program *program, Str path, Span used_at)
{
    struct session *session = program->session;
    struct module *known = map_get(&program->by_path, name_of(session->names, path));
    if (known) return known;
    Str shown, file = file_of(session, path, &shown);
    uint32_t id;
    enum source_error error = source_read(&session->sources, arena_copy(session->arena, file).s, shown, &id);
    if (error == SOURCE_OK) return module_add(program, path, id, used_at);
    report_unreadable(program, path, shown, used_at, error);
    return NULL;
}

/* ---- names ---- */

struct symbol *symbol_resolve(struct program *program, struct symbol *symbol)
{
    if (symbol->kind != SYMBOL_IMPORT) return symbol;
    if (symbol->state == CHECKING) return NULL;
    struct module *target = module_load(program, symbol->target, symbol->decl->path_at);
    if (!target) return NULL;
    symbol->state = CHECKING;
    struct symbol *found = map_get(&target->symbols, symbol->name);
    if (found) found = symbol_resolve(program, found);
    symbol->state = CHECKED;
    if (found || target->ast->broken) return found;
    struct suggestion suggestion = suggestion_for(NAME_STR(symbol->name));
    for (size_t i = 0; i < target->symbols.cap; i++)
        if (target->symbols.slots[i].key) suggestion_offer(&suggestion, NAME_STR(((struct symbol *)target->symbols.slots[i].value)->name));
    struct diag *diag = REPORT(program->session, E0101, symbol->decl->names.v.at[0].at, "module '%.*s' has no '%s'",
                               STR_ARG(symbol->target), symbol->name->s);
    diag_suggest(&program->session->diags, diag, &suggestion);
    return NULL;
}

struct symbol *module_symbol(struct program *program, struct module *module, const struct name *name)
{
    struct symbol *symbol = map_get(&module->symbols, name);
    if (!symbol && program->prelude) symbol = map_get(&program->prelude->symbols, name);
    if (!symbol && program->builtin) symbol = map_get(&program->builtin->symbols, name);
    return symbol;
}

/* Imports stand for anything; they are read only when nothing else is known of them. */
static void suggest_from(struct module *module, struct suggestion *suggestion, enum symbol_kind kind)
{
    for (size_t i = 0; module && i < module->symbols.cap; i++) {
        const struct symbol *symbol = module->symbols.slots[i].value;
        if (symbol && (symbol->kind == kind || symbol->kind == SYMBOL_IMPORT)) suggestion_offer(suggestion, NAME_STR(symbol->name));
    }
}

void suggest_symbols(struct program *program, struct module *module, struct suggestion *suggestion, enum symbol_kind kind)
{
    if (!suggestions_wanted(&program->session->diags)) return;
    suggest_from(module, suggestion, kind);
    if (module != program->prelude) suggest_from(program->prelude, suggestion, kind);
    if (module != program->builtin) suggest_from(program->builtin, suggestion, kind);
}

static const char *kind_name(enum symbol_kind kind)
{
    return kind == SYMBOL_TYPE ? "type" : kind == SYMBOL_COMPONENT ? "component" : kind == SYMBOL_FUNCTION ? "function" : "module";
}

static struct symbol *unknown_symbol(struct program *program, struct module *module, struct ident ident, enum symbol_kind kind, enum diag_code code)
{
    struct suggestion suggestion = suggestion_for(NAME_STR(ident.name));
    suggest_symbols(program, module, &suggestion, kind);
    if (kind == SYMBOL_TYPE) suggest_symbols(program, module, &suggestion, SYMBOL_COMPONENT);
    struct diag *diag = REPORT(program->session, code, ident.at, "there is no %s '%s'", kind_name(kind), ident.name->s);
    diag_suggest(&program->session->diags, diag, &suggestion);
    if (kind == SYMBOL_COMPONENT && program_resource(program, STR(""), NAME_STR(ident.name)))
        diag_help(&program->session->diags, diag, "'%s' is a kind of Kubernetes: write resource NAME : %s { … }", ident.name->s, ident.name->s);
    return NULL;
}

struct symbol *qualified_symbol(struct program *program, struct module *module, const struct ident_list *names, enum symbol_kind kind,
                                enum diag_code code)
{
    struct ident first = names->v.at[0];
    struct symbol *symbol = module_symbol(program, module, first.name);
    if (!symbol) return unknown_symbol(program, module, first, names->v.n > 1 ? SYMBOL_MODULE : kind, names->v.n > 1 ? E0101 : code);
    symbol = symbol_resolve(program, symbol);
    for (size_t i = 1; symbol && i < names->v.n; i++) {
        struct ident next = names->v.at[i];
        if (symbol->kind != SYMBOL_MODULE) {
            REPORT(program->session, code, next.at, "'%s' is not a module", symbol->name->s);
            return NULL;
        }
        struct module *target = module_load(program, symbol->target, symbol->decl->path_at);
        if (!target) return NULL;
        struct symbol *inner = map_get(&target->symbols, next.name);
        if (!inner) return unknown_symbol(program, target, next, kind, code);
        symbol = symbol_resolve(program, inner);
    }
    return symbol;
}

/* ---- a circle of modules ---- */

static struct module *used_module(struct program *program, const struct decl *decl)
{
    return decl->kind == DECL_USE ? map_get(&program->by_path, name_of(program->session->names, decl->path)) : NULL;
}

struct visit { struct map state; VEC(struct module *) path; };

static void report_circle(struct program *program, const struct visit *visit, const struct module *again)
{
    struct session *session = program->session;
    size_t start = 0;
    while (visit->path.at[start] != again) start++;
    struct diag *diag = NULL;
    for (size_t i = start; i < visit->path.n; i++) {
        const struct module *next = i + 1 < visit->path.n ? visit->path.at[i + 1] : again;
        for (size_t k = 0; k < visit->path.at[i]->ast->decls.n; k++) {
            const struct decl *decl = visit->path.at[i]->ast->decls.at[k];
            if (used_module(program, decl) != next) continue;
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
    if (state == VISITING) report_circle(program, visit, module);
    if (state || visit->path.n > NESTING_MAX) return;
    map_put(program->session->arena, &visit->state, module, (void *)VISITING);
    vec_push(program->session->arena, &visit->path, module);
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        struct module *next = used_module(program, module->ast->decls.at[i]);
        if (next) visit_module(program, visit, next);
    }
    visit->path.n--;
    map_put(program->session->arena, &visit->state, module, (void *)VISITED);
}

static void check_module_circles(struct program *program)
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
            }
        if (decl->kind == DECL_USE) module_load(program, decl->path, decl->path_at);
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
    Str path = source_at(&program->session->sources, file)->path;
    if (str_ends(path, STR(".stk"))) path.n -= 4;
    if (!str_starts(path, STR("stdlib/"))) return path;
    return arena_printf(program->session->arena, "std/%.*s", (int)path.n - 7, path.s + 7);
}

struct program *check_program(struct session *session, uint32_t entry_file)
{
    struct program *program = program_new(session);
    program->builtin = module_load(program, STR("std/builtin"), (Span){0});
    program->prelude = module_load(program, STR("std/prelude"), (Span){0});
    if (!program->builtin || !program->prelude) return program;
    struct module *entry = module_add(program, module_path_of(program, entry_file), entry_file, (Span){0});
    entry->standard = false;
    program->root = find_stack(program, entry);
    program->labels = find_labels(program);
    for (size_t i = 0; i < program->modules.n; i++) /* grows while modules are loaded */
        if (!program->modules.at[i]->standard) check_definitions(program, program->modules.at[i]);
    check_tests(program);
    check_module_circles(program);
    return program;
}
