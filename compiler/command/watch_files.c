#include "watch_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

enum { FOLDERS_MAX = 2000, QUIET_MS = 100, QUIET_ROUNDS_MAX = 20 };

struct watch {
    int descriptor;
    size_t folders;
};

/* Editors write in place, or beside it and rename. */
static bool add_one(struct watch *watch, const char *folder)
{
    uint32_t events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR;
    return watch->folders++ < FOLDERS_MAX && inotify_add_watch(watch->descriptor, folder, events) >= 0;
}

static void add_below(struct watch *watch, struct arena *arena, const char *folder, int depth)
{
    DIR *dir = depth < 32 && add_one(watch, folder) ? opendir(folder) : NULL;
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.' || entry->d_type != DT_DIR) continue;
        add_below(watch, arena, arena_printf(arena, "%s/%s", folder, entry->d_name).s, depth + 1);
    }
    closedir(dir);
}

/* The files' own folders come first: they must not be left out. */
struct watch *watch_new(const struct known_files *files, const char *root)
{
    int descriptor = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (descriptor < 0) return NULL;
    struct arena *arena = arena_new(0);
    struct watch *watch = memory_checked(malloc(sizeof *watch));
    *watch = (struct watch){.descriptor = descriptor};
    const char *last = "";
    for (size_t i = 0; i < files->v.n; i++) {
        Str name = str_of(files->v.at[i].name), own = str_after_last(name, '/');
        const char *folder = name.n > own.n ? arena_printf(arena, "%.*s", (int)(name.n - own.n), name.s).s : ".";
        if (strcmp(folder, last) != 0) add_one(watch, folder);
        last = folder;
    }
    add_below(watch, arena, root, 0);
    arena_free(arena);
    return watch;
}

static bool has_events(struct watch *watch, int timeout)
{
    struct pollfd wanted = {.fd = watch->descriptor, .events = POLLIN};
    return poll(&wanted, 1, timeout) > 0;
}

void watch_wait(struct watch *watch)
{
    char events[4096];
    while (!has_events(watch, -1)) {}
    for (int round = 0; round < QUIET_ROUNDS_MAX && has_events(watch, QUIET_MS); round++)
        while (read(watch->descriptor, events, sizeof events) > 0) {}
}

void watch_free(struct watch *watch)
{
    close(watch->descriptor);
    free(watch);
}

const char *changed_file(struct known_files *files, int64_t seen)
{
    for (size_t i = 0; i < files->v.n; i++)
        if (file_now(AT_FDCWD, 0, &files->v.at[i], seen) == FILE_CHANGED) return files->v.at[i].name;
    return NULL;
}
