#include "base/folder.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

const char *temporary_folder(struct arena *arena)
{
    const char *base = getenv("TMPDIR");
    char *folder = (char *)(uintptr_t)arena_printf(arena, "%s/stk.XXXXXX", base && *base ? base : "/tmp").s;
    char absolute[PATH_MAX];
    return mkdtemp(folder) && realpath(folder, absolute) ? arena_copy(arena, str_of(absolute)).s : NULL;
}

void remove_folder(struct arena *arena, const char *folder)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir)); ) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        const char *path = arena_printf(arena, "%s/%s", folder, entry->d_name).s;
        if (unlink(path) != 0) remove_folder(arena, path);
    }
    closedir(dir);
    rmdir(folder);
}
