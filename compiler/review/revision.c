#include "review/revision.h"

#include "base/folder.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
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

enum { GIT_MISSING = 127 };

NORETURN static void become_git(const char *const *arguments, const char *index, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* it must not write into a folder that is being removed */
    dup2(out, STDOUT_FILENO);
    if (index) setenv("GIT_INDEX_FILE", index, 1);
    execvp("git", (char *const *)arguments);
    _exit(GIT_MISSING);
}

/* Runs git with ARGUMENTS (ended by NULL, the first is "git"); its first line of output goes to *LINE. True: it succeeded. */
static bool git(struct arena *arena, const char *const *arguments, const char *index, const char **line)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0) return false;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) become_git(arguments, index, ends[1]);
    close(ends[1]);
    struct buf text = {0};
    for (ssize_t got = 1; got > 0; text.n += got > 0 ? (size_t)got : 0) {
        buf_need(&text, 4096);
        got = read(ends[0], text.s + text.n, 4096);
    }
    close(ends[0]);
    bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    const char *end = memchr(text.s, '\n', text.n);
    *line = arena_copy(arena, (Str){text.s, end ? (size_t)(end - text.s) : text.n}).s;
    buf_free(&text);
    if (ended && WEXITSTATUS(status) == GIT_MISSING) fputs("stk diff: git cannot be run; is it installed?\n", stderr);
    return ended && WEXITSTATUS(status) == 0;
}

#define GIT(arena, index, line, ...) git(arena, (const char *const[]){"git", __VA_ARGS__, NULL}, index, line)

static bool fail(const char *fmt, ...) PRINTF(1, 2);
static bool fail(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    return false;
}

static bool find_revision(struct revision *revision, const char **commit)
{
    struct arena *arena = revision->arena;
    if (!GIT(arena, NULL, &revision->top, "rev-parse", "--show-toplevel") || !GIT(arena, NULL, &revision->prefix, "rev-parse", "--show-prefix"))
        return fail("stk diff: the current folder is in no git working tree, so there is no revision '%s'\n", revision->name);
    const char *wanted = arena_printf(arena, "%s^{commit}", revision->name).s;
    if (GIT(arena, NULL, commit, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)) return true;
    return fail("stk diff: git knows no revision '%s'; 'git fetch' may bring it\n", revision->name);
}

/* An index of its own, so that the repository's is left alone. All files come, also those that archives leave out. */
bool revision_read(struct arena *arena, const char *name, const char *folder, struct revision *revision)
{
    const char *commit, *ignored;
    *revision = (struct revision){.arena = arena, .name = name, .tree = arena_printf(arena, "%s/tree", folder).s};
    if (!find_revision(revision, &commit)) return false;
    const char *index = arena_printf(arena, "%s/index", folder).s, *prefix = arena_printf(arena, "--prefix=%s/", revision->tree).s;
    bool fine = GIT(arena, index, &ignored, "-C", revision->top, "read-tree", commit) &&
                GIT(arena, index, &ignored, "-C", revision->top, "checkout-index", "--all", "--force", prefix);
    return fine || fail("stk diff: git cannot write the files of revision '%s'\n", name);
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
