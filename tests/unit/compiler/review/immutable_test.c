/* Fields that cannot change in place: the table, and what its exceptions look at. */
#include "review/immutable.h"

#include "test.h"
#include "value/read_yaml.h"

static struct session *session;
static struct origins origins;

enum answer { CAN, REPLACE, DECIDE, IGNORED };

static struct value parse(const char *yaml)
{
    uint32_t id = source_add(&session->sources, STR("test.yaml"), str_of(yaml));
    return list_item(read_yaml(session, &origins, id, 0, ORIGIN_WRITTEN, YAML_PLAIN), 0);
}

static struct value scalar(const char *text) { return text ? parse(text) : value_null(); }

static enum answer ask(const struct immutable_change *change, const char *path, const char *before, const char *after)
{
    struct field_change field = {.path = str_of(path), .before = scalar(before), .after = scalar(after)};
    const struct immutable_field *rule = immutable_field(change, &field);
    return !rule ? CAN : rule->way == WAY_REPLACE ? REPLACE : rule->way == WAY_DECIDE ? DECIDE : IGNORED;
}

static struct immutable_change asked(const char *api_version, const char *kind, int kube)
{
    return (struct immutable_change){.session = session, .api_version = str_of(api_version), .kind = str_of(kind), .kube = kube,
                                     .before = value_null(), .after = value_null()};
}

/* ---- of a field alone ---- */

static const struct { const char *api_version, *kind, *path, *before, *after; enum answer answer; } changes[] = {
    {"apps/v1", "Deployment", "spec.selector.matchLabels.app", "a", "b", DECIDE},
    {"apps/v1", "Deployment", "spec.selectors", "a", "b", CAN},
    {"apps/v1", "Deployment", "spec.template.metadata.labels.app", "a", "b", CAN},
    {"apps/v1", "Deployment", "spec.replicas", "1", "2", CAN},
    {"apps/v1", "StatefulSet", "spec.volumeClaimTemplates[0].spec.resources.requests.storage", "1Gi", "2Gi", DECIDE},
    {"apps/v1", "StatefulSet", "spec.serviceName", "a", "b", DECIDE},
    {"apps/v1", "StatefulSet", "spec.updateStrategy.type", "OnDelete", "RollingUpdate", CAN},
    {"batch/v1", "Job", "spec.template.spec.containers[main].image", "a:1", "a:2", REPLACE},
    {"batch/v1", "Job", "spec.backoffLimit", "1", "2", CAN},
    {"batch/v1", "CronJob", "spec.jobTemplate.spec.template.spec.containers[main].image", "a:1", "a:2", CAN},
    {"v1", "Pod", "spec.nodeName", "a", "b", REPLACE},
    {"v1", "Pod", "spec.containers[main].image", "a:1", "a:2", CAN},
    {"v1", "Pod", "spec.volumes[a].image", NULL, "{reference: a}", REPLACE},
    {"v1", "Pod", "spec.activeDeadlineSeconds", "10", "9", CAN},
    {"v1", "Pod", "spec.activeDeadlineSeconds", "10", "11", REPLACE},
    {"v1", "PersistentVolumeClaim", "spec.storageClassName", "a", "b", DECIDE},
    {"v1", "PersistentVolumeClaim", "spec.storageClassName", NULL, "b", CAN},
    {"v1", "PersistentVolumeClaim", "spec.volumeName", NULL, "b", CAN},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "10Gi", "5Gi", DECIDE},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "10Gi", "20Gi", CAN},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "1Gi", "1024Mi", CAN},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "1e9", "5", CAN},
    {"v1", "PersistentVolume", "spec.nfs.path", "/a", "/b", DECIDE},
    {"v1", "PersistentVolume", "spec.capacity.storage", "1Gi", "2Gi", CAN},
    {"v1", "Service", "spec.clusterIP", "None", "10.0.0.1", DECIDE},
    {"v1", "Service", "spec.clusterIP", NULL, "10.0.0.1", DECIDE},
    {"v1", "Service", "spec.clusterIP", "10.0.0.1", NULL, IGNORED},
    {"v1", "Service", "spec.loadBalancerClass", "a", "b", CAN},
    {"v1", "Service", "spec.ports[http].port", "80", "81", CAN},
    {"v1", "Secret", "type", "Opaque", "kubernetes.io/tls", REPLACE},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef.name", "a", "b", REPLACE},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "subjects[0].name", "a", "b", CAN},
    {"storage.k8s.io/v1", "StorageClass", "provisioner", "a", "b", REPLACE},
    {"v1", "ResourceQuota", "spec.scopeSelector.matchExpressions[0].values[0]", "a", "b", CAN},
    {"certificates.k8s.io/v1", "CertificateSigningRequest", "spec.usages[0]", "a", "b", IGNORED},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec.scope", "Cluster", "Namespaced", DECIDE},
    {"example.org/v1", "Deployment", "spec.selector", "a", "b", CAN},
};

