#include "pod_trouble.h"

#include "json/json_path.h"

/* Where a pod keeps its containers. */
static const struct container_list { const char *statuses, *specs, *title; bool init; } lists[] = {
    {"status.initContainerStatuses", "spec.initContainers", "init container", true},
    {"status.containerStatuses", "spec.containers", "container", false},
};

/* ---- a container ---- */

/* NULL: it never did. */
static const json_t *last_end(const json_t *container)
{
    const json_t *end = json_at(container, "state.terminated");
    return end ? end : json_at(container, "lastState.terminated");
}

static json_int_t restarts(const json_t *container) { return number_at(container, "restartCount", 0); }

static bool failed_by_node(const json_t *end) { return text_is(end, "reason", "ContainerCannotRun") && number_at(end, "exitCode", 0) == 128; }

/* StartError comes with 128 whatever the cause. */
static bool cannot_start(const json_t *end)
{
    return text_is(end, "reason", "StartError") || (text_is(end, "reason", "ContainerCannotRun") && !failed_by_node(end));
}

enum { MANY = 3 };

/* Reasons for which a container waits. */
static const struct wait_rule {
    const char *reason;
    enum failure_kind failure_kind;
    json_int_t restarts;  /* with as many it was too often; 0: they do not count */
} wait_rules[] = {
    {"", FAILURE_NONE, 0},
    {"ContainerCreating", FAILURE_NONE, 0},
    {"PodInitializing", FAILURE_NONE, 0},
    {"InvalidImageName", FAILURE_HOPELESS, 0},
    {"ErrImageNeverPull", FAILURE_HOPELESS, 0},
    {"ErrImagePull", FAILURE_IMAGE, 0},
    {"ImagePullBackOff", FAILURE_IMAGE, 0},
    {"ImageInspectError", FAILURE_RUNTIME, 0},
    {"RegistryUnavailable", FAILURE_RUNTIME, 0},
    {"SignatureValidationFailed", FAILURE_RUNTIME, 0},
    {"CreateContainerConfigError", FAILURE_CONFIG, 0},
    {"CreateContainerError", FAILURE_RUNTIME, 0},
    {"PreCreateHookError", FAILURE_RUNTIME, 0},
    {"PreStartHookError", FAILURE_RUNTIME, 0},
    {"PostStartHookError", FAILURE_CRASHING, MANY},
    {"RunContainerError", FAILURE_CRASHING, 1},
    {"CrashLoopBackOff", FAILURE_CRASHING, MANY},
};

/* What never was a process fails the same way again, unless its node is to blame. */
static bool restarted_enough(const struct wait_rule *rule, const json_t *container)
{
    const json_t *end = last_end(container);
    json_int_t enough = failed_by_node(end) ? MANY : cannot_start(end) ? 1 : rule->restarts;
    return rule->restarts && restarts(container) >= enough;
}

static enum failure_kind failure_of_wait(const json_t *container, const char *reason)
{
    for (size_t i = 0; i < COUNT(wait_rules); i++)
        if (strcmp(wait_rules[i].reason, reason) == 0)
            return restarted_enough(&wait_rules[i], container) ? FAILURE_TOO_OFTEN : wait_rules[i].failure_kind;
    return FAILURE_UNKNOWN;
}

static bool ended_well(const json_t *container)
{
    return json_at(container, "state.terminated") && number_at(container, "state.terminated.exitCode", 0) == 0;
}

static struct trouble trouble_of_container(const json_t *container, bool init)
{
    const char *reason = text_at(container, "state.waiting.reason");
    struct trouble trouble = {FAILURE_NONE, reason, text_at(container, "state.waiting.message"), container, NULL, init};
    if (true_at(container, "ready") || ended_well(container)) return trouble;
    trouble.failure_kind = failure_of_wait(container, reason);
    if (strcmp(reason, "CrashLoopBackOff") == 0) trouble.end = last_end(container);
    if (trouble.failure_kind != FAILURE_NONE || !last_end(container)) return trouble;
    trouble.failure_kind = FAILURE_CRASHING;
    trouble.end = last_end(container);
    trouble.reason = text_at(trouble.end, "reason");
    return trouble;
}

/* ---- the pod's trouble ---- */

struct trouble trouble_of_containers(const json_t *pod)
{
    struct trouble worst = {.failure_kind = FAILURE_NONE};
    for (size_t i = 0; i < COUNT(lists); i++) {
        const json_t *statuses = json_at(pod, lists[i].statuses);
        for (size_t k = 0; k < json_array_size(statuses); k++) {
            struct trouble trouble = trouble_of_container(json_array_get(statuses, k), lists[i].init);
            if (trouble.failure_kind < worst.failure_kind) worst = trouble;
        }
    }
    return worst;
}

struct trouble trouble_of_pod(const json_t *pod)
{
    const json_t *scheduled = condition_of(pod, "PodScheduled");
    const char *reason = text_at(scheduled, "reason");
    if (!text_is(scheduled, "status", "False")) return trouble_of_containers(pod);
    bool gated = strcmp(reason, "SchedulingGated") == 0;
    return (struct trouble){gated ? FAILURE_NONE : FAILURE_SCHEDULING, reason, text_at(scheduled, "message"), NULL, NULL, false};
}

bool trouble_out_of_memory(const struct trouble *trouble) { return text_is(trouble->end, "reason", "OOMKilled"); }

