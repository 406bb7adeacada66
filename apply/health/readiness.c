#include "health/readiness.h"

#include "json/json_path.h"
#include "kube/kube.h"

/* One look at one object. */
struct evaluation {
    const json_t *object, *before;
    struct buf *why;
    struct grace grace;
};

typedef enum readiness readiness_rule(struct evaluation *);

enum {
    MS_ENDING = 5000,          /* what is being deleted: finalizers hold it */
    MS_NO_PROGRESS = 2000,     /* a rollback takes over the condition of the rollout before, for a moment */
    MS_NO_PODS = 10000,        /* a quota or an admission that refuses pods */
    MS_SYNC = 10000,           /* a controller's failure that it repeats */
    MS_SCALE = 40000,          /* an autoscaler that misses its target twice: it looks every 15 seconds */
    MS_PROVISIONING = 120000,  /* a volume that cannot be made */
    MS_NO_METRICS = 20000,     /* an autoscaler without conditions: autoscaling/v1 has none */
    MS_NO_STATUS = 5000,       /* a custom object that nobody has looked at, or whose kind has no status */
};

PRINTF(2, 3) static void tell(struct evaluation *evaluation, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    evaluation->why->n = 0;
    buf_vprintf(evaluation->why, fmt, args);
    va_end(args);
}

static enum readiness say(struct evaluation *evaluation, enum readiness readiness, const char *text)
{
    tell(evaluation, "%s", text);
    return readiness;
}

static enum readiness wait_for(struct evaluation *evaluation, int64_t ms, enum readiness then)
{
    evaluation->grace = (struct grace){ms, then};
    return READINESS_WAITING;
}

/* "TEXT: REASON: MESSAGE" of a condition; either may be absent. */
static void tell_condition(struct evaluation *evaluation, const char *text, const json_t *condition)
{
    const char *reason = text_at(condition, "reason"), *message = text_at(condition, "message");
    tell(evaluation, "%s%s%s%s%s", text, *reason ? ": " : "", reason, *message ? ": " : "", message);
}

static enum readiness wait_with(struct evaluation *evaluation, const char *text, const json_t *condition)
{
    tell_condition(evaluation, text, condition);
    return READINESS_WAITING;
}

static enum readiness fail_with(struct evaluation *evaluation, const char *text, const json_t *condition)
{
    tell_condition(evaluation, text, condition);
    return READINESS_FAILED;
}

/* ---- what holds for every kind ---- */

static bool replaced(struct evaluation *evaluation, const struct expectation *expected)
{
    if (!expected->uid || text_is(evaluation->object, "metadata.uid", expected->uid)) return false;
    tell(evaluation, "somebody replaced it: its uid is no longer that of the object that was applied");
    return true;
}

/* The conditions are those of a namespace. */
static bool being_deleted(struct evaluation *evaluation)
{
    static const char *const remains[] = {"NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"};
    const json_t *finalizers = json_at(evaluation->object, "metadata.finalizers");
    if (!*text_at(evaluation->object, "metadata.deletionTimestamp")) return false;
    tell(evaluation, "being deleted");
    if (json_array_size(finalizers)) buf_printf(evaluation->why, "; finalizers: ");
    buf_texts(evaluation->why, finalizers);
    for (size_t i = 0; i < COUNT(remains); i++)
        if (condition_is(evaluation->object, remains[i], "True"))
            buf_printf(evaluation->why, "; %s", text_at(condition_of(evaluation->object, remains[i]), "message"));
    return true;
}

static bool stale(struct evaluation *evaluation, const struct expectation *expected)
{
    json_int_t generation = number_at(evaluation->object, "metadata.generation", 0);
    bool old = generation < expected->generation;
    if (!old && number_at(evaluation->object, "status.observedGeneration", generation) >= generation) return false;
    tell(evaluation, old ? "its last change is not to be seen yet" : "spec not observed yet");
    return true;
}

/* For kinds whose controller always writes status.observedGeneration: without it, the rest of the status means nothing. */
static bool unobserved(struct evaluation *evaluation)
{
    if (number_at(evaluation->object, "status.observedGeneration", 0) > 0) return false;
    tell(evaluation, "spec not observed yet");
    return true;
}

/* ---- workloads ---- */

static json_int_t count(const struct evaluation *evaluation, const char *path) { return count_at(evaluation->object, path, 0); }

static json_int_t replicas(const struct evaluation *evaluation) { return count_at(evaluation->object, "spec.replicas", 1); }

