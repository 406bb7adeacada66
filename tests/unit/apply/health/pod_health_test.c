/* Which pods can still become ready: each signal both ways, and how long it may last. */
#include "health/pod_health.h"

#include "health/event_trouble.h"
#include "json.h"
#include "test.h"
#include "health/unschedulable.h"

static const char *const letters[] = {"ready", "starting", "ailing", "doomed", "gone"};

/* ---- one look ---- */

/* RESULT: as in letters, then AGAIN in seconds, then [container reason log previous], then WHY. */
struct fact { const char *pod, *result; };

static void write_look(struct buf *out, const json_t *pod, struct pod_tracker *memory, int64_t now)
{
    struct buf why = {0};
    struct pod_report report;
    int64_t requeue_after;
    buf_printf(out, "%s", letters[pod_health(pod, memory, now, &why, &report, &requeue_after)]);
    if (requeue_after) buf_printf(out, " %d", (int)(requeue_after / 1000));
    if (*report.reason) buf_printf(out, " [%s%s%s%s%s]", report.container, *report.container ? " " : "", report.reason, report.crashed ? " log" : "",
            report.previous ? " previous" : "");
    if (why.n) buf_printf(out, ": %.*s", (int)why.n, why.s);
    buf_free(&why);
}

static bool fact_holds(const struct fact *fact)
{
    struct pod_tracker memory = {.seen = true}; /* before it ever restarted */
    struct buf got = {0};
    json_t *pod = json_of(fact->pod);
    write_look(&got, pod, &memory, 5);
    if (!pod) remark("no JSON: %s\n", fact->pod);
    bool same = same_text(fact->pod, str_of(fact->result), (Str){got.s, got.n}) && pod;
    json_decref(pod);
    buf_free(&got);
    return same;
}

static bool facts_hold(const struct fact *facts, size_t n)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) fine &= fact_holds(&facts[i]);
    return fine;
}

/* ---- containers ---- */

#define POD(statuses)          "{'spec': {'nodeName': 'n1', 'containers': [{'name': 'main', 'resources': {'limits': {'memory': '64Mi'}}}]}," \
                               " 'status': {'phase': 'Pending', 'containerStatuses': [" statuses "]}}"
#define INIT(statuses)         "{'status': {'initContainerStatuses': [" statuses "], 'containerStatuses': [" WAITS("PodInitializing", "") "]}}"
#define MAIN(restarts)         "{'name': 'main', 'ready': false, 'restartCount': " #restarts ", 'state': "
#define WAITING(why, message)  "{'waiting': {'reason': '" why "', 'message': '" message "'}}"
#define WAITS(why, message)    MAIN(0) WAITING(why, message) "}"
#define ENDED(reason, code)    "{'terminated': {'reason': '" reason "', 'exitCode': " #code ", 'message': 'exec: not there'}}"
#define LOOPS(n, reason, code) MAIN(n) WAITING("CrashLoopBackOff", "back-off") ", 'lastState': " ENDED(reason, code) "}"
#define FAILS(n, reason, code) MAIN(n) WAITING("RunContainerError", "no such file") ", 'lastState': " ENDED(reason, code) "}"
#define RUNS(n, last)          MAIN(n) "{'running': {}}, 'started': true, 'lastState': " last "}"

