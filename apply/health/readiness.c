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

PRINTF(2, 3) static void tell(struct evaluation *eval, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    eval->why->n = 0;
    buf_vprintf(eval->why, fmt, args);
    va_end(args);
}

static enum readiness say(struct evaluation *eval, enum readiness readiness, const char *text)
{
    tell(eval, "%s", text);
    return readiness;
}

static enum readiness wait_for(struct evaluation *eval, int64_t ms, enum readiness then)
{
    eval->grace = (struct grace){ms, then};
    return READINESS_WAITING;
}

/* "TEXT: REASON: MESSAGE" of a condition; either may be absent. */
static void tell_condition(struct evaluation *eval, const char *text, const json_t *condition)
{
    const char *reason = text_at(condition, "reason"), *message = text_at(condition, "message");
    tell(eval, "%s%s%s%s%s", text, *reason ? ": " : "", reason, *message ? ": " : "", message);
}

static enum readiness wait_with(struct evaluation *eval, const char *text, const json_t *condition)
{
    tell_condition(eval, text, condition);
    return READINESS_WAITING;
}

static enum readiness fail_with(struct evaluation *eval, const char *text, const json_t *condition)
{
    tell_condition(eval, text, condition);
    return READINESS_FAILED;
}

/* ---- what holds for every kind ---- */

static bool replaced(struct evaluation *eval, const struct expectation *expected)
{
    if (!expected->uid || text_is(eval->object, "metadata.uid", expected->uid)) return false;
    tell(eval, "somebody replaced it: its uid is no longer that of the object that was applied");
    return true;
}

/* The conditions are those of a namespace. */
static bool being_deleted(struct evaluation *eval)
{
    static const char *const remains[] = {"NamespaceDeletionContentFailure", "NamespaceContentRemaining", "NamespaceFinalizersRemaining"};
    const json_t *finalizers = json_at(eval->object, "metadata.finalizers");
    if (!*text_at(eval->object, "metadata.deletionTimestamp")) return false;
    tell(eval, "being deleted");
    if (json_array_size(finalizers)) buf_printf(eval->why, "; finalizers: ");
    buf_texts(eval->why, finalizers);
    for (size_t i = 0; i < COUNT(remains); i++)
        if (condition_is(eval->object, remains[i], "True"))
            buf_printf(eval->why, "; %s", text_at(condition_of(eval->object, remains[i]), "message"));
    return true;
}

/* Services, claims, quotas and HorizontalPodAutoscalers have no generation, and are never stale. Of the others it moves with the spec and
 * with a deletion; of Deployments alone with annotations, too (Kubernetes 1.36.2). */
static bool stale(struct evaluation *eval, const struct expectation *expected)
{
    json_int_t generation = number_at(eval->object, "metadata.generation", 0);
    bool old = generation < expected->generation;
    if (!old && number_at(eval->object, "status.observedGeneration", generation) >= generation) return false;
    tell(eval, old ? "its last change is not to be seen yet" : "spec not observed yet");
    return true;
}

/* For kinds whose controller always writes status.observedGeneration: without it, the rest of the status means nothing. */
static bool unobserved(struct evaluation *eval)
{
    if (number_at(eval->object, "status.observedGeneration", 0) > 0) return false;
    tell(eval, "spec not observed yet");
    return true;
}

/* ---- workloads ---- */

static json_int_t count(const struct evaluation *eval, const char *path) { return count_at(eval->object, path, 0); }

static json_int_t replicas(const struct evaluation *eval) { return count_at(eval->object, "spec.replicas", 1); }

static bool short_of(struct evaluation *eval, json_int_t have, json_int_t wanted, const char *what)
{
    if (have >= wanted) return false;
    tell(eval, "%" JSON_INTEGER_FORMAT " of %" JSON_INTEGER_FORMAT " %s", have, wanted, what);
    return true;
}