static bool short_of(struct evaluation *evaluation, json_int_t have, json_int_t wanted, const char *what)
{
    if (have >= wanted) return false;
    tell(evaluation, "%" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT " %s", have, wanted, what);
    return true;
}

static bool more_than(struct evaluation *evaluation, json_int_t have, json_int_t wanted, const char *what)
{
    if (have <= wanted) return false;
    tell(evaluation, "%s: %" JSON_INTEGER_FORMAT, what, have - wanted);
    return true;
}

/* Pods of the rollout that are not there yet, not available yet, or still there. */
static bool rolling(struct evaluation *evaluation)
{
    json_int_t wanted = replicas(evaluation), updated = count(evaluation, "status.updatedReplicas");
    return short_of(evaluation, updated, wanted, "pods updated") ||
           more_than(evaluation, count(evaluation, "status.replicas"), updated, "old pods still there") ||
           short_of(evaluation, count(evaluation, "status.availableReplicas"), updated, "pods available");
}

/* The controller has given up. What it said so before the wait is taken back only when the rollout goes on. */
static bool gave_up(const struct evaluation *evaluation, const json_t *progressing)
{
    if (!text_is(progressing, "status", "False") || !text_is(progressing, "reason", "ProgressDeadlineExceeded")) return false;
    return !json_equal(progressing, condition_of(evaluation->before, "Progressing"));
}

/* The controller's own judgement; false: it has none, or a good one. As long as some pods of the rollout can be made, it may go
 * on when old ones leave. */
static bool in_trouble(struct evaluation *evaluation)
{
    const json_t *progressing = condition_of(evaluation->object, "Progressing"), *refused = condition_of(evaluation->object, "ReplicaFailure");
    bool short_of_pods = text_is(refused, "status", "True"), none = count(evaluation, "status.updatedReplicas") == 0;
    bool late = gave_up(evaluation, progressing);
    if (late) tell_condition(evaluation, "no progress", progressing);
    if (short_of_pods) tell_condition(evaluation, "pods cannot be created", refused);
    if (short_of_pods && none) wait_for(evaluation, MS_NO_PODS, READINESS_FAILED);
    else if (late) wait_for(evaluation, MS_NO_PROGRESS, READINESS_FAILED);
    return late || short_of_pods;
}

static enum readiness deployment(struct evaluation *evaluation)
{
    const json_t *progressing = condition_of(evaluation->object, "Progressing");
    if (true_at(evaluation->object, "spec.paused")) return say(evaluation, READINESS_SUSPENDED, "paused");
    if (unobserved(evaluation) || in_trouble(evaluation) || rolling(evaluation)) return READINESS_WAITING;
    if (!condition_is(evaluation->object, "Available", "True")) return say(evaluation, READINESS_WAITING, "not available yet");
    if (progressing && !text_is(progressing, "reason", "NewReplicaSetAvailable")) return say(evaluation, READINESS_WAITING, "rollout not completed yet");
    return READINESS_READY;
}

static enum readiness replica_set(struct evaluation *evaluation)
{
    json_int_t wanted = replicas(evaluation);
    if (unobserved(evaluation)) return READINESS_WAITING;
    bool waits = short_of(evaluation, count(evaluation, "status.availableReplicas"), wanted, "pods available") ||
                 more_than(evaluation, count(evaluation, "status.replicas"), wanted, "pods too many");
    return waits ? READINESS_WAITING : READINESS_READY;
}

static bool on_delete(const struct evaluation *evaluation) { return text_is(evaluation->object, "spec.updateStrategy.type", "OnDelete"); }

/* Pods that only change when somebody deletes them are not waited for, except at the very first. */
static bool by_hand(struct evaluation *evaluation, json_int_t updated, json_int_t wanted)
{
    if (!on_delete(evaluation) || number_at(evaluation->object, "metadata.generation", 1) <= 1) return false;
    if (short_of(evaluation, updated, wanted, "pods updated")) buf_printf(evaluation->why, ": restart pending (OnDelete)");
    return true;
}

/* Pods from PARTITION on are those to be updated; the revision only moves when they are all of them. */
static bool revising(struct evaluation *evaluation, json_int_t wanted, json_int_t updated)
{
    json_int_t partition = count(evaluation, "spec.updateStrategy.rollingUpdate.partition");
    if (on_delete(evaluation)) return false;
    if (short_of(evaluation, updated, wanted - partition, "pods updated")) return true;
    if (partition > 0 || text_is(evaluation->object, "status.currentRevision", text_at(evaluation->object, "status.updateRevision"))) return false;
    tell(evaluation, "rollout not completed yet");
    return true;
}