static const struct fact container_facts[] = {
    {POD(WAITS("InvalidImageName", "cannot parse")), "doomed [main InvalidImageName]: container main: InvalidImageName: cannot parse"},
    {POD(WAITS("ErrImageNeverPull", "")), "doomed [main ErrImageNeverPull]: container main: ErrImageNeverPull"},
    {POD(WAITS("ErrImagePull", "x:1: not found")), "ailing 15 [main ErrImagePull]: container main: image cannot be pulled: x:1: not found"},
    {POD(WAITS("ErrImagePull", "pull access denied")), "ailing 15 [main ErrImagePull]: container main: image cannot be pulled: pull access denied"},
    {POD(WAITS("ErrImagePull", "401 Unauthorized")), "ailing 15 [main ErrImagePull]: container main: image cannot be pulled: 401 Unauthorized"},
    {POD(WAITS("ErrImagePull", "manifest unknown")), "ailing 15 [main ErrImagePull]: container main: image cannot be pulled: manifest unknown"},
    {POD(WAITS("ErrImagePull", "no such host")), "ailing 120 [main ErrImagePull]: container main: image cannot be pulled: no such host"},
    {POD(WAITS("ErrImagePull",
     "denied: rate limit exceeded")), "ailing 120 [main ErrImagePull]: container main: image cannot be pulled: denied: rate limit exceeded"},
    {POD(WAITS("CreateContainerConfigError", "configmap `x` not found")),
     "ailing 10 [main CreateContainerConfigError]: container main: CreateContainerConfigError: configmap 'x' not found"},
    {POD(WAITS("CreateContainerConfigError", "failed to sync configmap cache: timed out")),
     "ailing [main CreateContainerConfigError]: container main: CreateContainerConfigError: failed to sync configmap cache: timed out"},
    {POD(WAITS("CreateContainerError", "name in use")), "ailing 120 [main CreateContainerError]: container main: CreateContainerError: name in use"},
    {POD(WAITS("CreateContainerConfigError", "failed to sync the clock")),
     "ailing 10 [main CreateContainerConfigError]: container main: CreateContainerConfigError: failed to sync the clock"},
    {POD(WAITS("ImageInspectError", "")), "ailing 120 [main ImageInspectError]: container main: ImageInspectError"},
    {POD(WAITS("RegistryUnavailable", "")), "ailing 120 [main RegistryUnavailable]: container main: RegistryUnavailable"},
    {POD(WAITS("SignatureValidationFailed", "")), "ailing 120 [main SignatureValidationFailed]: container main: SignatureValidationFailed"},
    {POD(WAITS("PreCreateHookError", "")), "ailing 120 [main PreCreateHookError]: container main: PreCreateHookError"},
    {POD(WAITS("PreStartHookError", "")), "ailing 120 [main PreStartHookError]: container main: PreStartHookError"},
    {POD(MAIN(2) WAITING("PostStartHookError", "") "}"), "ailing [main PostStartHookError]: container main: PostStartHookError"},
    {POD(MAIN(3) WAITING("PostStartHookError", "") "}"), "doomed [main PostStartHookError]: container main: PostStartHookError"},
    {POD(WAITS("SomethingNew", "odd\\n\\u001b[31mtext")), "ailing [main SomethingNew]: container main: SomethingNew: odd [31mtext"},
    {POD(LOOPS(1, "Error", 1)), "ailing [main CrashLoopBackOff log]: container main: crashed with exit code 1 (restarts: 1)"},
    {POD(LOOPS(2, "Error", 137)), "ailing [main CrashLoopBackOff log]: container main: ended by signal 9 (restarts: 2)"},
    {POD(LOOPS(3, "Error", 1)), "doomed [main CrashLoopBackOff log]: container main: crashed with exit code 1 (restarts: 3)"},
    {POD(LOOPS(3, "Completed", 0)), "doomed [main CrashLoopBackOff log]: container main: ends by itself, with exit code 0 (restarts: 3)"},
    {POD(LOOPS(2, "OOMKilled", 137)), "ailing [main OOMKilled log]: container main: killed, out of memory: its limit is 64Mi (restarts: 2)"},
    {POD(LOOPS(3, "OOMKilled", 137)), "doomed [main OOMKilled log]: container main: killed, out of memory: its limit is 64Mi (restarts: 3)"},
    {POD(LOOPS(1, "StartError", 128)), "doomed [main CrashLoopBackOff]: container main: cannot be started: exec: not there (restarts: 1)"},
    {POD(LOOPS(1, "ContainerCannotRun", 127)), "doomed [main CrashLoopBackOff]: container main: cannot be started: exec: not there (restarts: 1)"},
    {POD(LOOPS(1, "ContainerCannotRun", 128)), "ailing [main CrashLoopBackOff log]: container main: crashed with exit code 128 (restarts: 1)"},
    {POD(FAILS(0, "StartError", 128)), "ailing [main RunContainerError]: container main: RunContainerError: no such file"},
    {POD(FAILS(1, "StartError", 128)), "doomed [main RunContainerError]: container main: RunContainerError: no such file"},
    {POD(FAILS(1, "ContainerCannotRun", 128)), "ailing [main RunContainerError]: container main: RunContainerError: no such file"},
    {POD(RUNS(5, ENDED("Error", 1))), "ailing [main Error log previous]: container main: crashed with exit code 1 (restarts: 5)"},
    {POD(RUNS(0, "{}")), "starting: container main: not ready yet"},
    {POD(MAIN(0) ENDED("Error", 2) "}"), "ailing [main Error log]: container main: crashed with exit code 2"},
    {POD(WAITS("ContainerCreating", "")), "starting: container main: being created"},
    {POD("{'name': 'main', 'ready': true, 'restartCount': 9, 'state': {'running': {}}, 'lastState': " ENDED("Error", 1) "}"),
     "starting: starting on node n1"},
    {POD(WAITS("ErrImagePull", "no such host") ", " LOOPS(3, "Error", 1)),
     "doomed [main CrashLoopBackOff log]: container main: crashed with exit code 1 (restarts: 3)"},
    {INIT(LOOPS(3, "Error", 1)), "doomed [main CrashLoopBackOff log]: init container main: crashed with exit code 1 (restarts: 3)"},
    {INIT(WAITS("ErrImagePull", "not found")), "ailing 15 [main ErrImagePull]: init container main: image cannot be pulled: not found"},
    {INIT(RUNS(0, "{}")), "starting: init container main: running"},
    {"{'spec': {'initContainers': [{'name': 'i'}, {'name': 'main', 'restartPolicy': 'Always', 'startupProbe': {'tcpSocket': {'port': 1}}}]}, 'status': {"
     "'initContainerStatuses': [{'name': 'main', 'state': {'running': {}}}]}}", "starting: init container main: startup probe not passed yet (TCP :1)"},
    {POD("{'name': 'a', 'state': {'waiting': {'reason': 'ErrImagePull', 'message': 'not found'}}}, " WAITS("ErrImagePull", "not found")),
     "ailing 15 [a ErrImagePull]: container a: image cannot be pulled: not found"},
    {POD(WAITS("SomethingNew", "") ", " FAILS(0, "StartError", 128)), "ailing [main RunContainerError]: container main: RunContainerError: no such file"},
    {INIT("{'name': 'i', 'ready': true, 'state': " ENDED("Completed", 0) "}"), "starting: container main: being created"},
};

