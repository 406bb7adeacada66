#include "review/git.h"

#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GIT_MISSING = 127 };

NORETURN static void become_git(const char *const *arguments, const char *index, int out)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM); /* it must not write into a folder that is being removed, */
    dup2(out, STDOUT_FILENO);
    if (index) setenv("GIT_INDEX_FILE", index, 1);
    setenv("GIT_OPTIONAL_LOCKS", "0", 1); /* nor to the repository's index */
    execvp("git", (char *const *)arguments);
    _exit(GIT_MISSING);
}

static Str read_all(struct arena *arena, int descriptor)
{
    struct buf text = {0};
    for (ssize_t got = 1; got > 0; text.n += got > 0 ? (size_t)got : 0) {
        buf_need(&text, 4096);
        got = read(descriptor, text.s + text.n, 4096);
    }
    Str copy = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

bool git_run(struct arena *arena, const char *const *arguments, const char *index, Str *out)
{
    int ends[2], status = 0;
    if (pipe(ends) != 0) return false;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) become_git(arguments, index, ends[1]);
    close(ends[1]);
    *out = read_all(arena, ends[0]);
    close(ends[0]);
    bool ended = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status);
    if (ended && WEXITSTATUS(status) == GIT_MISSING) fputs("stk: git cannot be run; is it installed?\n", stderr);
    return ended && WEXITSTATUS(status) == 0;
}

static bool git_line(struct arena *arena, Str *line, const char *const *arguments)
{
    Str out;
    bool fine = git_run(arena, arguments, NULL, &out);
    *line = arena_copy(arena, str_cut(&out, '\n'));
    return fine;
}

bool git_find(struct arena *arena, const char *command, const char *revision, Str *top, Str *commit)
{
    const char *wanted = arena_printf(arena, "%s^{commit}", revision).s;
    if (!git_line(arena, top, (const char *const[]){"git", "rev-parse", "--show-toplevel", NULL}))
        fprintf(stderr, "stk %s: the current folder is in no git working tree, so there is no revision '%s'\n", command, revision);
    else if (git_line(arena, commit, (const char *const[]){"git", "rev-parse", "--verify", "--quiet", "--end-of-options", wanted, NULL})) return true;
    else fprintf(stderr, "stk %s: git knows no revision '%s'; 'git fetch' may bring it\n", command, revision);
    return false;
}
