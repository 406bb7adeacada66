#include "review/changed_files.h"

#include "base/folder.h"
#include "review/git.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

static bool is_link(struct arena *arena, Str top, Str path)
{
    struct stat status;
    return lstat(arena_printf(arena, "%.*s/%.*s", STR_ARG(top), STR_ARG(path)).s, &status) == 0 && S_ISLNK(status.st_mode);
}

/* What is tracked, and not among those that differ from the revision. */
bool changed_files_read(struct arena *arena, const char *command, const char *revision, struct changed_files *files)
{
    Str commit, tracked, differing;
    *files = (struct changed_files){.arena = arena, .names = names_new(arena)};
    if (!git_find(arena, command, revision, &files->top, &commit)) return false;
    if (!GIT(arena, NULL, &tracked, "-C", files->top.s, "ls-files", "-z") ||
        !GIT(arena, NULL, &differing, "-C", files->top.s, "diff", "--no-ext-diff", "--no-renames", "--name-only", "-z", commit.s, "--")) return false;
    while (tracked.n) {
        const struct name *name = name_of(files->names, str_cut(&tracked, '\0'));
        map_put(arena, &files->same, name, (void *)(uintptr_t)name);
    }
    while (differing.n) {
        Str path = str_cut(&differing, '\0');
        map_put(arena, &files->same, name_of(files->names, path), NULL);
        vec_push(arena, &files->differing, path);
        files->all |= is_link(arena, files->top, path);
    }
    return true;
}

bool is_changed_file(const struct changed_files *files, const char *file)
{
    char absolute[PATH_MAX];
    if (files->all || !realpath(file, absolute)) return true;
    Str path = str_of(absolute);
    if (!is_at_or_below(path, files->top) || path.n == files->top.n) return true;
    const struct name *name = name_find(files->names, str_skip(path, files->top.n + 1));
    return !name || !map_get(&files->same, name);
}

static bool takes_all(const char *name) { return *name; }

bool is_changed_folder(const struct changed_files *files, const char *folder)
{
    static const struct file_filter all = {takes_all, NULL};
    char absolute[PATH_MAX];
    struct file_list found = {0};
    if (!realpath(folder, absolute)) return false;
    for (size_t i = 0; i < files->differing.n; i++) {
        Str path = arena_printf(files->arena, "%.*s/%.*s", STR_ARG(files->top), STR_ARG(files->differing.at[i]));
        if (is_at_or_below(path, str_of(absolute))) return true;
    }
    folder_files(files->arena, folder, &all, &found);
    bool changed = false;
    for (size_t i = 0; i < found.v.n && !changed; i++) changed = is_changed_file(files, found.v.at[i]);
    return changed;
}
