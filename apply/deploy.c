#include "deploy.h"

#include "history.h"
#include "identity.h"
#include "interrupt.h"
#include "preflight.h"
#include "render.h"
#include "run.h"
#include "timestamp.h"

#include <stdio.h>
#include <unistd.h>

enum { TIMEOUT_MS = 10 * 60 * 1000 };

/* One deployment under way. */
struct deployment {
    struct desk *desk;
    struct stack *stack;
    struct deploy_options *options;
    struct inventory *inventory;
    struct plan *plan;
    struct progress *progress;
    struct lease *lease;
    struct revision_options revision;
    struct revision_write *history; /* under way; NULL: none is kept */
};

void deploy_option(const char *command, const struct command_help *help, int option, struct arena *arena, struct deploy_options *options)
{
    struct problem problem = {.arena = arena};
    switch (option) {
    case OPTION_TAKE: vec_push(arena, &options->plan.takes, optarg); return;
    case OPTION_CONSENT: vec_push(arena, &options->plan.consents, optarg); return;
    case OPTION_SECRET:
        if (!secret_bind(arena, &options->secrets, optarg, &problem)) wrong_usage(command, "%.*s", STR_ARG(problem.text));
        return;
    case OPTION_TIMEOUT: options->timeout = parse_duration(command, "--timeout", optarg); return;
    case OPTION_LOCK_TIMEOUT: options->lock_timeout = parse_duration(command, "--lock-timeout", optarg); return;
    case OPTION_DRY_RUN: options->dry_run = true; return;
    case OPTION_NO_PREFLIGHT: options->no_preflight = true; return;
    case OPTION_WAIT:
        options->no_wait = strcmp(optarg, "no") == 0;
        if (!options->no_wait && strcmp(optarg, "yes") != 0) wrong_usage(command, "--wait takes yes or no, not '%s'", optarg);
        return;
    default: cluster_option(command, help, option, &options->cluster);
    }
}

/* ---- before the first change ---- */

void warn_of_unused(struct desk *desk, const struct plan *plan)
{
    struct text_list warnings = {0};
    plan_unused(plan, &warnings);
    for (size_t i = 0; i < warnings.n; i++) desk_warn(desk, warnings.at[i]);
}

static void complain(const struct deployment *deployment, const char *what, Str at, Str text, Str help)
{
    struct buf line = {0};
    if (deployment->progress) {
        progress_complain(deployment->progress, what, at, text, help);
        return;
    }
    if (at.n) put_visible(&line, at);
    if (at.n) buf_put(&line, ": ", 2);
    buf_printf(&line, "%s: ", what);
    put_visible(&line, text);
    buf_char(&line, '\n');
    if (help.n) buf_put(&line, "   = ", 5);
    if (help.n) put_visible(&line, help);
    if (help.n) buf_char(&line, '\n');
    buf_write(&line, stderr);
    buf_free(&line);
}

static void add_need(const struct plan *plan, struct access_needs *needs, const struct resource *resource, Str namespace, const char *verb)
{
    vec_push(plan->session->arena, &needs->v, ((struct access_need){resource, namespace, verb}));
}

/* Inventory, history and lock. */
static void add_bookkeeping(const struct plan *plan, struct access_needs *needs)
{
    static const char *const verbs[] = {"create", "update", "patch", "delete"};
    for (size_t i = 0; i < COUNT(verbs); i++) add_need(plan, needs, &config_maps, plan->inventory->namespace, verbs[i]);
    add_need(plan, needs, &leases, plan->inventory->namespace, "create");
    add_need(plan, needs, &leases, plan->inventory->namespace, "update");
}

static void add_step_needs(const struct plan *plan, struct access_needs *needs, const struct step *step)
{
    bool made = step->action == ACTION_CREATE || step->action == ACTION_REPLACE, gone = step->action == ACTION_DELETE || step->action == ACTION_REPLACE;
    if (made || step->action == ACTION_CHANGE) add_need(plan, needs, step->resource, step->namespace, "patch");
    if (made) add_need(plan, needs, step->resource, step->namespace, "create");
    if (gone) add_need(plan, needs, step->resource, step->namespace, "delete");
}

