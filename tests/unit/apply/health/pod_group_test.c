/* What the pods of a workload and the events about them show together, as time goes on. */
#include "health/pod_group.h"

#include "json.h"
#include "test.h"

/* ---- a story ---- */

/* AT seconds something comes, or is looked at: OTHER is then "failed", "settled" or "waits", AGAIN in seconds, the pod it names, and WHY. */
enum what { END, POD_A, POD_B, POD_C, GONE_A, NODE_A, EVENT, EVENT_A, LOOK };
struct step { int64_t at; enum what what; const char *text; };
struct story { const char *title, *workload; const struct step *steps; };

struct stage {
    struct arena *arena;
    struct pod_group group;
    struct group_pod pods[3];
    bool seen[3];
};

static void take_pod(struct stage *stage, size_t i, const char *text, bool gone)
{
    json_t *json = json_of(text);
    if (!json) remark("no JSON: %s\n", text);
    if (!stage->seen[i]) vec_push(stage->arena, &stage->group.pods, &stage->pods[i]);
    stage->seen[i] = true;
    pod_group_take(&stage->group, &stage->pods[i], json, gone);
    json_decref(json);
}

static void take_event(struct event_tracker *memory, const char *text, int64_t now)
{
    json_t *json = json_of(text);
    if (!json) remark("no JSON: %s\n", text);
    event_remember(memory, json, now);
    json_decref(json);
}

static bool look_is(struct stage *stage, const char *title, const char *workload, int64_t now, const char *expected)
{
    struct rollout_status look = {0};
    struct buf got = {0};
    json_t *json = json_of(workload);
    pod_group_assess(&stage->group, json, now, &look);
    buf_printf(&got, "%s", look.failed ? "failed" : look.settled ? "settled" : "waits");
    if (look.requeue_after) buf_printf(&got, " %d", (int)(look.requeue_after / 1000));
    if (look.pod) buf_printf(&got, " [%s]", json_string_value(json_object_get(json_object_get(look.pod, "metadata"), "name")));
    if (look.why.n) buf_printf(&got, ": %.*s", (int)look.why.n, look.why.s);
    bool same = same_text(title, str_of(expected), (Str){got.s, got.n});
    json_decref(json);
    buf_free(&got);
    buf_free(&look.why);
    return same;
}

static enum node_state node_called(const char *text)
{
    return strcmp(text, "away") == 0 ? NODE_UNAVAILABLE : strcmp(text, "silent") == 0 ? NODE_UNREACHABLE : strcmp(text, "here") == 0 ? NODE_HERE : NODE_AWAITED;
}

static bool step_holds(struct stage *stage, const struct story *story, const struct step *step)
{
    int64_t now = 1000 * (step->at + 1);
    switch (step->what) {
    case POD_A: case POD_B: case POD_C: take_pod(stage, step->what - POD_A, step->text, false); return true;
    case GONE_A: take_pod(stage, 0, step->text, true); return true;
    case NODE_A: stage->pods[0].node = node_called(step->text); return true;
    case EVENT: take_event(&stage->group.events, step->text, now); return true;
    case EVENT_A: take_event(&stage->pods[0].events, step->text, now); return true;
    case LOOK: return look_is(stage, story->title, story->workload, now, step->text);
    case END: break;
    }
    return false;
}

static bool story_holds(const struct story *story)
{
    struct stage stage = {.arena = arena_new(0)};
    bool fine = true;
    for (const struct step *step = story->steps; step->what != END; step++) fine &= step_holds(&stage, story, step);
    for (size_t i = 0; i < COUNT(stage.pods); i++) json_decref(stage.pods[i].json);
    arena_free(stage.arena);
    return fine;
}

static bool stories_hold(const struct story *stories, size_t n)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) fine &= story_holds(&stories[i]);
    return fine;
}

#define DEPLOYMENT "{'spec': {'strategy': {'type': 'RollingUpdate'}}}"
#define STATEFUL   "{'metadata': {'namespace': 'shop'}, 'spec': {'podManagementPolicy': 'OrderedReady', 'updateStrategy': {'type': 'RollingUpdate'}}, " \
                   "'status': {'updateRevision': 'new'}}"