static bool containers(void) { return facts_hold(container_facts, COUNT(container_facts)); }

/* ---- pods ---- */

#define CONDITION(type, status, reason, message) "{'type': '" type "', 'status': '" status "', 'reason': '" reason "', 'message': '" message "'}"
#define PROBED(probes) "{'spec': {'containers': [{'name': 'main', " probes "}]}, 'status': {'phase': 'Running', 'conditions': [" \
                       CONDITION("Ready", "False", "ContainersNotReady", "") "], 'containerStatuses': [" MAIN(0) "{'running': {}}}]}}"
#define UNPLACED(reason, message) "{'spec': {'schedulingGates': [{'name': 'a/b'}, {'name': 'c'}]}, 'status': {'phase': 'Pending', 'conditions': [" \
                                  CONDITION("PodScheduled", "False", reason, message) "]}}"
#define FAILED(reason, message)   "{'status': {'phase': 'Failed', 'reason': '" reason "', 'message': '" message "'}}"

static const struct fact pod_facts[] = {
    {"{'status': {'phase': 'Succeeded'}}", "ready"},
    {"{'status': {'phase': 'Running', 'conditions': [" CONDITION("Ready", "True", "", "") "]}}", "ready"},
    {"{}", "starting: not scheduled yet"},
    {"[]", "starting: not scheduled yet"},
    {"{'spec': {'nodeName': 'n1'}}", "starting: starting on node n1"},
    {"{'metadata': {'deletionTimestamp': 'x', 'deletionGracePeriodSeconds': 5, 'finalizers': ['a']}}", "gone 35: being deleted; finalizers: a"},
    {"{'metadata': {'deletionTimestamp': 'x'}, 'status': {'phase': 'Failed'}}", "gone 60: being deleted"},
    {"{'metadata': {'deletionTimestamp': 'x', 'deletionGracePeriodSeconds': 0}}", "gone 30: being deleted"},
    {"{'metadata': {'deletionTimestamp': 'x', 'deletionGracePeriodSeconds': -1}}", "gone 60: being deleted"},
    {"{'metadata': {'deletionTimestamp': 'x', 'deletionGracePeriodSeconds': 9223372036854775807}}", "gone 60: being deleted"},
    {FAILED("Evicted", "low on memory"), "gone: Evicted: low on memory"},
    {FAILED("Preempting", ""), "gone: Preempting"},
    {FAILED("NodeLost", ""), "gone: NodeLost"},
    {FAILED("Shutdown", ""), "gone: Shutdown"},
    {FAILED("NodeShutdown", ""), "gone: NodeShutdown"},
    {FAILED("NodeAffinity", ""), "gone: NodeAffinity"},
    {FAILED("UnexpectedAdmissionError", ""), "gone: UnexpectedAdmissionError"},
    {FAILED("Terminated", "node shutdown"), "gone: Terminated: node shutdown"},
    {FAILED("OutOfcpu", ""), "gone: OutOfcpu"},
    {"{'status': {'phase': 'Running', 'conditions': [" CONDITION("DisruptionTarget", "True", "PreemptionByScheduler", "make room") "]}}",
     "gone: PreemptionByScheduler: make room"},
    {FAILED("DeadlineExceeded", "too long"), "gone [DeadlineExceeded]: pod failed: DeadlineExceeded: too long"},
    {FAILED("TopologyAffinityError", "rejected"), "gone [TopologyAffinityError]: pod failed: TopologyAffinityError: rejected"},
    {FAILED("", ""), "gone: pod failed"},
    {"{'status': {'phase': 'Failed', 'containerStatuses': [{'name': 'main', 'ready': false, 'restartCount': 0, 'state': " ENDED("Error", 3) "}]}}",
     "doomed [main Error log]: container main: crashed with exit code 3"},
    {UNPLACED("SchedulingGated", "gated"), "starting: waits for its scheduling gates a/b, c"},
    {UNPLACED("Unschedulable", "0/1 nodes are available: 1 Insufficient cpu."),
     "ailing 300 [Unschedulable]: no node takes the pod: 0/1 nodes are available: 1 Insufficient cpu."},
    {UNPLACED("Unschedulable", "0/1 nodes are available: 1 node(s) didn`t match Pod`s node affinity/selector."),
     "ailing 15 [Unschedulable]: no node takes the pod: 0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."},
    {PROBED("'readinessProbe': {'httpGet': {'path': '/healthz', 'port': 8080}}"),
     "starting: container main: readiness probe not passed yet (HTTP :8080/healthz)"},
    {PROBED("'readinessProbe': {'tcpSocket': {'port': 'api'}}"), "starting: container main: readiness probe not passed yet (TCP :api)"},
    {PROBED("'readinessProbe': {'exec': {'command': ['sh', '-c', 'hidden']}}"), "starting: container main: readiness probe not passed yet (command)"},
    {PROBED("'readinessProbe': {'grpc': {'port': 9}}, 'startupProbe': {'grpc': {'port': 7}}"),
     "starting: container main: startup probe not passed yet (gRPC :7)"},
    {"{'spec': {'readinessGates': [{'conditionType': 'x/ready'}]}, 'status': {'containerStatuses': [{'name': 'main', 'ready': true}]}}",
     "starting: waits for its readiness gates x/ready"},
};

