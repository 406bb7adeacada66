/* How pods are exchanged, with the API's defaults; and what they may do. */
#include "review/workload.h"

#include "review/compiled.h"
#include "value/read_yaml.h"
#include "test.h"

static struct session *session;

static struct value manifest(const char *text)
{
    static struct origins origins;
    uint32_t file = source_add(&session->sources, STR("test"), str_of(text));
    return list_item(read_yaml(session, &origins, file, 0, ORIGIN_WRITTEN, YAML_PLAIN), 0);
}

static const struct { const char *kind, *text; struct rollout rollout; } rollouts[] = {
    {"Deployment", "{spec: {}}", {ROLLOUT_ROLLING, 1, 1, 0, 0, false, false}},
    {"Deployment", "{spec: {replicas: 3}}", {ROLLOUT_ROLLING, 3, 1, 0, 0, false, false}},
    {"Deployment", "{spec: {replicas: 8}}", {ROLLOUT_ROLLING, 8, 2, 2, 0, false, false}},
    {"Deployment", "{spec: {replicas: 4, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}}}", {ROLLOUT_ROLLING, 4, 0, 1, 0, false, false}},
    {"Deployment", "{spec: {replicas: 2, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 100%}}}}", {ROLLOUT_ROLLING, 2, 0, 2, 0, false, false}},
    {"Deployment", "{spec: {replicas: 2, strategy: {rollingUpdate: {maxUnavailable: 7}}}}", {ROLLOUT_ROLLING, 2, 1, 2, 0, false, false}},
    {"Deployment", "{spec: {replicas: 2, strategy: {type: Recreate}}}", {ROLLOUT_RECREATE, 2, 0, 2, 0, false, false}},
    {"Deployment", "{spec: {replicas: odd, strategy: [1]}}", {ROLLOUT_ROLLING, 1, 1, 0, 0, false, false}},
    {"StatefulSet", "{spec: {replicas: 3}}", {ROLLOUT_ROLLING, 3, 0, 1, 0, true, false}},
    {"StatefulSet", "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}}", {ROLLOUT_ROLLING, 3, 0, 1, 2, true, false}},
    {"StatefulSet", "{spec: {updateStrategy: {type: OnDelete}}}", {ROLLOUT_ON_DELETE, 1, 0, 1, 0, true, false}},
    {"StatefulSet", "{metadata: {annotations: {stk.dev/roller: a}}, spec: {replicas: 3, updateStrategy: {type: OnDelete}}}",
     {ROLLOUT_ROLLING, 3, 0, 1, 0, true, true}},
    {"StatefulSet", "{spec: {replicas: 3, podManagementPolicy: Parallel}}", {ROLLOUT_ROLLING, 3, 0, 1, 0, false, false}},
    {"DaemonSet", "{spec: {}}", {ROLLOUT_ROLLING, -1, 0, 1, 0, false, false}},
    {"DaemonSet", "{spec: {updateStrategy: {rollingUpdate: {maxSurge: 1}}}}", {ROLLOUT_ROLLING, -1, 1, 0, 0, false, false}},
    {"DaemonSet", "{spec: {updateStrategy: {type: OnDelete}}}", {ROLLOUT_ON_DELETE, -1, 0, 1, 0, false, false}},
    {"ConfigMap", "{data: {}}", {ROLLOUT_NONE, 0, 0, 0, 0, false, false}},
};

static bool rollouts_have_their_defaults(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(rollouts); i++) {
        struct rollout got = rollout_of(session, str_of(rollouts[i].kind), manifest(rollouts[i].text)), wanted = rollouts[i].rollout;
        bool same = got.strategy == wanted.strategy && got.pods == wanted.pods && got.max_surge == wanted.max_surge &&
                    got.max_unavailable == wanted.max_unavailable && got.partition == wanted.partition &&
                    got.in_order == wanted.in_order && got.has_roller == wanted.has_roller;
        if (!same) remark("%s %s: way %d, %d pods, surge %d, missing %d\n", rollouts[i].kind, rollouts[i].text, got.strategy, (int)got.pods, (int)got.max_surge,
                (int)got.max_unavailable);
        fine &= same;
    }
    return fine;
}

static const struct { const char *kind, *text, *privileges; } powers[] = {
    {"Pod", "{spec: {containers: [{name: a}]}}", ""},
    {"Pod", "{spec: {containers: [{name: a, securityContext: {privileged: true, allowPrivilegeEscalation: true}}]}}", "container a is privileged;"},
    {"Pod", "{spec: {hostPID: true, hostIPC: false}}", "pods share the node's processes (hostPID);"},
    {"Pod", "{spec: {volumes: [{hostPath: {path: /x}}, {hostPath: {path: /x}}]}}", "pods mount /x of the node (hostPath);"},
    {"Pod", "{spec: {securityContext: {runAsUser: 0}, containers: [{name: a}, {name: b, securityContext: {runAsUser: 5}}]}}",
     "container a may run as root;"},
    {"Pod", "{spec: {securityContext: {runAsNonRoot: false, runAsUser: 7}, containers: [{name: a}]}}", ""},
    {"Deployment", "{spec: {template: {spec: {initContainers: [{name: i, securityContext: {capabilities: {add: [NET_ADMIN]}}}]}}}}",
     "container i has the capability NET_ADMIN;"},
    {"Role", "{rules: [{resources: [pods], verbs: [get]}, {resources: [secrets], verbs: [get, list], resourceNames: [x]}]}",
     "may get, list on secrets named x;"},
    {"ClusterRole", "{rules: [{resources: ['*'], verbs: [get]}]}", "may get on *;"},
    {"ConfigMap", "{rules: [{resources: ['*'], verbs: ['*']}]}", ""},
    {"ClusterRoleBinding", "{roleRef: {name: cluster-admin}, subjects: [{kind: User, name: u}]}", "makes User u cluster-admin;"},
    {"Pod", "{spec: {containers: 3, volumes: {a: b}}}", ""},
};

static bool privileges_are_found(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(powers); i++) {
        struct privileges found = privileges_of(session, str_of(powers[i].kind), manifest(powers[i].text));
        struct buf text = {0};
        for (size_t k = 0; k < found.v.n; k++) buf_printf(&text, "%.*s;", STR_ARG(found.v.at[k]));
        fine &= same_text(powers[i].text, str_of(powers[i].privileges), (Str){text.s ? text.s : "", text.n});
        buf_free(&text);
    }
    return fine;
}

static const struct unit_test tests[] = {
    {"rollouts have their defaults", rollouts_have_their_defaults},
    {"privileges are found", privileges_are_found},
};

int main(void)
{
    session = session_new(STR(""));
    int code = run_tests(tests, COUNT(tests));
    session_free(session);
    return code;
}
