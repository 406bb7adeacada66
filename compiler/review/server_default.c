#include "review/server_default.h"

/* Defaults that hang on nothing else (pkg/apis/…/defaults.go of Kubernetes 1.36.2), and zeros where an absent field is the same. "{}" is a
 * record that the server makes, with nothing in it but defaults; "[x]" a list of x alone. */
static const struct server_default {
    const char *type, *field, *value;
    const char *unless; /* another field, with which there is no default; NULL: there always is */
} defaults[] = {
    {"apps.v1.DaemonSetSpec", "revisionHistoryLimit", "10", NULL},
    {"apps.v1.DaemonSetSpec", "updateStrategy", "{}", NULL},
    {"apps.v1.DaemonSetUpdateStrategy", "rollingUpdate", "{}", NULL},
    {"apps.v1.DaemonSetUpdateStrategy", "type", "RollingUpdate", NULL},
    {"apps.v1.DeploymentSpec", "progressDeadlineSeconds", "600", NULL},
    {"apps.v1.DeploymentSpec", "replicas", "1", NULL},
    {"apps.v1.DeploymentSpec", "revisionHistoryLimit", "10", NULL},
    {"apps.v1.DeploymentSpec", "strategy", "{}", NULL},
    {"apps.v1.DeploymentStrategy", "rollingUpdate", "{}", NULL},
    {"apps.v1.DeploymentStrategy", "type", "RollingUpdate", NULL},
    {"apps.v1.ReplicaSetSpec", "replicas", "1", NULL},
    {"apps.v1.RollingUpdateDaemonSet", "maxSurge", "0", NULL},
    {"apps.v1.RollingUpdateDaemonSet", "maxUnavailable", "1", NULL},
    {"apps.v1.RollingUpdateDeployment", "maxSurge", "25%", NULL},
    {"apps.v1.RollingUpdateDeployment", "maxUnavailable", "25%", NULL},
    {"apps.v1.RollingUpdateStatefulSetStrategy", "partition", "0", NULL},
    {"apps.v1.StatefulSetSpec", "podManagementPolicy", "OrderedReady", NULL},
    {"apps.v1.StatefulSetSpec", "replicas", "1", NULL},
    {"apps.v1.StatefulSetSpec", "revisionHistoryLimit", "10", NULL},
    {"apps.v1.StatefulSetSpec", "updateStrategy", "{}", NULL},
    {"apps.v1.StatefulSetUpdateStrategy", "rollingUpdate", "{}", NULL},
    {"apps.v1.StatefulSetUpdateStrategy", "type", "RollingUpdate", NULL},
    {"batch.v1.CronJobSpec", "concurrencyPolicy", "Allow", NULL},
    {"batch.v1.CronJobSpec", "failedJobsHistoryLimit", "1", NULL},
    {"batch.v1.CronJobSpec", "successfulJobsHistoryLimit", "3", NULL},
    {"batch.v1.CronJobSpec", "suspend", "false", NULL},
    {"batch.v1.JobSpec", "backoffLimit", "6", "backoffLimitPerIndex"},
    {"batch.v1.JobSpec", "completionMode", "NonIndexed", NULL},
    {"batch.v1.JobSpec", "completions", "1", "parallelism"},
    {"batch.v1.JobSpec", "manualSelector", "false", NULL},
    {"batch.v1.JobSpec", "parallelism", "1", NULL},
    {"batch.v1.JobSpec", "suspend", "false", NULL},
    {"batch.v1.PodFailurePolicyOnPodConditionsPattern", "status", "True", NULL},
    {"core.v1.ConfigMapVolumeSource", "defaultMode", "420", NULL},
    {"core.v1.Container", "stdin", "false", NULL},
    {"core.v1.Container", "stdinOnce", "false", NULL},
    {"core.v1.Container", "terminationMessagePath", "/dev/termination-log", NULL},
    {"core.v1.Container", "terminationMessagePolicy", "File", NULL},
    {"core.v1.Container", "tty", "false", NULL},
    {"core.v1.ContainerPort", "protocol", "TCP", NULL},
    {"core.v1.DownwardAPIVolumeSource", "defaultMode", "420", NULL},
    {"core.v1.GRPCAction", "service", "", NULL},
    {"core.v1.HTTPGetAction", "path", "/", NULL},
    {"core.v1.HTTPGetAction", "scheme", "HTTP", NULL},
    {"core.v1.HostPathVolumeSource", "type", "", NULL},
    {"core.v1.ISCSIPersistentVolumeSource", "iscsiInterface", "default", NULL},
    {"core.v1.ISCSIVolumeSource", "iscsiInterface", "default", NULL},
    {"core.v1.ObjectFieldSelector", "apiVersion", "v1", NULL},
    {"core.v1.PersistentVolumeClaimSpec", "volumeMode", "Filesystem", NULL},
    {"core.v1.PersistentVolumeSpec", "persistentVolumeReclaimPolicy", "Retain", NULL},
    {"core.v1.PersistentVolumeSpec", "volumeMode", "Filesystem", NULL},
    {"core.v1.PodSpec", "dnsPolicy", "ClusterFirst", NULL},
    {"core.v1.PodSpec", "enableServiceLinks", "true", NULL},
    {"core.v1.PodSpec", "hostIPC", "false", NULL},
    {"core.v1.PodSpec", "hostNetwork", "false", NULL},
    {"core.v1.PodSpec", "hostPID", "false", NULL},
    {"core.v1.PodSpec", "restartPolicy", "Always", NULL},
    {"core.v1.PodSpec", "schedulerName", "default-scheduler", NULL},
    {"core.v1.PodSpec", "securityContext", "{}", NULL},
    {"core.v1.PodSpec", "terminationGracePeriodSeconds", "30", NULL},
    {"core.v1.Probe", "failureThreshold", "3", NULL},
    {"core.v1.Probe", "initialDelaySeconds", "0", NULL},
    {"core.v1.Probe", "periodSeconds", "10", NULL},
    {"core.v1.Probe", "successThreshold", "1", NULL},
    {"core.v1.Probe", "timeoutSeconds", "1", NULL},
    {"core.v1.ProjectedVolumeSource", "defaultMode", "420", NULL},
    {"core.v1.RBDPersistentVolumeSource", "keyring", "/etc/ceph/keyring", NULL},
    {"core.v1.RBDPersistentVolumeSource", "pool", "rbd", NULL},
    {"core.v1.RBDPersistentVolumeSource", "user", "admin", NULL},
    {"core.v1.RBDVolumeSource", "keyring", "/etc/ceph/keyring", NULL},
    {"core.v1.RBDVolumeSource", "pool", "rbd", NULL},
    {"core.v1.RBDVolumeSource", "user", "admin", NULL},
    {"core.v1.Secret", "type", "Opaque", NULL},
    {"core.v1.SecretVolumeSource", "defaultMode", "420", NULL},
    {"core.v1.ServiceAccountTokenProjection", "expirationSeconds", "3600", NULL},
    {"core.v1.ServicePort", "protocol", "TCP", NULL},
    {"core.v1.ServiceSpec", "publishNotReadyAddresses", "false", NULL},
    {"core.v1.ServiceSpec", "sessionAffinity", "None", NULL},
    {"core.v1.ServiceSpec", "type", "ClusterIP", NULL},
    {"core.v1.VolumeMount", "readOnly", "false", NULL},
    {"discovery.v1.EndpointPort", "protocol", "TCP", NULL},
    {"networking.v1.NetworkPolicyPort", "protocol", "TCP", NULL},
    {"rbac.v1.RoleRef", "apiGroup", "rbac.authorization.k8s.io", NULL},
    {"resource.v1.ExactDeviceRequest", "allocationMode", "ExactCount", NULL},
    {"resource.v1.ExactDeviceRequest", "count", "1", "allocationMode"},
    {"scheduling.v1.PriorityClass", "preemptionPolicy", "PreemptLowerPriority", NULL},
    {"storage.v1.CSIDriverSpec", "attachRequired", "true", NULL},
    {"storage.v1.CSIDriverSpec", "fsGroupPolicy", "ReadWriteOnceWithFSType", NULL},
    {"storage.v1.CSIDriverSpec", "podInfoOnMount", "false", NULL},
    {"storage.v1.CSIDriverSpec", "requiresRepublish", "false", NULL},
    {"storage.v1.CSIDriverSpec", "storageCapacity", "false", NULL},
    {"storage.v1.CSIDriverSpec", "volumeLifecycleModes", "[Persistent]", NULL},
    {"storage.v1.StorageClass", "reclaimPolicy", "Delete", NULL},
    {"storage.v1.StorageClass", "volumeBindingMode", "Immediate", NULL},
};

