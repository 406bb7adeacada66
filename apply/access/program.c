#include "access/program.h"

#include "common/exit_code.h"
#include "common/timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A program that runs. */
struct run {
    const struct program *program;
    struct problem *problem;
    pid_t pid;
    int out;                   /* what it prints */
    int64_t timeout, deadline; /* ms */
    struct buf *printed;
};

static bool refuse(struct run *run, const char *fmt, ...) PRINTF(2, 3);
static bool refuse(struct run *run, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str what = arena_vprintf(run->problem->arena, fmt, args);
    va_end(args);
    return problem_set(run->problem, EXIT_ERROR, "%.*s %.*s", STR_ARG(run->program->title), STR_ARG(what));
}

/* ---- start and end ---- */

/* What INPUT is read from: a file in memory. -1: errno says why. */
static int input_file(const char *input)
{
    if (!*input) return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int file = memfd_create("input", MFD_CLOEXEC);
    size_t n = strlen(input);
    if (file < 0 || (write(file, input, n) == (ssize_t)n && lseek(file, 0, SEEK_SET) == 0)) return file;
    close(file);
    return -1;
}

static int spawn(struct run *run, int in, int out)
{
    const struct program *program = run->program;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (in >= 0) posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (program->terminal ? 0 : POSIX_SPAWN_SETPGROUP)));
    int error = posix_spawnp(&run->pid, program->arguments[0], &actions, &attributes, program->arguments,
                             program->environment ? program->environment : environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static bool refuse_start(struct run *run, int error)
{
    bool path = strchr(run->program->arguments[0], '/');
    if (error != ENOENT) return refuse(run, "cannot be run: %s", error == ENOEXEC ? "it is no program" : strerror(error));
    refuse(run, path ? "is not there, or what runs it is not" : "is not in PATH");
    return problem_help(run->problem, "%s", run->program->absent);
}

static bool start(struct run *run)
{
    int ends[2], in = run->program->input ? input_file(run->program->input) : -1;
    if ((run->program->input && in < 0) || pipe2(ends, O_CLOEXEC) != 0) {
        refuse(run, "cannot be run: %s", strerror(errno));
        if (in >= 0) close(in);
        return false;
    }
    int error = spawn(run, in, ends[1]);
    close(ends[1]);
    if (in >= 0) close(in);
    run->out = ends[0];
    if (error) close(run->out);
    return !error || refuse_start(run, error);
}

static void end(struct run *run)
{
    kill(run->program->terminal ? run->pid : -run->pid, SIGKILL);
    while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/* ---- what it prints ---- */

static bool too_late(struct run *run) { return refuse(run, "has not answered within %lld s", (long long)(run->timeout + 999) / 1000); }

/* Until it closes its standard output. */
static bool collect(struct run *run)
{
    enum { STEP = 64 << 10 };
    struct buf *printed = run->printed;
    size_t most = run->program->most;
    buf_need(printed, most + STEP); /* at once: a buffer that grows leaves copies */
    for (;;) {
        struct pollfd readable = {run->out, POLLIN, 0};
        int64_t left = run->deadline - elapsed_ms();
        if (left <= 0) return too_late(run);
        if (poll(&readable, 1, (int)left) <= 0) continue;
        ssize_t got = read(run->out, printed->s + printed->n, STEP);
        if (got < 0 && errno != EINTR) return refuse(run, "cannot be read: %s", strerror(errno));
        if (got == 0) return true;
        if (got > 0) printed->n += (size_t)got;
        if (printed->n > most) return refuse(run, "prints more than %zu MiB", most >> 20);
    }
}

/* Until it has ended. */
static bool reap(struct run *run, int *status)
{
    const struct timespec moment = {0, 2000000};
    for (;;) {
        pid_t ended = waitpid(run->pid, status, WNOHANG);
        if (ended == run->pid) return true;
        if (elapsed_ms() >= run->deadline) return too_late(run);
        nanosleep(&moment, NULL);
    }
}

bool program_run(const struct program *program, struct buf *printed, int *status, struct problem *problem)
{
    struct run run = {.program = program, .problem = problem, .printed = printed};
    run.timeout = program->timeout ? program->timeout : program->terminal ? PROGRAM_TIMEOUT_TERMINAL : PROGRAM_TIMEOUT;
    run.deadline = elapsed_ms() + run.timeout;
    if (!start(&run)) return false;
    bool done = collect(&run) && reap(&run, status);
    close(run.out);
    if (!done) end(&run);
    if (!done) return false;
    if (WIFSIGNALED(*status)) return refuse(&run, "was ended by signal %d", WTERMSIG(*status));
    *status = WEXITSTATUS(*status);
    return true;
}
