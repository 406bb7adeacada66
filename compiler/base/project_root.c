#include "base/project_root.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

bool project_folder(struct arena *arena, Str *folder)
{
    *folder = STR(".");
    for (int depth = 0; depth < 32; depth++) {
        if (access(arena_printf(arena, "%.*s/stk.project", STR_ARG(*folder)).s, R_OK) == 0) return true;
        *folder = depth ? arena_printf(arena, "../%.*s", STR_ARG(*folder)) : STR("..");
    }
    return false;
}

Str project_folder_or_here(struct arena *arena)
{
    Str folder;
    return project_folder(arena, &folder) ? folder : STR(".");
}

Str project_root(struct arena *arena, const char *path)
{
    char folder[PATH_MAX];
    if (!realpath(path, folder)) return STR("");
    for (char *end = folder + strlen(folder); end; end = strrchr(folder, '/')) {
        *end = 0;
        if (access(arena_printf(arena, "%s/stk.project", folder).s, R_OK) == 0) return arena_copy(arena, str_of(*folder ? folder : "/"));
    }
    return STR("");
}
