/* Where modules and their files lie: below the root of the project, in the standard library, or in a package of the project. */
#include "checker.h"

#include "package/installed.h"

/* ---- paths ---- */

static bool leaves_root(Str path)
{
    return str_starts(path, STR("/")) || str_starts(path, STR("../")) || str_is(path, "..") || str_ends(path, STR("/.."))
        || memmem(path.s, path.n, "/../", 4);
}

static Str below(struct session *session, Str folder, Str path)
{
    return folder.n ? arena_printf(session->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path)) : arena_copy(session->arena, path);
}

/* The first part of a module's path; empty: it has but one. */
static Str first_part(Str path)
{
    Str rest = path, first = str_cut(&rest, '/');
    return first.n < path.n ? first : STR("");
}

/* The package that a path leads to; NULL: to none. */
static struct package_pin *package_of(struct session *session, Str path)
{
    Str first = first_part(path);
    return first.n && !str_is(first, "std") ? pin_named(session, first) : NULL;
}

/* In a package, paths count from its own root; but what it was told of other packages is found among those of the project. */
Str used_path(struct program *program, const struct module *module, Str path)
{
    struct package_pin *pin = module->package;
    Str first = first_part(path);
    if (!pin || str_is(first, "std")) return path;
    const struct package *package = package_installed(program->session, pin, module->used_at);
    if (package && package_uses(package, first)) return path;
    return arena_printf(program->session->arena, "%s/%.*s", pin->name->s, STR_ARG(path));
}

/* ---- packages ---- */

/* A package of a package, of which the project knows nothing. */
static const struct package_use *use_of_another(struct program *program, Str first)
{
    struct package_pins *pins = project_pins(program->session);
    for (size_t i = 0; i < pins->v.n; i++) {
        const struct package_use *use = pins->v.at[i].installed ? package_uses(pins->v.at[i].installed, first) : NULL;
        if (use) return use;
    }
    return NULL;
}

static void report_missing(struct program *program, Str path, Str shown, Span used_at)
{
    struct session *session = program->session;
    const struct package_use *use = use_of_another(program, first_part(path));
    struct diag *diag = REPORT(session, E0104, used_at, "there is no module '%.*s'", STR_ARG(path));
    struct suggestion suggestion = suggestion_for(&session->diags, path);
    if (str_starts(path, STR("std/"))) suggest_library_modules(session, &suggestion);
    diag_suggest(&session->diags, diag, &suggestion);
    if (use) diag_help(&session->diags, diag, "add the package to stk.project: %.*s: { source: %.*s, digest: %.*s }", STR_ARG(use->name),
            STR_ARG(use->source), STR_ARG(use->digest));
    else diag_help(&session->diags, diag, "looked for '%.*s'%s", STR_ARG(shown), str_starts(path, STR("std/")) ? " in the standard library"
            : package_of(session, path) ? ", which the package does not have" : " below the project root");
}

/* ---- reading ---- */

static uint32_t read_of_package(struct program *program, struct package_pin *pin, Str path, Span used_at)
{
    struct session *session = program->session;
    Str file = arena_printf(session->arena, "%.*s.stk", STR_ARG(str_skip(path, pin->name->n + 1)));
    const struct package *package = package_installed(session, pin, used_at);
    if (!package) return 0;
    if (package_find(package, file)) return package_read(session, pin, file, used_at);
    report_missing(program, path, below(session, package_folder(session->arena, pin), file), used_at);
    return 0;
}

/* Project modules lie below the root, standard ones below the library; the file name says which to a reader. */
uint32_t read_module(struct program *program, Str path, Span used_at)
{
    struct session *session = program->session;
    struct package_pin *pin = package_of(session, path);
    if (pin) return read_of_package(program, pin, path, used_at);
    bool standard = str_starts(path, STR("std/"));
    Str name = arena_printf(session->arena, "%.*s.stk", STR_ARG(standard ? str_skip(path, 4) : path));
    Str shown = standard ? below(session, STR("stdlib"), name) : name;
    uint32_t id = 0;
    enum source_error error = source_read(&session->sources, below(session, standard ? session->stdlib : session->root, name).s, shown, &id);
    if (error == SOURCE_TOO_LARGE) REPORT(session, E0006, used_at, "'%.*s' is larger than %d MiB", STR_ARG(shown), SOURCE_MAX >> 20);
    else if (error != SOURCE_OK) report_missing(program, path, shown, used_at);
    return id;
}

uint32_t read_beside(struct program *program, const struct module *module, Str path, Span at)
{
    struct session *session = program->session;
    if (module->package && !leaves_root(path)) return package_read(session, module->package, path, at);
    Str shown = module->standard ? below(session, STR("stdlib"), path) : path;
    uint32_t id = 0;
    enum source_error error = leaves_root(path) ? SOURCE_MISSING
        : source_read(&session->sources, below(session, module->standard ? session->stdlib : session->root, path).s, shown, &id);
    if (error == SOURCE_OK) session->sources.all.at[id].library = module->standard;
    if (error == SOURCE_OK) return id;
    struct diag *diag = REPORT(session, E0006, at, "'%.*s' %s", STR_ARG(path), error == SOURCE_MISSING ? "is no file of the project"
            : error == SOURCE_TOO_LARGE ? "is larger than 16 MiB" : "cannot be read");
    diag_help(&session->diags, diag, "the path counts from the project root, and stays below it");
    return 0;
}
