/* When an object is ready: each rule both ways, with the traps that other tools fell into. */
#include "health/readiness.h"

#include "json.h"
#include "test.h"

static const char *const letters[] = {"ready", "waiting", "suspended", "failed"};

/* RESULT: as in letters, then the time and the end of patience, then WHY. */
struct fact { const char *kind, *object, *result; };

/* Splits "apps/v1 Deployment"; VERSION holds the first word. */
static const char *split(const char *kind, char version[64])
{
    const char *blank = strchr(kind, ' ');
    snprintf(version, 64, "%.*s", (int)(blank - kind), kind);
    return blank + 1;
}

static bool fact_holds(const struct fact *fact, const struct expectation *expected)
{
    char version[64];
    const char *kind = split(fact->kind, version);
    json_t *object = json_of(fact->object);
    struct buf why = {0}, got = {0};
    struct grace grace;
    enum readiness readiness = readiness_of(version, kind, object, expected, &why, &grace);
    buf_printf(&got, "%s", letters[readiness]);
    if (grace.ms) buf_printf(&got, " %d %s", (int)grace.ms, letters[grace.then]);
    if (why.n) buf_printf(&got, ": %.*s", (int)why.n, why.s);
    bool same = same_text(fact->object, str_of(fact->result), (Str){got.s, got.n});
    if (!object && strcmp(fact->object, "absent") != 0) remark("no JSON: %s\n", fact->object);
    same &= object || strcmp(fact->object, "absent") == 0;
    json_decref(object);
    buf_free(&why);
    buf_free(&got);
    return same;
}

static bool facts_hold(const struct fact *facts, size_t n, const struct expectation *expected)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) fine &= fact_holds(&facts[i], expected);
    return fine;
}

/* ---- every kind ---- */

static const struct fact expected_facts[] = {
    {"v1 ConfigMap", "absent", "waiting: gone since it was applied"},
    {"batch/v1 Job", "absent", "waiting: gone since it was applied"},
    {"v1 ConfigMap", "{'metadata': {'uid': 'b', 'generation': 9}}",
     "failed: somebody replaced it: its uid is no longer that of the object that was applied"},
    {"v1 ConfigMap", "{'metadata': {'uid': 'a', 'generation': 4}}", "ready"},
    {"v1 ConfigMap", "{'metadata': {'uid': 'a', 'generation': 3}}", "waiting: its last change is not to be seen yet"},
    {"v1 ConfigMap", "{'metadata': {'uid': 'a'}}", "waiting: its last change is not to be seen yet"},
    {"apps/v1 Deployment", "{'metadata': {'uid': 'a', 'generation': 3}, 'spec': {'paused': true}, 'status': {'observedGeneration': 3}}",
     "waiting: its last change is not to be seen yet"},
    {"v1 Service", "{'metadata': {'uid': 'a', 'generation': 4, 'deletionTimestamp': 'x'}}", "waiting 5000 failed: being deleted"},
    {"apps/v1 Deployment", "{'metadata': {'uid': 'a', 'generation': 4, 'deletionTimestamp': 'x', 'finalizers': ['foregroundDeletion']}}",
     "waiting 5000 failed: being deleted; finalizers: foregroundDeletion"},
    {"v1 Service", "{'metadata': {'uid': 'b', 'generation': 4, 'deletionTimestamp': 'x'}}",
     "failed: somebody replaced it: its uid is no longer that of the object that was applied"},
    {"batch/v1 Job", "{'metadata': {'uid': 'a', 'generation': 4, 'deletionTimestamp': 'x'}}", "waiting 5000 failed: being deleted"},
    {"batch/v1 Job", "{'metadata': {'uid': 'a', 'generation': 4, 'deletionTimestamp': 'x'}, 'status': {'conditions': ["
     "{'type': 'Complete', 'status': 'True'}]}}", "ready"},
    {"batch/v1 Job", "{'metadata': {'uid': 'a', 'generation': 4, 'deletionTimestamp': 'x'}, 'status': {'conditions': ["
     "{'type': 'Failed', 'status': 'True', 'reason': 'DeadlineExceeded'}]}}", "failed: job failed: DeadlineExceeded"},
};

