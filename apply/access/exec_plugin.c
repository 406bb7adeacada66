#include "exec_plugin.h"

#include "access/secret_file.h"
#include "common/exit_code.h"
#include "common/timestamp.h"
#include "json/json_path.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A plugin that runs. */
struct run {
    const struct exec_plugin *plugin;
    struct problem *problem;
    struct arena *arena;     /* of its arguments and environment; erased: there may be secrets in it */
    bool interactive;        /* it may ask people, and gets signals of the terminal */
    pid_t pid;
    int out;                 /* what it prints */
    int64_t timeout, deadline;
    struct buf printed;
};

static bool refuse(struct run *run, const char *fmt, ...) PRINTF(2, 3);
static bool refuse(struct run *run, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str what = arena_vprintf(run->problem->arena, fmt, args);
    va_end(args);
    return problem_set(run->problem, EXIT_ERROR, "the exec plugin %.*s %.*s", STR_ARG(run->plugin->command), STR_ARG(what));
}

/* ---- what it is given ---- */

/* KUBERNETES_EXEC_INFO=… */
static Str info_variable(struct run *run)
{
    json_t *spec = json_pack("{s:b}", "interactive", run->interactive);
    Str cluster = run->plugin->cluster_info;
    if (cluster.n) json_object_set_new(spec, "cluster", json_loadb(cluster.s, cluster.n, 0, NULL));
    json_t *info = json_pack("{s:s, s:s%, s:o}", "kind", "ExecCredential", "apiVersion", run->plugin->api_version.s, run->plugin->api_version.n,
                             "spec", spec);
    return arena_printf(run->arena, "KUBERNETES_EXEC_INFO=%s", arena_json(run->arena, info).s);
}

struct variables {
    VEC(char *) all;
    struct names *names;
    struct map seen;
};

/* Of those with the same name the first counts. */
static void add_variable(struct run *run, struct variables *variables, Str text)
{
    const char *equals = memchr(text.s, '=', text.n);
    const struct name *name = name_of(variables->names, (Str){text.s, equals ? (size_t)(equals - text.s) : text.n});
    if (map_get(&variables->seen, name)) return;
    map_put(run->arena, &variables->seen, name, variables);
    vec_push(run->arena, &variables->all, (char *)(uintptr_t)arena_copy(run->arena, text).s);
}

static char **environment_of(struct run *run)
{
    struct variables variables = {.names = names_new(run->arena)};
    add_variable(run, &variables, info_variable(run));
    for (size_t i = run->plugin->environment.n; i-- > 0;) add_variable(run, &variables, run->plugin->environment.at[i]);
    for (char **own = environ; *own; own++) add_variable(run, &variables, str_of(*own));
    vec_push(run->arena, &variables.all, NULL);
    return variables.all.at;
}

static char **arguments_of(struct run *run)
{
    const struct text_list *given = &run->plugin->arguments;
    char **arguments = NEW_ARRAY(run->arena, given->n + 2, char *);
    arguments[0] = (char *)(uintptr_t)arena_copy(run->arena, run->plugin->command).s;
    for (size_t i = 0; i < given->n; i++) arguments[i + 1] = (char *)(uintptr_t)arena_copy(run->arena, given->at[i]).s;
    return arguments;
}

/* ---- start and end ---- */

/* What the program inherits: no signal is blocked or ignored. Without a terminal it leads a group, so that all it starts can be ended. */
static int spawn(struct run *run, int write_end)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    char **arguments = arguments_of(run);
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (!run->interactive) posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (run->interactive ? 0 : POSIX_SPAWN_SETPGROUP)));
    int error = posix_spawnp(&run->pid, arguments[0], &actions, &attributes, arguments, environment_of(run));
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    return error;
}

static bool refuse_start(struct run *run, int error)
{
    bool path = memchr(run->plugin->command.s, '/', run->plugin->command.n);
    if (error != ENOENT) return refuse(run, "cannot be run: %s", error == ENOEXEC ? "it is no program" : strerror(error));
    refuse(run, path ? "is not there, or what runs it is not" : "is not in PATH");
    return problem_help(run->problem, "%s", run->plugin->install_hint.n ? run->plugin->install_hint.s
                        : "install it, or have the kubeconfig written again");
}

static bool start(struct run *run)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return refuse(run, "cannot be run: %s", strerror(errno));
    int error = spawn(run, ends[1]);
    close(ends[1]);
    run->out = ends[0];
    if (error) close(run->out);
    return !error || refuse_start(run, error);
}

static void end(struct run *run)
{
    kill(run->interactive ? run->pid : -run->pid, SIGKILL);
    while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR) continue;
}

/* ---- what it prints ---- */

static bool too_late(struct run *run) { return refuse(run, "has not answered within %lld s", (long long)(run->timeout + 999) / 1000); }

/* Until it closes its standard output. */
static bool collect(struct run *run)
{
    enum { STEP = 64 << 10 };
    buf_need(&run->printed, EXEC_ANSWER_MAX + STEP); /* at once: a buffer that grows leaves copies */
    for (;;) {
        struct pollfd readable = {run->out, POLLIN, 0};
        int64_t left = run->deadline - elapsed_ms();
        if (left <= 0) return too_late(run);
        if (poll(&readable, 1, (int)left) <= 0) continue;
        ssize_t got = read(run->out, run->printed.s + run->printed.n, STEP);
        if (got < 0 && errno != EINTR) return refuse(run, "cannot be read: %s", strerror(errno));
        if (got == 0) return true;
        if (got > 0) run->printed.n += (size_t)got;
        if (run->printed.n > EXEC_ANSWER_MAX) return refuse(run, "prints more than %d MiB", EXEC_ANSWER_MAX >> 20);
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

static bool ended_well(struct run *run, int status)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    if (WIFSIGNALED(status)) refuse(run, "was ended by signal %d", WTERMSIG(status));
    else refuse(run, "failed with exit code %d", WEXITSTATUS(status));
    return problem_help(run->problem, "it says why on standard error; run it by itself to see it");
}

static bool run_it(struct run *run)
{
    int status;
    if (!start(run)) return false;
    bool done = collect(run) && reap(run, &status);
    close(run->out);
    if (!done) end(run);
    return done && ended_well(run, status);
}

bool exec_plugin_run(const struct exec_plugin *plugin, int64_t timeout, struct exec_answer *answer, struct problem *problem)
{
    bool terminal = isatty(STDIN_FILENO);
    struct run run = {.plugin = plugin, .problem = problem, .interactive = terminal && plugin->interactive != INTERACTIVE_NEVER};
    *answer = (struct exec_answer){.expires = INT64_MAX};
    if (plugin->interactive == INTERACTIVE_ALWAYS && !terminal) {
        refuse(&run, "asks people, and there is no terminal");
        return problem_help(problem, "run this on a terminal, or use credentials that need none");
    }
    run.timeout = timeout ? timeout : run.interactive ? EXEC_TIMEOUT_INTERACTIVE : EXEC_TIMEOUT;
    run.deadline = elapsed_ms() + run.timeout;
    run.arena = arena_new(0);
    bool read = run_it(&run) && exec_plugin_read(plugin, (Str){run.printed.s, run.printed.n}, answer, problem);
    buf_wipe(&run.printed);
    arena_erase(run.arena);
    return read;
}
