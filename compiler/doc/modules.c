#include "doc/modules.h"

#include "base/folder.h"
#include "check/check.h"
#include "compile/kube_release.h"
#include "compile/project.h"

#include <unistd.h>


/* Templates are projects of their own. */
static bool skips(struct arena *arena, const char *folder)
{
    (void)arena;
    return str_ends(str_of(folder), STR("/templates"));
}

static void add_module(struct doc_search *search, Str path)
{
    struct arena *arena = search->program->session->arena;
    for (size_t i = 0; i < search->modules.n; i++)
        if (str_eq(search->modules.at[i], path)) return;
    if (find_module(search->program, path)) vec_push(arena, &search->modules, path);
}

/* "FOLDER/kind/service.stk" is PREFIX with "kind/service". */
static Str module_path(struct arena *arena, const char *prefix, Str folder, Str file)
{
    Str rest = str_skip(file, folder.n);
    return arena_printf(arena, "%s%.*s", prefix, (int)(rest.n - 4), rest.s);
}

void add_library(struct doc_search *search)
{
    static const struct file_filter sources = {is_stk_source, skips};
    struct session *session = search->program->session;
    struct file_list files = {0};
    Str folder = arena_printf(session->arena, "%.*s/", STR_ARG(session->stdlib));
    folder_files(session->arena, session->stdlib.s, &sources, &files);
    for (size_t i = 0; i < files.v.n; i++) add_module(search, module_path(session->arena, "std/", folder, str_of(files.v.at[i])));
}

static void add_stacks(struct doc_search *search)
{
    struct session *session = search->program->session;
    const struct project *project = project_read(session, NULL);
    Str folder = project && !str_is(project->folder, ".") ? arena_printf(session->arena, "%.*s/", STR_ARG(project->folder)) : STR("");
    for (size_t i = 0; project && i < project->environments.n; i++) {
        Str file = compile_entry_file(session->arena, project->environments.at[i].options.source);
        bool there = str_starts(file, folder) && str_ends(file, STR(".stk")) && access(arena_copy(session->arena, file).s, R_OK) == 0;
        if (there) add_module(search, module_path(session->arena, "", folder, file));
    }
}

static void add_used(struct doc_search *search, Str path)
{
    const struct module *module = find_module(search->program, path);
    for (size_t i = 0; module && i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        if (decl->kind == DECL_USE && !str_starts(decl->path, STR("std/"))) add_module(search, used_path(search->program, module, decl->path));
    }
}

struct program *library_program(struct session *session, Str folder, int kube)
{
    session->stdlib = folder;
    session->root = project_folder_or_here(session->arena);
    target_kube(session, session->root, kube);
    return check_library(session);
}

void add_project(struct doc_search *search)
{
    add_stacks(search);
    for (size_t i = 0; i < search->modules.n; i++) add_used(search, search->modules.at[i]); /* grows meanwhile */
}

const struct module *entry_module(const struct program *program)
{
    for (size_t i = 0; i < program->modules.n; i++)
        if (!program->modules.at[i]->standard) return program->modules.at[i];
    return NULL;
}
