#include "deploy_internal.h"

#include "common/interrupt.h"
#include "common/timestamp.h"
#include "state/identity.h"

enum { TIMEOUT_MS = 10 * 60 * 1000 };

void warn_of_unused(struct client *client, const struct plan *plan)
{
    struct text_list warnings = {0};
    plan_unused(plan, &warnings);
    for (size_t i = 0; i < warnings.n; i++) client_warn(client, warnings.at[i]);
}

/* ---- what is written down ---- */

static bool take_lock(struct deployment *deployment)
{
    struct client *client = deployment->client;
    struct lease_options options = {.arena = client->arena, .stack = deployment->stack->name, .namespace = client->namespace,
                                    .wait_timeout = deployment->options->lock_timeout, .fresh = !deployment->inventory->exists, .note = deploy_note,
                                    .context = deployment};
    deployment->lease = lease_acquire(client->http, &options, &client->problem);
    if (deployment->lease) deployment->inventory->epoch = lease_epoch(deployment->lease);
    return deployment->lease != NULL;
}

static void prepare_revision(struct deployment *deployment, const char *folder)
{
    struct client *client = deployment->client;
    const json_t *stack = deployment->stack->compiled->stack->head;
    deployment->revision = (struct revision_options){.folder = folder, .refused = deploy_note, .context = deployment, .info = {
            .by = identity_user(client->arena), .note = deployment->options->note.n ? deployment->options->note : STR(""), .kube = json_text(stack, "kube"),
            .environment = json_text(stack, "environment"), .objects = deployment->stack->members.n}};
    deployment->history = history_prepare(client->http, deployment->inventory, &deployment->revision);
}

static void put_secrets(struct deployment *deployment)
{
    const struct secrets *secrets = &deployment->plan->secrets;
    for (size_t i = 0; i < secrets->v.n; i++) {
        const struct secret *secret = &secrets->v.at[i];
        if (!secret->uid.n && !secret_is_ours(secret, &deployment->options->secrets)) continue;
        struct entry entry = secret_entry(deployment->client->arena, secret);
        inventory_put(deployment->inventory, &entry);
    }
}

/* All that is owned, and all that will be: whatever happens now, nothing is lost. */
static bool write_intent(struct deployment *deployment)
{
    struct client *client = deployment->client;
    struct inventory *inventory = deployment->inventory;
    for (size_t i = 0; i < deployment->stack->members.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        struct entry entry = step_entry(step);
        if (!step->labelled) entry.uid = STR(""); /* until it is ours */
        inventory_put(inventory, &entry);
    }
    put_secrets(deployment);
    inventory->pending = true;
    inventory->revision++;
    deployment->revision.info.number = inventory->revision;
    deployment->revision.info.time = timestamp_now(client->arena);
    if (!inventory_write(client->http, inventory, &client->problem)) return false;
    return !deployment->history || history_begin(deployment->history, &client->problem);
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
    struct client *client = deployment->client;
    if (code == EXIT_OK) trim(deployment);
    deployment->inventory->pending = code != EXIT_OK;
    bool gone = deployment->options->delete && code == EXIT_OK && !deployment->inventory->entries.n;
    if (gone) return history_delete(client->http, deployment->inventory, &client->problem) &&
                     inventory_delete(client->http, deployment->inventory, &client->problem);
    Str result = code == EXIT_OK ? STR("applied") : code == EXIT_INTERRUPTED ? STR("interrupted") : STR("failed");
    if (deployment->history && !history_finish(deployment->history, result, &client->problem)) return false;
    return inventory_write(client->http, deployment->inventory, &client->problem);
}

/* ---- one after the other ---- */

static bool all_ready(const struct plan *plan)
{
    for (size_t i = 0; i < plan->stack->members.n; i++)
        if (!plan->steps.at[i].ready) return false;
    return true;
}

