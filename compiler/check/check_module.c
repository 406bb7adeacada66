/* Modules: reading them and naming what they declare. */
#include "checker.h"

#include "package/pins.h"
#include "syntax/parse.h"

#include <strings.h>

/* ---- reading ---- */

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
    if (symbol.component) symbol.component->symbol = kept;
    map_put(session->arena, &module->symbols, symbol.name, kept);
}

static void declare_use(struct program *program, struct module *module, const struct decl *decl)
{
    struct symbol symbol = {.decl = decl, .module = module, .target = used_path(program, module, decl->path)};
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
        note_meaning(program, (struct meaning){.at = decl->name.at, .declared = decl->name.at, .symbol = map_get(&module->symbols, symbol.name)});
    }
}

struct module *module_add(struct program *program, Str path, uint32_t file, Span used_at)
{
    struct session *session = program->session;
    struct module *module = NEW(session->arena, struct module);
    *module = (struct module){.path = path, .file = file, .used_at = used_at, .standard = str_starts(path, STR("std/"))};
    if (!module->standard) module->package = pin_of_path(session, source_at(&session->sources, file)->path);
    map_put(session->arena, &program->by_path, name_of(session->names, path), module);
    session->sources.all.at[file].library = module->standard || module->package;
    module->ast = parse_module(session, file);
    vec_push(session->arena, &program->modules, module);
    declare_all(program, module);
    load_schemas(program, module);
    return module;
}

struct module *module_load(struct program *program, Str path, Span used_at)
{
    struct module *known = map_get(&program->by_path, name_of(program->session->names, path));
    if (known) return known;
    uint32_t file = read_module(program, path, used_at);
    return file ? module_add(program, path, file, used_at) : NULL;
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
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(symbol->name));
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
        if (symbol && (symbol->kind == kind || symbol->kind == SYMBOL_IMPORT))
            suggestion_offer_declared(suggestion, NAME_STR(symbol->name), symbol->decl->name.at);
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

/* In a module that is named before it. */
static struct symbol *unknown_in_module(struct program *program, struct module *module, struct ident ident, enum symbol_kind kind, enum diag_code code)
{
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(ident.name));
    suggest_from(module, &suggestion, kind);
    if (kind == SYMBOL_TYPE) suggest_from(module, &suggestion, SYMBOL_COMPONENT);
    struct diag *diag = REPORT(program->session, code, ident.at, "there is no %s '%s' in module '%.*s'", kind_name(kind), ident.name->s,
                               STR_ARG(module->path));
    diag_suggest(&program->session->diags, diag, &suggestion);
    return NULL;
}

/* A kind of Kubernetes in whatever letters; and which component makes one. */
static void help_kind(struct program *program, struct diag *diag, const struct name *name)
{
    static const char *const components[][2] = {{"Deployment", "service"}, {"StatefulSet", "stateful"}, {"DaemonSet", "daemon"}, {"Job", "job"},
        {"CronJob", "cron"}, {"ConfigMap", "config"}, {"Secret", "secret"}, {"PersistentVolumeClaim", "claim"}, {"Ingress", "ingress"},
        {"HorizontalPodAutoscaler", "autoscaler"}, {"Service", "service"}, {"Namespace", "namespace"}};
    const char *kind = program_resource(program, 0, STR(""), NAME_STR(name)) ? name->s : NULL, *component = NULL;
    for (size_t i = 0; !kind && i < kube_resource_count(); i++)
        if (strcasecmp(kube_resource_at(i)->kind, name->s) == 0) kind = kube_resource_at(i)->kind;
    for (size_t i = 0; kind && i < COUNT(components); i++)
        if (strcmp(kind, components[i][0]) == 0) component = components[i][1];
    if (component) diag_help(&program->session->diags, diag, "'%s' is a kind of Kubernetes: write %s NAME { … }, or resource NAME : %s { … }", kind,
            component, kind);
    else if (kind) diag_help(&program->session->diags, diag, "'%s' is a kind of Kubernetes: write resource NAME : %s { … }", kind, kind);
}

/* Where the library has what is written, whatever else is as near. */
static void help_bring_in(struct session *session, struct diag *diag, const struct name *name, enum symbol_kind kind)
{
    const char *keyword = kind == SYMBOL_COMPONENT ? "component" : kind == SYMBOL_FUNCTION ? "fn" : "type";
    if (!suggestions_wanted(&session->diags) || kind == SYMBOL_MODULE) return;
    Str module = library_module_of(session, keyword, NAME_STR(name));
    if (module.n) diag_help(&session->diags, diag, "the library has one: use %.*s { %s }", STR_ARG(module), name->s);
}

static struct symbol *unknown_symbol(struct program *program, struct module *module, struct ident ident, enum symbol_kind kind, enum diag_code code)
{
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(ident.name));
    suggest_symbols(program, module, &suggestion, kind);
    if (kind == SYMBOL_TYPE) suggest_symbols(program, module, &suggestion, SYMBOL_COMPONENT);
    struct diag *diag = REPORT(program->session, code, ident.at, "there is no %s '%s'", kind_name(kind), ident.name->s);
    diag_suggest(&program->session->diags, diag, &suggestion);
    if (kind == SYMBOL_COMPONENT && !suggestion.best.n)
        diag_help(&program->session->diags, diag, "one of another module is brought in: use FOLDER/MODULE { %s }", ident.name->s);
    help_bring_in(program->session, diag, ident.name, kind);
    if (kind == SYMBOL_COMPONENT) help_kind(program, diag, ident.name);
    return NULL;
}

/* What is imported stands for what it was imported from. */
void note_symbol(struct program *program, Span at, struct symbol *symbol)
{
    struct symbol *found = program->meanings ? symbol_resolve(program, symbol) : NULL;
    if (!found) return;
    bool module = found->kind == SYMBOL_MODULE;
    note_meaning(program, (struct meaning){.at = at, .declared = module ? found->decl->path_at : found->decl->name.at, .symbol = found});
}

struct symbol *qualified_symbol(struct program *program, struct module *module, const struct ident_list *names, enum symbol_kind kind,
                                enum diag_code code)
{
    struct ident first = names->v.at[0];
    struct symbol *symbol = module_symbol(program, module, first.name);
    if (!symbol) return unknown_symbol(program, module, first, names->v.n > 1 ? SYMBOL_MODULE : kind, names->v.n > 1 ? E0101 : code);
    note_symbol(program, first.at, symbol);
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
        if (!inner) return unknown_in_module(program, target, next, kind, code);
        note_symbol(program, next.at, inner);
        symbol = symbol_resolve(program, inner);
    }
    return symbol;
}
