#include "health/pod_group.h"

#include "json/json_path.h"

enum { NODES_MS = 5000 }; /* nodes may come later than the pods, or not be for us to see */

void pod_group_take(struct pod_group *group, struct group_pod *pod, const json_t *object, bool gone)
{
    if (group && !pod->json && !gone) events_heal(&group->events); /* it can make pods */
    json_decref(pod->json);
    pod->json = gone ? NULL : json_incref((json_t *)(uintptr_t)object);
}

/* ---- the rules of the workload ---- */

static const char *label_of(const json_t *object, const char *path, const char *key)
{
    const char *text = json_string_value(json_object_get(json_at(object, path), key));
    return text ? text : "";
}

/* Whether a pod is of the revision that is being rolled out. */
static bool is_new(const json_t *workload, const json_t *pod)
{
    const char *update = text_at(workload, "status.updateRevision");
    const char *generation = label_of(workload, "metadata.annotations", "deprecated.daemonset.template.generation");
    if (*update) return strcmp(label_of(pod, "metadata.labels", "controller-revision-hash"), update) == 0;
    if (*generation) return strcmp(label_of(pod, "metadata.labels", "pod-template-generation"), generation) == 0;
    return true;
}

/* The API server fills these in, each for one kind of workload. */
static bool is_deployment(const json_t *workload) { return json_at(workload, "spec.strategy"); }

static bool is_job(const json_t *workload) { return json_at(workload, "spec.backoffLimit"); }

/* Whether the pods of the revision before must be ready, or deleted, before they are replaced. */
static bool replaces_in_order(const json_t *workload)
{
    return text_is(workload, "spec.podManagementPolicy", "OrderedReady") && text_is(workload, "spec.updateStrategy.type", "RollingUpdate");
}

/* ---- looking ---- */

/* What is worth telling of a pod, the least first. */
enum rank { RANK_NONE, RANK_GONE, RANK_STARTING, RANK_HINDERED, RANK_COUNTED, RANK_DEGRADED, RANK_FAILED };

struct assessment {
    const json_t *workload;
    int64_t now;
    size_t living, ready, fatal, permanent; /* LIVING: all that need no other in their place; PERMANENT: fatal whatever others are */
    size_t unreachable_count, lacking; /* pods that are not new and ready: on unreachable nodes, and on others */
    const json_t *unreachable;    /* one of those on unreachable nodes; NULL: none */
    enum rank worst;              /* of those so far, the first: it is told */
    struct rollout_status *status;
};

static void requeue(struct rollout_status *status, int64_t ms)
{
    if (ms > 0 && (!status->requeue_after || ms < status->requeue_after)) status->requeue_after = ms;
}

/* True: events say that it has been impossible for too long. */
static bool is_fatal_by(const struct event_tracker *events, struct assessment *assessment)
{
    int64_t left = 0;
    bool fatal = events_fatal(events, assessment->now, &left);
    requeue(assessment->status, left);
    return fatal;
}

/* A node that is away, and what fails on it, does not hold up the others. */
static bool is_spared(const struct group_pod *pod, struct assessment *assessment)
{
    int64_t left = pod->memory.first + NODES_MS - assessment->now;
    if (pod->node == NODE_AWAITED) requeue(assessment->status, left);
    return pod->node >= NODE_UNAVAILABLE || (pod->node == NODE_AWAITED && left > 0);
}

static enum rank rank_of(const struct group_pod *pod, enum pod_health health, const struct pod_report *report, struct assessment *assessment)
{
    bool job = is_job(assessment->workload), ended = text_is(pod->json, "status.phase", "Failed");
    if ((health < POD_DEGRADED || ended) && !is_new(assessment->workload, pod->json)) return RANK_NONE; /* what ended is replaced in any order */
    switch (health) {
    case POD_READY: return RANK_NONE;
    case POD_GONE: return job && *text_at(pod->json, "metadata.deletionTimestamp") ? RANK_NONE : RANK_GONE; /* it has nothing more to do */
    case POD_STARTING: return pod->events.since ? RANK_HINDERED : RANK_STARTING;
    case POD_DEGRADED: return RANK_DEGRADED;
    case POD_FAILED:
        if (is_spared(pod, assessment)) return RANK_DEGRADED;
        return job && (report->crashed || ended) ? RANK_COUNTED : RANK_FAILED; /* a job counts its failures itself */
    }
    return RANK_NONE;
}

