#include "source_files.h"

#include "command.h"
#include "compile/project.h"


struct file_list source_files(struct arena *arena, const char *command, char *const *paths, size_t n)
{
    static const struct file_filter sources = {is_stk_source, NULL};
    struct file_list files = {0};
    Str project = STR("");
    if (!n && !project_folder(arena, &project)) usage_error(command, "there is no stk.project here; name files or folders");
    if (!n) folder_files(arena, project.s, &sources, &files);
    for (size_t i = 0; i < n; i++) folder_files(arena, paths[i], &sources, &files);
    return files;
}