static bool more_than(struct evaluation *eval, json_int_t have, json_int_t wanted, const char *what)
{
    if (have <= wanted) return false;
    tell(eval, "%s: %" JSON_INTEGER_FORMAT, what, have - wanted);
    return true;
}

/* Pods of the rollout that are not there yet, not available yet, or still there. */
static bool rolling(struct evaluation *eval)
{
    json_int_t wanted = replicas(eval), updated = count(eval, "status.updatedReplicas");
    return short_of(eval, updated, wanted, "pods updated") ||
           more_than(eval, count(eval, "status.replicas"), updated, "old pods still there") ||
           short_of(eval, count(eval, "status.availableReplicas"), updated, "pods available");
}

/* The controller has given up. What it said so before the wait is taken back only when the rollout goes on. */
static bool gave_up(const struct evaluation *eval, const json_t *progressing)
{
    if (!text_is(progressing, "status", "False") || !text_is(progressing, "reason", "ProgressDeadlineExceeded")) return false;
    return !json_equal(progressing, condition_of(eval->before, "Progressing"));
}

/* The controller's own judgement; false: it has none, or a good one. As long as some pods of the rollout can be made, it may go
 * on when old ones leave. */
static bool in_trouble(struct evaluation *eval)
{
    const json_t *progressing = condition_of(eval->object, "Progressing"), *refused = condition_of(eval->object, "ReplicaFailure");
    bool short_of_pods = text_is(refused, "status", "True"), none = count(eval, "status.updatedReplicas") == 0;
    bool late = gave_up(eval, progressing);
    if (late) tell_condition(eval, "no progress", progressing);
    if (short_of_pods) tell_condition(eval, "pods cannot be created", refused);
    if (short_of_pods && none) wait_for(eval, MS_NO_PODS, READINESS_FAILED);
    else if (late) wait_for(eval, MS_NO_PROGRESS, READINESS_FAILED);
    return late || short_of_pods;
}

static enum readiness deployment(struct evaluation *eval)
{
    const json_t *progressing = condition_of(eval->object, "Progressing");
    if (true_at(eval->object, "spec.paused")) return say(eval, READINESS_SUSPENDED, "paused");
    if (unobserved(eval) || in_trouble(eval) || rolling(eval)) return READINESS_WAITING;
    if (!condition_is(eval->object, "Available", "True")) return say(eval, READINESS_WAITING, "not available yet");
    if (progressing && !text_is(progressing, "reason", "NewReplicaSetAvailable")) return say(eval, READINESS_WAITING, "rollout not completed yet");
    return READINESS_READY;
}

static enum readiness replica_set(struct evaluation *eval)
{
    json_int_t wanted = replicas(eval);
    if (unobserved(eval)) return READINESS_WAITING;
    bool waits = short_of(eval, count(eval, "status.availableReplicas"), wanted, "pods available") ||
                 more_than(eval, count(eval, "status.replicas"), wanted, "pods too many");
    return waits ? READINESS_WAITING : READINESS_READY;
}

static bool on_delete(const struct evaluation *eval) { return text_is(eval->object, "spec.updateStrategy.type", "OnDelete"); }

bool has_roller(const json_t *object) { return json_object_get(json_at(object, "metadata.annotations"), "stk.dev/roller"); }

/* Pods that only change when people delete them are not waited for, except at the very first. */
static bool by_hand(struct evaluation *eval, json_int_t updated, json_int_t wanted)
{
    if (!on_delete(eval) || has_roller(eval->object) || number_at(eval->object, "metadata.generation", 1) <= 1) return false;
    if (short_of(eval, updated, wanted, "pods updated")) buf_printf(eval->why, ": restart pending (OnDelete)");
    return true;
}

