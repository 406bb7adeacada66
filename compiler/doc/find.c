#include "doc/find.h"

#include "check/check.h"

static struct arena *arena_of(const struct doc_search *search) { return search->program->session->arena; }

static void add(struct doc_search *search, struct doc_entry *entry)
{
    if (entry) vec_push(arena_of(search), &search->found, entry);
}

static bool is_listed(const struct doc_search *search, Str path)
{
    for (size_t i = 0; i < search->modules.n; i++)
        if (str_eq(search->modules.at[i], path)) return true;
    return false;
}

/* ---- names of modules ---- */

/* In a program of its own: modules that have nothing to do with each other may bring kinds of the same name. NULL: reported. */
static struct program *program_of(struct doc_search *search, Str path, struct module **module)
{
    struct program *program = check_library(search->program->session);
    *module = find_module(program, path);
    if (*module) check_module(program, *module);
    return program;
}

static const struct symbol *declared(const struct doc_search *search, const struct module *module, Str name)
{
    const struct name *interned = name_find(search->program->session->names, name);
    const struct symbol *symbol = module && interned ? map_get(&module->symbols, interned) : NULL;
    return symbol && symbol->kind != SYMBOL_IMPORT && symbol->kind != SYMBOL_MODULE ? symbol : NULL;
}

static void find_in_module(struct doc_search *search, Str path, Str name, Str member)
{
    struct module *module = find_module(search->program, path);
    if (!declared(search, module, name)) return;
    struct program *program = program_of(search, path, &module);
    struct doc_entry *entry = doc_of_symbol(program, declared(search, module, name));
    add(search, member.n ? doc_of_member(program->session, entry, member) : entry);
}

static void find_whole_module(struct doc_search *search, Str path)
{
    struct module *module;
    struct program *program = program_of(search, path, &module);
    add(search, doc_of_module(program, module));
}

/* "database", "database.server", and with the module in front: "db.database", "std/link/db.database". */
static void find_symbols(struct doc_search *search, Str name)
{
    Str rest = name, first = str_cut(&rest, '.'), member = rest, second = str_cut(&member, '.');
    for (size_t i = 0; i < search->modules.n; i++) {
        Str path = search->modules.at[i];
        if (second.n && (str_eq(path, first) || str_eq(str_after_last(path, '/'), first))) find_in_module(search, path, second, member);
        find_in_module(search, path, first, rest);
    }
}

/* ---- Kubernetes ---- */

/* "apps/v1/Deployment" and what lies below; the version's own dots do not count. */
static Str cut_kind(Str *rest)
{
    size_t slash = rest->n - str_after_last(*rest, '/').n;
    const char *dot = memchr(rest->s + slash, '.', rest->n - slash);
    Str kind = {rest->s, dot ? (size_t)(dot - rest->s) : rest->n};
    *rest = dot ? str_skip(*rest, kind.n + 1) : (Str){rest->s + rest->n, 0};
    return kind;
}

static const struct kube_resource *resource_named(struct doc_search *search, Str whole)
{
    Str kind = str_after_last(whole, '/');
    Str version = {whole.s, kind.n < whole.n ? whole.n - kind.n - 1 : 0};
    const struct kube_resource *resource = program_resource(search->program, 0, version, kind);
    for (size_t i = 0; !resource && i < kube_resource_count(); i++) /* one that the target version does not have */
        if (str_is(whole, kube_resource_at(i)->kind)) resource = kube_resource_at(i);
    return resource;
}

/* "core.v1.Container" has dots itself. */
static const struct kube_type *type_named(struct doc_search *search, Str *rest)
{
    for (size_t n = rest->n; n > 0; n--) {
        if (n < rest->n && rest->s[n] != '.') continue;
        const struct kube_type *type = kube_type_find(arena_copy(arena_of(search), (Str){rest->s, n}).s);
        if (!type) continue;
        *rest = n < rest->n ? str_skip(*rest, n + 1) : (Str){rest->s + n, 0};
        return type;
    }
    return NULL;
}

static void find_kube(struct doc_search *search, Str name)
{
    Str path = str_starts(name, STR("kube.")) ? str_skip(name, 5) : name, rest = path, whole = path;
    const struct kube_resource *resource = resource_named(search, cut_kind(&rest));
    const struct kube_type *type = resource ? NULL : type_named(search, &whole);
    struct suggestion wrong = {0};
    struct doc_entry *entry = resource || type ? doc_of_kube(search->program->session, resource, type, resource ? rest : whole, &wrong) : NULL;
    add(search, entry);
    if (!entry && wrong.wanted.n) search->near = wrong;
}

/* ---- what it may have been ---- */

static void offer_names(struct doc_search *search, struct suggestion *near)
{
    for (size_t i = 0; i < search->modules.n; i++) {
        const struct module *module = find_module(search->program, search->modules.at[i]);
        suggestion_offer(near, search->modules.at[i]);
        for (size_t k = 0; module && k < module->ast->decls.n; k++) {
            const struct decl *decl = module->ast->decls.at[k];
            if (decl->kind != DECL_USE && decl->name.name) suggestion_offer(near, NAME_STR(decl->name.name));
        }
    }
    for (size_t i = 0; i < kube_resource_count(); i++) suggestion_offer(near, str_of(kube_resource_at(i)->kind));
}

/* The member of something that is there, or the thing itself. */
static void suggest(struct doc_search *search, Str name)
{
    Str member = name, first = str_cut(&member, '.');
    struct suggestion near = suggestion_for(NULL, member.n ? member : first);
    size_t before = search->found.n;
    if (member.n) find_symbols(search, first);
    for (size_t i = before; i < search->found.n; i++)
        for (size_t k = 0; k < search->found.at[i]->sections.n; k++)
            for (size_t m = 0; m < search->found.at[i]->sections.at[k].members.n; m++)
                suggestion_offer(&near, search->found.at[i]->sections.at[k].members.at[m].name);
    bool thing = search->found.n > before;
    search->found.n = before;
    if (!thing) {
        near = suggestion_for(NULL, first);
        offer_names(search, &near);
    }
    search->near = near;
}

bool doc_find(struct doc_search *search, Str name)
{
    size_t errors = search->program->session->diags.errors;
    if (is_listed(search, name)) find_whole_module(search, name);
    else if (!str_starts(name, STR("kube."))) find_symbols(search, name);
    if (!search->found.n) find_kube(search, name);
    if (!search->found.n && !search->near.wanted.n) suggest(search, name);
    return search->found.n && search->program->session->diags.errors == errors;
}

struct doc_entry *doc_of_library(struct doc_search *search)
{
    struct doc_entry *entry = NEW(arena_of(search), struct doc_entry);
    *entry = (struct doc_entry){.kind = "library", .name = STR("std")};
    for (size_t i = 0; i < search->modules.n; i++) {
        struct module *module = find_module(search->program, search->modules.at[i]);
        check_module(search->program, module);
        vec_push(arena_of(search), &entry->parts, doc_of_module(search->program, module));
    }
    return entry;
}