static struct access_needs needs_of(const struct plan *plan)
{
    struct access_needs needs = {0};
    add_bookkeeping(plan, &needs);
    for (size_t i = 0; i < plan->steps.n; i++) add_step_needs(plan, &needs, &plan->steps.at[i]);
    return needs;
}

static bool check_cluster(struct deployment *deployment)
{
    struct desk *desk = deployment->desk;
    struct complaints complaints = {.arena = desk->arena};
    struct access_needs needs = needs_of(deployment->plan);
    size_t errors = 0;
    if (deployment->options->no_preflight) return true;
    if (!preflight(desk->http, deployment->stack, &needs, &complaints, &desk->problem)) return false;
    for (size_t i = 0; i < complaints.v.n; i++) {
        const struct complaint *complaint = &complaints.v.at[i];
        complain(deployment, complaint->warning ? "warning" : "error", complaint->at, complaint->text, complaint->help);
        errors += !complaint->warning;
    }
    if (!errors) return true;
    problem_set(&desk->problem, EXIT_ERROR, "%zu thing%s must be mended first; nothing was changed", errors, errors == 1 ? "" : "s");
    return problem_help(&desk->problem, "--no-preflight goes on all the same");
}

static bool check_secrets(struct deployment *deployment)
{
    struct desk *desk = deployment->desk;
    struct text_list complaints = {0};
    struct secret_bindings *bindings = &deployment->options->secrets;
    if (!secrets_check(desk->http, desk->arena, &deployment->plan->secrets, bindings, &complaints, &desk->problem)) return false;
    for (size_t i = 0; i < complaints.n; i++) complain(deployment, "error", STR(""), complaints.at[i], STR(""));
    if (!complaints.n) return true;
    return problem_set(&desk->problem, EXIT_ERROR, "%zu secret%s missing; nothing was changed", complaints.n, complaints.n == 1 ? " is" : "s are");
}

/* ---- what is written down ---- */

static void note(void *context, const char *text)
{
    struct deployment *deployment = context;
    progress_note(deployment->progress, "warning", "%s", text);
}

static bool take_lock(struct deployment *deployment)
{
    struct desk *desk = deployment->desk;
    struct lease_options options = {.arena = desk->arena, .stack = deployment->stack->name, .namespace = desk->namespace,
                                    .patience = deployment->options->lock_timeout, .fresh = !deployment->inventory->exists, .note = note,
                                    .context = deployment};
    deployment->lease = lease_acquire(desk->http, &options, &desk->problem);
    if (deployment->lease) deployment->inventory->epoch = lease_epoch(deployment->lease);
    return deployment->lease != NULL;
}

static bool keep_revision(struct deployment *deployment, const char *folder)
{
    struct desk *desk = deployment->desk;
    const json_t *stack = deployment->stack->compiled->stack;
    deployment->revision = (struct revision_options){.folder = folder, .refused = note, .context = deployment, .info = {
            .number = deployment->inventory->revision, .time = timestamp_now(desk->arena), .by = identity_user(desk->arena),
            .note = deployment->options->note.n ? deployment->options->note : STR(""), .kube = json_text(stack, "kube"),
            .environment = json_text(stack, "environment"), .objects = deployment->stack->members.n}};
    deployment->history = history_begin(desk->http, deployment->inventory, &deployment->revision, &desk->problem);
    return deployment->history != NULL;
}

/* All that is owned, and all that will be: whatever happens now, nothing is lost. */
static bool write_intent(struct deployment *deployment, const char *folder)
{
    struct desk *desk = deployment->desk;
    struct inventory *inventory = deployment->inventory;
    for (size_t i = 0; i < deployment->stack->members.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        struct entry entry = step_entry(step);
        if (!step->labelled) entry.uid = STR(""); /* until it is ours */
        inventory_put(inventory, &entry);
    }
    inventory->pending = true;
    inventory->revision++;
    if (!inventory_write(desk->http, inventory, &desk->problem)) return false;
    return !folder || keep_revision(deployment, folder);
}

