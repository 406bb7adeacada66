/* Fields that cannot change in place: the table against what the API server's validation says. */
#include "review/immutable.h"

#include "test.h"

static struct arena *arena;

enum answer { CAN, REPLACE, DECIDE };

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
    {"v1", "PersistentVolumeClaim", "spec.storageClassName", "a", "b", DECIDE},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "10Gi", "5Gi", DECIDE},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "10Gi", "20Gi", CAN},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "1Gi", "1024Mi", CAN},
    {"v1", "PersistentVolumeClaim", "spec.resources.requests.storage", "1e9", "5", CAN},
    {"v1", "Service", "spec.clusterIP", "None", "10.0.0.1", DECIDE},
    {"v1", "Service", "spec.ports[http].port", "80", "81", CAN},
    {"v1", "Secret", "type", "Opaque", "kubernetes.io/tls", REPLACE},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "roleRef.name", "a", "b", REPLACE},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "subjects[0].name", "a", "b", CAN},
    {"storage.k8s.io/v1", "StorageClass", "provisioner", "a", "b", REPLACE},
    {"apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec.scope", "Cluster", "Namespaced", DECIDE},
    {"example.org/v1", "Deployment", "spec.selector", "a", "b", CAN},
};

static bool table_holds(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(changes); i++) {
        const struct immutable_field *field = immutable_field(str_of(changes[i].api_version), str_of(changes[i].kind), str_of(changes[i].path),
                value_string(arena, str_of(changes[i].before)), value_string(arena, str_of(changes[i].after)), false);
        enum answer answer = !field ? CAN : field->way == WAY_REPLACE ? REPLACE : DECIDE;
        if (answer != changes[i].answer) remark("%s %s: %d instead of %d\n", changes[i].kind, changes[i].path, answer, changes[i].answer);
        fine &= answer == changes[i].answer;
    }
    return fine;
}

static bool new_and_gone_count_too(void)
{
    struct value text = value_string(arena, STR("10.0.0.1"));
    return immutable_field(STR("v1"), STR("Service"), STR("spec.clusterIP"), value_null(), text, false) &&
           immutable_field(STR("v1"), STR("Service"), STR("spec.clusterIP"), text, value_null(), false);
}

static bool unbound_claims_keep_their_size(void)
{
    struct value small = value_string(arena, STR("5Gi")), large = value_string(arena, STR("15Gi"));
    Str claim = STR("PersistentVolumeClaim"), size = STR("spec.resources.requests.storage");
    return immutable_field(STR("v1"), claim, size, small, large, true) && immutable_field(STR("v1"), claim, size, large, small, true) &&
           !immutable_field(STR("v1"), claim, size, small, large, false) && !immutable_field(STR("v1"), claim, STR("metadata.labels.a"), small, large, true);
}

static bool marked_content_is_frozen(void)
{
    struct value yes = value_bool(true);
    return immutable_content(STR("ConfigMap"), STR("data.a"), yes) && immutable_content(STR("Secret"), STR("stringData.a"), yes) &&
           immutable_content(STR("ConfigMap"), STR("immutable"), yes) && !immutable_content(STR("ConfigMap"), STR("metadata.labels.a"), yes) &&
           !immutable_content(STR("ConfigMap"), STR("data.a"), value_bool(false)) && !immutable_content(STR("ConfigMap"), STR("data.a"), value_null()) &&
           !immutable_content(STR("Service"), STR("data.a"), yes);
}

static const struct unit_test tests[] = {
    {"every kind has its fields", table_holds},
    {"a field that comes or goes changes", new_and_gone_count_too},
    {"the size of a claim that has no volume yet", unbound_claims_keep_their_size},
    {"content that is marked as immutable", marked_content_is_frozen},
};

int main(void)
{
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
