#include "review/immutable.h"

#include "kube/kube.h"
#include "value/literal.h"

static const struct immutable_field fields[] = {
    {"Deployment", "spec.selector", WAY_DECIDE, "the selector"},
    {"ReplicaSet", "spec.selector", WAY_DECIDE, "the selector"},
    {"DaemonSet", "spec.selector", WAY_DECIDE, "the selector"},
    {"StatefulSet", "spec.selector", WAY_DECIDE, "the selector"},
    {"StatefulSet", "spec.volumeClaimTemplates", WAY_DECIDE, "the claims of its pods"},
    {"StatefulSet", "spec.serviceName", WAY_DECIDE, "the name of its Service"},
    {"StatefulSet", "spec.podManagementPolicy", WAY_DECIDE, "the order of its pods"},
    {"Job", "spec.template", WAY_REPLACE, "the template of a job"},
    {"Job", "spec.selector", WAY_REPLACE, "the selector"},
    {"Job", "spec.completions", WAY_REPLACE, "the number of completions"},
    {"Job", "spec.completionMode", WAY_REPLACE, "the way of completion"},
    {"Job", "spec.podFailurePolicy", WAY_REPLACE, "the failure policy"},
    {"Job", "spec.successPolicy", WAY_REPLACE, "the success policy"},
    {"Job", "spec.backoffLimitPerIndex", WAY_REPLACE, "the number of retries"},
    {"Job", "spec.managedBy", WAY_REPLACE, "the controller"},
    {"Pod", "spec", WAY_REPLACE, "a pod"},
    {"PersistentVolumeClaim", "spec.accessModes", WAY_DECIDE, "the access mode"},
    {"PersistentVolumeClaim", "spec.storageClassName", WAY_DECIDE, "the storage class"},
    {"PersistentVolumeClaim", "spec.selector", WAY_DECIDE, "the selector"},
    {"PersistentVolumeClaim", "spec.volumeMode", WAY_DECIDE, "the volume mode"},
    {"PersistentVolumeClaim", "spec.volumeName", WAY_DECIDE, "the volume"},
    {"PersistentVolumeClaim", "spec.dataSource", WAY_DECIDE, "the data source"},
    {"PersistentVolumeClaim", "spec.dataSourceRef", WAY_DECIDE, "the data source"},
    {"PersistentVolumeClaim", "spec.resources.requests.storage", WAY_DECIDE, "a claim does not become smaller than its volume"},
    {"Service", "spec.clusterIP", WAY_DECIDE, "the cluster address"},
    {"Service", "spec.clusterIPs", WAY_DECIDE, "the cluster address"},
    {"Service", "spec.loadBalancerClass", WAY_DECIDE, "the class of load balancer"},
    {"Secret", "type", WAY_REPLACE, "the type"},
    {"RoleBinding", "roleRef", WAY_REPLACE, "the role of a binding"},
    {"ClusterRoleBinding", "roleRef", WAY_REPLACE, "the role of a binding"},
    {"StorageClass", "provisioner", WAY_REPLACE, "the provisioner"},
    {"StorageClass", "parameters", WAY_REPLACE, "the parameters"},
    {"StorageClass", "reclaimPolicy", WAY_REPLACE, "the reclaim policy"},
    {"StorageClass", "volumeBindingMode", WAY_REPLACE, "the binding mode"},
    {"PriorityClass", "value", WAY_REPLACE, "the priority"},
    {"PriorityClass", "preemptionPolicy", WAY_REPLACE, "the preemption policy"},
    {"IngressClass", "spec.controller", WAY_REPLACE, "the controller"},
    {"RuntimeClass", "handler", WAY_REPLACE, "the handler"},
    {"ResourceQuota", "spec.scopes", WAY_REPLACE, "the scopes"},
    {"ResourceQuota", "spec.scopeSelector", WAY_REPLACE, "the scopes"},
    {"EndpointSlice", "addressType", WAY_REPLACE, "the kind of address"},
    {"CustomResourceDefinition", "spec.group", WAY_DECIDE, "the API group"},
    {"CustomResourceDefinition", "spec.scope", WAY_DECIDE, "the scope"},
};

static bool below(Str path, Str prefix)
{
    return str_starts(path, prefix) && (path.n == prefix.n || path.s[prefix.n] == '.' || path.s[prefix.n] == '[');
}

static bool quantity(struct value value, int64_t *bytes)
{
    struct arena *arena = arena_new(0);
    enum type_kind kind = T_POISON;
    struct value parsed = value;
    bool fine = value.kind == V_INT || (value.kind == V_STRING && !literal_number(arena, value_str(value), &parsed, &kind));
    *bytes = fine ? parsed.integer : 0;
    arena_free(arena);
    return fine && (value.kind == V_INT || kind == T_BYTES || kind == T_INT);
}

/* Claims may grow; sizes that cannot be read are left to the server. (One whose growth did not succeed may go back, down to status.capacity.) */
static bool allowed(const struct immutable_field *field, Str path, struct value before, struct value after)
{
    int64_t old, new;
    if (strcmp(field->kind, "Pod") == 0) return str_ends(path, STR(".image")) || str_is(path, "spec.activeDeadlineSeconds");
    if (!str_ends(str_of(field->path), STR("requests.storage"))) return false;
    return !quantity(before, &old) || !quantity(after, &new) || new >= old;
}

const struct immutable_field *immutable_field(Str api_version, Str kind, Str path, struct value before, struct value after, bool unbound)
{
    static const struct immutable_field unbound_claim = {"PersistentVolumeClaim", "spec.resources.requests.storage", WAY_DECIDE,
                                                         "the size of a claim that has no volume yet"};
    if (unbound && str_is(path, unbound_claim.path)) return &unbound_claim;
    if (!api_version.n || !kind.n || !kube_resource_exact(api_version.s, kind.s)) return NULL;
    for (size_t i = 0; i < COUNT(fields); i++)
        if (str_is(kind, fields[i].kind) && below(path, str_of(fields[i].path)))
            return allowed(&fields[i], path, before, after) ? NULL : &fields[i];
    return NULL;
}

const struct immutable_field *immutable_content(Str kind, Str path, struct value immutable)
{
    static const struct immutable_field marked = {"ConfigMap", "", WAY_REPLACE, "content that is marked as immutable"};
    static const char *const contents[] = {"data", "binaryData", "stringData", "immutable"};
    bool content = false;
    for (size_t i = 0; i < COUNT(contents); i++) content |= below(path, str_of(contents[i]));
    return (str_is(kind, "ConfigMap") || str_is(kind, "Secret")) && content && immutable.kind == V_BOOL && immutable.boolean ? &marked : NULL;
}