static bool pods(void) { return facts_hold(pod_facts, COUNT(pod_facts)); }

/* ---- several looks ---- */

/* AT seconds, what the pod is then, and its health. */
struct look { int64_t at; const char *pod, *result; };

#define BACKOFF       POD(WAITS("ImagePullBackOff", "Back-off pulling image \\\"x:1\\\""))
#define NOT_FOUND     POD(WAITS("ErrImagePull", "x:1: not found"))
#define NO_HOST       POD(WAITS("ErrImagePull", "no such host"))
#define PULL(message) " [main ImagePullBackOff]: container main: image cannot be pulled: " message

static const struct look first_cause_stays[] = {
    {1, NOT_FOUND, "ailing 15 [main ErrImagePull]: container main: image cannot be pulled: x:1: not found"},
    {9, BACKOFF, "ailing 7" PULL("x:1: not found")},
    {16, BACKOFF, "doomed" PULL("x:1: not found")},
};
static const struct look cause_after_backoff[] = {
    {0, BACKOFF, "ailing 120" PULL("Back-off pulling image \"x:1\"")},
    {5, NO_HOST, "ailing 115 [main ErrImagePull]: container main: image cannot be pulled: no such host"},
    {6, BACKOFF, "ailing 114" PULL("no such host")},
    {20, NOT_FOUND, "doomed [main ErrImagePull]: container main: image cannot be pulled: x:1: not found"},
};
static const struct look backoff_with_cause[] = {
    {0, POD(WAITS("ImagePullBackOff", "Back-off pulling image \\\"x:1\\\": ErrImagePull: x:1: not found")),
     "ailing 15" PULL("Back-off pulling image \"x:1\": ErrImagePull: x:1: not found")},
};
static const struct look trouble_that_passes[] = {
    {0, NO_HOST, "ailing 120 [main ErrImagePull]: container main: image cannot be pulled: no such host"},
    {100, POD(RUNS(0, "{}")), "starting: container main: not ready yet"},
    {110, NO_HOST, "ailing 120 [main ErrImagePull]: container main: image cannot be pulled: no such host"},
    {229, NO_HOST, "ailing 1 [main ErrImagePull]: container main: image cannot be pulled: no such host"},
    {230, NO_HOST, "doomed [main ErrImagePull]: container main: image cannot be pulled: no such host"},
};
static const struct look missing_config[] = {
    {3, POD(WAITS("CreateContainerConfigError", "x")), "ailing 10 [main CreateContainerConfigError]: container main: CreateContainerConfigError: x"},
    {13, POD(WAITS("CreateContainerConfigError", "x")), "doomed [main CreateContainerConfigError]: container main: CreateContainerConfigError: x"},
};
#define CRASHED(n) POD(LOOPS(n, "Error", 1))
#define CRASH(n)   " [main CrashLoopBackOff log]: container main: crashed with exit code 1 (restarts: " #n ")"
static const struct look crashed_before[] = {
    {0, CRASHED(7), "ailing 300" CRASH(7)},
    {100, CRASHED(7), "ailing 200" CRASH(7)},
    {110, POD(RUNS(8, "{}")), "starting: container main: not ready yet"},
    {120, CRASHED(8), "doomed" CRASH(8)},
};
static const struct look crashed_before_and_rests[] = {{10, CRASHED(3), "ailing 300" CRASH(3)}, {310, CRASHED(3), "doomed" CRASH(3)}};
static const struct look crashes_on[] = {{0, CRASHED(2), "ailing" CRASH(2)}, {30, CRASHED(3), "doomed" CRASH(3)}};
static const struct look unplaced[] = {
    {0, UNPLACED("Unschedulable", "busy"), "ailing 300 [Unschedulable]: no node takes the pod: busy"},
    {299, UNPLACED("Unschedulable", "busy"), "ailing 1 [Unschedulable]: no node takes the pod: busy"},
    {300, UNPLACED("Unschedulable", "busy"), "doomed [Unschedulable]: no node takes the pod: busy"},
};
static const struct look stuck[] = {
    {0, "{'metadata': {'deletionTimestamp': 'x'}, 'spec': {'nodeName': 'n1'}}", "gone 60: being deleted"},
    {60, "{'metadata': {'deletionTimestamp': 'x'}, 'spec': {'nodeName': 'n1'}}", "gone: being deleted, but node n1 does not end it"},
};

