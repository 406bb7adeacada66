/* The cluster as a compiled stack, so that "stk diff" says what a plan means; and what cannot be changed in place. */
#include "plan_internal.h"

#include "cluster/owned_fields.h"
#include "json/json_value.h"
#include "review/immutable.h"

/* ---- the cluster as a compiled stack ---- */

/* Without the label that the manifest, as it was compiled, does not have. */
static struct value live_value(struct plan *plan, const struct step *step)
{
    const struct kube_resource *kube = step->member->compiled->kube;
    json_t *manifest = member_manifest(step->member), *ours = owned_fields_of(step->live, manifest, kube ? kube->type : NULL);
    json_decref(manifest);
    json_object_del(json_at(ours, "metadata.labels"), LABEL_PART_OF);
    if (!json_object_size(json_at(ours, "metadata.labels"))) json_object_del(json_object_get(ours, "metadata"), "labels");
    struct value value = value_of_json(plan->session, ours);
    json_decref(ours);
    return value;
}

static struct cluster_facts facts_of(const struct step *step)
{
    bool set = str_is(step->resource->kind, "StatefulSet"), claim = str_is(step->resource->kind, "PersistentVolumeClaim");
    int64_t missing = count_at(step->live, "spec.replicas", 1) - count_at(step->live, "status.readyReplicas", 0);
    return (struct cluster_facts){.live = true, .accepted = step->accepted, .refused = step->action == ACTION_CHANGE && step->reason.n,
                                  .unbound = claim && text_is(step->live, "status.phase", "Pending"),
                                  .missing_pods = set && missing > 0 ? missing : 0};
}

static struct compiled_object pruned_object(struct plan *plan, const struct step *step)
{
    json_t *content = live_content(step->live);
    struct compiled_object object = {.id = step->id, .api_version = step->resource->api_version, .kind = step->resource->kind,
            .namespace = step->namespace, .name = step->name, .source = UINT32_MAX, .value = value_of_json(plan->session, content)};
    object.kube = kube_resource_exact(object.api_version.s, object.kind.s);
    json_decref(content);
    return object;
}

static void add_live(struct plan *plan, const struct step *step)
{
    struct compiled_object object;
    if (step->action == ACTION_CREATE || (!step->member && step->action != ACTION_DELETE)) return;
    if (step->member) object = *step->member->compiled;
    else object = pruned_object(plan, step);
    if (step->member && step->live && step->action != ACTION_NONE) {
        object.value = live_value(plan, step);
        object.facts = facts_of(step);
        object.hash = STR("");
        object.text = STR("");
    }
    vec_push(plan->session->arena, &plan->before->objects, object);
}

/* They are not in the cluster, and so no difference. */
static void add_operations(struct plan *plan)
{
    struct compiled *compiled = plan->stack->compiled;
    for (size_t i = 0; i < compiled->objects.n; i++) {
        if (!str_is(compiled->objects.at[i].kind, "Operation")) continue;
        compiled_text(compiled, &compiled->objects.at[i]);
        vec_push(plan->session->arena, &plan->before->objects, compiled->objects.at[i]);
    }
}

static void make_before(struct plan *plan)
{
    struct session *session = plan->session;
    plan->before = compiled_empty(session);
    stack_file_free(plan->before->stack);
    plan->before->stack = stack_file_shared(plan->stack->compiled->stack);
    for (size_t i = 0; i < plan->steps.n; i++) add_live(plan, &plan->steps.at[i]);
    add_operations(plan);
    compiled_index(plan->before);
}

/* ---- what cannot be changed in place ---- */

/* Of a change that the server refuses, or was not asked about. */
static const struct immutable_field *immutable_of(struct plan *plan, const struct object_change *change)
{
    const struct immutable_field *worst = NULL;
    struct immutable_change asked = immutable_change_of(plan->comparison, change);
    for (size_t i = 0; i < change->fields.n; i++) {
        const struct immutable_field *found = immutable_field(&asked, &change->fields.at[i]);
        if (found && found->way != WAY_IGNORED && (!worst || found->way == WAY_DECIDE)) worst = found;
    }
    return worst;
}

/* A StatefulSet leaves its pods and claims, and the new one takes them in by their labels, of the same revision and without a restart;
 * what its claim templates say is of the claims to come (Kubernetes 1.36.2). */
static void decide(struct plan *plan, struct step *step, const struct immutable_field *field)
{
    struct arena *arena = plan->session->arena;
    bool stateful = str_is(step->resource->kind, "StatefulSet") && strcmp(field->path, "spec.selector") != 0;
    if (keep_mark(step)) {
        Str help = arena_printf(arena, "keep the field as it was, or take the annotation %s off the object", keep_mark(step));
        refuse(plan, step, help.s, "it cannot be changed in place, and is marked to stay: %s", field->what);
        return;
    }
    if ((field->way == WAY_DECIDE || is_protected(step)) && !has_consent(plan, step)) {
        Str help = arena_printf(arena, "keep the field as it was; or let it be made anew with --consent %.*s%s", STR_ARG(step->id),
                                stateful ? " (its pods go on, existing claims stay as they are)" : "");
        refuse(plan, step, help.s, "it cannot be changed in place: %s", field->what);
        return;
    }
    step->action = ACTION_REPLACE;
    step->orphan = stateful;
    step->reason = arena_printf(arena, "it cannot be changed in place: %s", field->what);
}

static void find_immutable(struct plan *plan)
{
    for (size_t i = 0; i < plan->comparison->changes.n; i++) {
        const struct object_change *change = &plan->comparison->changes.at[i];
        size_t index = change->after ? plan_step_of(plan, change->after->id) : 0;
        if (!index || change->kind != CHANGE_FIELDS || plan->steps.at[index - 1].action != ACTION_CHANGE) continue;
        const struct immutable_field *field = immutable_of(plan, change);
        if (field) decide(plan, &plan->steps.at[index - 1], field);
    }
}

/* The server says that it cannot be changed, and our table does not know why: nothing is deleted because of that. */
static void refuse_unknown(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (step->action == ACTION_CHANGE && step->reason.n)
            refuse(plan, step, "delete the object by hand if it may be made anew, then go on", "the server refuses the change: %.*s",
                   STR_ARG(step->reason));
    }
}

void plan_compare(struct plan *plan)
{
    make_before(plan);
    plan->comparison = compare(plan->before, plan->stack->compiled);
    find_immutable(plan);
    refuse_unknown(plan);
    plan->consequences = analyse_impact(plan->comparison);
}
