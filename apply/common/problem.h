/* Why something could not be done: filled by the function that fails, shown by the command. Never holds a secret. */
#ifndef STK_PROBLEM_H
#define STK_PROBLEM_H

#include "base/base.h"

struct problem {
    struct arena *arena;  /* of the texts */
    int code;             /* exit code that follows; 0: none was set */
    Str text;             /* "the context 'prod' names the cluster 'x', and there is none"; lower case, no full stop */
    Str help;             /* what to do next; may be empty */
};

/* Both return false, so that a failing function can end with "return problem_set(…)". The first problem stays. */
bool problem_set(struct problem *, int code, const char *fmt, ...) PRINTF(3, 4);
bool problem_help(struct problem *, const char *fmt, ...) PRINTF(2, 3);

#endif
