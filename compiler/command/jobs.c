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

size_t parse_jobs(const char *command, const char *text)
{
    Str rest = str_of(text);
    size_t jobs = str_take_number(&rest);
    if (!*text || rest.n || jobs > JOBS_MAX) usage_error(command, "--jobs takes a number up to %d, not '%s'", JOBS_MAX, text);
    return jobs ? jobs : processors();
}

/* Where a system has no processes, as that of a browser, the job runs in this one, and what it writes is not kept. */
static void begin(struct job *job, run_job *run, void *context, size_t number)
{
    job->out = memory_checked(tmpfile());
    job->err = memory_checked(tmpfile());
    fflush(NULL);
    job->process = fork();
    if (job->process > 0) return;
    if (job->process < 0 && errno == ENOSYS) {
        job->code = run(context, number);
        job->done = true;
        return;
    }
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

static struct buf read_back(FILE *file)
{
    struct buf text = {0};
    rewind(file);
    for (size_t got = 1; got > 0; text.n += got) {
        buf_need(&text, 16 << 10);
        got = fread(text.s + text.n, 1, 16 << 10, file);
    }
    fclose(file);
    return text;
}

static void tell(const struct job *job, size_t number, job_done *done, void *context)
{
    struct buf out = read_back(job->out), err = read_back(job->err);
    done(context, number, job->code, (Str){out.s, out.n}, (Str){err.s, err.n});
    buf_free(&out);
    buf_free(&err);
}

int run_jobs_for(size_t n, size_t at_once, run_job *run, job_done *done, void *context)
{
    struct job *jobs = memory_checked(calloc(n + 1, sizeof *jobs));
    int code = EXIT_FINE;
    size_t begun = 0, running = 0;
    for (size_t told = 0; told < n;) {
        while (begun < n && running < (at_once ? at_once : 1)) {
            begin(&jobs[begun], run, context, begun);
            running += !jobs[begun++].done;
        }
        if (!jobs[told].done) {
            await(jobs, begun);
            running--;
            continue;
        }
        tell(&jobs[told], told, done, context);
        if (jobs[told].code != EXIT_FINE) code = jobs[told].code;
        told++;
    }
    free(jobs);
    return code;
}

static void copy(void *context, size_t number, int code, Str out, Str err)
{
    (void)context, (void)number, (void)code;
    fwrite(out.s, 1, out.n, stdout);
    fflush(stdout);
    fwrite(err.s, 1, err.n, stderr);
    fflush(stderr);
}

int run_jobs(size_t n, size_t at_once, run_job *run, void *context)
{
    if (at_once > 1 && n > 1) return run_jobs_for(n, at_once, run, copy, context);
    int code = EXIT_FINE;
    for (size_t i = 0; i < n; i++) {
        int result = run(context, i);
        if (result != EXIT_FINE) code = result;
    }
    return code;
}
