#include "place.h"

#include "base/file_stamp.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- where it is ---- */

/* By the XDG Base Directory Specification 0.8, which has paths that are not absolute ignored. */
static const char *folder_of_caches(struct arena *arena)
{
    const char *chosen = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (chosen && *chosen == '/') return chosen;
    return home && *home == '/' ? arena_printf(arena, "%s/.cache", home).s : NULL;
}

const char *cache_folder(struct arena *arena)
{
    struct stat status;
    const char *above = folder_of_caches(arena);
    if (!above) return NULL;
    const char *ours_above = arena_printf(arena, "%s/stk", above).s, *folder = arena_printf(arena, "%s/answers", ours_above).s;
    mkdir(above, 0700);
    mkdir(ours_above, 0700);
    mkdir(folder, 0700); /* all may be there; nothing else lies in this one, so what is too much can go */
    if (lstat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) return NULL;
    bool ours = status.st_uid == geteuid() && !(status.st_mode & (S_IWGRP | S_IWOTH));
    return ours ? folder : NULL;
}

/* ---- how much is in it ---- */

enum { ENTRIES_MAX = 1000, MIB_MAX = 64 };

struct found { const char *path; struct file_stamp stamp; };
struct all { VEC(struct found) v; uint64_t bytes; };

static void add_found(struct arena *arena, struct all *all, const char *path)
{
    struct stat status;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode)) return;
    struct found found = {path, file_stamp(&status)};
    vec_push(arena, &all->v, found);
    all->bytes += found.stamp.size;
}

static int older_first(const void *a, const void *b)
{
    int64_t first = ((const struct found *)a)->stamp.modified, second = ((const struct found *)b)->stamp.modified;
    return (first > second) - (first < second);
}

/* What a run that was killed left behind counts, too. */
static void remove_oldest(struct arena *arena, const char *folder)
{
    struct all all = {0};
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) add_found(arena, &all, arena_printf(arena, "%s/%s", folder, entry->d_name).s);
    if (dir) closedir(dir);
    uint64_t bytes = all.bytes;
    bool many = all.v.n > ENTRIES_MAX || bytes >> 20 >= MIB_MAX;
    if (many) qsort(all.v.at, all.v.n, sizeof *all.v.at, older_first);
    for (size_t i = 0; i < all.v.n && (all.v.n - i > ENTRIES_MAX || bytes >> 20 >= MIB_MAX); i++) {
        unlink(all.v.at[i].path);
        bytes -= all.v.at[i].stamp.size;
    }
}

/* ---- one entry ---- */

bool read_entry(struct arena *arena, const char *folder, Str name, Str *bytes)
{
    struct stat status;
    int file = open(arena_printf(arena, "%s/%.*s", folder, STR_ARG(name)).s, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    bool fine = file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size >> 20 < MIB_MAX;
    if (fine) {
        char *text = arena_alloc(arena, (size_t)status.st_size);
        *bytes = (Str){text, (size_t)status.st_size};
        fine = read(file, text, bytes->n) == (ssize_t)bytes->n;
        futimens(file, NULL);
    }
    if (file >= 0) close(file);
    return fine;
}

void write_entry(struct arena *arena, const char *folder, Str name, const struct buf *bytes)
{
    const char *path = arena_printf(arena, "%s/%.*s", folder, STR_ARG(name)).s;
    char *temporary = (char *)(uintptr_t)arena_printf(arena, "%s.XXXXXX", path).s;
    int file = mkostemp(temporary, O_CLOEXEC);
    if (file < 0) return;
    bool fine = write(file, bytes->s, bytes->n) == (ssize_t)bytes->n;
    fine = close(file) == 0 && fine && rename(temporary, path) == 0;
    if (fine) remove_oldest(arena, folder);
    else unlink(temporary);
}
