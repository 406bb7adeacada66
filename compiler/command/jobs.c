#include "jobs.h"

#include "command.h"

#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
    pid_t process;
    FILE *out, *err; /* what it has written */
    int code;
    bool done;
};

size_t processors(void)
{
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0 ? (size_t)CPU_COUNT(&set) : 1;
}

static void begin(struct job *job, run_job *run, void *context, size_t number)
{
    job->out = memory_checked(tmpfile());
    job->err = memory_checked(tmpfile());
    fflush(NULL);
    job->process = fork();
    if (job->process > 0) return;
    if (job->process < 0) panic("no process can be started: %s", strerror(errno));
    dup2(fileno(job->out), STDOUT_FILENO);
    dup2(fileno(job->err), STDERR_FILENO);
    int code = run(context, number);
    fflush(NULL);
    _exit(code);
}

/* One of those that run. */
static void await(struct job *jobs, size_t n)
{
    int status;
    pid_t process;
    do process = waitpid(-1, &status, 0);
    while (process < 0 && errno == EINTR);
    for (size_t i = 0; i < n; i++) {
        if (jobs[i].process != process) continue;
        jobs[i].code = WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_INTERNAL;
        jobs[i].done = true;
    }
}

static void copy(FILE *from, FILE *to)
{
    char bytes[16 << 10];
    rewind(from);
    for (size_t n; (n = fread(bytes, 1, sizeof bytes, from)) > 0;) fwrite(bytes, 1, n, to);
    fclose(from);
    fflush(to);
}

static int run_beside(size_t n, size_t at_once, run_job *run, void *context)
{
    struct job *jobs = memory_checked(calloc(n, sizeof *jobs));
    int code = EXIT_FINE;
    size_t begun = 0, running = 0;
    for (size_t told = 0; told < n;) {
        while (begun < n && running < at_once) {
            begin(&jobs[begun], run, context, begun);
            begun++;
            running++;
        }
        if (!jobs[told].done) {
            await(jobs, begun);
            running--;
            continue;
        }
        copy(jobs[told].out, stdout);
        copy(jobs[told].err, stderr);
        if (jobs[told].code != EXIT_FINE) code = jobs[told].code;
        told++;
    }
    free(jobs);
    return code;
}

int run_jobs(size_t n, size_t at_once, run_job *run, void *context)
{
    if (at_once > 1 && n > 1) return run_beside(n, at_once, run, context);
    int code = EXIT_FINE;
    for (size_t i = 0; i < n; i++) {
        int result = run(context, i);
        if (result != EXIT_FINE) code = result;
    }
    return code;
}
