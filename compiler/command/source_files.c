#include "source_files.h"

#include "command.h"
#include "compile/project.h"

#include <stdlib.h>

/* The folder or file of the stack that stk.project calls NAME, unless there is such a file or folder. */
static const char *source_of(struct arena *arena, const char *name)
{
    struct session *session = session_new(STR(""));
    struct compile_options options = {.source = name};
    if (!strchr(name, '/')) replace_stack_name(session, &options);
    if (!session_ok(session)) exit(show_diags(session));
    const char *source = arena_copy(arena, str_of(options.source)).s;
    session_free(session);
    return source;
}

struct file_list source_files(struct arena *arena, const char *command, char *const *paths, size_t n)
{
    static const struct file_filter sources = {is_stk_source, NULL};
    struct file_list files = {0};
    Str project = STR("");
    if (!n && !project_folder(arena, &project)) usage_error(command, "there is no stk.project here; name files or folders");
    if (!n) folder_files(arena, project.s, &sources, &files);
    for (size_t i = 0; i < n; i++) folder_files(arena, source_of(arena, paths[i]), &sources, &files);
    return files;
}
