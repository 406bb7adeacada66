#include "exec_plugin.h"

#include "access/program.h"
#include "access/secret_file.h"
#include "common/exit_code.h"
#include "json/json_path.h"

#include <unistd.h>

/* A plugin that is going to run. */
struct run {
    const struct exec_plugin *plugin;
    struct problem *problem;
    struct arena *arena;     /* of its arguments and environment; erased: there may be secrets in it */
    bool interactive;        /* it may ask people */
};

static Str title_of(const struct run *run) { return arena_printf(run->problem->arena, "the exec plugin %.*s", STR_ARG(run->plugin->command)); }

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

/* ---- running ---- */

static bool ended_well(const struct run *run, int status)
{
    if (status == 0) return true;
    problem_set(run->problem, EXIT_ERROR, "%s failed with exit code %d", title_of(run).s, status);
    return problem_help(run->problem, "it says why on standard error; run it by itself to see it");
}

static bool run_it(struct run *run, int64_t timeout, struct buf *printed)
{
    int status;
    Str hint = run->plugin->install_hint;
    struct program program = {
        .title = title_of(run), .absent = hint.n ? hint.s : "install it, or have the kubeconfig written again", .arguments = arguments_of(run),
        .environment = environment_of(run), .input = run->interactive ? NULL : "", .terminal = run->interactive, .timeout = timeout,
        .most = EXEC_ANSWER_MAX,
    };
    return program_run(&program, printed, &status, run->problem) && ended_well(run, status);
}

bool exec_plugin_run(const struct exec_plugin *plugin, int64_t timeout, struct exec_answer *answer, struct problem *problem)
{
    bool terminal = isatty(STDIN_FILENO);
    struct run run = {.plugin = plugin, .problem = problem, .interactive = terminal && plugin->interactive != INTERACTIVE_NEVER};
    struct buf printed = {0};
    *answer = (struct exec_answer){.expires = INT64_MAX};
    if (plugin->interactive == INTERACTIVE_ALWAYS && !terminal) {
        problem_set(problem, EXIT_ERROR, "%s asks people, and there is no terminal", title_of(&run).s);
        return problem_help(problem, "run this on a terminal, or use credentials that need none");
    }
    run.arena = arena_new(0);
    bool read = run_it(&run, timeout, &printed) && exec_plugin_read(plugin, (Str){printed.s, printed.n}, answer, problem);
    buf_wipe(&printed);
    arena_erase(run.arena);
    return read;
}