static bool looks_hold(const struct look *looks, size_t n)
{
    struct pod_tracker memory = {0};
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        struct buf got = {0};
        json_t *pod = json_of(looks[i].pod);
        write_look(&got, pod, &memory, looks[i].at * 1000);
        fine &= same_text(looks[i].pod, str_of(looks[i].result), (Str){got.s, got.n});
        json_decref(pod);
        buf_free(&got);
    }
    return fine;
}

static bool first_cause_is_kept(void)
{
    return looks_hold(first_cause_stays, COUNT(first_cause_stays)) & looks_hold(cause_after_backoff, COUNT(cause_after_backoff)) &
           looks_hold(backoff_with_cause, COUNT(backoff_with_cause));
}

static bool patience_ends(void)
{
    return looks_hold(trouble_that_passes, COUNT(trouble_that_passes)) & looks_hold(missing_config, COUNT(missing_config)) &
           looks_hold(unplaced, COUNT(unplaced)) & looks_hold(stuck, COUNT(stuck)) & looks_hold(crashes_on, COUNT(crashes_on));
}

static bool earlier_crashes(void)
{
    return looks_hold(crashed_before, COUNT(crashed_before)) & looks_hold(crashed_before_and_rests, COUNT(crashed_before_and_rests));
}

static bool long_causes_are_cut_between_characters(void)
{
    struct pod_tracker memory = {0};
    struct buf why = {0}, message = {0};
    for (size_t i = 0; i < 1000; i++) buf_printf(&message, "\u00e4");
    json_t *pod = json_pack("{s{s[{s{s{ssss#}}}]}}", "status", "containerStatuses", "state", "waiting", "reason", "ErrImagePull",
        "message", message.s, (int)message.n);
    pod_health(pod, &memory, 0, &why, NULL, NULL);
    bool fine = strlen(memory.image) == sizeof memory.image - 2 && str_utf8(str_of(memory.image)) && str_utf8((Str){why.s, why.n});
    json_decref(pod);
    buf_free(&why);
    buf_free(&message);
    return fine;
}