#define DAEMONS    "{'spec': {'updateStrategy': {'type': 'RollingUpdate'}}}"
#define PARALLEL   "{'spec': {'podManagementPolicy': 'Parallel', 'updateStrategy': {'type': 'RollingUpdate'}}, 'status': {'updateRevision': 'new'}}"
#define JOB        "{'spec': {'backoffLimit': 3}}"

#define POD(name, status)         "{'metadata': {'name': '" name "', 'labels': {'controller-revision-hash': 'new'}}, 'status': " status "}"
#define READY(name)               POD(name, "{'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]}")
#define CONTAINER(restarts, state) "{'phase': 'Pending', 'containerStatuses': [{'name': 'main', 'ready': false, 'restartCount': " #restarts ", " \
                                   "'state': {" state "}}]}"
#define WAITING(reason)           CONTAINER(0, "'waiting': {'reason': '" reason "'}")
#define CREATING(name)            POD(name, WAITING("ContainerCreating"))
#define RUNNING(name)             POD(name, CONTAINER(0, "'running': {}"))
#define TELLS(reason, message, n) "{'reason': '" reason "', 'message': '" message "', 'count': " #n "}"

/* ---- one pod, or several ---- */

static const struct step bad_image[] = {{0, POD_A, POD("a", WAITING("InvalidImageName"))}, {0, LOOK, "failed [a]: container main: InvalidImageName"}, {0}};
static const struct step one_of_two_crashes[] = {
    {0, POD_A, READY("a")},
    {0, POD_B, POD("b", CONTAINER(0, "'waiting': {'reason': 'CrashLoopBackOff'}"))},
    {1, LOOK, "waits [b]: container main: CrashLoopBackOff"},
    {0},
};
static const struct step one_of_two_has_no_image[] = {
    {0, POD_A, READY("a")},
    {0, POD_B, POD("b", CONTAINER(3, "'waiting': {'reason': 'PostStartHookError'}"))},
    {0, LOOK, "waits 300 [b]: container main: PostStartHookError"},
    {300, LOOK, "waits [b]: container main: PostStartHookError"},
    {301, POD_B, POD("b", WAITING("InvalidImageName"))},
    {301, LOOK, "failed [b]: container main: InvalidImageName"},
    {0},
};
static const struct step no_pod[] = {{0, LOOK, "waits"}, {0, POD_A, READY("a")}, {1, GONE_A, READY("a")}, {1, LOOK, "waits"}, {0}};

static const struct step probe_fails[] = {
    {0, POD_A, POD("a", "{'phase': 'Failed', 'reason': 'Evicted', 'message': 'low on disk'}")},
    {0, LOOK, "waits [a]: pod a: Evicted: low on disk"},
    {1, POD_B, CREATING("b")},
    {1, LOOK, "waits [b]: pod b: container main: being created"},
    {2, POD_A, RUNNING("a")},
    {2, EVENT_A, TELLS("Unhealthy", "Readiness probe failed: 500", 5)},
    {3, LOOK, "waits [a]: pod a: container main: not ready yet; Unhealthy: Readiness probe failed: 500"},
    {4, POD_C, POD("c", WAITING("ErrImagePull"))},
    {4, LOOK, "waits 120 [c]: container main: image cannot be pulled"},
    {0},
};
#define LEAVING(name) "{'metadata': {'name': '" name "', 'deletionTimestamp': 'x', 'finalizers': ['f'], 'labels': {'controller-revision-hash': 'new'}}, " \
                      "'spec': {'nodeName': 'n1'}}"
static const struct step node_is_dead[] = {
    {0, POD_A, LEAVING("a")},
    {0, LOOK, "waits 60 [a]: pod a: being deleted; finalizers: f"},
    {60, LOOK, "waits [a]: pod a: being deleted, but node n1 does not end it; finalizers: f"},
    {0},
};
static const struct step job_crashes[] = {
    {0, POD_A, CREATING("a")},
    {0, POD_B, LEAVING("b")},
    {0, POD_C, POD("c", "{'phase': 'Failed', 'containerStatuses': [{'name': 'main', 'state': {'terminated': {'exitCode': 1}}}]}")},
    {1, LOOK, "waits 60 [c]: container main: crashed with exit code 1"},
    {0},
};
static const struct step job_ends[] = {{0, POD_A, LEAVING("a")}, {0, LOOK, "waits 60"}, {0}};

