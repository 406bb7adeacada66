#include "health/pod_health.h"

#include "json/json_path.h"
#include "pod_trouble.h"
#include "unschedulable.h"

#include <stdio.h>

enum { SECOND = 1000, BACK_OFF_MOST = 300 * SECOND }; /* as long as a node waits before it starts a container again */

static const char *const lists[] = {"status.initContainerStatuses", "status.containerStatuses"};
static const char *const course_names[] = {"hopeless", "too often", "config", "image", "runtime", "scheduling", "crashing", "unknown"};

/* ---- memory ---- */

static bool has_any(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (strcasestr(text, *words)) return true;
    return false;
}

/* Whether a registry has answered for good. */
static bool refused_for_good(const char *message)
{
    static const char *const passing[] = {"rate limit", "too many requests", "toomanyrequests", "timeout", NULL};
    static const char *const permanent[] = {"not found", "manifest unknown", "name unknown", "does not exist", "unauthorized", "denied", "forbidden",
        "authentication required", "authorization failed", "no match for platform", "no matching manifest", "invalid reference", NULL};
    return !has_any(message, passing) && has_any(message, permanent);
}

/* "Back-off pulling image "x"" alone tells no cause. */
static bool tells_cause(const char *message)
{
    return *message && (strncmp(message, "Back-off pulling image", 22) != 0 || strstr(message, "\": "));
}

/* Cut between characters. */
static void copy_text(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    if (n >= size) n = size - 1;
    while (n > 0 && (from[n] & 0xC0) == 0x80) n--;
    memcpy(to, from, n);
    to[n] = 0;
}

static int64_t restarts_of(const json_t *pod)
{
    int64_t sum = 0;
    size_t i;
    json_t *container;
    for (size_t k = 0; k < COUNT(lists); k++)
        json_array_foreach(json_at(pod, lists[k]), i, container) {
            json_int_t n = number_at(container, "restartCount", 0);
            sum += n > 0 && n <= INT32_MAX ? n : 0;
        }
    return sum;
}

static void remember_pod(struct pod_tracker *memory, const json_t *pod, int64_t now)
{
    if (memory->seen) return;
    memory->seen = true;
    memory->first = now;
    memory->restarts = restarts_of(pod);
}

/* The trouble, not the pod. */
static void forget(struct pod_tracker *memory)
{
    memory->since = 0;
    memory->trouble[0] = memory->image[0] = '\0';
}

/* SINCE goes on as long as it is the same trouble of the same container. */
static void remember(struct pod_tracker *memory, const char *trouble, const char *container, int64_t now)
{
    char name[sizeof memory->trouble];
    snprintf(name, sizeof name, "%s %s", trouble, container);
    if (strcmp(memory->trouble, name) == 0) return;
    forget(memory);
    memory->since = now;
    memcpy(memory->trouble, name, sizeof name);
}

/* The first cause stays, unless a later one is for good. */
static void remember_image(struct pod_tracker *memory, const char *message)
{
    bool better = !tells_cause(memory->image) || (refused_for_good(message) && !refused_for_good(memory->image));
    if (better) copy_text(memory->image, sizeof memory->image, message);
}

/* ---- how long it may last ---- */

enum { NEVER = -1 };

static bool cache_not_filled(const char *message) { return strstr(message, "failed to sync") && strstr(message, "cache"); }

/* What crashed before it was looked at is given one more try: its cause may be mended. */
static int64_t tried_until(const json_t *pod, const struct pod_tracker *memory)
{
    int64_t left = memory->first + BACK_OFF_MOST - memory->since;
    return restarts_of(pod) > memory->restarts || left < 0 ? 0 : left;
}

static int64_t fatal_after(const json_t *pod, const struct trouble *trouble, const struct pod_tracker *memory)
{
    switch (trouble->failure_kind) {
    case FAILURE_HOPELESS: return 0;
    case FAILURE_TOO_OFTEN: return tried_until(pod, memory);
    case FAILURE_CONFIG: return cache_not_filled(trouble->message) ? NEVER : 10 * SECOND;
    case FAILURE_IMAGE: return (refused_for_good(memory->image) ? 15 : 120) * SECOND;
    case FAILURE_RUNTIME: return 120 * SECOND;
    case FAILURE_SCHEDULING: return (unschedulable_for_good(trouble->message) && !memory->scales_up ? 15 : 300) * SECOND;
    default: return NEVER;
    }
}

/* ---- a trouble ---- */

static enum pod_health degraded(const json_t *pod, const struct trouble *trouble, struct pod_tracker *memory, int64_t now, struct buf *why,
    int64_t *requeue_after)
{
    remember(memory, course_names[trouble->failure_kind], text_at(trouble->container, "name"), now);
    if (trouble->failure_kind == FAILURE_IMAGE) remember_image(memory, trouble->message);
    say_trouble(why, pod, trouble, memory->image);
    int64_t limit = fatal_after(pod, trouble, memory), lasted = now - memory->since;
    if (limit != NEVER && lasted >= limit) return POD_FAILED;
    *requeue_after = limit == NEVER ? 0 : limit - lasted;
    return POD_DEGRADED;
}

