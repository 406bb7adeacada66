#include "compile/manifest_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool is_manifest_name(const char *name)
{
    static const char *const ends[] = {".yaml", ".yml", ".json"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (str_ends(str_of(name), str_of(ends[i]))) return true;
    return false;
}

static bool is_skipped(const char *name)
{
    return name[0] == '.' || str_starts(str_of(name), STR("kustomization.")) || strcmp(name, "Kustomization") == 0;
}

static int skip_hidden(const struct dirent *entry) { return !is_skipped(entry->d_name); }

static bool is_chart(struct arena *arena, const char *folder)
{
    return access(arena_printf(arena, "%s/Chart.yaml", folder).s, F_OK) == 0;
}

enum { FOLDERS_MAX = 64 }; /* below each other: links may lead in circles */

static void add_folder(struct arena *arena, const char *folder, size_t depth, struct file_list *files)
{
    struct dirent **entries;
    int n = depth < FOLDERS_MAX && !is_chart(arena, folder) ? scandir(folder, &entries, skip_hidden, alphasort) : -1;
    for (int i = 0; i < n; i++) {
        struct stat status;
        bool slash = str_ends(str_of(folder), STR("/"));
        const char *path = arena_printf(arena, "%s%s%s", folder, slash ? "" : "/", entries[i]->d_name).s;
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) add_folder(arena, path, depth + 1, files);
        else if (is_manifest_name(path)) vec_push(arena, &files->v, path);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

void manifest_files(struct arena *arena, const char *path, struct file_list *files)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) add_folder(arena, path, 0, files);
    else vec_push(arena, &files->v, path);
}