static const struct step job_cannot_start[] = {
    {0, POD_A, POD("a", "{'phase': 'Failed', 'containerStatuses': [{'name': 'main', 'state': {'terminated': {'exitCode': 128, 'reason': 'StartError', "
                        "'message': 'no space left'}}}]}")},
    {1, LOOK, "waits [a]: container main: cannot be started: no space left"},
    {0},
};
static const struct step node_refuses[] = {
    {0, POD_A, POD("a", "{'phase': 'Failed', 'reason': 'TopologyAffinityError'}")},
    {0, LOOK, "waits [a]: pod a: pod failed: TopologyAffinityError"},
    {0},
};

#define OLD(name, status) "{'metadata': {'name': '" name "', 'labels': {'controller-revision-hash': 'old'}}, 'status': " status "}"
#define HELD(name) "pod " name " of the revision before is not replaced before it is ready or deleted (kubectl delete pod " name " -n shop): "
static const struct step old_is_stuck[] = {
    {0, POD_A, OLD("a", "{'phase': 'Running'}")},
    {0, POD_B, POD("b", WAITING("ContainerCreating"))},
    {0, LOOK, "waits [b]: pod b: container main: being created"},
    {1, POD_A, OLD("a", WAITING("SomethingNew"))},
    {1, LOOK, "waits [a]: " HELD("a") "container main: SomethingNew"},
    {2, POD_A, OLD("a", WAITING("InvalidImageName"))},
    {2, LOOK, "failed [a]: " HELD("a") "container main: InvalidImageName"},
    {0},
};
static const struct step old_ended[] = {
    {0, POD_A, OLD("a", "{'phase': 'Failed', 'containerStatuses': [{'name': 'main', 'state': {'terminated': {'exitCode': 1}}}]}")},
    {0, LOOK, "waits"},
    {0},
};
static const struct step old_leaves[] = {
    {0, POD_A, "{'metadata': {'name': 'a', 'deletionTimestamp': 'x'}}"},
    {0, LOOK, "waits 60 [a]: pod a: being deleted"},
    {0},
};
static const struct step old_may_go[] = {{0, POD_A, OLD("a", WAITING("InvalidImageName"))}, {0, LOOK, "waits"}, {0}};

#define AWAY "waits [a]: pod a on node n1, which is not ready or takes no pods: "
#define ON_NODE(state) "{'metadata': {'name': 'a'}, 'spec': {'nodeName': 'n1'}, 'status': " state "}"
static const struct step node_is_away[] = {
    {0, POD_A, ON_NODE(WAITING("InvalidImageName"))},
    {0, NODE_A, "away"},
    {0, LOOK, AWAY "container main: InvalidImageName"},
    {9, POD_A, ON_NODE(CONTAINER(0, "'running': {}"))},
    {9, LOOK, AWAY "container main: not ready yet"},
    {0},
};
static const struct step node_is_not_known[] = {
    {0, POD_A, ON_NODE(WAITING("InvalidImageName"))},
    {0, NODE_A, "awaited"},
    {0, LOOK, "waits 5 [a]: container main: InvalidImageName"},
    {5, LOOK, "failed [a]: container main: InvalidImageName"},
    {0},
};

#define OF_THREE "{'spec': {'updateStrategy': {'type': 'RollingUpdate'}}, 'metadata': {'annotations': {'deprecated.daemonset.template.generation': '2'}}, " \
                 "'status': {'desiredNumberScheduled': 3, 'numberAvailable': 2, 'updatedNumberScheduled': 3}}"
#define ON_EACH(name, generation, state) "{'metadata': {'name': '" name "', 'labels': {'pod-template-generation': '" generation "'}}, " \
                                         "'spec': {'nodeName': 'n" name "'}, 'status': {" state "}}"
