#include "base/folder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

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
