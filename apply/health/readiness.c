#include "health/readiness.h"

#include "json/json_path.h"
#include "kube/kube.h"

/* One look at one object. */
struct look {
    const json_t *object, *before;
    struct buf *why;
    struct patience patience;
};

typedef enum readiness readiness_rule(struct look *);

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

PRINTF(2, 3) static void tell(struct look *look, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    look->why->n = 0;
    buf_vprintf(look->why, fmt, args);
    va_end(args);
}

static enum readiness say(struct look *look, enum readiness readiness, const char *text)
{
    tell(look, "%s", text);
    return readiness;
}

static enum readiness wait_for(struct look *look, int64_t ms, enum readiness then)
{
    look->patience = (struct patience){ms, then};
    return READINESS_WAITING;
}

/* "TEXT: REASON: MESSAGE" of a condition; either may be absent. */
static void tell_condition(struct look *look, const char *text, const json_t *condition)
{
    const char *reason = text_at(condition, "reason"), *message = text_at(condition, "message");
    tell(look, "%s%s%s%s%s", text, *reason ? ": " : "", reason, *message ? ": " : "", message);
}

static enum readiness wait_with(struct look *look, const char *text, const json_t *condition)
{
    tell_condition(look, text, condition);
    return READINESS_WAITING;
}

static enum readiness fail_with(struct look *look, const char *text, const json_t *condition)
{
    tell_condition(look, text, condition);
    return READINESS_FAILED;
}

/* ---- what holds for every kind ---- */

static bool replaced(struct look *look, const struct expectation *expected)
{
    if (!expected->uid || text_is(look->object, "metadata.uid", expected->uid)) return false;
    tell(look, "somebody replaced it: its uid is no longer that of the object that was applied");
    return true;
}

/* The conditions are those of a namespace. */
static bool being_deleted(struct look *look)
{
    static const char *const remains[] = {"NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"};
    const json_t *finalizers = json_at(look->object, "metadata.finalizers");
    if (!*text_at(look->object, "metadata.deletionTimestamp")) return false;
    tell(look, "being deleted");
    if (json_array_size(finalizers)) buf_printf(look->why, "; finalizers: ");
    buf_texts(look->why, finalizers);
    for (size_t i = 0; i < COUNT(remains); i++)
        if (condition_is(look->object, remains[i], "True"))
            buf_printf(look->why, "; %s", text_at(condition_of(look->object, remains[i]), "message"));
    return true;
}

static bool stale(struct look *look, const struct expectation *expected)
{
    json_int_t generation = number_at(look->object, "metadata.generation", 0);
    bool old = generation < expected->generation;
    if (!old && number_at(look->object, "status.observedGeneration", generation) >= generation) return false;
    tell(look, old ? "its last change is not to be seen yet" : "spec not observed yet");
    return true;
}

/* For kinds whose controller always writes status.observedGeneration: without it, the rest of the status means nothing. */
static bool unobserved(struct look *look)
{
    if (number_at(look->object, "status.observedGeneration", 0) > 0) return false;
    tell(look, "spec not observed yet");
    return true;
}

/* ---- workloads ---- */

static json_int_t count(const struct look *look, const char *path) { return count_at(look->object, path, 0); }

static json_int_t replicas(const struct look *look) { return count_at(look->object, "spec.replicas", 1); }

static bool short_of(struct look *look, json_int_t have, json_int_t wanted, const char *what)
{
    if (have >= wanted) return false;
    tell(look, "%" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT " %s", have, wanted, what);
    return true;
}

static bool more_than(struct look *look, json_int_t have, json_int_t wanted, const char *what)
{
    if (have <= wanted) return false;
    tell(look, "%s: %" JSON_INTEGER_FORMAT, what, have - wanted);
    return true;
}

/* Pods of the rollout that are not there yet, not available yet, or still there. */
static bool rolling(struct look *look)
{
    json_int_t wanted = replicas(look), updated = count(look, "status.updatedReplicas");
    return short_of(look, updated, wanted, "pods updated") ||
           more_than(look, count(look, "status.replicas"), updated, "old pods still there") ||
           short_of(look, count(look, "status.availableReplicas"), updated, "pods available");
}

/* The controller has given up. What it said so before the wait is taken back only when the rollout goes on. */
static bool gave_up(const struct look *look, const json_t *progressing)
{
    if (!text_is(progressing, "status", "False") || !text_is(progressing, "reason", "ProgressDeadlineExceeded")) return false;
    return !json_equal(progressing, condition_of(look->before, "Progressing"));
}