static enum readiness stateful_set(struct evaluation *evaluation)
{
    json_int_t wanted = replicas(evaluation), updated = count(evaluation, "status.updatedReplicas");
    if (unobserved(evaluation)) return READINESS_WAITING;
    if (by_hand(evaluation, updated, wanted)) return READINESS_READY;
    bool slow = count(evaluation, "spec.minReadySeconds") > 0;
    bool waits = short_of(evaluation, count(evaluation, "status.readyReplicas"), wanted, "pods ready") ||
                 more_than(evaluation, count(evaluation, "status.replicas"), wanted, "pods too many") ||
                 short_of(evaluation, count(evaluation, "status.replicas"), wanted, "pods created") ||
                 (slow && short_of(evaluation, count(evaluation, "status.availableReplicas"), wanted, "pods available")) || revising(evaluation, wanted, updated);
    return waits ? READINESS_WAITING : READINESS_READY;
}

static enum readiness daemon_set(struct evaluation *evaluation)
{
    json_int_t wanted = count_at(evaluation->object, "status.desiredNumberScheduled", -1), updated = count(evaluation, "status.updatedNumberScheduled");
    if (unobserved(evaluation)) return READINESS_WAITING;
    if (wanted < 0) return say(evaluation, READINESS_WAITING, "spec not observed yet");
    if (wanted == 0) return say(evaluation, READINESS_READY, "no node for it");
    if (by_hand(evaluation, updated, wanted)) return READINESS_READY;
    bool waits = (!on_delete(evaluation) && short_of(evaluation, updated, wanted, "pods updated")) ||
                 short_of(evaluation, count(evaluation, "status.numberAvailable"), wanted, "pods available");
    return waits ? READINESS_WAITING : READINESS_READY;
}

bool job_has_ended(const json_t *object) { return condition_is(object, "Complete", "True") || condition_is(object, "Failed", "True"); }

/* A gate: ready once it has ended well. The criteria are met before its last pods are gone. */
static enum readiness job(struct evaluation *evaluation)
{
    if (condition_is(evaluation->object, "Complete", "True") || condition_is(evaluation->object, "SuccessCriteriaMet", "True")) return READINESS_READY;
    if (condition_is(evaluation->object, "Failed", "True")) return fail_with(evaluation, "job failed", condition_of(evaluation->object, "Failed"));
    if (condition_is(evaluation->object, "FailureTarget", "True")) return fail_with(evaluation, "job failed", condition_of(evaluation->object, "FailureTarget"));
    if (true_at(evaluation->object, "spec.suspend")) return say(evaluation, READINESS_SUSPENDED, "suspended");
    tell(evaluation, "%s", count(evaluation, "status.active") ? "running" : "not started yet");
    if (count(evaluation, "status.succeeded")) buf_printf(evaluation->why, "; pods done: %" JSON_INTEGER_FORMAT, count(evaluation, "status.succeeded"));
    if (count(evaluation, "status.failed")) buf_printf(evaluation->why, "; pods failed: %" JSON_INTEGER_FORMAT, count(evaluation, "status.failed"));
    return READINESS_WAITING;
}

static enum readiness pod(struct evaluation *evaluation)
{
    const char *phase = text_at(evaluation->object, "status.phase");
    if (strcmp(phase, "Succeeded") == 0 || condition_is(evaluation->object, "Ready", "True")) return READINESS_READY;
    if (strcmp(phase, "Failed") != 0) return say(evaluation, READINESS_WAITING, "pod not ready yet");
    return fail_with(evaluation, "pod failed", json_at(evaluation->object, "status"));
}

/* ---- what workloads stand on ---- */

static enum readiness namespace(struct evaluation *evaluation)
{
    if (text_is(evaluation->object, "status.phase", "Active")) return READINESS_READY;
    if (text_is(evaluation->object, "status.phase", "Terminating")) return say(evaluation, READINESS_FAILED, "it is ending and takes nothing new");
    return say(evaluation, READINESS_WAITING, "not active yet");
}