static bool table_holds(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct immutable_change change = asked(changes[i].api_version, changes[i].kind, 36);
        enum answer answer = ask(&change, changes[i].path, changes[i].before, changes[i].after);
        if (answer != changes[i].answer) remark("%s %s: %d instead of %d\n", changes[i].kind, changes[i].path, answer, changes[i].answer);
        fine &= answer == changes[i].answer;
    }
    return fine;
}

/* ---- by version ---- */

static bool versions_differ(void)
{
    static const struct { const char *api_version, *kind, *path, *before, *after; int first; } open[] = {
        {"apps/v1", "StatefulSet", "spec.revisionHistoryLimit", "1", "2", 34},
        {"storage.k8s.io/v1", "CSIDriver", "spec.fsGroupPolicy", "None", "File", 29},
        {"v1", "PersistentVolumeClaim", "spec.storageClassName", NULL, "a", 26},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(open); i++) {
        struct immutable_change old = asked(open[i].api_version, open[i].kind, open[i].first - 1), new = old;
        new.kube++;
        bool differ = ask(&old, open[i].path, open[i].before, open[i].after) && !ask(&new, open[i].path, open[i].before, open[i].after);
        if (!differ) remark("%s %s\n", open[i].kind, open[i].path);
        fine &= differ;
    }
    return fine;
}

/* ---- by the rest of the object ---- */

static const struct { const char *api_version, *kind, *before, *after, *path, *was, *becomes; enum answer answer; } whole[] = {
    {"batch/v1", "Job", "spec: {suspend: true}", "{}", "spec.template.spec.nodeSelector.a", NULL, "b", CAN},
    {"batch/v1", "Job", "spec: {suspend: true}", "{}", "spec.template.spec.containers[main].resources.limits.cpu", NULL, "1", CAN},
    {"batch/v1", "Job", "spec: {suspend: true}", "{}", "spec.template.spec.containers[main].image", "a", "b", REPLACE},
    {"batch/v1", "Job", "spec: {suspend: true}", "{}", "spec.template.spec.affinity", NULL, "{nodeAffinity: {}}", CAN},
    {"batch/v1", "Job", "spec: {suspend: true}", "{}", "spec.template.spec.affinity", NULL, "{podAffinity: {}}", REPLACE},
    {"batch/v1", "Job", "spec: {suspend: false}", "spec: {suspend: true}", "spec.template.spec.nodeSelector.a", NULL, "b", REPLACE},
    {"batch/v1", "Job", "{}", "spec: {completionMode: Indexed, parallelism: 3}", "spec.completions", "2", "3", CAN},
    {"batch/v1", "Job", "{}", "spec: {completionMode: Indexed, parallelism: 2}", "spec.completions", "2", "3", REPLACE},
    {"v1", "Pod", "spec: {tolerations: [{key: a}]}", "spec: {tolerations: [{key: b}, {key: a, tolerationSeconds: 1}]}",
     "spec.tolerations[0].key", "a", "b", CAN},
    {"v1", "Pod", "spec: {tolerations: [{key: a}]}", "spec: {tolerations: [{key: b}]}", "spec.tolerations[0].key", "a", "b", REPLACE},
    {"v1", "Pod", "spec: {schedulingGates: [{name: a}]}", "spec: {}", "spec.schedulingGates", "[{name: a}]", NULL, CAN},
    {"v1", "Pod", "spec: {schedulingGates: [{name: a}]}", "spec: {}", "spec.nodeSelector.a", NULL, "b", CAN},
    {"v1", "Pod", "spec: {schedulingGates: [{name: a}]}", "spec: {}", "spec.nodeSelector.a", "b", "c", REPLACE},
    {"v1", "Service", "spec: {type: LoadBalancer}", "spec: {type: LoadBalancer}", "spec.loadBalancerClass", "a", "b", DECIDE},
    {"v1", "Service", "spec: {type: ClusterIP}", "spec: {type: ExternalName}", "spec.clusterIP", "10.0.0.1", NULL, CAN},
    {"v1", "ResourceQuota", "spec: {scopes: [A, B]}", "spec: {scopes: [B, A]}", "spec.scopes[0]", "A", "B", CAN},
    {"v1", "ResourceQuota", "spec: {scopes: [A]}", "spec: {scopes: [B]}", "spec.scopes[0]", "A", "B", REPLACE},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {versions: [{name: a, storage: true}, {name: b}]}",
     "spec: {versions: [{name: b, storage: true}]}", "spec.versions[0].name", "a", "b", DECIDE},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: {versions: [{name: a, storage: true}, {name: b}]}",
     "spec: {versions: [{name: a, storage: true}]}", "spec.versions[1]", "{name: b}", NULL, CAN},
    {"v1", "ConfigMap", "immutable: true", "{}", "data.a", "a", "b", REPLACE},
    {"v1", "Secret", "immutable: true", "{}", "stringData.a", "a", "b", REPLACE},
    {"v1", "ConfigMap", "immutable: true", "{}", "metadata.labels.a", "a", "b", CAN},
    {"v1", "ConfigMap", "immutable: false", "{}", "data.a", "a", "b", CAN},
};