bool trouble_cannot_start(const struct trouble *trouble) { return cannot_start(trouble->end); }

/* ---- what people are told ---- */

/* What the pod's manifest says of a container; NULL: nothing. */
static const json_t *spec_of(const json_t *pod, const json_t *container, bool init)
{
    const json_t *specs = json_at(pod, lists[!init].specs);
    for (size_t i = 0; i < json_array_size(specs); i++)
        if (text_is(json_array_get(specs, i), "name", text_at(container, "name"))) return json_array_get(specs, i);
    return NULL;
}

static void say_container(struct buf *why, const json_t *container, bool init)
{
    buf_printf(why, "%s %s: ", lists[!init].title, text_at(container, "name"));
}

void say_message(struct buf *why, const char *text, const char *message)
{
    buf_printf(why, "%s%s%s", text, *message ? ": " : "", message);
}

static void say_end(struct buf *why, const json_t *pod, const struct trouble *trouble)
{
    const char *limit = text_at(spec_of(pod, trouble->container, trouble->init), "resources.limits.memory");
    json_int_t code = number_at(trouble->end, "exitCode", 0);
    if (trouble_cannot_start(trouble)) say_message(why, "cannot be started", text_at(trouble->end, "message"));
    else if (trouble_out_of_memory(trouble)) buf_printf(why, "killed, out of memory%s%s", *limit ? ": its limit is " : "", limit);
    else if (code == 0) buf_printf(why, "ends by itself, with exit code 0");
    else if (code > 128 && code < 160) buf_printf(why, "ended by signal %d", (int)code - 128);
    else buf_printf(why, "crashed with exit code %" JSON_INTEGER_FORMAT, code);
    if (restarts(trouble->container) > 0) buf_printf(why, " (restarts: %" JSON_INTEGER_FORMAT ")", restarts(trouble->container));
}

void say_trouble(struct buf *why, const json_t *pod, const struct trouble *trouble, const char *image_cause)
{
    if (trouble->container) say_container(why, trouble->container, trouble->init);
    if (trouble->end) say_end(why, pod, trouble);
    else if (trouble->failure_kind == FAILURE_IMAGE) say_message(why, "image cannot be pulled", image_cause);
    else if (trouble->failure_kind == FAILURE_SCHEDULING) say_message(why, "no node takes the pod", trouble->message);
    else say_message(why, trouble->reason, trouble->message);
}

/* ---- nothing is wrong ---- */

static void say_port(struct buf *why, const json_t *port)
{
    if (json_is_integer(port)) buf_printf(why, ":%" JSON_INTEGER_FORMAT, json_integer_value(port));
    else if (json_is_string(port)) buf_printf(why, ":%s", json_string_value(port));
}

static void say_probe(struct buf *why, const char *title, const json_t *probe)
{
    static const char *const ways[][2] = {{"httpGet", "HTTP"}, {"tcpSocket", "TCP"}, {"grpc", "gRPC"}, {"exec", "command"}};
    buf_printf(why, "%s probe not passed yet", title);
    for (size_t i = 0; i < COUNT(ways); i++) {
        const json_t *way = json_at(probe, ways[i][0]);
        if (!json_is_object(way)) continue;
        buf_printf(why, " (%s", ways[i][1]);
        if (json_at(way, "port")) buf_char(why, ' ');
        say_port(why, json_at(way, "port"));
        buf_printf(why, "%s)", text_at(way, "path"));
    }
}

static void say_running(struct buf *why, const json_t *spec, const json_t *container, bool init)
{
    const json_t *startup = json_at(spec, "startupProbe"), *readiness = json_at(spec, "readinessProbe");
    if (startup && !true_at(container, "started")) say_probe(why, "startup", startup);
    else if (readiness) say_probe(why, "readiness", readiness);
    else buf_printf(why, init ? "running" : "not ready yet");
}

/* The first container that is not where it should be. */
static bool say_unready_container(struct buf *why, const json_t *pod)
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        const json_t *statuses = json_at(pod, lists[i].statuses);
        for (size_t k = 0; k < json_array_size(statuses); k++) {
            const json_t *container = json_array_get(statuses, k);
            if (true_at(container, "ready") || ended_well(container)) continue;
            say_container(why, container, lists[i].init);
            if (json_at(container, "state.running")) say_running(why, spec_of(pod, container, lists[i].init), container, lists[i].init);
            else buf_printf(why, "being created");
            return true;
        }
    }
    return false;
}

/* "TEXT A, B": the KEY of each item; false: there is none. */
static bool say_gates(struct buf *why, const char *text, const json_t *gates, const char *key)
{
    for (size_t i = 0; i < json_array_size(gates); i++) buf_printf(why, "%s %s", i ? "," : text, text_at(json_array_get(gates, i), key));
    return json_array_size(gates) > 0;
}

void say_start(struct buf *why, const json_t *pod)
{
    const char *node = text_at(pod, "spec.nodeName");
    bool gated = condition_is(pod, "PodScheduled", "False");
    if (gated && say_gates(why, "waits for its scheduling gates", json_at(pod, "spec.schedulingGates"), "name")) return;
    if (say_unready_container(why, pod)) return;
    if (say_gates(why, "waits for its readiness gates", json_at(pod, "spec.readinessGates"), "conditionType")) return;
    if (*node) buf_printf(why, "starting on node %s", node);
    else buf_printf(why, "not scheduled yet");
}