static bool prints_as(struct value value, Str text)
{
    struct buf printed = {0};
    if (value.kind > V_NULL && value.kind < V_LIST) value_print(value, &printed);
    bool same = value.kind > V_NULL && value.kind < V_LIST && str_eq((Str){printed.s, printed.n}, text);
    buf_free(&printed);
    return same;
}

/* A record of nothing but defaults, each of one without it. */
static bool is_made_of_defaults(struct session *session, const struct kube_type *type, struct value record)
{
    for (size_t i = 0; i < record.record->n; i++) {
        struct value others = record_without(session->arena, record, record.record->keys[i]);
        if (!is_server_default(session, type, others, record.record->keys[i]->s, record.record->values[i])) return false;
    }
    return true;
}

static bool fits(struct session *session, const struct kube_type *type, struct value value, Str text)
{
    if (str_is(text, "{}")) return value.kind == V_RECORD && is_made_of_defaults(session, type, value);
    if (!str_starts(text, STR("["))) return prints_as(value, text);
    return value.kind == V_LIST && value.list->n == 1 && prints_as(value.list->at[0], (Str){text.s + 1, text.n - 2});
}

bool is_server_default(struct session *session, const struct kube_type *owner, struct value record, const char *key, struct value value)
{
    for (size_t i = 0; owner && owner->name && i < COUNT(defaults); i++) {
        const struct server_default *known = &defaults[i];
        if (strcmp(owner->name, known->type) != 0 || strcmp(key, known->field) != 0) continue;
        bool there = known->unless && value_get(session->arena, record, session_name(session, known->unless)).kind != V_NULL;
        return !there && fits(session, kube_part_type(owner, key, strlen(key)), value, str_of(known->value));
    }
    return false;
}