#define IS_READY "'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]"
static const struct step node_is_silent[] = {
    {0, POD_A, ON_EACH("a", "2", "'phase': 'Pending'")},
    {0, POD_B, ON_EACH("b", "2", IS_READY)},
    {0, NODE_A, "here"},
    {0, LOOK, "waits [a]: pod a: starting on node na"},
    {1, NODE_A, "away"},
    {1, LOOK, "waits [a]: pod a on node na, which is not ready or takes no pods: starting on node na"},
    {2, NODE_A, "silent"},
    {2, LOOK, "settled [a]: not waited for: pod a on node na, which tells nothing any more"},
    {3, POD_C, ON_EACH("c", "1", IS_READY)},
    {3, LOOK, "waits [a]: pod a on node na, which is not ready or takes no pods: starting on node na"},
    {4, POD_C, ON_EACH("c", "2", "'phase': 'Pending'")},
    {4, LOOK, "waits [a]: pod a on node na, which is not ready or takes no pods: starting on node na"},
    {5, POD_C, ON_EACH("c", "2", IS_READY)},
    {5, POD_A, ON_EACH("a", "1", IS_READY)},
    {5, LOOK, "settled: not waited for: pod a on node na, which tells nothing any more"},
    {0},
};
static const struct step all_are_silent[] = {
    {0, POD_A, ON_EACH("a", "2", "'phase': 'Pending'")},
    {0, NODE_A, "silent"},
    {0, LOOK, "waits [a]: pod a on node na, which is not ready or takes no pods: starting on node na"},
    {0},
};

static const struct story pod_stories[] = {
    {"a pod on a node that tells nothing any more", OF_THREE, node_is_silent},
    {"all pods on nodes that tell nothing any more", "{'status': {'desiredNumberScheduled': 1, 'updatedNumberScheduled': 1}}", all_are_silent},
    {"what fails on a node that is away", DAEMONS, node_is_away},
    {"what fails on a node that is not known", DAEMONS, node_is_not_known},
    {"a broken pod of before that is not replaced", STATEFUL, old_is_stuck},
    {"a pod of before that ended", STATEFUL, old_ended},
    {"a pod of before that leaves", STATEFUL, old_leaves},
    {"a broken pod of before that is replaced", PARALLEL, old_may_go},
    {"a pod of a job that one node cannot start", JOB, job_cannot_start},
    {"a pod that its node refuses", DEPLOYMENT, node_refuses},
    {"what starts, and what hinders it, is told until something is worse", DEPLOYMENT, probe_fails},
    {"a node that does not end its pod", STATEFUL, node_is_dead},
    {"pods of a job", JOB, job_crashes},
    {"what is left of a job", JOB, job_ends},
    {"an image that nobody can pull", DEPLOYMENT, bad_image},
    {"one pod is ready, one crashes", DEPLOYMENT, one_of_two_crashes},
    {"one pod is ready, one crashes, then its image is wrong", DEPLOYMENT, one_of_two_has_no_image},
    {"no pod", DEPLOYMENT, no_pod},
};

static bool pods(void) { return stories_hold(pod_stories, COUNT(pod_stories)); }

/* ---- events ---- */

static const struct step refused[] = {
    {0, EVENT, TELLS("FailedCreate", "exceeded quota", 1)},
    {1, LOOK, "waits"},
    {2, EVENT, TELLS("FailedCreate", "exceeded quota", 3)},
    {3, LOOK, "waits 7"},
    {10, LOOK, "failed: FailedCreate: exceeded quota"},
    {0},
};

static const struct step pod_comes[] = {
    {0, EVENT, TELLS("FailedCreate", "no account", 3)},
    {1, POD_A, CREATING("a")},
    {11, LOOK, "waits [a]: pod a: container main: being created"},
    {12, EVENT, TELLS("FailedCreate", "no account", 4)},
    {30, LOOK, "waits [a]: pod a: container main: being created"},
    {31, EVENT, TELLS("FailedCreate", "no account", 5)},
    {32, LOOK, "failed: FailedCreate: no account"},
    {0},
};
static const struct step success_is_told[] = {
    {0, EVENT, TELLS("FailedCreate", "no account", 3)},
    {1, EVENT, TELLS("SuccessfulCreate", "Created pod: a", 1)},
    {11, LOOK, "waits"},
    {0},
};
static const struct step some_are_made[] = {
    {0, POD_A, CREATING("a")},
    {1, EVENT, TELLS("FailedCreate", "exceeded quota", 3)},
    {20, LOOK, "waits [a]: pod a: container main: being created"},
    {21, POD_A, POD("a", "{'phase': 'Failed', 'reason': 'Evicted'}")},
    {22, LOOK, "failed: FailedCreate: exceeded quota"},
    {0},
};