/* ---- what the scheduler says ---- */

static const struct { const char *message; bool for_good; } messages[] = {
    {"0/1 nodes are available: 1 node(s) didn't match Pod's node affinity.", true},
    {"0/3 nodes are available: 3 node(s) didn't match node selector.", true},
    {"0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/master: }, that the pod didn't tolerate, "
     "2 node(s) didn't match Pod's node affinity/selector.", true},
    {"0/3 nodes are available: 1 node(s) had untolerated taint {a: b}, 2 node(s) didn't match Pod's node affinity/selector. "
     "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", true},
    {"0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match Pod's node affinity/selector.", false},
    {"0/1 nodes are available: 1 node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate.", false},
    {"0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }. preemption: none", false},
    {"0/1 nodes are available: 1 node(s) had untolerated taint(s).", false},
    {"0/1 nodes are available: 1 node(s) were unschedulable.", false},
    {"0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity.", false},
    {"0/1 nodes are available: ", false},
    {"0/1 nodes are available: . ", false},
    {"0/1 nodes are available: , 1", false},
    {"no nodes available to schedule pods", false},
    {"", false},
};

static bool causes_for_good(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(messages); i++) {
        bool same = unschedulable_for_good(messages[i].message) == messages[i].for_good;
        if (!same) remark("%s\n", messages[i].message);
        fine &= same;
    }
    return fine;
}

/* ---- events ---- */

