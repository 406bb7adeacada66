/* Several jobs side by side, each in a process of its own. What they write comes in the order of the jobs, as if they came one after the other. */
#ifndef STK_JOBS_H
#define STK_JOBS_H

#include "base/base.h"

/* Runs job 0 to N - 1, at most AT_ONCE of them at once; with one, in this process. A job returns its exit code. Returns the last that is not
 * EXIT_FINE; EXIT_INTERNAL of one that was killed. */
typedef int run_job(void *context, size_t number);
int run_jobs(size_t n, size_t at_once, run_job *, void *context);

/* The same, with what each has written to standard output and standard error given to DONE, in the order of the jobs, instead of going on; also one
 * alone has a process of its own. */
typedef void job_done(void *context, size_t number, int code, Str out, Str err);
int run_jobs_for(size_t n, size_t at_once, run_job *, job_done *, void *context);

enum { JOBS_MAX = 1024 };

/* What -j takes: a number, 0 for as many as there are processors. Anything else is wrong usage of COMMAND. */
size_t parse_jobs(const char *command, const char *text);

/* As many as there are processors for this process, at least one. */
size_t processors(void);

#endif