/* The controller's own judgement; false: it has none, or a good one. As long as some pods of the rollout can be made, it may go
 * on when old ones leave. */
static bool in_trouble(struct look *look)
{
    const json_t *progressing = condition_of(look->object, "Progressing"), *refused = condition_of(look->object, "ReplicaFailure");
    bool short_of_pods = text_is(refused, "status", "True"), none = count(look, "status.updatedReplicas") == 0;
    bool late = gave_up(look, progressing);
    if (late) tell_condition(look, "no progress", progressing);
    if (short_of_pods) tell_condition(look, "pods cannot be created", refused);
    if (short_of_pods && none) wait_for(look, MS_NO_PODS, READINESS_FAILED);
    else if (late) wait_for(look, MS_NO_PROGRESS, READINESS_FAILED);
    return late || short_of_pods;
}

static enum readiness deployment(struct look *look)
{
    const json_t *progressing = condition_of(look->object, "Progressing");
    if (true_at(look->object, "spec.paused")) return say(look, READINESS_SUSPENDED, "paused");
    if (unobserved(look) || in_trouble(look) || rolling(look)) return READINESS_WAITING;
    if (!condition_is(look->object, "Available", "True")) return say(look, READINESS_WAITING, "not available yet");
    if (progressing && !text_is(progressing, "reason", "NewReplicaSetAvailable")) return say(look, READINESS_WAITING, "rollout not completed yet");
    return READINESS_READY;
}

static enum readiness replica_set(struct look *look)
{
    json_int_t wanted = replicas(look);
    if (unobserved(look)) return READINESS_WAITING;
    bool waits = short_of(look, count(look, "status.availableReplicas"), wanted, "pods available") ||
                 more_than(look, count(look, "status.replicas"), wanted, "pods too many");
    return waits ? READINESS_WAITING : READINESS_READY;
}

static bool on_delete(const struct look *look) { return text_is(look->object, "spec.updateStrategy.type", "OnDelete"); }

/* Pods that only change when somebody deletes them are not waited for, except at the very first. */
static bool by_hand(struct look *look, json_int_t updated, json_int_t wanted)
{
    if (!on_delete(look) || number_at(look->object, "metadata.generation", 1) <= 1) return false;
    if (short_of(look, updated, wanted, "pods updated")) buf_printf(look->why, ": restart pending (OnDelete)");
    return true;
}

/* Pods from PARTITION on are those to be updated; the revision only moves when they are all of them. */
static bool revising(struct look *look, json_int_t wanted, json_int_t updated)
{
    json_int_t partition = count(look, "spec.updateStrategy.rollingUpdate.partition");
    if (on_delete(look)) return false;
    if (short_of(look, updated, wanted - partition, "pods updated")) return true;
    if (partition > 0 || text_is(look->object, "status.currentRevision", text_at(look->object, "status.updateRevision"))) return false;
    tell(look, "rollout not completed yet");
    return true;
}

static enum readiness stateful_set(struct look *look)
{
    json_int_t wanted = replicas(look), updated = count(look, "status.updatedReplicas");
    if (unobserved(look)) return READINESS_WAITING;
    if (by_hand(look, updated, wanted)) return READINESS_READY;
    bool slow = count(look, "spec.minReadySeconds") > 0;
    bool waits = short_of(look, count(look, "status.readyReplicas"), wanted, "pods ready") ||
                 more_than(look, count(look, "status.replicas"), wanted, "pods too many") ||
                 short_of(look, count(look, "status.replicas"), wanted, "pods created") ||
                 (slow && short_of(look, count(look, "status.availableReplicas"), wanted, "pods available")) || revising(look, wanted, updated);
    return waits ? READINESS_WAITING : READINESS_READY;
}

static enum readiness daemon_set(struct look *look)
{
    json_int_t wanted = count_at(look->object, "status.desiredNumberScheduled", -1), updated = count(look, "status.updatedNumberScheduled");
    if (unobserved(look)) return READINESS_WAITING;
    if (wanted < 0) return say(look, READINESS_WAITING, "spec not observed yet");
    if (wanted == 0) return say(look, READINESS_READY, "no node for it");
    if (by_hand(look, updated, wanted)) return READINESS_READY;
    bool waits = (!on_delete(look) && short_of(look, updated, wanted, "pods updated")) ||
                 short_of(look, count(look, "status.numberAvailable"), wanted, "pods available");
    return waits ? READINESS_WAITING : READINESS_READY;
}

