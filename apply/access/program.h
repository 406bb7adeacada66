/* Runs a program of somebody else for what it prints: without a shell, with a limit of time and of size. Its standard error is ours.
 *
 * Without a terminal it leads a group of processes, so that all it starts can be ended; with one it stays in ours, and gets the signals
 * of the terminal. No signal is blocked or ignored in it. */
#ifndef STK_PROGRAM_H
#define STK_PROGRAM_H

#include "common/problem.h"

enum { PROGRAM_TIMEOUT = 60 * 1000, PROGRAM_TIMEOUT_TERMINAL = 300 * 1000 };

struct program {
    Str title;           /* in messages: "the exec plugin aws"; NUL-terminated */
    const char *absent;  /* what to do when it is not there */
    char **arguments;    /* the first is looked for in PATH, unless there is a slash in it; NULL is behind the last */
    char **environment;  /* NULL: ours */
    const char *input;   /* all that it reads on standard input; NULL: ours */
    bool terminal;       /* it may ask people there */
    int64_t timeout;     /* ms; 0: the standard one */
    size_t most;         /* bytes that it may print */
};

/* True: it has ended by itself, with *STATUS as its exit code, and PRINTED, to be wiped in any case, has what it printed.
 * False: PROBLEM says why not. */
bool program_run(const struct program *, struct buf *printed, int *status, struct problem *);

#endif
