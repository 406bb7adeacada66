/* A rollback goes back to what was, and does nothing again that was done: a migration of data does not know that it was undone. */
#include "plan_internal.h"

static bool is_job(const struct step *step) { return str_is(step->resource->kind, "Job") && str_is(step->resource->api_version, "batch/v1"); }

/* Pods wait for jobs of that name; which of them it was does not matter. "" where there is none. */
static const struct name *instance_of(struct plan *plan, const struct step *step)
{
    json_t *object = step->member ? member_manifest(step->member) : json_incref(step->live);
    Str name = json_text(json_at(object, "metadata.labels"), "app.kubernetes.io/name");
    Str id = arena_printf(plan->session->arena, "%.*s/%.*s", STR_ARG(step->namespace), STR_ARG(name));
    json_decref(object);
    return name_of(plan->session->names, id);
}

static void spare(struct plan *plan, struct step *step, struct map *spared)
{
    if (!is_job(step) || step->refusal.n) return;
    map_put(plan->session->arena, spared, instance_of(plan, step), step);
    step->ready = true;
    if (step->action == ACTION_NONE) return;
    step->action = ACTION_NONE;
    step->reason = STR("a rollback runs no job");
}

/* A later job of the same instance stays: for it the pods wait instead. */
static void keep_for_pods(struct plan *plan, struct step *step, const struct map *spared)
{
    if (!is_job(step) || step->action != ACTION_DELETE || !map_get(spared, instance_of(plan, step))) return;
    step->action = ACTION_KEEP;
    step->reason = STR("pods wait for it, and the one before it does not run again");
}

void plan_spare_jobs(struct plan *plan)
{
    struct map spared = {0};
    for (size_t i = 0; i < plan->stack->members.n; i++) spare(plan, &plan->steps.at[i], &spared);
    for (size_t i = plan->stack->members.n; i < plan->steps.n; i++) keep_for_pods(plan, &plan->steps.at[i], &spared);
}
