/* In place of base/huge_pages.c and base/with_temporary_folder.c where there are neither pages nor processes, and of what emscripten lacks. */
#include "base/folder.h"
#include "base/huge_pages.h"
#include "wasm/platform.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/prctl.h>

void *huge_alloc(size_t bytes) { return calloc(1, bytes); }

void huge_free(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
}

/* WORK runs here, as there is nowhere else. When it ends the program, the folder goes with the file system, which is in memory. */
int with_temporary_folder(int (*work)(void *context, const char *folder), void *context)
{
    struct arena *arena = arena_new(0);
    const char *folder = temporary_folder(arena);
    if (!folder) fprintf(stderr, "stk: error[E1005]: no temporary folder: %s\n", strerror(errno));
    int code = folder ? work(context, folder) : 1;
    if (folder) remove_folder(arena, folder);
    arena_free(arena);
    return code;
}

/* ---- what only Linux has: it always fails, and who calls it can live with that ---- */

static int lacking(void)
{
    errno = ENOSYS;
    return -1;
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags)
{
    (void)from_folder, (void)from, (void)to_folder, (void)to, (void)flags;
    return lacking();
}

int sched_getaffinity(pid_t process, size_t bytes, cpu_set_t *set)
{
    (void)process, (void)bytes, (void)set;
    return lacking();
}

int __sched_cpucount(size_t bytes, const cpu_set_t *set) { return (void)bytes, (void)set, 0; }
int prctl(int option, ...) { return (void)option, lacking(); }
int inotify_init1(int flags) { return (void)flags, lacking(); }
int inotify_add_watch(int watcher, const char *path, uint32_t events) { return (void)watcher, (void)path, (void)events, lacking(); }