static enum readiness resource_quota(struct evaluation *evaluation)
{
    const json_t *spec = json_at(evaluation->object, "spec.hard"), *status = json_at(evaluation->object, "status.hard");
    if (!json_object_size(spec) || json_equal(spec, status)) return READINESS_READY;
    return say(evaluation, READINESS_WAITING, "limits not counted yet");
}

static const json_t *condition_with_reason(const json_t *object, const char *reason)
{
    const json_t *conditions = json_at(object, "status.conditions");
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (text_is(json_array_get(conditions, i), "reason", reason)) return json_array_get(conditions, i);
    return NULL;
}

static enum readiness claim(struct evaluation *evaluation)
{
    const json_t *refused = condition_with_reason(evaluation->object, "ProvisioningFailed");
    const char *phase = text_at(evaluation->object, "status.phase");
    if (strcmp(phase, "Bound") == 0) return READINESS_READY;
    if (strcmp(phase, "Lost") == 0) return say(evaluation, READINESS_FAILED, "its volume is lost");
    if (strcmp(phase, "Pending") != 0) return say(evaluation, READINESS_WAITING, "not looked at yet");
    if (!refused) return say(evaluation, READINESS_READY, "not bound yet: this may take until a pod uses it");
    tell_condition(evaluation, "no volume", refused);
    return wait_for(evaluation, MS_PROVISIONING, READINESS_FAILED);
}

static bool has_address(const struct evaluation *evaluation)
{
    const json_t *first = json_array_get(json_at(evaluation->object, "status.loadBalancer.ingress"), 0);
    return *text_at(first, "ip") || *text_at(first, "hostname");
}

static enum readiness service(struct evaluation *evaluation)
{
    const char *type = text_at(evaluation->object, "spec.type");
    if (strcmp(type, "ExternalName") == 0) return READINESS_READY;
    if (!*text_at(evaluation->object, "spec.clusterIP")) return say(evaluation, READINESS_WAITING, "no cluster address yet");
    bool outside = has_address(evaluation) || json_array_size(json_at(evaluation->object, "spec.externalIPs"));
    if (strcmp(type, "LoadBalancer") == 0 && !outside) tell(evaluation, "no address yet");
    return READINESS_READY;
}

static enum readiness ingress(struct evaluation *evaluation)
{
    if (!has_address(evaluation)) tell(evaluation, "no address yet");
    return READINESS_READY;
}

static enum readiness disruption_budget(struct evaluation *evaluation)
{
    const json_t *allowed = condition_of(evaluation->object, "DisruptionAllowed");
    if (text_is(allowed, "reason", "SyncFailed")) {
        tell_condition(evaluation, "its pods cannot be counted", allowed);
        return wait_for(evaluation, MS_SYNC, READINESS_FAILED);
    }
    if (unobserved(evaluation)) return READINESS_WAITING;
    if (allowed || json_at(evaluation->object, "status.currentHealthy")) return READINESS_READY;
    return say(evaluation, READINESS_WAITING, "pods not counted yet");
}

/* Metrics may take minutes, and never come where nobody collects them: they are not waited for. */
static enum readiness autoscaler(struct evaluation *evaluation)
{
    const json_t *able = condition_of(evaluation->object, "AbleToScale"), *active = condition_of(evaluation->object, "ScalingActive");
    if (text_is(able, "status", "False")) {
        tell_condition(evaluation, "it cannot scale", able);
        return wait_for(evaluation, MS_SCALE, READINESS_FAILED);
    }
    if (text_is(active, "status", "False") && text_is(active, "reason", "InvalidSelector")) return fail_with(evaluation, "it cannot scale", active);
    if (!able) {
        tell(evaluation, "not observed yet");
        return wait_for(evaluation, MS_NO_METRICS, READINESS_READY);
    }
    bool idle = text_is(active, "status", "True") || text_is(active, "reason", "ScalingDisabled");
    if (!idle) tell_condition(evaluation, "no metrics yet", active);
    return READINESS_READY;
}

/* ---- the API itself ---- */

static enum readiness definition(struct evaluation *evaluation)
{
    const json_t *established = condition_of(evaluation->object, "Established"), *names = condition_of(evaluation->object, "NamesAccepted");
    const json_t *loose = condition_of(evaluation->object, "NonStructuralSchema"), *ending = condition_of(evaluation->object, "Terminating");
    if (text_is(names, "status", "False")) return fail_with(evaluation, "its names are taken", names);
    if (text_is(loose, "status", "True")) return fail_with(evaluation, "its schema is not structural", loose);
    if (text_is(ending, "status", "True")) return fail_with(evaluation, "it is ending", ending);
    if (text_is(established, "status", "False") && !text_is(established, "reason", "Installing"))
        return fail_with(evaluation, "not established", established);
    if (text_is(established, "status", "True") && text_is(names, "status", "True")) return READINESS_READY;
    return say(evaluation, READINESS_WAITING, "not established yet");
}