/* What was deleted, or never was ours, is owned no more. */
static void trim(struct deployment *deployment)
{
    for (size_t i = 0; i < deployment->plan->steps.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        if (step->member) continue;
        if (step->action != ACTION_KEEP || !step->owned) inventory_drop(deployment->inventory, step->id);
    }
}

/* The inventory is pending until the history has its result: else nobody would come back to it. */
static bool write_result(struct deployment *deployment, int code)
{
    struct desk *desk = deployment->desk;
    if (code == EXIT_OK) trim(deployment);
    deployment->inventory->pending = code != EXIT_OK;
    bool gone = deployment->options->delete && code == EXIT_OK && !deployment->inventory->entries.n;
    if (gone) return history_delete(desk->http, deployment->inventory, &desk->problem) &&
                     inventory_delete(desk->http, deployment->inventory, &desk->problem);
    Str result = code == EXIT_OK ? STR("applied") : code == EXIT_INTERRUPTED ? STR("interrupted") : STR("failed");
    if (deployment->history && !history_finish(deployment->history, result, &desk->problem)) return false;
    return inventory_write(desk->http, deployment->inventory, &desk->problem);
}

/* ---- the face ---- */

static struct progress_item *items_of(const struct plan *plan)
{
    struct progress_item *items = NEW_ARRAY(plan->session->arena, plan->steps.n + 1, struct progress_item);
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        items[i] = (struct progress_item){.id = step->id, .service = step->member ? step->member->compiled->instance : STR(""),
                .at = step->member ? step->member->at : STR(""), .action = action_name(step->action == ACTION_KEEP ? ACTION_NONE : step->action)};
    }
    return items;
}

/* The nodes of instances come behind the items, of which there may be more than members. */
static void add_edges(const struct plan *plan, struct progress_options *options)
{
    const struct graph *graph = &plan->stack->graph;
    uint32_t members = (uint32_t)plan->stack->members.n, shift = (uint32_t)plan->steps.n - members;
    VEC(struct progress_edge) edges = {0};
    for (uint32_t node = 0; node < graph->nodes; node++)
        for (size_t i = 0; i < graph->after[node].v.n; i++) {
            uint32_t waiter = graph->after[node].v.at[i];
            struct progress_edge edge = {waiter < members ? waiter : waiter + shift, node < members ? node : node + shift};
            vec_push(plan->session->arena, &edges, edge);
        }
    options->edges = edges.at;
    options->nedges = edges.n;
    options->nodes = graph->nodes + shift;
}

static struct progress *make_progress(const struct deployment *deployment)
{
    struct progress_options options = progress_options_for(stdout);
    if (deployment->options->cluster.json) options.format = PROGRESS_JSON;
    options.command = deployment->desk->command;
    options.stack = deployment->stack->name;
    add_edges(deployment->plan, &options);
    return progress_new(&options, items_of(deployment->plan), deployment->plan->steps.n);
}

/* With --json already when there is a plan: whatever comes of it is told by events. */
static void begin(struct deployment *deployment)
{
    struct desk *desk = deployment->desk;
    if (deployment->progress) return;
    deployment->progress = make_progress(deployment);
    desk->note = note;
    desk->note_context = deployment;
    progress_turn(deployment->progress, now_ms());
}

/* NEXT: the command to go on; may be NULL. The exit code, as desk_close will have it. */
static int end(struct deployment *deployment, int code, const char *next)
{
    struct desk *desk = deployment->desk;
    const struct problem *problem = &desk->problem;
    if (problem->code) code = problem->code;
    if (problem->code && deployment->options->cluster.json) progress_complain(deployment->progress, "error", STR(""), problem->text, problem->help);
    if (!progress_end(deployment->progress, code, next)) code = EXIT_ERROR;
    progress_free(deployment->progress);
    deployment->progress = NULL;
    desk->note = NULL;
    return code;
}

