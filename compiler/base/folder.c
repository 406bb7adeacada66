#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
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

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool make_folders(const char *path)
{
    char part[PATH_MAX];
    size_t n = strlen(path);
    if (n >= sizeof part) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (size_t i = 1; i <= n; i++) {
        if (path[i] && path[i] != '/') continue;
        memcpy(part, path, i);
        part[i] = 0;
        if (mkdir(part, 0777) != 0 && (errno != EEXIST || !is_folder(part))) return false;
    }
    return true;
}

bool is_at_or_below(Str path, Str folder)
{
    return folder.n && str_starts(path, folder) && (path.n == folder.n || path.s[folder.n] == '/');
}

size_t repository_length(struct arena *arena, Str path)
{
    for (size_t n = path.n; n > 0; n--) {
        bool end = n == path.n || path.s[n] == '/';
        if (end && access(arena_printf(arena, "%.*s/.git", (int)n, path.s).s, F_OK) == 0) return n;
    }
    return 0;
}

Str folder_in_repository(struct arena *arena, const char *folder)
{
    char absolute[PATH_MAX];
    if (!realpath(folder, absolute)) return STR("");
    Str whole = arena_copy(arena, str_of(absolute));
    size_t n = repository_length(arena, whole);
    return n && n < whole.n ? str_skip(whole, n + 1) : STR("");
}

bool replace_file(const char *path, Str bytes)
{
    char *part;
    if (asprintf(&part, "%s.part", path) < 0) panic("out of memory");
    FILE *file = fopen(part, "wb");
    bool fine = file && fwrite(bytes.s, 1, bytes.n, file) == bytes.n;
    if (file) fine = fclose(file) == 0 && fine;
    fine = fine && rename(part, path) == 0;
    int why = errno;
    if (file && !fine) unlink(part);
    free(part);
    errno = why;
    return fine;
}

/* ---- the files in a folder ---- */

static int skip_hidden(const struct dirent *entry) { return entry->d_name[0] != '.'; }

bool is_stk_source(const char *name) { return str_ends(str_of(name), STR(".stk")); }

enum { FOLDERS_MAX = 64 }; /* below each other */

static void add_folder(struct arena *arena, const char *folder, size_t depth, const struct file_filter *filter, struct file_list *files)
{
    struct dirent **entries;
    bool skipped = depth >= FOLDERS_MAX || (filter->skips && filter->skips(arena, folder));
    int n = skipped ? -1 : scandir(folder, &entries, skip_hidden, alphasort);
    for (int i = 0; i < n; i++) {
        struct stat status;
        bool slash = str_ends(str_of(folder), STR("/"));
        const char *path = arena_printf(arena, "%s%s%s", folder, slash ? "" : "/", entries[i]->d_name).s;
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) add_folder(arena, path, depth + 1, filter, files);
        else if (filter->takes(entries[i]->d_name) && stat(path, &status) == 0 && S_ISREG(status.st_mode)) vec_push(arena, &files->v, path);
        free(entries[i]);
    }
    if (n >= 0) free(entries);
}

void folder_files(struct arena *arena, const char *path, const struct file_filter *filter, struct file_list *files)
{
    if (is_folder(path)) add_folder(arena, path, 0, filter, files);
    else vec_push(arena, &files->v, path);
}