static bool expectations_come_first(void)
{
    const struct expectation expected = {"a", 4, NULL};
    return facts_hold(expected_facts, COUNT(expected_facts), &expected);
}

static const struct fact common_facts[] = {
    {"v1 ConfigMap", "absent", "waiting: not there yet"},
    {"v1 ConfigMap", "[1]", "waiting: not there yet"},
    {"v1 ConfigMap", "{}", "ready"},
    {"rbac.authorization.k8s.io/v1 Role", "{'metadata': {'generation': 3}}", "ready"},
    {"batch/v1 CronJob", "{'status': {}, 'spec': {'suspend': true}}", "ready"},
    {"batch/v1beta1 CronJob", "{'status': {}}", "ready"},
    {"admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "{'metadata': {'generation': 1}}", "ready"},
    {"v1 Secret", "{'metadata': {'deletionTimestamp': '2026-01-01T00:00:00Z'}}", "waiting: being deleted"},
    {"v1 Secret", "{'metadata': {'deletionTimestamp': '2026-01-01T00:00:00Z', 'finalizers': ['a/b', 7, 'c']}}",
     "waiting: being deleted; finalizers: a/b, c"},
    {"v1 Namespace", "{'metadata': {'deletionTimestamp': 'x'}, 'status': {'phase': 'Terminating', 'conditions': ["
     "{'type': 'NamespaceContentRemaining', 'status': 'True', 'message': 'Some resources are remaining:\\n pods. has 1 resource instances'},"
     "{'type': 'NamespaceFinalizersRemaining', 'status': 'False', 'message': 'all fine'}]}}",
     "waiting: being deleted; Some resources are remaining: pods. has 1 resource instances"},
    {"example.org/v1 Thing",
     "{'metadata': {'generation': 3}, 'status': {'observedGeneration': 2, 'conditions': [{'type': 'Ready', 'status': 'True'}]}}",
     "waiting: spec not observed yet"},
};

static bool every_kind(void) { return facts_hold(common_facts, COUNT(common_facts), NULL); }

/* ---- workloads ---- */

#define SEEN      "'metadata': {'generation': 2}, 'status': {'observedGeneration': 2, "
#define AVAILABLE "{'type': 'Available', 'status': 'True', 'reason': 'MinimumReplicasAvailable'}"
#define COMPLETE  "{'type': 'Progressing', 'status': 'True', 'reason': 'NewReplicaSetAvailable'}"
#define REFUSED   "{'type': 'ReplicaFailure', 'status': 'True', 'reason': 'FailedCreate', 'message': 'exceeded quota'}"
#define OVERDUE   "{'type': 'Progressing', 'status': 'False', 'reason': 'ProgressDeadlineExceeded', 'message': 'x has timed out'}"
#define D         "apps/v1 Deployment"

static const struct fact deployment_facts[] = {
    {D, "{'spec': {'replicas': 3}, " SEEN
     "'replicas': 3, 'updatedReplicas': 3, 'availableReplicas': 3, 'conditions': [" AVAILABLE ", " COMPLETE "]}}",
     "ready"},
    {D, "{'spec': {'replicas': 1}, " SEEN "'replicas': 1, 'updatedReplicas': 1, 'availableReplicas': 1, 'conditions': [" AVAILABLE "]}}", "ready"},
    {D, "{'spec': {'replicas': 0}, " SEEN "'conditions': [" AVAILABLE ", " COMPLETE "]}}", "ready"},
    {D, "{'spec': {'replicas': 0}, 'metadata': {'generation': 1}, 'status': {}}", "waiting: spec not observed yet"},
    {D, "{'spec': {'replicas': 0}, 'metadata': {'generation': 1}}", "waiting: spec not observed yet"},
    {D, "{'metadata': {'generation': 5}, 'status': {'observedGeneration': 4, 'replicas': 1, 'updatedReplicas': 1, 'availableReplicas': 1}}",
     "waiting: spec not observed yet"},
    {D, "{'spec': {'replicas': 3}, " SEEN "'replicas': 4, 'updatedReplicas': 1, 'availableReplicas': 3}}", "waiting: 1 of 3 pods updated"},
    {D, "{'spec': {'replicas': 3}, " SEEN "'replicas': 5, 'updatedReplicas': 3, 'availableReplicas': 3}}", "waiting: old pods still there: 2"},
    {D, "{'spec': {'replicas': 3}, " SEEN "'replicas': 3, 'updatedReplicas': 3, 'availableReplicas': 2}}", "waiting: 2 of 3 pods available"},
    {D, "{" SEEN "'replicas': 1, 'updatedReplicas': 1, 'availableReplicas': 1}}", "waiting: not available yet"},
    {D, "{" SEEN "'replicas': 1, 'updatedReplicas': 1, 'availableReplicas': 1, 'conditions': [" AVAILABLE
     ", {'type': 'Progressing', 'status': 'True', 'reason': 'ReplicaSetUpdated'}]}}", "waiting: rollout not completed yet"},
    {D, "{'spec': {'paused': true}, 'metadata': {'generation': 2}, 'status': {'observedGeneration': 2}}", "suspended: paused"},
    {D, "{" SEEN "'conditions': [" OVERDUE "]}}", "waiting 2000 failed: no progress: ProgressDeadlineExceeded: x has timed out"},
    {D, "{" SEEN "'conditions': [" REFUSED "]}}", "waiting 10000 failed: pods cannot be created: FailedCreate: exceeded quota"},
    {D, "{" SEEN "'updatedReplicas': 1, 'conditions': [" REFUSED "]}}", "waiting: pods cannot be created: FailedCreate: exceeded quota"},
    {D, "{" SEEN "'conditions': [" OVERDUE ", " REFUSED "]}}", "waiting 10000 failed: pods cannot be created: FailedCreate: exceeded quota"},
    {D, "{" SEEN "'updatedReplicas': 1, 'conditions': [" OVERDUE ", " REFUSED "]}}",
     "waiting 2000 failed: pods cannot be created: FailedCreate: exceeded quota"},
    {"apps/v1 ReplicaSet", "{" SEEN "'replicas': 1, 'availableReplicas': 1}}", "ready"},
    {"apps/v1 ReplicaSet", "{" SEEN "'replicas': 1}}", "waiting: 0 of 1 pods available"},
    {"v1 ReplicationController", "{'spec': {'replicas': 0}, " SEEN "'replicas': 2}}", "waiting: pods too many: 2"},
};

static bool deployments(void) { return facts_hold(deployment_facts, COUNT(deployment_facts), NULL); }

#define GAVE_UP_AT(t) "{'type': 'Progressing', 'status': 'False', 'reason': 'ProgressDeadlineExceeded', 'lastTransitionTime': '" t "'}"

static const struct fact again_facts[] = {
    {D, "{" SEEN "'updatedReplicas': 1, 'replicas': 1, 'conditions': [" GAVE_UP_AT("8:00") "]}}", "waiting: 0 of 1 pods available"},
    {D, "{" SEEN "'conditions': [" GAVE_UP_AT("8:00") ", " REFUSED "]}}",
     "waiting 10000 failed: pods cannot be created: FailedCreate: exceeded quota"},
    {D, "{" SEEN "'updatedReplicas': 1, 'replicas': 1, 'conditions': [" GAVE_UP_AT("9:00") "]}}",
     "waiting 2000 failed: no progress: ProgressDeadlineExceeded"},
};

/* A run after the one in which the controller gave up. */
static bool gave_up_before(void)
{
    json_t *before = json_of("{'status': {'conditions': [" GAVE_UP_AT("8:00") "]}}");
    bool fine = facts_hold(again_facts, COUNT(again_facts), &(struct expectation){.before = before});
    json_decref(before);
    return fine;
}

#define S        "apps/v1 StatefulSet"
#define SAME     "'currentRevision': 'a', 'updateRevision': 'a'"
#define MOVING   "'currentRevision': 'a', 'updateRevision': 'b'"
#define ONDELETE "'updateStrategy': {'type': 'OnDelete'}"
#define ROLLED   "'metadata': {'generation': 3, 'annotations': {'stk.dev/roller': 'a'}}, 'status': {'observedGeneration': 3, "
#define FIRST    "'metadata': {'generation': 1}, 'status': {'observedGeneration': 1, "
#define PART(n)  "'updateStrategy': {'type': 'RollingUpdate', 'rollingUpdate': {'partition': " #n "}}"

static const struct fact stateful_set_facts[] = {
    {S, "{'spec': {'replicas': 3}, " SEEN "'replicas': 3, 'readyReplicas': 3, 'updatedReplicas': 3, " SAME "}}", "ready"},
    {S, "{'spec': {'replicas': 0}, " SEEN "'replicas': 0, " SAME "}}", "ready"},
    {S, "{'spec': {'replicas': 0}, " SEEN "'replicas': 1, 'updatedReplicas': 1, " SAME "}}", "waiting: pods too many: 1"},
    {S, "{'spec': {'replicas': 0}, 'metadata': {'generation': 1}, 'status': {'replicas': 0}}", "waiting: spec not observed yet"},
    {S, "{'spec': {'replicas': 3}, " SEEN "'replicas': 3, 'readyReplicas': 2, 'updatedReplicas': 3, " SAME "}}", "waiting: 2 of 3 pods ready"},
    {S, "{'spec': {'replicas': 3}, " SEEN "'replicas': 2, 'readyReplicas': 3, " SAME "}}", "waiting: 2 of 3 pods created"},
    {S, "{'spec': {'replicas': 3}, " SEEN "'replicas': 3, 'readyReplicas': 3, 'updatedReplicas': 1, " MOVING "}}", "waiting: 1 of 3 pods updated"},
    {S, "{'spec': {'replicas': 3}, " SEEN "'replicas': 3, 'readyReplicas': 3, 'updatedReplicas': 3, " MOVING "}}",
     "waiting: rollout not completed yet"},
    {S, "{'spec': {'replicas': 3, " PART(2) "}, " SEEN "'replicas': 3, 'readyReplicas': 3, 'updatedReplicas': 1, " MOVING "}}", "ready"},
    {S, "{'spec': {'replicas': 3, " PART(1) "}, " SEEN "'replicas': 3, 'readyReplicas': 3, 'updatedReplicas': 1, " MOVING "}}",
     "waiting: 1 of 2 pods updated"},
    {S, "{'spec': {'replicas': 3, " PART(9) "}, " SEEN "'replicas': 3, 'readyReplicas': 3, " MOVING "}}", "ready"},
    {S, "{'spec': {'minReadySeconds': 5}, " SEEN "'replicas': 1, 'readyReplicas': 1, 'updatedReplicas': 1, " SAME "}}",
     "waiting: 0 of 1 pods available"},
    {S, "{'spec': {'minReadySeconds': 5}, " SEEN "'replicas': 1, 'readyReplicas': 1, 'availableReplicas': 1, 'updatedReplicas': 1, " SAME "}}",
     "ready"},
    {S, "{'spec': {" ONDELETE "}, " FIRST "'replicas': 1, 'updatedReplicas': 1}}",
     "waiting: 0 of 1 pods ready"},
    {S, "{'spec': {" ONDELETE "}, " FIRST "'replicas': 1, 'readyReplicas': 1}}", "ready"},
    {S, "{'spec': {'replicas': 2, " ONDELETE "}, " SEEN "'replicas': 2, 'updatedReplicas': 1, " MOVING "}}",
     "ready: 1 of 2 pods updated: restart pending (OnDelete)"},
    {S, "{'spec': {'replicas': 2, " ONDELETE "}, " SEEN "'replicas': 2, 'updatedReplicas': 2, " MOVING "}}", "ready"},
    {S, "{'spec': {'replicas': 2, " ONDELETE "}, " ROLLED "'replicas': 2, 'readyReplicas': 2, 'updatedReplicas': 1, " MOVING "}}",
     "waiting: 1 of 2 pods updated"},
    {S, "{'spec': {'replicas': 2, " ONDELETE "}, " ROLLED "'replicas': 2, 'readyReplicas': 1, 'updatedReplicas': 2, " MOVING "}}",
     "waiting: 1 of 2 pods ready"},
    {S, "{'spec': {'replicas': 2, " ONDELETE "}, " ROLLED "'replicas': 2, 'readyReplicas': 2, 'updatedReplicas': 2, " MOVING "}}", "ready"},
};

static bool stateful_sets(void) { return facts_hold(stateful_set_facts, COUNT(stateful_set_facts), NULL); }

#define N "apps/v1 DaemonSet"

static const struct fact daemon_set_facts[] = {
    {N, "{" SEEN "'desiredNumberScheduled': 2, 'updatedNumberScheduled': 2, 'numberAvailable': 2}}", "ready"},
    {N, "{" SEEN "'desiredNumberScheduled': 2, 'updatedNumberScheduled': 1, 'numberAvailable': 2}}", "waiting: 1 of 2 pods updated"},
    {N, "{" SEEN "'desiredNumberScheduled': 2, 'updatedNumberScheduled': 2, 'numberAvailable': 1}}", "waiting: 1 of 2 pods available"},
    {N, "{" SEEN "'desiredNumberScheduled': 0}}", "ready: no node for it"},
    {N, "{'metadata': {'generation': 1}, 'status': {'desiredNumberScheduled': 0}}", "waiting: spec not observed yet"},
    {N, "{" SEEN "'numberAvailable': 2}}", "waiting: spec not observed yet"},
    {N, "{'spec': {" ONDELETE "}, " FIRST "'desiredNumberScheduled': 2, 'numberAvailable': 1}}",
     "waiting: 1 of 2 pods available"},
    {N, "{'spec': {" ONDELETE "}, " FIRST "'desiredNumberScheduled': 2, 'numberAvailable': 2}}", "ready"},
    {N, "{'spec': {" ONDELETE "}, " SEEN "'desiredNumberScheduled': 2, 'numberAvailable': 1}}",
     "ready: 0 of 2 pods updated: restart pending (OnDelete)"},
};

static bool daemon_sets(void) { return facts_hold(daemon_set_facts, COUNT(daemon_set_facts), NULL); }

#define J "batch/v1 Job"

static const struct fact job_facts[] = {
    {J, "{'status': {'succeeded': 1, 'conditions': [{'type': 'Complete', 'status': 'True'}]}}", "ready"},
    {J, "{'status': {'active': 1, 'conditions': [{'type': 'SuccessCriteriaMet', 'status': 'True'}]}}", "ready"},
    {J, "{'metadata': {'generation': 1}, 'status': {'startTime': 'x', 'active': 1, 'succeeded': 2, 'failed': 1, 'ready': 1}}",
     "waiting: running; pods done: 2; pods failed: 1"},
    {J, "{'metadata': {'generation': 1}, 'status': {}}", "waiting: not started yet"},
    {J, "absent", "waiting: not there yet"},
    {J, "{'status': {'conditions': [{'type': 'Failed', 'status': 'True', 'reason': 'BackoffLimitExceeded', 'message': 'too often'}]}}",
     "failed: job failed: BackoffLimitExceeded: too often"},
    {J, "{'status': {'conditions': [{'type': 'FailureTarget', 'status': 'True', 'reason': 'PodFailurePolicy'}]}}",
     "failed: job failed: PodFailurePolicy"},
    {J, "{'status': {'conditions': [{'type': 'Failed', 'status': 'False', 'reason': 'x'}]}}", "waiting: not started yet"},
    {J, "{'spec': {'suspend': true}, 'status': {'conditions': [{'type': 'Suspended', 'status': 'True'}]}}", "suspended: suspended"},
    {J, "{'spec': {'suspend': true}, 'status': {'conditions': [{'type': 'Complete', 'status': 'True'}]}}", "ready"},
    {"v1 Pod", "{'status': {'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'True'}]}}", "ready"},
    {"v1 Pod", "{'status': {'phase': 'Running', 'conditions': [{'type': 'Ready', 'status': 'False'}]}}", "waiting: pod not ready yet"},
    {"v1 Pod", "{'status': {'phase': 'Succeeded', 'conditions': [{'type': 'Ready', 'status': 'False'}]}}", "ready"},
    {"v1 Pod", "{'status': {'phase': 'Failed', 'reason': 'Evicted', 'message': 'low on memory'}}", "failed: pod failed: Evicted: low on memory"},
};

static bool jobs_and_pods(void) { return facts_hold(job_facts, COUNT(job_facts), NULL); }

/* ---- others ---- */

#define PDB        "policy/v1 PodDisruptionBudget"
#define HPA        "autoscaling/v2 HorizontalPodAutoscaler"
#define ABLE       "{'type': 'AbleToScale', 'status': 'True', 'reason': 'ReadyForNewScale'}"
#define ACTIVE(s, r) "{'type': 'ScalingActive', 'status': '" s "', 'reason': '" r "'}"

static const struct fact other_facts[] = {
    {"v1 Namespace", "{'status': {'phase': 'Active'}}", "ready"},
    {"v1 Namespace", "{}", "waiting: not active yet"},
    {"v1 Namespace", "{'status': {'phase': 'Terminating'}}", "failed: it is ending and takes nothing new"},
    {"v1 ResourceQuota", "{'spec': {'hard': {'pods': '3'}}, 'status': {'hard': {'pods': '3'}}}", "ready"},
    {"v1 ResourceQuota", "{'spec': {'hard': {'pods': '3'}}, 'status': {'hard': {'pods': '2'}}}", "waiting: limits not counted yet"},
    {"v1 ResourceQuota", "{'spec': {'hard': {'pods': '3'}}, 'status': {}}", "waiting: limits not counted yet"},
    {"v1 ResourceQuota", "{'spec': {}, 'status': {}}", "ready"},
    {"v1 PersistentVolumeClaim", "{'status': {'phase': 'Bound'}}", "ready"},
    {"v1 PersistentVolumeClaim", "{'status': {'phase': 'Bound', 'conditions': [{'type': 'FileSystemResizePending', 'status': 'True'}]}}", "ready"},
    {"v1 PersistentVolumeClaim", "{'status': {'phase': 'Pending'}}", "ready: not bound yet: this may take until a pod uses it"},
    {"v1 PersistentVolumeClaim",
     "{'status': {'phase': 'Pending', 'conditions': [{'type': 'X', 'reason': 'ProvisioningFailed', 'message': 'disk full'}]}}",
     "waiting 120000 failed: no volume: ProvisioningFailed: disk full"},
    {"v1 PersistentVolumeClaim", "{'status': {'phase': 'Lost'}}", "failed: its volume is lost"},
    {"v1 PersistentVolumeClaim", "{}", "waiting: not looked at yet"},
    {"v1 Service", "{'spec': {'type': 'ClusterIP', 'clusterIP': '10.0.0.1'}}", "ready"},
    {"v1 Service", "{'spec': {'clusterIP': 'None'}}", "ready"},
    {"v1 Service", "{'spec': {'type': 'ExternalName', 'externalName': 'x.org'}}", "ready"},
    {"v1 Service", "{'spec': {'type': 'NodePort'}}", "waiting: no cluster address yet"},
    {"v1 Service", "{'spec': {'type': 'LoadBalancer', 'clusterIP': '10.0.0.1'}, 'status': {'loadBalancer': {}}}", "ready: no address yet"},
    {"v1 Service", "{'spec': {'type': 'LoadBalancer', 'clusterIP': '10.0.0.1', 'externalIPs': ['1.2.3.4']}}", "ready"},
    {"v1 Service", "{'spec': {'type': 'LoadBalancer', 'clusterIP': '10.0.0.1'}, 'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3.4'}]}}}",
     "ready"},
    {"v1 Service", "{'spec': {'type': 'LoadBalancer', 'clusterIP': '10.0.0.1'}, 'status': {'loadBalancer': {'ingress': [{'hostname': 'x'}]}}}",
     "ready"},
    {"networking.k8s.io/v1 Ingress", "{'status': {'loadBalancer': {}}}", "ready: no address yet"},
    {"networking.k8s.io/v1beta1 Ingress", "{'status': {'loadBalancer': {'ingress': [{'ip': '1.2.3.4'}]}}}", "ready"},
    {PDB, "{" SEEN "'currentHealthy': 0, 'conditions': [{'type': 'DisruptionAllowed', 'status': 'False', 'reason': 'InsufficientPods'}]}}", "ready"},
    {"policy/v1beta1 PodDisruptionBudget", "{" SEEN "'currentHealthy': 0}}", "ready"},
    {PDB, "{" SEEN "'x': 0}}", "waiting: pods not counted yet"},
    {PDB, "{'metadata': {'generation': 1}, 'status': {'currentHealthy': 0, 'expectedPods': 0}}", "waiting: spec not observed yet"},
    {PDB, "{'status': {'conditions': [{'type': 'DisruptionAllowed', 'status': 'False', 'reason': 'SyncFailed', 'message': 'found no controllers'}]}}",
     "waiting 10000 failed: its pods cannot be counted: SyncFailed: found no controllers"},
    {HPA, "{'status': {'conditions': [" ABLE ", " ACTIVE("True", "ValidMetricFound") "]}}", "ready"},
    {HPA, "{'status': {'conditions': [" ABLE ", " ACTIVE("False", "ScalingDisabled") "]}}", "ready"},
    {HPA, "{'status': {'conditions': [" ABLE ", " ACTIVE("False", "FailedGetResourceMetric") "]}}", "ready: no metrics yet: FailedGetResourceMetric"},
    {HPA, "{'status': {'conditions': [" ABLE ", " ACTIVE("False", "InvalidSelector") "]}}", "failed: it cannot scale: InvalidSelector"},
    {HPA, "{'status': {'conditions': [{'type': 'AbleToScale', 'status': 'False', 'reason': 'FailedGetScale', 'message': 'not found'}]}}",
     "waiting 40000 failed: it cannot scale: FailedGetScale: not found"},
    {HPA, "{'status': {}}", "waiting 20000 ready: not observed yet"},
};

static bool other_kinds(void) { return facts_hold(other_facts, COUNT(other_facts), NULL); }

#define CRD         "apiextensions.k8s.io/v1 CustomResourceDefinition"
#define ESTABLISHED "{'type': 'Established', 'status': 'True'}"
#define ACCEPTED    "{'type': 'NamesAccepted', 'status': 'True'}"

static const struct fact api_facts[] = {
    {CRD, "{'status': {'conditions': [" ACCEPTED ", " ESTABLISHED "]}}", "ready"},
    {CRD, "{'status': {'conditions': [" ACCEPTED ", {'type': 'Established', 'status': 'False', 'reason': 'Installing'}]}}",
     "waiting: not established yet"},
    {CRD, "{'status': {'conditions': [" ACCEPTED "]}}", "waiting: not established yet"},
    {CRD, "{'status': {'conditions': [" ESTABLISHED "]}}", "waiting: not established yet"},
    {CRD, "{}", "waiting: not established yet"},
    {CRD, "{'status': {'conditions': [{'type': 'NamesAccepted', 'status': 'False', 'reason': 'PluralConflict', 'message': 'in use'}, " ESTABLISHED "]}}",
     "failed: its names are taken: PluralConflict: in use"},
    {CRD, "{'status': {'conditions': [" ACCEPTED ", {'type': 'Established', 'status': 'False', 'reason': 'NotAccepted'}]}}",
     "failed: not established: NotAccepted"},
    {CRD, "{'status': {'conditions': [" ACCEPTED ", " ESTABLISHED ", {'type': 'NonStructuralSchema', 'status': 'True', 'reason': 'Violations'}]}}",
     "failed: its schema is not structural: Violations"},
    {CRD, "{'status': {'conditions': [" ACCEPTED ", " ESTABLISHED ", {'type': 'Terminating', 'status': 'True', 'reason': 'InstanceDeletionInProgress'}]}}",
     "failed: it is ending: InstanceDeletionInProgress"},
    {"apiregistration.k8s.io/v1 APIService", "{'status': {'conditions': [{'type': 'Available', 'status': 'True'}]}}", "ready"},
    {"apiregistration.k8s.io/v1 APIService", "{'status': {'conditions': [{'type': 'Available', 'status': 'False', 'reason': 'MissingEndpoints'}]}}",
     "waiting: not available yet: MissingEndpoints"},
};

static bool the_api_itself(void) { return facts_hold(api_facts, COUNT(api_facts), NULL); }

#define X "example.org/v1 Thing"

static const struct fact custom_facts[] = {
    {X, "{}", "waiting 5000 ready: no status yet"},
    {X, "{'status': {}}", "waiting 5000 ready: no status yet"},
    {X, "{'status': {'phase': 'Odd'}}", "ready"},
    {X, "{'status': {'conditions': [{'type': 'Ready', 'status': 'True'}]}}", "ready"},
    {X, "{'status': {'conditions': [{'type': 'Ready', 'status': 'False', 'reason': 'Issuing', 'message': 'wait\\u0007 for\\u009b it'}]}}",
     "waiting: not ready yet: Issuing: wait for it"},
    {X, "{'status': {'conditions': [{'type': 'Ready', 'status': 'Unknown'}]}}", "waiting: not ready yet"},
    {X, "{'metadata': {'generation': 2}, 'status': {'conditions': [{'type': 'Ready', 'status': 'True', 'observedGeneration': 1}]}}",
     "waiting: not ready yet"},
    {X, "{'status': {'conditions': [{'type': 'Stalled', 'status': 'True', 'reason': 'Broken'}, {'type': 'Ready', 'status': 'False'}]}}",
     "failed: stalled: Broken"},
    {X, "{'status': {'conditions': [{'type': 'Stalled', 'status': 'False'}, {'type': 'Reconciling', 'status': 'False'}]}}", "ready"},
    {X, "{'status': {'conditions': [{'type': 'Reconciling', 'status': 'True', 'reason': 'Working'}, {'type': 'Ready', 'status': 'True'}]}}",
     "waiting: reconciling: Working"},
    {"serving.knative.dev/v1 Service", "{'spec': {'clusterIP': '1.2.3.4'}, 'status': {'conditions': [{'type': 'Ready', 'status': 'False'}]}}",
     "waiting: not ready yet"},
    {"example.org/v1 ConfigMap", "{'status': {'conditions': [{'type': 'Ready', 'status': 'False'}]}}", "waiting: not ready yet"},
};

static bool custom_kinds(void) { return facts_hold(custom_facts, COUNT(custom_facts), NULL); }

static bool watched_kinds(void)
{
    return readiness_needs_watch("apps/v1", "Deployment") && readiness_needs_watch("example.org/v1", "Thing") &&
           readiness_needs_watch("example.org/v1", "ConfigMap") && !readiness_needs_watch("v1", "ConfigMap") &&
           !readiness_needs_watch("rbac.authorization.k8s.io/v1beta1", "Role") && !readiness_needs_watch("batch/v1", "CronJob");
}

/* ---- any shape ---- */

static const char *spoiled_kind;

static void look_at_spoiled(const json_t *object)
{
    char version[64];
    const char *kind = split(spoiled_kind, version);
    struct buf why = {0};
    readiness_of(version, kind, object, &(struct expectation){"a", 2, object}, &why, NULL);
    readiness_of(version, kind, object, NULL, &why, NULL);
    buf_free(&why);
}

static void spoil(const struct fact *facts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        json_t *object = json_of(facts[i].object);
        spoiled_kind = facts[i].kind;
        spoil_below(object, object, look_at_spoiled);
        json_decref(object);
    }
}