bool job_has_ended(const json_t *object) { return condition_is(object, "Complete", "True") || condition_is(object, "Failed", "True"); }

/* A gate: ready once it has ended well. The criteria are met before its last pods are gone. */
static enum readiness job(struct look *look)
{
    if (condition_is(look->object, "Complete", "True") || condition_is(look->object, "SuccessCriteriaMet", "True")) return READINESS_READY;
    if (condition_is(look->object, "Failed", "True")) return fail_with(look, "job failed", condition_of(look->object, "Failed"));
    if (condition_is(look->object, "FailureTarget", "True")) return fail_with(look, "job failed", condition_of(look->object, "FailureTarget"));
    if (true_at(look->object, "spec.suspend")) return say(look, READINESS_SUSPENDED, "suspended");
    tell(look, "%s", count(look, "status.active") ? "running" : "not started yet");
    if (count(look, "status.succeeded")) buf_printf(look->why, "; pods done: %" JSON_INTEGER_FORMAT, count(look, "status.succeeded"));
    if (count(look, "status.failed")) buf_printf(look->why, "; pods failed: %" JSON_INTEGER_FORMAT, count(look, "status.failed"));
    return READINESS_WAITING;
}

static enum readiness pod(struct look *look)
{
    const char *phase = text_at(look->object, "status.phase");
    if (strcmp(phase, "Succeeded") == 0 || condition_is(look->object, "Ready", "True")) return READINESS_READY;
    if (strcmp(phase, "Failed") != 0) return say(look, READINESS_WAITING, "pod not ready yet");
    return fail_with(look, "pod failed", json_at(look->object, "status"));
}

/* ---- what workloads stand on ---- */

static enum readiness namespace(struct look *look)
{
    if (text_is(look->object, "status.phase", "Active")) return READINESS_READY;
    if (text_is(look->object, "status.phase", "Terminating")) return say(look, READINESS_FAILED, "it is ending and takes nothing new");
    return say(look, READINESS_WAITING, "not active yet");
}

static enum readiness resource_quota(struct look *look)
{
    const json_t *spec = json_at(look->object, "spec.hard"), *status = json_at(look->object, "status.hard");
    if (!json_object_size(spec) || json_equal(spec, status)) return READINESS_READY;
    return say(look, READINESS_WAITING, "limits not counted yet");
}

static const json_t *condition_with_reason(const json_t *object, const char *reason)
{
    const json_t *conditions = json_at(object, "status.conditions");
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (text_is(json_array_get(conditions, i), "reason", reason)) return json_array_get(conditions, i);
    return NULL;
}

static enum readiness claim(struct look *look)
{
    const json_t *refused = condition_with_reason(look->object, "ProvisioningFailed");
    const char *phase = text_at(look->object, "status.phase");
    if (strcmp(phase, "Bound") == 0) return READINESS_READY;
    if (strcmp(phase, "Lost") == 0) return say(look, READINESS_FAILED, "its volume is lost");
    if (strcmp(phase, "Pending") != 0) return say(look, READINESS_WAITING, "not looked at yet");
    if (!refused) return say(look, READINESS_READY, "not bound yet: this may take until a pod uses it");
    tell_condition(look, "no volume", refused);
    return wait_for(look, MS_PROVISIONING, READINESS_FAILED);
}

static bool has_address(const struct look *look)
{
    const json_t *first = json_array_get(json_at(look->object, "status.loadBalancer.ingress"), 0);
    return *text_at(first, "ip") || *text_at(first, "hostname");
}

static enum readiness service(struct look *look)
{
    const char *type = text_at(look->object, "spec.type");
    if (strcmp(type, "ExternalName") == 0) return READINESS_READY;
    if (!*text_at(look->object, "spec.clusterIP")) return say(look, READINESS_WAITING, "no cluster address yet");
    bool outside = has_address(look) || json_array_size(json_at(look->object, "spec.externalIPs"));
    if (strcmp(type, "LoadBalancer") == 0 && !outside) tell(look, "no address yet");
    return READINESS_READY;
}

static enum readiness ingress(struct look *look)
{
    if (!has_address(look)) tell(look, "no address yet");
    return READINESS_READY;
}

static enum readiness disruption_budget(struct look *look)
{
    const json_t *allowed = condition_of(look->object, "DisruptionAllowed");
    if (text_is(allowed, "reason", "SyncFailed")) {
        tell_condition(look, "its pods cannot be counted", allowed);
        return wait_for(look, MS_SYNC, READINESS_FAILED);
    }
    if (unobserved(look)) return READINESS_WAITING;
    if (allowed || json_at(look->object, "status.currentHealthy")) return READINESS_READY;
    return say(look, READINESS_WAITING, "pods not counted yet");
}