static const struct { const char *event; int fatal_after, times, enough; const char *why; } events[] = {
    {"{'reason': 'FailedCreate', 'count': 3, 'message': 'exceeded quota'}", 10, 3, 2, "FailedCreate: exceeded quota"},
    {"{'reason': 'FailedCreate', 'series': {'count': 4}, 'message': 'violates PodSecurity'}", 10, 4, 2, "FailedCreate: violates PodSecurity"},
    {"{'reason': 'FailedCreate', 'message': 'failed calling webhook: connection refused'}", 120, 1, 2,
     "FailedCreate: failed calling webhook: connection refused"},
    {"{'reason': 'FailedMount', 'count': null, 'message': 'secret `x` not found'}", 120, 1, 1, "FailedMount: secret 'x' not found"},
    {"{'reason': 'FailedMount', 'message': 'timed out\\nwaiting'}", 0, 1, 1, "FailedMount: timed out waiting"},
    {"{'reason': 'FailedAttachVolume', 'message': 'volume not found'}", 120, 1, 1, "FailedAttachVolume: volume not found"},
    {"{'reason': 'FailedAttachVolume', 'message': 'busy'}", 0, 1, 1, "FailedAttachVolume: busy"},
    {"{'reason': 'FailedCreatePodSandBox', 'message': 'plugin not ready'}", 0, 1, 1, "FailedCreatePodSandBox: plugin not ready"},
    {"{'reason': 'FailedCreatePodSandBox', 'message': 'runtime class not found'}", 120, 1, 1, "FailedCreatePodSandBox: runtime class not found"},
    {"{'reason': 'ProvisioningFailed', 'message': 'busy'}", 0, 1, 1, "ProvisioningFailed: busy"},
    {"{'reason': 'SyncLoadBalancerFailed', 'message': 'busy'}", 0, 1, 1, "SyncLoadBalancerFailed: busy"},
    {"{'reason': 'ProvisioningFailed', 'message': 'storageclass `x` not found'}", 120, 1, 1, "ProvisioningFailed: storageclass 'x' not found"},
    {"{'reason': 'Unhealthy', 'count': -1, 'message': 'Readiness probe failed'}", 0, 1, 1, "Unhealthy: Readiness probe failed"},
    {"{'reason': 'Scheduled', 'message': 'not found'}", -1, 0, 0, ""},
    {"{'reason': ['FailedCreate']}", -1, 0, 0, ""},
    {"7", -1, 0, 0, ""},
};

static bool event_holds(size_t i)
{
    struct event_trouble trouble = {-1000, 0, 0, false};
    struct buf why = {0};
    json_t *event = json_of(events[i].event);
    bool told = event_is_trouble(event, &why, &trouble);
    bool same = same_text(events[i].event, str_of(events[i].why), (Str){why.s, why.n}) && told == (events[i].fatal_after >= 0) &&
                trouble.fatal_after == events[i].fatal_after * 1000 && trouble.times == events[i].times && trouble.enough == events[i].enough;
    if (!same) remark("%s\n", events[i].event);
    json_decref(event);
    buf_free(&why);
    return same;
}

static bool events_are_told(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(events); i++) fine &= event_holds(i);
    return fine;
}

/* ---- any shape ---- */

static void look_at_spoiled(const json_t *pod)
{
    static struct pod_tracker memory;
    static int64_t now;
    struct buf why = {0};
    struct event_trouble trouble;
    pod_health(pod, &memory, now++, &why, NULL, NULL);
    event_is_trouble(pod, &why, &trouble);
    buf_free(&why);
}

static void spoil(const char *text)
{
    json_t *pod = json_of(text);
    spoil_below(pod, pod, look_at_spoiled);
    json_decref(pod);
}

static bool any_shape_is_taken(void)
{
    for (size_t i = 0; i < COUNT(container_facts); i++) spoil(container_facts[i].pod);
    for (size_t i = 0; i < COUNT(pod_facts); i++) spoil(pod_facts[i].pod);
    for (size_t i = 0; i < COUNT(events); i++) spoil(events[i].event);
    return true;
}

static const struct unit_test tests[] = {
    {"containers, init containers: images, configuration, crashes, starts", containers},
    {"pods: ended, removed, failed, without a node, with probes and gates", pods},
    {"why an image cannot be pulled is kept", first_cause_is_kept},
    {"trouble that lasts dooms, trouble that passes is forgotten", patience_ends},
    {"what crashed before the first look is given one more try", earlier_crashes},
    {"long causes are cut between characters", long_causes_are_cut_between_characters},
    {"which words of the scheduler are for good", causes_for_good},
    {"events that tell a trouble", events_are_told},
    {"values of a wrong type anywhere", any_shape_is_taken},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
