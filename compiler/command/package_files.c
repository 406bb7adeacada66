#include "package_files.h"

#include "command.h"
#include "source_files.h"

#include "package/pins.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- where a file lies ---- */

static bool refuse(Str path, const char *why)
{
    fprintf(stderr, "stk package: error[E1005]: '%.*s' %s\n", STR_ARG(path), why);
    return false;
}

/* An absolute path without "." and ".."; that of the current folder has neither, and no links. */
static Str absolute(struct arena *arena, const char *name)
{
    char here[PATH_MAX];
    VEC(Str) parts = {0};
    if (!getcwd(here, sizeof here)) panic("there is no current folder");
    Str rest = name[0] == '/' ? arena_copy(arena, str_of(name)) : arena_printf(arena, "%s/%s", here, name), path = STR("");
    while (rest.n) {
        Str part = str_cut(&rest, '/');
        if (str_is(part, "..") && parts.n) parts.n--;
        else if (part.n && !str_is(part, ".") && !str_is(part, "..")) vec_push(arena, &parts, part);
    }
    for (size_t i = 0; i < parts.n; i++) path = arena_printf(arena, "%.*s/%.*s", STR_ARG(path), STR_ARG(parts.at[i]));
    return path;
}

static bool is_below(Str path, Str folder) { return path.n > folder.n + 1 && str_starts(path, folder) && path.s[folder.n] == '/'; }

/* ---- one file ---- */

static bool has_file(const struct package_contents *contents, Str path)
{
    for (size_t i = 0; i < contents->v.n; i++)
        if (str_eq(contents->v.at[i].path, path)) return true;
    return false;
}

/* False: it cannot be in a package, which is told. */
static bool read_text(struct package_contents *contents, Str path, const char *file, Str *text)
{
    struct sources sources;
    uint32_t id;
    char real[PATH_MAX];
    sources_init(&sources, contents->arena);
    if (!realpath(file, real) || !str_is(str_of(real), file)) return refuse(path, "is a link, or lies behind one: a package has none");
    if (!is_package_path(path) || str_is(path, PACKAGE_FILE)) return refuse(path, "has a name that no file of a package can have");
    if (source_read(&sources, file, path, &id) != SOURCE_OK) return refuse(path, "cannot be read, or is larger than 16 MiB");
    *text = source_at(&sources, id)->text;
    return true;
}

/* What is refused is an entry, too: it is told once. */
static bool add_text(struct package_contents *contents, Str path, const char *file)
{
    struct package_entry entry = {path, STR("")};
    bool fine = read_text(contents, path, file, &entry.text);
    vec_push(contents->arena, &contents->v, entry);
    return fine;
}

/* NAME as it was opened. What is of the library or of a package comes from there. */
static bool add_file(struct package_contents *contents, const char *name)
{
    Str file = absolute(contents->arena, name), library = absolute(contents->arena, stdlib_folder(contents->arena).s);
    if (is_below(file, library) && !is_below(library, contents->root)) return true;
    if (!is_below(file, contents->root)) return refuse(str_of(name), "lies outside of the project: nobody else has it there");
    Str path = str_skip(file, contents->root.n + 1);
    bool elsewhere = str_is(path, "stk.project") || str_starts(path, STR(PACKAGES_FOLDER "/"));
    return elsewhere || has_file(contents, path) || add_text(contents, path, file.s);
}

static bool add_known(struct package_contents *contents, const struct known_files *known)
{
    bool fine = true;
    for (size_t i = 0; i < known->v.n; i++) fine = add_file(contents, known->v.at[i].name) && fine;
    return fine;
}

/* ---- all of them ---- */

/* A module or a stack by itself, or in ENVIRONMENT. Warnings are for who checks the project. */
static bool add_compiled(struct package_contents *contents, const char *file, const struct environment *environment)
{
    struct session *session = session_new(stdlib_folder(contents->arena));
    struct known_files known = {0};
    struct compile_options options = {.source = file};
    session->sources.known = &known;
    if (environment) environment_merge(session, &options, environment);
    struct compilation compilation = compile_check(session, &options);
    if (environment) compile_run(&compilation);
    bool fine = session_ok(session) || show_diags(session) == EXIT_FINE;
    fine = fine && add_known(contents, &known);
    session_free(session);
    return fine;
}

static int compare_entries(const void *first, const void *second)
{
    return str_cmp(((const struct package_entry *)first)->path, ((const struct package_entry *)second)->path);
}

bool package_collect(struct package_contents *contents, const struct project *project)
{
    static const char *const texts[] = {"README.md", "LICENSE"};
    char *folder = (char *)(uintptr_t)contents->root.s;
    struct file_list files = source_files(contents->arena, "package", &folder, 1);
    bool fine = true;
    for (size_t i = 0; i < files.v.n; i++) fine = add_compiled(contents, files.v.at[i], NULL) && fine;
    for (size_t i = 0; i < project->environments.n; i++) fine = add_compiled(contents, NULL, &project->environments.at[i]) && fine;
    for (size_t i = 0; i < COUNT(texts); i++) {
        Str path = arena_printf(contents->arena, "%.*s/%s", STR_ARG(contents->root), texts[i]);
        if (access(path.s, F_OK) == 0) fine = add_file(contents, path.s) && fine;
    }
    if (contents->v.n) qsort(contents->v.at, contents->v.n, sizeof *contents->v.at, compare_entries);
    return fine;
}