static void report_trouble(struct pod_report *report, const struct trouble *trouble)
{
    copy_text(report->container, sizeof report->container, text_at(trouble->container, "name"));
    copy_text(report->reason, sizeof report->reason, trouble_out_of_memory(trouble) ? "OOMKilled" : trouble->reason);
    report->permanent = trouble->failure_kind == FAILURE_HOPELESS;
    report->restarts = number_at(trouble->container, "restartCount", 0);
    report->crashed = trouble->end && !trouble_cannot_start(trouble);
    report->previous = report->crashed && json_at(trouble->container, "state.running");
}

/* ---- the end of a pod ---- */

/* A failed pod that its owner replaces without counting it. */
static bool put_away(const json_t *pod)
{
    static const char *const reasons[] = {"Evicted", "Preempting", "NodeLost", "Shutdown", "NodeShutdown", "Terminated", "NodeAffinity",
        "UnexpectedAdmissionError"};
    const char *reason = text_at(pod, "status.reason");
    for (size_t i = 0; i < COUNT(reasons); i++)
        if (strcmp(reasons[i], reason) == 0) return true;
    return strncmp(reason, "OutOf", 5) == 0 || condition_is(pod, "DisruptionTarget", "True");
}

static enum pod_health put_away_pod(const json_t *pod, struct buf *why)
{
    const json_t *target = condition_of(pod, "DisruptionTarget"), *told = *text_at(pod, "status.reason") ? json_at(pod, "status") : target;
    say_message(why, text_at(told, "reason"), text_at(told, "message"));
    return POD_GONE;
}

/* A pod that should have ended on its node half a minute ago is worth a word. */
static enum pod_health leaving(const json_t *pod, struct pod_tracker *memory, int64_t now, struct buf *why, int64_t *requeue_after)
{
    const json_t *finalizers = json_at(pod, "metadata.finalizers");
    json_int_t grace = number_at(pod, "metadata.deletionGracePeriodSeconds", 30);
    int64_t limit = ((grace < 0 || grace > INT32_MAX ? 30 : grace) + 30) * SECOND;
    remember(memory, "leaving", "", now);
    bool stuck = now - memory->since >= limit;
    buf_printf(why, "being deleted");
    if (stuck) buf_printf(why, ", but node %s does not end it", text_at(pod, "spec.nodeName"));
    if (json_array_size(finalizers)) buf_printf(why, "; finalizers: ");
    buf_texts(why, finalizers);
    *requeue_after = stuck ? 0 : limit - (now - memory->since);
    return POD_GONE;
}

/* By the container that made it fail, or by its own account: then its node did not take it. */
static enum pod_health failed(const json_t *pod, struct buf *why, struct pod_report *report)
{
    struct trouble trouble = trouble_of_containers(pod);
    if (trouble.failure_kind == FAILURE_NONE) {
        trouble.failure_kind = FAILURE_UNKNOWN;
        trouble.reason = text_at(pod, "status.reason");
        trouble.message = text_at(pod, "status.message");
        buf_printf(why, "pod failed%s", *trouble.reason ? ": " : "");
    }
    say_trouble(why, pod, &trouble, trouble.message);
    report_trouble(report, &trouble);
    return trouble.end ? POD_FAILED : POD_GONE;
}

bool pod_has_started(const json_t *pod)
{
    size_t i;
    json_t *container;
    for (size_t k = 0; k < COUNT(lists); k++)
        json_array_foreach(json_at(pod, lists[k]), i, container)
            if (json_at(container, "state.running") || json_at(container, "state.terminated") || number_at(container, "restartCount", 0) > 0)
                return true;
    return false;
}

/* ---- the verdict ---- */

static enum pod_health assess(const json_t *pod, struct pod_tracker *memory, int64_t now, struct buf *why, struct pod_report *report,
                              int64_t *requeue_after)
{
    if (*text_at(pod, "metadata.deletionTimestamp")) return leaving(pod, memory, now, why, requeue_after);
    if (text_is(pod, "status.phase", "Succeeded")) return POD_READY;
    if (put_away(pod)) return put_away_pod(pod, why);
    if (text_is(pod, "status.phase", "Failed")) return failed(pod, why, report);
    if (condition_is(pod, "Ready", "True")) return POD_READY;
    struct trouble trouble = trouble_of_pod(pod);
    if (trouble.failure_kind != FAILURE_NONE) {
        report_trouble(report, &trouble);
        return degraded(pod, &trouble, memory, now, why, requeue_after);
    }
    say_start(why, pod);
    return POD_STARTING;
}

enum pod_health pod_health(const json_t *pod, struct pod_tracker *memory, int64_t now, struct buf *why, struct pod_report *report,
                           int64_t *requeue_after)
{
    struct pod_report unread_report;
    int64_t unread_again;
    if (!report) report = &unread_report;
    if (!requeue_after) requeue_after = &unread_again;
    *report = (struct pod_report){0};
    *requeue_after = 0;
    why->n = 0;
    remember_pod(memory, pod, now);
    enum pod_health health = assess(pod, memory, now, why, report, requeue_after);
    if (health == POD_READY || health == POD_STARTING) forget(memory);
    buf_one_line(why);
    return health;
}
