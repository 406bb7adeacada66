#include "review/revision.h"

#include "base/folder.h"
#include "review/git.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- a folder for a while ---- */

/* Waits for CHILD; signals that would end this process are passed on to it instead. */
static int wait_for(pid_t child, const sigset_t *signals)
{
    int status = 0, caught = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        int signal = sigwaitinfo(signals, NULL);
        if (signal <= 0 || signal == SIGCHLD) continue;
        caught = signal;
        kill(child, SIGTERM);
    }
    if (WIFEXITED(status) && !caught) return WEXITSTATUS(status);
    return caught ? 130 : 70;
}

int with_temporary_folder(int (*work)(void *context, const char *folder), void *context)
{
    struct arena *arena = arena_new(0);
    const char *folder = temporary_folder(arena);
    if (!folder) fprintf(stderr, "stk: error[E1005]: no temporary folder: %s\n", strerror(errno));
    int code = 1;
    sigset_t signals, before;
    sigemptyset(&signals);
    for (size_t i = 0; i < 4; i++) sigaddset(&signals, (const int[]){SIGINT, SIGTERM, SIGHUP, SIGCHLD}[i]);
    sigprocmask(SIG_BLOCK, &signals, &before);
    pid_t child = folder ? fork() : -1;
    if (child == 0) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        exit(work(context, folder));
    }
    if (child > 0) code = wait_for(child, &signals);
    if (folder) remove_folder(arena, folder);
    sigprocmask(SIG_SETMASK, &before, NULL);
    arena_free(arena);
    return code;
}

/* ---- git ---- */

/* An index of its own, so that the repository's is left alone. All files come, also those that archives leave out. */
bool revision_read(struct arena *arena, const char *name, const char *folder, struct revision *revision)
{
    Str commit, top, prefix_here, ignored;
    if (!git_find(arena, "diff", name, &top, &commit)) return false;
    if (!GIT(arena, NULL, &prefix_here, "rev-parse", "--show-prefix")) return false;
    *revision = (struct revision){.arena = arena, .name = name, .tree = arena_printf(arena, "%s/tree", folder).s, .top = top.s};
    revision->prefix = str_cut(&prefix_here, '\n').s;
    const char *index = arena_printf(arena, "%s/index", folder).s, *prefix = arena_printf(arena, "--prefix=%s/", revision->tree).s;
    bool fine = GIT(arena, index, &ignored, "-C", revision->top, "read-tree", commit.s) &&
                GIT(arena, index, &ignored, "-C", revision->top, "checkout-index", "--all", "--force", prefix);
    if (!fine) fprintf(stderr, "stk diff: git cannot write the files of revision '%s'\n", name);
    return fine;
}

const char *revision_path(const struct revision *revision, const char *path)
{
    char absolute[PATH_MAX];
    if (!realpath(path, absolute)) return path;
    size_t n = strlen(revision->top);
    bool inside = strncmp(absolute, revision->top, n) == 0 && absolute[n] == '/';
    return inside ? arena_printf(revision->arena, "%s%s", revision->tree, absolute + n).s : arena_copy(revision->arena, str_of(absolute)).s;
}

bool revision_enter(const struct revision *revision)
{
    return chdir(arena_printf(revision->arena, "%s/%s", revision->tree, revision->prefix).s) == 0 || chdir(revision->tree) == 0;
}
