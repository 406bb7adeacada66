#include "run_internal.h"

#include "common/interrupt.h"
#include "health/readiness.h"

#include <stdio.h>

/* ---- the graph ---- */

/* NODE waits for one thing less; one that waits for nothing any more comes to the worklist. */
static void meet_one(struct run *run, uint32_t node)
{
    if (--run->unmet[node] == 0) vec_push(run->session->arena, &run->worklist, node);
}

static void node_met(struct run *run, uint32_t node)
{
    const struct node_list *dependents = &run->plan->stack->graph.dependents[node];
    for (size_t i = 0; i < dependents->v.n; i++) meet_one(run, dependents->v.at[i]);
}

/* All that needs what the task has not brought about, directly or not. */
static void skip_dependents(struct run *run, const struct task *task)
{
    const struct stack *stack = run->plan->stack;
    uint32_t first = task->made ? works_node(&stack->graph, task->index) : task->index;
    VEC(uint32_t) reached = {0};
    vec_push(run->session->arena, &reached, first);
    for (size_t i = 0; i < reached.n; i++) {
        const struct node_list *dependents = &stack->graph.dependents[reached.at[i]];
        for (size_t k = 0; k < dependents->v.n; k++) {
            uint32_t node = dependents->v.at[k];
            if (run->blocked[node]) continue;
            run->blocked[node] = true;
            vec_push(run->session->arena, &reached, node);
            if (node >= stack->members.n) continue;
            run->tasks[node].phase = PHASE_SKIPPED;
            progress_skip(run->options.progress, node, task->index);
        }
    }
}

/* ---- ends of tasks ---- */

static void end(struct task *task, enum phase phase)
{
    if (task->phase != PHASE_PENDING) task->run->open--;
    task->phase = phase;
}

void task_made(struct task *task)
{
    if (task->made || !task->step->member) return;
    task->made = true;
    node_met(task->run, task->index);
}

static void release(void *context)
{
    struct task *task = context;
    end(task, PHASE_DONE);
    task_made(task);
    if (task->step->member) meet_one(task->run, works_node(&task->run->plan->stack->graph, task->index));
}

void task_ready(struct task *task, enum progress_state state, const char *text)
{
    progress_object(task->run->options.progress, task->index, state, text);
    task->phase = PHASE_SENT; /* what is seen of it from now on does not make it ready once more */
    if (!str_is(task->step->resource->kind, "Namespace")) release(task);
    else run_secrets(task->run, task->step->name, release, task); /* before anything else is in it */
}

void task_fail(struct task *task, const char *help, const char *fmt, ...)
{
    struct run *run = task->run;
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    progress_object(run->options.progress, task->index, STATE_FAILED, text);
    if (help && *help) progress_help(run->options.progress, task->index, help);
    end(task, PHASE_FAILED);
    run->failed++;
    if (task->step->member) skip_dependents(run, task);
}

void run_break(struct run *run, enum exit_code code, const char *fmt, ...)
{
    if (run->broken) return;
    va_list args;
    va_start(args, fmt);
    run->broken = arena_vprintf(run->session->arena, fmt, args).s;
    va_end(args);
    run->broken_code = code;
}

/* Nothing else has to find out for itself that the server is away. After a signal it may only be slow. */
void run_cut_off(struct run *run, Str why)
{
    if (interrupted()) return;
    if (!http_refusal(run->http)) {
        run_break(run, EXIT_PARTIAL, "the API server at %.*s cannot be reached any more: %.*s", STR_ARG(http_server(run->http)), STR_ARG(why));
        http_refuse(run->http, "the API server cannot be reached any more");
    }
    run_break(run, EXIT_PARTIAL, "%s", http_refusal(run->http));
}

/* ---- beginning ---- */

static void begin(struct task *task)
{
    struct step *step = task->step;
    task->run->open++;
    task->phase = PHASE_SENT;
    if (step->refusal.n) task_fail(task, step->help.s, "%.*s", STR_ARG(step->refusal));
    else if (step->action != ACTION_NONE) task_send(task);
    else if (step->ready || !task->run->options.wait) task_ready(task, STATE_UNCHANGED, "");
    else task_wait(task);
}

/* More than are on the way at once, and few enough for their bodies to take no memory worth mention. */
enum { QUEUED_MOST = 256 };

static void begin_worklist(struct run *run)
{
    while (run->next < run->worklist.n && !run->broken && !interrupted() && http_busy(run->http) < QUEUED_MOST) {
        uint32_t node = run->worklist.at[run->next++];
        if (run->blocked[node]) continue;
        if (node < run->plan->stack->members.n) begin(&run->tasks[node]);
        else node_met(run, node);
    }
    if (run->next == run->worklist.n || run->broken || interrupted()) run->next = run->worklist.n = 0;
}