/* Pods from PARTITION on are those to be updated; the revision only moves when they are all of them. */
static bool revising(struct evaluation *eval, json_int_t wanted, json_int_t updated)
{
    json_int_t partition = count(eval, "spec.updateStrategy.rollingUpdate.partition");
    if (on_delete(eval)) return has_roller(eval->object) && short_of(eval, updated, wanted, "pods updated");
    if (short_of(eval, updated, wanted - partition, "pods updated")) return true;
    if (partition > 0 || text_is(eval->object, "status.currentRevision", text_at(eval->object, "status.updateRevision"))) return false;
    tell(eval, "rollout not completed yet");
    return true;
}

static enum readiness stateful_set(struct evaluation *eval)
{
    json_int_t wanted = replicas(eval), updated = count(eval, "status.updatedReplicas");
    if (unobserved(eval)) return READINESS_WAITING;
    if (by_hand(eval, updated, wanted)) return READINESS_READY;
    bool slow = count(eval, "spec.minReadySeconds") > 0;
    bool waits = short_of(eval, count(eval, "status.readyReplicas"), wanted, "pods ready") ||
                 more_than(eval, count(eval, "status.replicas"), wanted, "pods too many") ||
                 short_of(eval, count(eval, "status.replicas"), wanted, "pods created") ||
                 (slow && short_of(eval, count(eval, "status.availableReplicas"), wanted, "pods available")) || revising(eval, wanted, updated);
    return waits ? READINESS_WAITING : READINESS_READY;
}

static enum readiness daemon_set(struct evaluation *eval)
{
    json_int_t wanted = count_at(eval->object, "status.desiredNumberScheduled", -1), updated = count(eval, "status.updatedNumberScheduled");
    if (unobserved(eval)) return READINESS_WAITING;
    if (wanted < 0) return say(eval, READINESS_WAITING, "spec not observed yet");
    if (wanted == 0) return say(eval, READINESS_READY, "no node for it");
    if (by_hand(eval, updated, wanted)) return READINESS_READY;
    bool waits = (!on_delete(eval) && short_of(eval, updated, wanted, "pods updated")) ||
                 short_of(eval, count(eval, "status.numberAvailable"), wanted, "pods available");
    return waits ? READINESS_WAITING : READINESS_READY;
}

bool job_has_ended(const json_t *object) { return condition_is(object, "Complete", "True") || condition_is(object, "Failed", "True"); }

/* A gate: ready once it has ended well. SuccessCriteriaMet and FailureTarget come before Complete and Failed, while its last pods are still
 * ending (seconds, with a successPolicy or a deadline), and neither is ever taken back: no deadline or late success turns them (1.36.2). */
static enum readiness job(struct evaluation *eval)
{
    if (condition_is(eval->object, "Complete", "True") || condition_is(eval->object, "SuccessCriteriaMet", "True")) return READINESS_READY;
    if (condition_is(eval->object, "Failed", "True")) return fail_with(eval, "job failed", condition_of(eval->object, "Failed"));
    if (condition_is(eval->object, "FailureTarget", "True")) return fail_with(eval, "job failed", condition_of(eval->object, "FailureTarget"));
    if (true_at(eval->object, "spec.suspend")) return say(eval, READINESS_SUSPENDED, "suspended");
    tell(eval, "%s", count(eval, "status.active") ? "running" : "not started yet");
    if (count(eval, "status.succeeded")) buf_printf(eval->why, "; pods done: %" JSON_INTEGER_FORMAT, count(eval, "status.succeeded"));
    if (count(eval, "status.failed")) buf_printf(eval->why, "; pods failed: %" JSON_INTEGER_FORMAT, count(eval, "status.failed"));
    return READINESS_WAITING;
}

static enum readiness pod(struct evaluation *eval)
{
    const char *phase = text_at(eval->object, "status.phase");
    if (strcmp(phase, "Succeeded") == 0 || condition_is(eval->object, "Ready", "True")) return READINESS_READY;
    if (strcmp(phase, "Failed") != 0) return say(eval, READINESS_WAITING, "pod not ready yet");
    return fail_with(eval, "pod failed", json_at(eval->object, "status"));
}

/* ---- what workloads stand on ---- */