/* What stands before the cause. */
static void say_pod(struct buf *why, const json_t *workload, const json_t *pod, enum node_state node, enum rank rank)
{
    const char *name = text_at(pod, "metadata.name");
    bool holds_up = rank >= RANK_DEGRADED && !is_new(workload, pod);
    if (holds_up) buf_printf(why, "pod %s of the revision before is not replaced before it is ready or deleted (kubectl delete pod %s -n %s): ",
            name, name, text_at(workload, "metadata.namespace"));
    else if (node >= NODE_UNAVAILABLE)
        buf_printf(why, "pod %s on node %s, which is not ready or takes no pods: ", name, text_at(pod, "spec.nodeName"));
    else if (rank < RANK_COUNTED) buf_printf(why, "pod %s: ", name);
}

static void keep_worst(struct assessment *assessment, const struct group_pod *pod, enum rank rank, const struct pod_report *report,
                       const struct buf *why)
{
    struct rollout_status *status = assessment->status;
    if (rank <= assessment->worst) return;
    assessment->worst = rank;
    status->pod = pod->json;
    status->report = *report;
    status->why.n = 0;
    say_pod(&status->why, assessment->workload, pod->json, pod->node, rank);
    buf_put(&status->why, why->s, why->n);
    if (rank == RANK_HINDERED) buf_printf(&status->why, "; %s", pod->events.text);
}

static void count_lacking(const struct group_pod *pod, struct assessment *assessment)
{
    if (pod->node == NODE_UNREACHABLE) assessment->unreachable = pod->json;
    assessment->unreachable_count += pod->node == NODE_UNREACHABLE;
    assessment->lacking += pod->node != NODE_UNREACHABLE;
}

static void assess_pod(struct group_pod *pod, struct assessment *assessment)
{
    struct buf why = {0};
    struct pod_report report = {0};
    int64_t requeue_after = 0;
    if (!pod->json) return;
    bool new = is_new(assessment->workload, pod->json);
    if (!new) count_lacking(pod, assessment);
    if (!new && !replaces_in_order(assessment->workload)) return;
    pod->memory.scales_up = pod->events.scales_up;
    enum pod_health health = pod_health(pod->json, &pod->memory, assessment->now, &why, &report, &requeue_after);
    requeue(assessment->status, requeue_after);
    assessment->living += health != POD_GONE;
    assessment->ready += health == POD_READY;
    if (new && health != POD_READY) count_lacking(pod, assessment);
    if (pod->events.before_start && pod_has_started(pod->json)) events_heal(&pod->events);
    if (health == POD_STARTING && is_fatal_by(&pod->events, assessment)) {
        health = POD_FAILED;
        why.n = 0;
        buf_printf(&why, "%s", pod->events.text);
    }
    enum rank rank = rank_of(pod, health, &report, assessment);
    keep_worst(assessment, pod, rank, &report, &why);
    assessment->fatal += rank == RANK_FAILED;
    assessment->permanent += rank == RANK_FAILED && report.permanent;
    buf_free(&why);
}

/* A Deployment may have as many pods as it is allowed until old ones leave. */
static bool no_pod_can_be_made(const struct pod_group *group, struct assessment *assessment)
{
    return !(is_deployment(assessment->workload) && assessment->living) && is_fatal_by(&group->events, assessment);
}

/* Of a DaemonSet: no other knows its nodes. */
static bool is_settled(const struct assessment *assessment)
{
    json_int_t wanted = count_at(assessment->workload, "status.desiredNumberScheduled", INT32_MAX) - (json_int_t)assessment->unreachable_count;
    json_int_t available = count_at(assessment->workload, "status.numberAvailable", 0);
    json_int_t updated = count_at(assessment->workload, "status.updatedNumberScheduled", 0);
    return assessment->unreachable_count && !assessment->lacking && available > 0 && available >= wanted && updated >= wanted;
}

static void say_settled(struct buf *why, const struct assessment *assessment)
{
    why->n = 0;
    buf_printf(why, "not waited for: pod %s on node %s, which tells nothing any more", text_at(assessment->unreachable, "metadata.name"),
               text_at(assessment->unreachable, "spec.nodeName"));
    if (assessment->unreachable_count > 1) buf_printf(why, ", and %zu more", assessment->unreachable_count - 1);
}

void pod_group_assess(const struct pod_group *group, const json_t *workload, int64_t now, struct rollout_status *status)
{
    struct assessment assessment = {.workload = workload, .now = now, .status = status};
    for (size_t i = 0; i < group->pods.n; i++) assess_pod(group->pods.at[i], &assessment);
    status->settled = is_settled(&assessment);
    if (status->settled) say_settled(&status->why, &assessment);
    status->failed = assessment.permanent || (assessment.fatal && !(is_deployment(workload) && assessment.ready));
    if (status->failed || !no_pod_can_be_made(group, &assessment)) return;
    status->failed = true;
    status->pod = NULL;
    status->report = (struct pod_report){0};
    status->why.n = 0;
    buf_printf(&status->why, "%s", group->events.text);
}
