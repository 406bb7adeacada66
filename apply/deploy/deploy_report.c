#include "deploy_internal.h"

#include "diag/render.h"

#include <stdio.h>

/* ---- notes ---- */

void deploy_note(void *context, const char *text)
{
    struct deployment *deployment = context;
    progress_note(deployment->progress, "warning", "%s", text);
}

void deploy_report(const struct deployment *deployment, const char *what, Str at, Str text, Str help)
{
    struct buf line = {0};
    if (deployment->progress) {
        progress_problem(deployment->progress, what, at, text, help);
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

void deploy_report_words(const struct deployment *deployment)
{
    json_t *fact;
    size_t i;
    json_array_foreach(compiled_facts(deployment->stack->compiled, "note"), i, fact)
        for (Str text = json_text(fact, "text"); text.n;) {
            Str line = str_cut(&text, '\n');
            progress_note(deployment->progress, "info", "%.*s", STR_ARG(line));
        }
}

/* ---- beginning and end ---- */

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
        for (size_t i = 0; i < graph->dependents[node].v.n; i++) {
            uint32_t waiter = graph->dependents[node].v.at[i];
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
    options.command = deployment->client->command;
    options.stack = deployment->stack->name;
    add_edges(deployment->plan, &options);
    return progress_new(&options, items_of(deployment->plan), deployment->plan->steps.n);
}

void deploy_begin(struct deployment *deployment)
{
    struct client *client = deployment->client;
    if (deployment->progress) return;
    deployment->progress = make_progress(deployment);
    client->note = deploy_note;
    client->note_context = deployment;
    progress_turn(deployment->progress, now_ms());
}

int deploy_end(struct deployment *deployment, int code, const char *next)
{
    struct client *client = deployment->client;
    const struct problem *problem = &client->problem;
    if (problem->code) code = problem->code;
    if (problem->code && deployment->options->cluster.json) progress_problem(deployment->progress, "error", STR(""), problem->text, problem->help);
    if (!progress_end(deployment->progress, code, next)) code = EXIT_ERROR;
    progress_free(deployment->progress);
    deployment->progress = NULL;
    client->note = NULL;
    return code;
}

/* Those that are not there any more are no news, either. */
void deploy_report_kept(struct deployment *deployment)
{
    for (size_t i = deployment->stack->members.n; i < deployment->plan->steps.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        if (step->action == ACTION_DELETE) continue;
        progress_object(deployment->progress, i, STATE_UNCHANGED, step->reason.n ? step->reason.s : "");
    }
}

void deploy_report_refused(struct deployment *deployment)
{
    for (size_t i = 0; i < deployment->plan->steps.n; i++) {
        const struct step *step = &deployment->plan->steps.at[i];
        if (!step->refusal.n) continue;
        progress_object(deployment->progress, i, STATE_FAILED, step->refusal.s);
        if (step->help.n) progress_help(deployment->progress, i, step->help.s);
        Str lines = conflict_lines(deployment->client->arena, &step->conflicts);
        if (lines.n) progress_detail(deployment->progress, i, "fields", lines.s);
    }
}

void deploy_report_idle(struct deployment *deployment)
{
    for (size_t i = 0; i < deployment->stack->members.n; i++) progress_object(deployment->progress, i, STATE_UNCHANGED, "");
    deploy_report_kept(deployment);
}