static enum readiness namespace(struct evaluation *eval)
{
    if (text_is(eval->object, "status.phase", "Active")) return READINESS_READY;
    if (text_is(eval->object, "status.phase", "Terminating")) return say(eval, READINESS_FAILED, "it is ending and takes nothing new");
    return say(eval, READINESS_WAITING, "not active yet");
}

/* The controller copies the texts as they are written, also "010" and "+5" (1.36.2 and 1.20.2). */
static enum readiness resource_quota(struct evaluation *eval)
{
    const json_t *spec = json_at(eval->object, "spec.hard"), *status = json_at(eval->object, "status.hard");
    if (!json_object_size(spec) || json_equal(spec, status)) return READINESS_READY;
    return say(eval, READINESS_WAITING, "limits not counted yet");
}

static const json_t *condition_with_reason(const json_t *object, const char *reason)
{
    const json_t *conditions = json_at(object, "status.conditions");
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (text_is(json_array_get(conditions, i), "reason", reason)) return json_array_get(conditions, i);
    return NULL;
}

static enum readiness claim(struct evaluation *eval)
{
    const json_t *refused = condition_with_reason(eval->object, "ProvisioningFailed");
    const char *phase = text_at(eval->object, "status.phase");
    if (strcmp(phase, "Bound") == 0) return READINESS_READY;
    if (strcmp(phase, "Lost") == 0) return say(eval, READINESS_FAILED, "its volume is lost");
    if (strcmp(phase, "Pending") != 0) return say(eval, READINESS_WAITING, "not looked at yet");
    if (!refused) return say(eval, READINESS_READY, "not bound yet: this may take until a pod uses it");
    tell_condition(eval, "no volume", refused);
    return wait_for(eval, MS_PROVISIONING, READINESS_FAILED);
}

static bool has_address(const struct evaluation *eval)
{
    const json_t *first = json_array_get(json_at(eval->object, "status.loadBalancer.ingress"), 0);
    return *text_at(first, "ip") || *text_at(first, "hostname");
}

static enum readiness service(struct evaluation *eval)
{
    const char *type = text_at(eval->object, "spec.type");
    if (strcmp(type, "ExternalName") == 0) return READINESS_READY;
    if (!*text_at(eval->object, "spec.clusterIP")) return say(eval, READINESS_WAITING, "no cluster address yet");
    bool outside = has_address(eval) || json_array_size(json_at(eval->object, "spec.externalIPs"));
    if (strcmp(type, "LoadBalancer") == 0 && !outside) tell(eval, "no address yet");
    return READINESS_READY;
}

static enum readiness ingress(struct evaluation *eval)
{
    if (!has_address(eval)) tell(eval, "no address yet");
    return READINESS_READY;
}

static enum readiness disruption_budget(struct evaluation *eval)
{
    const json_t *allowed = condition_of(eval->object, "DisruptionAllowed");
    if (text_is(allowed, "reason", "SyncFailed")) {
        tell_condition(eval, "its pods cannot be counted", allowed);
        return wait_for(eval, MS_SYNC, READINESS_FAILED);
    }
    if (unobserved(eval)) return READINESS_WAITING;
    if (allowed || json_at(eval->object, "status.currentHealthy")) return READINESS_READY;
    return say(eval, READINESS_WAITING, "pods not counted yet");
}

/* Metrics may take minutes, and never come where nobody collects them: they are not waited for. */
static enum readiness autoscaler(struct evaluation *eval)
{
    const json_t *able = condition_of(eval->object, "AbleToScale"), *active = condition_of(eval->object, "ScalingActive");
    if (text_is(able, "status", "False")) {
        tell_condition(eval, "it cannot scale", able);
        return wait_for(eval, MS_SCALE, READINESS_FAILED);
    }
    if (text_is(active, "status", "False") && text_is(active, "reason", "InvalidSelector")) return fail_with(eval, "it cannot scale", active);
    if (!able) {
        tell(eval, "not observed yet");
        return wait_for(eval, MS_NO_METRICS, READINESS_READY);
    }
    bool idle = text_is(active, "status", "True") || text_is(active, "reason", "ScalingDisabled");
    if (!idle) tell_condition(eval, "no metrics yet", active);
    return READINESS_READY;
}