static bool any_shape_is_taken(void)
{
    spoil(common_facts, COUNT(common_facts));
    spoil(deployment_facts, COUNT(deployment_facts));
    spoil(stateful_set_facts, COUNT(stateful_set_facts));
    spoil(daemon_set_facts, COUNT(daemon_set_facts));
    spoil(job_facts, COUNT(job_facts));
    spoil(other_facts, COUNT(other_facts));
    spoil(api_facts, COUNT(api_facts));
    spoil(custom_facts, COUNT(custom_facts));
    return true;
}

static const struct unit_test tests[] = {
    {"what was written comes first: uid and generation", expectations_come_first},
    {"every kind: absent, being deleted, not observed", every_kind},
    {"deployments and replica sets", deployments},
    {"a deployment whose controller gave up in the run before", gave_up_before},
    {"stateful sets: partition, minReadySeconds, OnDelete", stateful_sets},
    {"daemon sets: no nodes, OnDelete", daemon_sets},
    {"jobs are gates; bare pods", jobs_and_pods},
    {"namespaces, quotas, claims, services, ingresses, budgets, autoscalers", other_kinds},
    {"definitions of kinds and services of the API", the_api_itself},
    {"kinds of others, even under the name of a known one", custom_kinds},
    {"which kinds are worth watching", watched_kinds},
    {"values of a wrong type anywhere", any_shape_is_taken},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