/* Those that are only left where they are, or not there any more, are no news. */
static void tell_kept(struct deployment *deployment)
{
    for (size_t i = deployment->stack->members.n; i < deployment->plan->steps.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        if (step->action == ACTION_DELETE) continue;
        progress_object(deployment->progress, i, STATE_UNCHANGED, step->reason.n ? step->reason.s : "");
    }
}

static void tell_conflicts(struct deployment *deployment, size_t index)
{
    const struct field_conflicts *conflicts = &deployment->plan->steps.at[index].conflicts;
    struct buf lines = {0};
    for (size_t i = 0; i < conflicts->v.n; i++)
        buf_printf(&lines, "%.*s belongs to %.*s\n", STR_ARG(conflicts->v.at[i].field), STR_ARG(conflicts->v.at[i].manager));
    buf_char(&lines, '\0');
    if (conflicts->v.n) progress_detail(deployment->progress, index, "fields", lines.s);
    buf_free(&lines);
}

static void tell_refused(struct deployment *deployment)
{
    for (size_t i = 0; i < deployment->plan->steps.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        if (!step->refusal.n) continue;
        progress_object(deployment->progress, i, STATE_FAILED, step->refusal.s);
        if (step->help.n) progress_help(deployment->progress, i, step->help.s);
        tell_conflicts(deployment, i);
    }
}

static void tell_idle(struct deployment *deployment)
{
    for (size_t i = 0; i < deployment->stack->members.n; i++) progress_object(deployment->progress, i, STATE_UNCHANGED, "");
    tell_kept(deployment);
}

/* ---- one after the other ---- */

static bool all_ready(const struct plan *plan)
{
    for (size_t i = 0; i < plan->stack->members.n; i++)
        if (!plan->steps.at[i].ready) return false;
    return true;
}

/* After success a plan has to be empty: else somebody changes what is ours. */
static void look_back(struct deployment *deployment)
{
    struct desk *desk = deployment->desk;
    struct problem problem = {.arena = desk->arena};
    struct plan *plan = plan_make(desk->http, deployment->stack, deployment->inventory, &deployment->options->plan, &problem);
    for (size_t i = 0; plan && i < deployment->stack->members.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (step->action == ACTION_CHANGE)
            progress_note(deployment->progress, "warning", "%.*s was changed by somebody else right after: 'stk plan' shows what", STR_ARG(step->id));
    }
    plan_free(plan);
}

/* The cluster has changed, and its inventory still says that something is under way: the next apply goes on from there. */
static int not_written_down(struct problem *problem)
{
    if (problem->code == EXIT_ERROR) problem->code = EXIT_PARTIAL;
    return problem->code;
}

/* Something is to be changed, made, written down or brought to its end. */
static bool has_work(const struct deployment *deployment)
{
    const struct deploy_options *options = deployment->options;
    return !plan_is_empty(deployment->plan) || secrets_missing(&deployment->plan->secrets, &options->secrets) || deployment->inventory->pending ||
           (options->delete && deployment->inventory->exists);
}

static int carry_out(struct deployment *deployment, const char *folder)
{
    struct desk *desk = deployment->desk;
    int64_t timeout = deployment->options->timeout;
    bool writes = has_work(deployment);
    struct run_options run = {.progress = deployment->progress, .wait = !deployment->options->no_wait,
            .timeout = timeout ? timeout : TIMEOUT_MS, .secrets = &deployment->plan->secrets, .bindings = &deployment->options->secrets};
    if (writes && (!take_lock(deployment) || !write_intent(deployment, folder))) return desk->problem.code;
    int code = run_plan(desk->http, deployment->plan, &run, &desk->problem);
    if (deployment->lease && lease_lost(deployment->lease)) return code == EXIT_OK ? EXIT_PARTIAL : code;
    if (writes && !write_result(deployment, code)) code = not_written_down(&desk->problem);
    if (writes && code == EXIT_OK && run.wait && !deployment->options->delete) look_back(deployment);
    return code;
}