/* ---- the API itself ---- */

static enum readiness definition(struct evaluation *eval)
{
    const json_t *established = condition_of(eval->object, "Established"), *names = condition_of(eval->object, "NamesAccepted");
    const json_t *loose = condition_of(eval->object, "NonStructuralSchema"), *ending = condition_of(eval->object, "Terminating");
    if (text_is(names, "status", "False")) return fail_with(eval, "its names are taken", names);
    if (text_is(loose, "status", "True")) return fail_with(eval, "its schema is not structural", loose);
    if (text_is(ending, "status", "True")) return fail_with(eval, "it is ending", ending);
    if (text_is(established, "status", "False") && !text_is(established, "reason", "Installing"))
        return fail_with(eval, "not established", established);
    if (text_is(established, "status", "True") && text_is(names, "status", "True")) return READINESS_READY;
    return say(eval, READINESS_WAITING, "not established yet");
}

static enum readiness api_service(struct evaluation *eval)
{
    const json_t *available = condition_of(eval->object, "Available");
    if (text_is(available, "status", "True")) return READINESS_READY;
    return wait_with(eval, "not available yet", available);
}

/* ---- kinds of others: what kstatus asks of them ---- */

/* A condition about an older generation says nothing. */
static const json_t *fresh_condition(const struct evaluation *eval, const char *type)
{
    const json_t *condition = condition_of(eval->object, type);
    json_int_t generation = number_at(eval->object, "metadata.generation", 0);
    return number_at(condition, "observedGeneration", generation) < generation ? NULL : condition;
}

static enum readiness custom(struct evaluation *eval)
{
    const json_t *reconciling = fresh_condition(eval, "Reconciling"), *stalled = fresh_condition(eval, "Stalled");
    const json_t *ready = fresh_condition(eval, "Ready");
    if (!json_object_size(json_at(eval->object, "status"))) {
        tell(eval, "no status yet");
        return wait_for(eval, MS_NO_STATUS, READINESS_READY);
    }
    if (text_is(reconciling, "status", "True")) return wait_with(eval, "reconciling", reconciling);
    if (text_is(stalled, "status", "True")) return fail_with(eval, "stalled", stalled);
    if (!condition_of(eval->object, "Ready") || text_is(ready, "status", "True")) return READINESS_READY;
    return wait_with(eval, "not ready yet", ready);
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

static enum readiness apply_rule(struct evaluation *eval, readiness_rule *rule, const struct expectation *expected)
{
    if (!json_is_object(eval->object)) return say(eval, READINESS_WAITING, expected->uid ? "gone since it was applied" : "not there yet");
    if (replaced(eval, expected)) return READINESS_FAILED;
    if (rule == job && job_has_ended(eval->object)) return job(eval);
    if (being_deleted(eval)) return expected->uid ? wait_for(eval, MS_ENDING, READINESS_FAILED) : READINESS_WAITING;
    if (stale(eval, expected)) return READINESS_WAITING;
    return rule ? rule(eval) : READINESS_READY;
}

enum readiness readiness_of(const char *api_version, const char *kind, const json_t *object, const struct expectation *expected, struct buf *why,
    struct grace *grace)
{
    static const struct expectation any = {0};
    if (!expected) expected = &any;
    struct evaluation eval = {.object = object, .before = expected->before, .why = why};
    why->n = 0;
    enum readiness readiness = apply_rule(&eval, rule_of(api_version, kind), expected);
    buf_one_line(why);
    if (grace) *grace = eval.grace;
    return readiness;
}

bool readiness_needs_watch(const char *api_version, const char *kind) { return rule_of(api_version, kind) != NULL; }
