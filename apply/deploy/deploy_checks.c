#include "deploy_internal.h"

#include "preflight/preflight.h"

static void add_need(const struct plan *plan, struct permissions *needs, const struct resource *resource, Str namespace, const char *verb)
{
    vec_push(plan->session->arena, &needs->v, ((struct permission){resource, namespace, verb}));
}

/* Inventory, history and lock. */
static void add_bookkeeping(const struct plan *plan, struct permissions *needs)
{
    static const char *const verbs[] = {"create", "update", "patch", "delete"};
    for (size_t i = 0; i < COUNT(verbs); i++) add_need(plan, needs, &config_maps, plan->inventory->namespace, verbs[i]);
    add_need(plan, needs, &leases, plan->inventory->namespace, "create");
    add_need(plan, needs, &leases, plan->inventory->namespace, "update");
}

static void add_step_needs(const struct plan *plan, struct permissions *needs, const struct step *step)
{
    bool made = step->action == ACTION_CREATE || step->action == ACTION_REPLACE,
            gone = step->action == ACTION_DELETE || step->action == ACTION_REPLACE;
    if (made || step->action == ACTION_CHANGE) add_need(plan, needs, step->resource, step->namespace, "patch");
    if (made) add_need(plan, needs, step->resource, step->namespace, "create");
    if (gone) add_need(plan, needs, step->resource, step->namespace, "delete");
}

static struct permissions needs_of(const struct plan *plan)
{
    struct permissions needs = {0};
    add_bookkeeping(plan, &needs);
    for (size_t i = 0; i < plan->steps.n; i++) add_step_needs(plan, &needs, &plan->steps.at[i]);
    return needs;
}

bool deploy_check_cluster(struct deployment *deployment)
{
    struct client *client = deployment->client;
    struct findings findings = {.arena = client->arena};
    struct permissions needs = needs_of(deployment->plan);
    size_t errors = 0;
    if (deployment->options->no_preflight) return true;
    if (!preflight(client->http, deployment->stack, &needs, &findings, &client->problem)) return false;
    for (size_t i = 0; i < findings.v.n; i++) {
        const struct finding *finding = &findings.v.at[i];
        deploy_report(deployment, finding->warning ? "warning" : "error", finding->at, finding->text, finding->help);
        errors += !finding->warning;
    }
    if (!errors) return true;
    problem_set(&client->problem, EXIT_ERROR, "%zu thing%s must be mended first; nothing was changed", errors, errors == 1 ? "" : "s");
    return problem_help(&client->problem, "--no-preflight goes on all the same");
}

bool deploy_check_secrets(struct deployment *deployment)
{
    struct client *client = deployment->client;
    struct text_list findings = {0};
    struct secret_bindings *bindings = &deployment->options->secrets;
    if (!secrets_check(client->http, client->arena, &deployment->plan->secrets, bindings, &findings, &client->problem)) return false;
    for (size_t i = 0; i < findings.n; i++) deploy_report(deployment, "error", STR(""), findings.at[i], STR(""));
    if (!findings.n) return true;
    return problem_set(&client->problem, EXIT_ERROR, "%zu secret%s missing; nothing was changed", findings.n, findings.n == 1 ? " is" : "s are");
}