static int go(struct deployment *deployment, const char *folder)
{
    begin(deployment);
    interrupt_catch();
    tell_kept(deployment);
    int code = carry_out(deployment, folder);
    struct problem *problem = &deployment->desk->problem;
    if (interrupted() && problem->code) problem->code = code = EXIT_INTERRUPTED;
    if (deployment->lease) lease_release(deployment->lease);
    bool again = code == EXIT_NOT_READY || code == EXIT_PARTIAL || code == EXIT_INTERRUPTED || code == EXIT_CONFLICT;
    return end(deployment, code, again ? deployment->options->next : NULL);
}

static bool prepare(struct deployment *deployment, const struct plan_file *file)
{
    struct desk *desk = deployment->desk;
    if (!deployment->inventory->exists) history_ask_newest(desk->http, deployment->inventory);
    deployment->plan = plan_make(desk->http, deployment->stack, deployment->inventory, &deployment->options->plan, &desk->problem);
    return deployment->plan && session_ok(desk->session) && (!file || plan_file_matches(file, deployment->plan, &desk->problem));
}

/* Nor is anything waited for. */
static bool is_idle(const struct deployment *deployment)
{
    return !has_work(deployment) && (deployment->options->no_wait || all_ready(deployment->plan));
}

/* Where events are told, the plan is not: they tell what is done. */
static bool tells_events(const struct deployment *deployment) { return deployment->options->cluster.json && !deployment->options->dry_run; }

static int show(const struct deployment *deployment)
{
    return tells_events(deployment) ? plan_code(deployment->plan) : plan_show(deployment->plan, deployment->options->cluster.json);
}

/* FOLDER is kept in the history; NULL: nothing is. */
static int deploy(struct deployment *deployment, const char *folder, const struct plan_file *file)
{
    struct deploy_options *options = deployment->options;
    options->plan.preview_creates = options->dry_run;
    bool planned = prepare(deployment, file);
    if (deployment->plan && tells_events(deployment)) begin(deployment);
    if (planned && !file) warn_of_unused(deployment->desk, deployment->plan);
    int code = planned ? show(deployment) : EXIT_ERROR;
    bool possible = (code == EXIT_PENDING || code == EXIT_OK) && !options->dry_run && deployment->plan;
    if (possible && !check_secrets(deployment)) code = EXIT_ERROR;
    else if (possible && !is_idle(deployment)) code = check_cluster(deployment) ? go(deployment, folder) : EXIT_ERROR;
    else if (deployment->progress && code == EXIT_CONFLICT) tell_refused(deployment);
    else if (deployment->progress && code == EXIT_OK) tell_idle(deployment);
    if (deployment->progress) code = end(deployment, code, NULL);
    plan_free(deployment->plan);
    return code;
}

int deploy_folder(struct desk *desk, const char *folder, const struct plan_file *file, struct deploy_options *options)
{
    struct deployment deployment = {.desk = desk, .options = options};
    if (!desk_stack(desk, folder, &deployment.stack, &deployment.inventory)) return EXIT_ERROR;
    int code = deploy(&deployment, folder, file);
    stack_free(deployment.stack);
    return code;
}

int deploy_nothing(struct desk *desk, const char *name, struct deploy_options *options)
{
    struct deployment deployment = {.desk = desk, .options = options};
    options->delete = options->no_preflight = true;
    deployment.stack = stack_nothing(desk->session, str_of(name), desk->namespace);
    deployment.inventory = desk_inventory(desk, name);
    int code = deployment.inventory ? deploy(&deployment, NULL, NULL) : EXIT_ERROR;
    stack_free(deployment.stack);
    return code;
}