static bool exceptions_look_around(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(whole); i++) {
        struct immutable_change change = asked(whole[i].api_version, whole[i].kind, 36);
        change.before = parse(whole[i].before);
        change.after = parse(whole[i].after);
        enum answer answer = ask(&change, whole[i].path, whole[i].was, whole[i].becomes);
        if (answer != whole[i].answer) remark("%zu: %s %s: %d instead of %d\n", i, whole[i].kind, whole[i].path, answer, whole[i].answer);
        fine &= answer == whole[i].answer;
    }
    return fine;
}

/* ---- what the cluster says ---- */

static bool unbound_claims_keep_their_size(void)
{
    struct immutable_change change = asked("v1", "PersistentVolumeClaim", 36);
    const char *size = "spec.resources.requests.storage";
    change.facts.unbound = true;
    return ask(&change, size, "5Gi", "15Gi") == DECIDE && ask(&change, size, "15Gi", "5Gi") == DECIDE && !ask(&change, "metadata.labels.a", "a", "b");
}

static bool server_is_right(void)
{
    struct immutable_change accepted = asked("v1", "Service", 36), refused = asked("v1", "PersistentVolumeClaim", 36);
    accepted.facts.accepted = true;
    refused.strict = true;
    return ask(&accepted, "spec.clusterIP", "None", "10.0.0.1") == CAN && ask(&accepted, "spec.clusterIP", "10.0.0.1", NULL) == IGNORED &&
           ask(&refused, "spec.storageClassName", NULL, "a") == DECIDE;
}

static bool defaults_are_no_change(void)
{
    struct immutable_change change = asked("v1", "PersistentVolumeClaim", 36);
    struct field_change field = {.path = STR("spec.volumeMode"), .before = value_null(), .after = scalar("Filesystem")};
    bool counts = immutable_field(&change, &field) != NULL;
    field.implied = true;
    return counts && !immutable_field(&change, &field);
}

static const struct unit_test tests[] = {
    {"every kind has its fields", table_holds},
    {"what can change differs by version", versions_differ},
    {"exceptions look at the rest of the object", exceptions_look_around},
    {"the size of a claim that has no volume yet", unbound_claims_keep_their_size},
    {"what the server has said counts", server_is_right},
    {"a default of the server is no change", defaults_are_no_change},
};

int main(void)
{
    session = session_new(STR(""));
    int code = run_tests(tests, COUNT(tests));
    session_free(session);
    return code;
}