/* Metrics may take minutes, and never come where nobody collects them: they are not waited for. */
static enum readiness autoscaler(struct look *look)
{
    const json_t *able = condition_of(look->object, "AbleToScale"), *active = condition_of(look->object, "ScalingActive");
    if (text_is(able, "status", "False")) {
        tell_condition(look, "it cannot scale", able);
        return wait_for(look, MS_SCALE, READINESS_FAILED);
    }
    if (text_is(active, "status", "False") && text_is(active, "reason", "InvalidSelector")) return fail_with(look, "it cannot scale", active);
    if (!able) {
        tell(look, "not observed yet");
        return wait_for(look, MS_NO_METRICS, READINESS_READY);
    }
    bool idle = text_is(active, "status", "True") || text_is(active, "reason", "ScalingDisabled");
    if (!idle) tell_condition(look, "no metrics yet", active);
    return READINESS_READY;
}

/* ---- the API itself ---- */

static enum readiness definition(struct look *look)
{
    const json_t *established = condition_of(look->object, "Established"), *names = condition_of(look->object, "NamesAccepted");
    const json_t *loose = condition_of(look->object, "NonStructuralSchema"), *ending = condition_of(look->object, "Terminating");
    if (text_is(names, "status", "False")) return fail_with(look, "its names are taken", names);
    if (text_is(loose, "status", "True")) return fail_with(look, "its schema is not structural", loose);
    if (text_is(ending, "status", "True")) return fail_with(look, "it is ending", ending);
    if (text_is(established, "status", "False") && !text_is(established, "reason", "Installing"))
        return fail_with(look, "not established", established);
    if (text_is(established, "status", "True") && text_is(names, "status", "True")) return READINESS_READY;
    return say(look, READINESS_WAITING, "not established yet");
}

static enum readiness api_service(struct look *look)
{
    const json_t *available = condition_of(look->object, "Available");
    if (text_is(available, "status", "True")) return READINESS_READY;
    return wait_with(look, "not available yet", available);
}

/* ---- kinds of others: what kstatus asks of them ---- */

/* A condition about an older generation says nothing. */
static const json_t *fresh_condition(const struct look *look, const char *type)
{
    const json_t *condition = condition_of(look->object, type);
    json_int_t generation = number_at(look->object, "metadata.generation", 0);
    return number_at(condition, "observedGeneration", generation) < generation ? NULL : condition;
}

static enum readiness custom(struct look *look)
{
    const json_t *reconciling = fresh_condition(look, "Reconciling"), *stalled = fresh_condition(look, "Stalled");
    const json_t *ready = fresh_condition(look, "Ready");
    if (!json_object_size(json_at(look->object, "status"))) {
        tell(look, "no status yet");
        return wait_for(look, MS_NO_STATUS, READINESS_READY);
    }
    if (text_is(reconciling, "status", "True")) return wait_with(look, "reconciling", reconciling);
    if (text_is(stalled, "status", "True")) return fail_with(look, "stalled", stalled);
    if (!condition_of(look->object, "Ready") || text_is(ready, "status", "True")) return READINESS_READY;
    return wait_with(look, "not ready yet", ready);
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

static enum readiness apply_rule(struct look *look, readiness_rule *rule, const struct expectation *expected)
{
    if (!json_is_object(look->object)) return say(look, READINESS_WAITING, expected->uid ? "gone since it was applied" : "not there yet");
    if (replaced(look, expected)) return READINESS_FAILED;
    if (rule == job && job_has_ended(look->object)) return job(look);
    if (being_deleted(look)) return expected->uid ? wait_for(look, MS_ENDING, READINESS_FAILED) : READINESS_WAITING;
    if (stale(look, expected)) return READINESS_WAITING;
    return rule ? rule(look) : READINESS_READY;
}

enum readiness readiness_of(const char *api_version, const char *kind, const json_t *object, const struct expectation *expected, struct buf *why,
    struct patience *patience)
{
    static const struct expectation any = {0};
    if (!expected) expected = &any;
    struct look look = {.object = object, .before = expected->before, .why = why};
    why->n = 0;
    enum readiness readiness = apply_rule(&look, rule_of(api_version, kind), expected);
    buf_one_line(why);
    if (patience) *patience = look.patience;
    return readiness;
}

bool readiness_needs_watch(const char *api_version, const char *kind) { return rule_of(api_version, kind) != NULL; }