static enum readiness api_service(struct evaluation *evaluation)
{
    const json_t *available = condition_of(evaluation->object, "Available");
    if (text_is(available, "status", "True")) return READINESS_READY;
    return wait_with(evaluation, "not available yet", available);
}

/* ---- kinds of others: what kstatus asks of them ---- */

/* A condition about an older generation says nothing. */
static const json_t *fresh_condition(const struct evaluation *evaluation, const char *type)
{
    const json_t *condition = condition_of(evaluation->object, type);
    json_int_t generation = number_at(evaluation->object, "metadata.generation", 0);
    return number_at(condition, "observedGeneration", generation) < generation ? NULL : condition;
}

static enum readiness custom(struct evaluation *evaluation)
{
    const json_t *reconciling = fresh_condition(evaluation, "Reconciling"), *stalled = fresh_condition(evaluation, "Stalled");
    const json_t *ready = fresh_condition(evaluation, "Ready");
    if (!json_object_size(json_at(evaluation->object, "status"))) {
        tell(evaluation, "no status yet");
        return wait_for(evaluation, MS_NO_STATUS, READINESS_READY);
    }
    if (text_is(reconciling, "status", "True")) return wait_with(evaluation, "reconciling", reconciling);
    if (text_is(stalled, "status", "True")) return fail_with(evaluation, "stalled", stalled);
    if (!condition_of(evaluation->object, "Ready") || text_is(ready, "status", "True")) return READINESS_READY;
    return wait_with(evaluation, "not ready yet", ready);
}

/* ---- the table ---- */

/* Kinds of Kubernetes; those that are not here are ready once they exist. */
static const struct kind_rule { const char *kind; readiness_rule *rule; } rules[] = {
    {"APIService", api_service},
    {"CustomResourceDefinition", definition},
    {"DaemonSet", daemon_set},
    {"Deployment", deployment},
    {"HorizontalPodAutoscaler", autoscaler},
    {"Ingress", ingress},
    {"Job", job},
    {"Namespace", namespace},
    {"PersistentVolumeClaim", claim},
    {"Pod", pod},
    {"PodDisruptionBudget", disruption_budget},
    {"ReplicaSet", replica_set},
    {"ReplicationController", replica_set},
    {"ResourceQuota", resource_quota},
    {"Service", service},
    {"StatefulSet", stateful_set},
};

/* NULL: there is nothing to wait for. */
static readiness_rule *rule_of(const char *api_version, const char *kind)
{
    if (!kube_resource_exact(api_version, kind)) return custom;
    for (size_t i = 0; i < COUNT(rules); i++)
        if (strcmp(rules[i].kind, kind) == 0) return rules[i].rule;
    return NULL;
}

static enum readiness apply_rule(struct evaluation *evaluation, readiness_rule *rule, const struct expectation *expected)
{
    if (!json_is_object(evaluation->object)) return say(evaluation, READINESS_WAITING, expected->uid ? "gone since it was applied" : "not there yet");
    if (replaced(evaluation, expected)) return READINESS_FAILED;
    if (rule == job && job_has_ended(evaluation->object)) return job(evaluation);
    if (being_deleted(evaluation)) return expected->uid ? wait_for(evaluation, MS_ENDING, READINESS_FAILED) : READINESS_WAITING;
    if (stale(evaluation, expected)) return READINESS_WAITING;
    return rule ? rule(evaluation) : READINESS_READY;
}

enum readiness readiness_of(const char *api_version, const char *kind, const json_t *object, const struct expectation *expected, struct buf *why,
    struct grace *grace)
{
    static const struct expectation any = {0};
    if (!expected) expected = &any;
    struct evaluation evaluation = {.object = object, .before = expected->before, .why = why};
    why->n = 0;
    enum readiness readiness = apply_rule(&evaluation, rule_of(api_version, kind), expected);
    buf_one_line(why);
    if (grace) *grace = evaluation.grace;
    return readiness;
}

bool readiness_needs_watch(const char *api_version, const char *kind) { return rule_of(api_version, kind) != NULL; }
