#include "schema_files.h"

#include "document_files.h"

#include "base/folder.h"
#include "compile/compile.h"
#include "value/serialize.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define FOLDER "schemas"
#define MODULE FOLDER "/kinds.stk"

struct writing {
    struct session *session;
    struct schema_files *files;
    const struct definitions *definitions;
    const struct groups *groups;
};

static const char *path_in_project(const struct writing *writing, Str path)
{
    return arena_printf(writing->session->arena, "%.*s/%.*s", STR_ARG(writing->files->root), STR_ARG(path)).s;
}

static bool failed(Str path)
{
    fprintf(stderr, "stk schema: error[E1005]: %.*s: %s\n", STR_ARG(path), strerror(errno));
    return false;
}

static bool write_part(struct writing *writing, Str path, const struct buf *text)
{
    vec_push(writing->session->arena, &writing->files->written.v, path);
    return replace_file(path_in_project(writing, path), (Str){text->s, text->n}) || failed(path);
}

/* ---- one group ---- */

/* Those that are there, and the new ones. */
static bool merge_group(struct writing *writing, Str group, const char *file, struct definitions *all)
{
    struct origins origins = {0};
    struct documents before = {0};
    if (access(file, F_OK) == 0) read_documents(writing->session, &origins, (char *const[]){(char *)(uintptr_t)file}, 1, &before);
    for (size_t i = 0; i < before.v.n; i++) definitions_add(writing->session, all, before.v.at[i], false);
    for (size_t i = 0; i < writing->definitions->v.n; i++) {
        const struct definition *definition = &writing->definitions->v.at[i];
        if (str_eq(definition->group, group)) definitions_set(writing->session, all, definition);
    }
    return session_ok(writing->session);
}

static void put_group(struct buf *out, Str group, bool install, const struct definitions *all)
{
    buf_printf(out, "# Kinds of %.*s. Written by \"stk schema add\"%s.\n", STR_ARG(group), install ? "" : ": what types need of their definitions");
    for (size_t i = 0; i < all->v.n; i++) {
        buf_str(out, STR("---\n"));
        write_yaml(out, all->v.at[i].value, NULL);
    }
}

static bool write_group(struct writing *writing, Str group)
{
    struct buf text = {0};
    struct definitions all = {0};
    Str path = arena_printf(writing->session->arena, FOLDER "/%.*s.yaml", STR_ARG(group));
    bool fine = merge_group(writing, group, path_in_project(writing, path), &all);
    if (fine) put_group(&text, group, writing->files->install, &all);
    fine = fine && write_part(writing, path, &text);
    buf_free(&text);
    return fine;
}

/* ---- the module ---- */

static Str schema_line(const struct writing *writing, Str group) { return arena_printf(writing->session->arena, "schema \"" FOLDER "/%.*s.yaml\"", STR_ARG(group)); }

static bool is_renewed(const struct writing *writing, Str line)
{
    for (size_t i = 0; i < writing->groups->v.n; i++)
        if (str_ends(line, schema_line(writing, writing->groups->v.at[i]))) return true;
    return false;
}

/* A line for each group; those of others stay. */
static bool write_module(struct writing *writing)
{
    struct session *session = writing->session;
    const char *file = path_in_project(writing, STR(MODULE));
    uint32_t id = access(file, F_OK) == 0 ? read_source(session, file, STR(MODULE)) : 0;
    Str before = id ? source_at(&session->sources, id)->text : STR("// Kinds of others. \"stk schema add\" adds to them.\n");
    struct buf text = {0};
    while (before.n) {
        Str line = str_cut(&before, '\n');
        if (!is_renewed(writing, line)) buf_printf(&text, "%.*s\n", STR_ARG(line));
    }
    for (size_t i = 0; i < writing->groups->v.n; i++)
        buf_printf(&text, "%s%.*s\n", writing->files->install ? "" : "external ", STR_ARG(schema_line(writing, writing->groups->v.at[i])));
    bool fine = session_ok(session) && write_part(writing, STR(MODULE), &text);
    buf_free(&text);
    return fine;
}

bool write_schemas(struct session *session, struct schema_files *files, const struct definitions *definitions, const struct groups *groups)
{
    struct writing writing = {session, files, definitions, groups};
    if (!make_folders(path_in_project(&writing, STR(FOLDER)))) return failed(STR(FOLDER));
    for (size_t i = 0; i < groups->v.n; i++)
        if (!write_group(&writing, groups->v.at[i])) return false;
    return write_module(&writing);
}