static const struct step mount_lasts[] = {
    {0, POD_A, CREATING("a")},
    {0, EVENT_A, TELLS("FailedMount", "secret x not found", 1)},
    {119, LOOK, "waits 1 [a]: pod a: container main: being created; FailedMount: secret x not found"},
    {120, LOOK, "failed [a]: FailedMount: secret x not found"},
    {0},
};
static const struct step mount_heals[] = {
    {0, POD_A, CREATING("a")},
    {0, EVENT_A, TELLS("FailedMount", "secret x not found", 1)},
    {9, POD_A, RUNNING("a")},
    {200, LOOK, "waits [a]: pod a: container main: not ready yet"},
    {0},
};
static const struct step init_was_started[] = {
    {0, POD_A, POD("a", "{'phase': 'Pending', 'initContainerStatuses': [{'name': 'i', 'state': {'terminated': {}}}]}")},
    {1, EVENT_A, TELLS("FailedCreatePodSandBox", "network not found", 1)},
    {200, LOOK, "waits [a]: pod a: not scheduled yet"},
    {0},
};
static const struct step pulling_is_told[] = {
    {0, POD_A, CREATING("a")},
    {0, EVENT_A, TELLS("FailedMount", "secret x not found", 1)},
    {9, EVENT_A, TELLS("Pulling", "Pulling image", 1)},
    {200, LOOK, "waits [a]: pod a: container main: being created"},
    {0},
};

#define NO_NODE "0/3 nodes are available: 3 node(s) didn`t match Pod`s node affinity/selector."
#define UNPLACED POD("a", "{'phase': 'Pending', 'conditions': [{'type': 'PodScheduled', 'status': 'False', 'reason': 'Unschedulable', 'message': '" \
                          NO_NODE "'}]}")
#define SAID     " [a]: no node takes the pod: 0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector."
static const struct step node_comes[] = {
    {0, POD_A, UNPLACED},
    {0, LOOK, "waits 15" SAID},
    {10, EVENT_A, TELLS("TriggeredScaleUp", "pod triggered scale-up: [{gpu 0->1 (max: 5)}]", 1)},
    {20, LOOK, "waits 280" SAID},
    {300, LOOK, "failed" SAID},
    {0},
};
static const struct step no_node_comes[] = {{0, POD_A, UNPLACED}, {0, LOOK, "waits 15" SAID}, {15, LOOK, "failed" SAID}, {0}};

static const struct story event_stories[] = {
    {"an autoscaler makes a node", DEPLOYMENT, node_comes},
    {"no node takes the pod", DEPLOYMENT, no_node_comes},
    {"a volume that does not come", DEPLOYMENT, mount_lasts},
    {"a volume that comes after all", DEPLOYMENT, mount_heals},
    {"a network that comes after all", DEPLOYMENT, init_was_started},
    {"a volume that comes before a large image", DEPLOYMENT, pulling_is_told},
    {"a pod comes after all", JOB, pod_comes},
    {"a pod was made after all", JOB, success_is_told},
    {"some pods may be made, until old ones leave", DEPLOYMENT, some_are_made},
    {"no pod may be made", DEPLOYMENT, refused},
};

static bool events(void) { return stories_hold(event_stories, COUNT(event_stories)); }

/* ---- any shape ---- */

static void look_at_spoiled(const json_t *both)
{
    struct group_pod pod = {.node = NODE_UNAVAILABLE}, *list[] = {&pod};
    struct pod_group group = {.pods = {list, 1, 1}};
    struct rollout_status look = {0};
    event_remember(&pod.events, json_object_get(both, "event"), 1);
    pod_group_take(&group, &pod, json_object_get(both, "pod"), false);
    pod_group_assess(&group, json_object_get(both, "workload"), 1, &look);
    pod_group_take(&group, &pod, NULL, true);
    buf_free(&look.why);
}

static bool any_shape_is_taken(void)
{
    static const char *const workloads[] = {DEPLOYMENT, STATEFUL, PARALLEL, DAEMONS, JOB};
    json_t *both = json_pack("{s:o, s:o}", "pod", json_of(ON_NODE(WAITING("InvalidImageName"))), "event", json_of(TELLS("FailedMount", "x not found", 1)));
    for (size_t i = 0; i < COUNT(workloads); i++) {
        json_object_set_new(both, "workload", json_of(workloads[i]));
        spoil_below(both, both, look_at_spoiled);
    }
    json_decref(both);
    return true;
}

static const struct unit_test tests[] = {
    {"pods that are ready, cannot be, or may yet be", pods},
    {"events about pods and their owner", events},
    {"values of a wrong type anywhere", any_shape_is_taken},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