/* After success a plan has to be empty: else somebody changes what is ours. */
static void verify_applied(struct deployment *deployment)
{
    struct client *client = deployment->client;
    struct problem problem = {.arena = client->arena};
    struct plan *plan = plan_make(client->http, deployment->stack, deployment->inventory, &deployment->options->plan, &problem);
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
    struct client *client = deployment->client;
    int64_t timeout = deployment->options->timeout;
    bool writes = has_work(deployment);
    struct run_options run = {.progress = deployment->progress, .wait = !deployment->options->no_wait,
            .timeout = timeout ? timeout : TIMEOUT_MS, .secrets = &deployment->plan->secrets, .bindings = &deployment->options->secrets};
    if (writes && folder) prepare_revision(deployment, folder);
    if (writes && (!take_lock(deployment) || !write_intent(deployment))) return client->problem.code;
    int code = run_plan(client->http, deployment->plan, &run, &client->problem);
    if (deployment->lease && lease_lost(deployment->lease)) return code == EXIT_OK ? EXIT_PARTIAL : code;
    if (writes && !write_result(deployment, code)) code = not_written_down(&client->problem);
    if (writes && code == EXIT_OK && run.wait && !deployment->options->delete) verify_applied(deployment);
    return code;
}

static int go(struct deployment *deployment, const char *folder)
{
    deploy_begin(deployment);
    interrupt_catch();
    deploy_report_kept(deployment);
    int code = carry_out(deployment, folder);
    struct problem *problem = &deployment->client->problem;
    if (code == EXIT_OK && !deployment->options->delete) deploy_report_words(deployment);
    if (interrupted() && problem->code) problem->code = code = EXIT_INTERRUPTED;
    if (deployment->lease) lease_release(deployment->lease);
    bool again = code == EXIT_NOT_READY || code == EXIT_PARTIAL || code == EXIT_INTERRUPTED || code == EXIT_CONFLICT;
    return deploy_end(deployment, code, again ? deployment->options->next : NULL);
}

static bool prepare(struct deployment *deployment, const struct plan_file *file)
{
    struct client *client = deployment->client;
    if (!deployment->inventory->exists) history_ask_newest(client->http, deployment->inventory);
    deployment->plan = plan_make(client->http, deployment->stack, deployment->inventory, &deployment->options->plan, &client->problem);
    return deployment->plan && session_ok(client->session) && (!file || plan_file_matches(file, deployment->plan, &client->problem));
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
    options->plan.dry_run_creates = options->dry_run;
    bool planned = prepare(deployment, file);
    if (deployment->plan && tells_events(deployment)) deploy_begin(deployment);
    if (planned && !file) warn_of_unused(deployment->client, deployment->plan);
    int code = planned ? show(deployment) : EXIT_ERROR;
    bool possible = (code == EXIT_PENDING || code == EXIT_OK) && !options->dry_run && deployment->plan;
    if (possible && !deploy_check_secrets(deployment)) code = EXIT_ERROR;
    else if (possible && !is_idle(deployment)) code = deploy_check_cluster(deployment) ? go(deployment, folder) : EXIT_ERROR;
    else if (deployment->progress && code == EXIT_CONFLICT) deploy_report_refused(deployment);
    else if (deployment->progress && code == EXIT_OK) deploy_report_idle(deployment);
    if (deployment->progress) code = deploy_end(deployment, code, NULL);
    plan_free(deployment->plan);
    return code;
}

int deploy_folder(struct client *client, const char *folder, const struct plan_file *file, struct deploy_options *options)
{
    struct deployment deployment = {.client = client, .options = options};
    if (!client_read_stack(client, folder, &deployment.stack, &deployment.inventory)) return EXIT_ERROR;
    int code = deploy(&deployment, folder, file);
    stack_free(deployment.stack);
    return code;
}

int undeploy(struct client *client, const char *name, struct deploy_options *options)
{
    struct deployment deployment = {.client = client, .options = options};
    options->delete = options->no_preflight = true;
    deployment.stack = stack_empty(client->session, str_of(name), client->namespace);
    deployment.inventory = client_read_inventory(client, name);
    int code = deployment.inventory ? deploy(&deployment, NULL, NULL) : EXIT_ERROR;
    stack_free(deployment.stack);
    return code;
}
