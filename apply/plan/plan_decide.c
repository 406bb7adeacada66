/* What has to be done about one object, as it is in the cluster. */
#include "plan_internal.h"

#include "cluster/owned_fields.h"
#include "health/readiness.h"

static void note_state(struct plan *plan, struct step *step, const json_t *live)
{
    struct arena *arena = plan->session->arena;
    step->uid = arena_copy(arena, str_of(text_at(live, "metadata.uid")));
    step->resource_version = arena_copy(arena, str_of(text_at(live, "metadata.resourceVersion")));
    step->labelled = stack_has(plan->stack, live);
}

/* A job that ended badly, or runs at every apply, is made anew. */
static void repeat_job(struct plan *plan, struct step *step, const json_t *live)
{
    struct buf why = {0};
    bool job = str_is(step->resource->kind, "Job");
    bool failed = job && readiness_of("batch/v1", "Job", live, NULL, &why, NULL) == READINESS_FAILED;
    if (failed) step->reason = arena_printf(plan->session->arena, "it failed before and runs again");
    else if (job && step->member->always) step->reason = STR("it runs at every apply");
    if (failed || (job && step->member->always)) step->action = ACTION_REPLACE;
    buf_free(&why);
}

/* What becomes ready by patience alone, custom objects without a status, has had it since it was made. */
static bool is_ready(const struct step *step, const json_t *live)
{
    struct buf why = {0};
    struct grace grace = {0};
    enum readiness readiness = readiness_of(step->resource->api_version.s, step->resource->kind.s, live, NULL, &why, &grace);
    buf_free(&why);
    if (readiness == READINESS_WAITING && grace.ms && grace.then == READINESS_READY) return true;
    return readiness == READINESS_READY || readiness == READINESS_SUSPENDED;
}

static void take_member(struct plan *plan, struct step *step, json_t *live)
{
    const struct kube_resource *kube = step->member->compiled->kube;
    json_t *manifest = member_manifest(step->member), *ours = owned_fields_of(live, manifest, kube ? kube->type : NULL);
    step->same = json_equal(ours, manifest);
    step->action = step->same ? ACTION_NONE : ACTION_CHANGE;
    json_decref(ours);
    json_decref(manifest);
    step->ready = is_ready(step, live);
    repeat_job(plan, step, live);
    if (json_at(live, "metadata.deletionTimestamp"))
        refuse(plan, step, "wait until it is gone, then go on; its finalizers say who has to let it go", "it is being deleted");
}

/* One that the stack has no more: ours only if it is the very object that we made. The inventory names what an apply was going to
 * make, too; whether it did, the label tells. */
static void take_pruned(struct plan *plan, struct step *step, const json_t *live)
{
    const struct entry *entry = inventory_find(plan->inventory, step->id);
    bool another = entry && entry->uid.n && !str_eq(entry->uid, step->uid);
    step->action = another || !step->labelled ? ACTION_KEEP : ACTION_DELETE;
    if (step->action == ACTION_DELETE) return;
    step->owned = false;
    if (another) step->reason = STR("somebody made it anew, so it is not ours");
    else if (owner_of(live)) step->reason = arena_printf(plan->session->arena, "it belongs to another stack or ApplySet now (%s)", owner_of(live));
    else step->reason = STR("it does not have the stack's label, so it is not ours");
}

static bool takes_all(const struct plan *plan, const struct step *step, const struct owners *owners)
{
    for (size_t i = 0; i < owners->v.n; i++)
        if (!takes_object(plan, step) && !is_taken(plan, owners->v.at[i])) return false;
    return true;
}

/* Those that belong to somebody stay, unless they are taken: the server's refusal has the last word then. */
static void look_for_leftovers(struct plan *plan, struct step *step, const json_t *live)
{
    const struct kube_resource *kube = step->member->compiled->kube;
    struct leftovers *found = &step->leftovers;
    if (!kube) return;
    json_t *manifest = member_manifest(step->member);
    find_leftovers(plan->session->arena, live, manifest, kube->type, found);
    json_decref(manifest);
    if (!found->fields || takes_all(plan, step, &found->owners)) return;
    step->obstacle = arena_printf(plan->session->arena, "%.*s, which is in the way, belongs to %.*s: take it with --take %.*s",
                                  STR_ARG(found->paths.at[0]), STR_ARG(found->owners.v.at[0]), STR_ARG(found->owners.v.at[0]));
    leftovers_free(found);
    *found = (struct leftovers){0};
}

void plan_decide(struct plan *plan, struct step *step, json_t *live)
{
    note_state(plan, step, live);
    if (step->member) take_member(plan, step, live);
    else take_pruned(plan, step, live);
    if (step->action == ACTION_NONE) return;
    if (step->action == ACTION_CHANGE) look_for_leftovers(plan, step, live);
    content_hash(live, step->content);
    step->live = json_incref(live);
}