/* ---- the loop ---- */

/* What is on the way is let finish, after a signal for seconds; what only waits is not waited for after a signal. */
static bool goes_on(const struct run *run)
{
    if (run->broken || interrupted()) return http_busy(run->http) > 0;
    return run->open || run->worklist.n || http_busy(run->http);
}

enum { TURN_MS = 100 };

void run_turn(struct run *run)
{
    progress_turn(run->options.progress, now_ms());
    begin_worklist(run);
    http_turn(run->http, goes_on(run) ? TURN_MS : 0);
    run_time_out(run);
    if (http_refusal(run->http)) run_cut_off(run, STR(""));
}

static void loop(struct run *run)
{
    while (goes_on(run)) run_turn(run);
    progress_turn(run->options.progress, now_ms());
}

static void prepare(struct run *run)
{
    struct arena *arena = run->session->arena;
    const struct graph *graph = &run->plan->stack->graph;
    run->tasks = NEW_ARRAY(arena, run->plan->steps.n + 1, struct task);
    run->unmet = NEW_ARRAY(arena, graph->nodes + 1, uint32_t);
    run->blocked = NEW_ARRAY(arena, graph->nodes + 1, bool);
    if (graph->nodes) memcpy(run->unmet, graph->indegree, graph->nodes * sizeof *run->unmet);
    for (uint32_t i = 0; i < run->plan->steps.n; i++) run->tasks[i] = (struct task){.run = run, .step = &run->plan->steps.at[i], .index = i};
    for (uint32_t i = 0; i < graph->members; i++) run->unmet[works_node(graph, i)]++;
    for (uint32_t i = 0; i < graph->nodes; i++)
        if (!run->unmet[i]) vec_push(arena, &run->worklist, i);
}

static void pods_changed(void *context, size_t step)
{
    struct run *run = context;
    if (run->tasks[step].phase == PHASE_WAITING) task_assess(&run->tasks[step]);
}

static void not_listed(void *context, const struct informer_target *target)
{
    struct run *run = context;
    progress_note(run->options.progress, "warning", "you may not list %.*s%s%.*s: what they tell of readiness and failures stays unknown",
                  STR_ARG(target->resource->plural), target->namespace.n ? " in the namespace " : "", STR_ARG(target->namespace));
}

static void count_down(void *context) { --*(size_t *)context; }

/* Secrets in namespaces that the stack does not have itself. */
static void make_first_secrets(struct run *run)
{
    struct arena *arena = run->session->arena;
    struct map seen = {0};
    size_t left = 0;
    for (size_t i = 0; run->options.secrets && i < run->options.secrets->v.n; i++) {
        Str namespace = run->options.secrets->v.at[i].namespace;
        const struct name *name = name_of(run->session->names, namespace);
        if (map_get(&seen, name) || plan_step_of(run->plan, arena_printf(arena, "namespace//%.*s", STR_ARG(namespace)))) continue;
        map_put(arena, &seen, name, run);
        left++;
        run_secrets(run, namespace, count_down, &left);
    }
    while (left) http_turn(run->http, 100);
}

static int code_of(const struct run *run, struct problem *problem)
{
    if (run->broken) problem_set(problem, (int)run->broken_code, "%s", run->broken);
    if (run->broken) return (int)run->broken_code;
    if (interrupted()) return EXIT_INTERRUPTED;
    if (run->unready) return EXIT_NOT_READY;
    if (run->conflicts) return EXIT_CONFLICT;
    return run->failed ? EXIT_PARTIAL : EXIT_OK;
}

int run_plan(struct http *http, struct plan *plan, const struct run_options *options, struct problem *problem)
{
    struct run *run = NEW(plan->session->arena, struct run); /* timers know it longer than it lasts */
    *run = (struct run){.http = http, .session = plan->session, .plan = plan, .options = *options, .unclaimed = json_object()};
    run->informer = informer_new(&(struct informer_options){http, plan->session, not_listed, run});
    run->rollouts = rollouts_new(&(struct rollouts_options){http, plan->session, run->informer, pods_changed, run});
    prepare(run);
    make_first_secrets(run);
    loop(run);
    if (!run->failed && !run->broken && !interrupted()) run_prune(run);
    loop(run);
    int code = code_of(run, problem);
    run->over = true;
    informer_free(run->informer);
    rollouts_free(run->rollouts);
    for (size_t i = 0; i < plan->steps.n; i++) {
        json_decref(run->tasks[i].seen);
        json_decref(run->tasks[i].before);
    }
    json_decref(run->unclaimed);
    return code;
}
