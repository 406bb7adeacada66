#include "immutable_exceptions.h"

#include "kube/kube.h"

static const struct immutable_field fields[] = {
    {"Deployment", "spec.selector", WAY_DECIDE, "the selector", NULL, 0},
    {"ReplicaSet", "spec.selector", WAY_DECIDE, "the selector", NULL, 0},
    {"DaemonSet", "spec.selector", WAY_DECIDE, "the selector", NULL, 0},
    {"StatefulSet", "spec.selector", WAY_DECIDE, "the selector", NULL, 0},
    {"StatefulSet", "spec.volumeClaimTemplates", WAY_DECIDE, "the claims of its pods", NULL, 0},
    {"StatefulSet", "spec.serviceName", WAY_DECIDE, "the name of its Service", NULL, 0},
    {"StatefulSet", "spec.podManagementPolicy", WAY_DECIDE, "the order of its pods", NULL, 0},
    {"StatefulSet", "spec.revisionHistoryLimit", WAY_DECIDE, "the number of old revisions", NULL, 34},
    {"ControllerRevision", "data", WAY_DECIDE, "the content of a revision", NULL, 0},

    {"Job", "spec.template", WAY_REPLACE, "the template of a job", is_of_suspended_job, 0},
    {"Job", "spec.selector", WAY_REPLACE, "the selector", NULL, 0},
    {"Job", "spec.completions", WAY_REPLACE, "the number of completions", scales_indexed, 0},
    {"Job", "spec.completionMode", WAY_REPLACE, "the way of completion", NULL, 0},
    {"Job", "spec.podFailurePolicy", WAY_REPLACE, "the failure policy", NULL, 0},
    {"Job", "spec.successPolicy", WAY_REPLACE, "the success policy", NULL, 0},
    {"Job", "spec.backoffLimitPerIndex", WAY_REPLACE, "the number of retries", NULL, 0},
    {"Job", "spec.managedBy", WAY_REPLACE, "the controller", NULL, 0},
    {"Pod", "spec", WAY_REPLACE, "a pod", is_open_in_pod, 0},

    {"PersistentVolumeClaim", "spec.accessModes", WAY_DECIDE, "the access mode", NULL, 0},
    {"PersistentVolumeClaim", "spec.storageClassName", WAY_DECIDE, "the storage class", gets_class, 0},
    {"PersistentVolumeClaim", "spec.selector", WAY_DECIDE, "the selector", NULL, 0},
    {"PersistentVolumeClaim", "spec.volumeMode", WAY_DECIDE, "the volume mode", NULL, 0},
    {"PersistentVolumeClaim", "spec.volumeName", WAY_DECIDE, "the volume", was_unset, 0},
    {"PersistentVolumeClaim", "spec.dataSource", WAY_DECIDE, "the data source", NULL, 0},
    {"PersistentVolumeClaim", "spec.dataSourceRef", WAY_DECIDE, "the data source", NULL, 0},
    {"PersistentVolumeClaim", "spec.resources.limits", WAY_DECIDE, "the limit of a claim", NULL, 0},
    {"PersistentVolumeClaim", "spec.resources.requests.storage", WAY_DECIDE, "the size of a claim that has no volume yet", has_volume, 0},
    {"PersistentVolumeClaim", "spec.resources.requests.storage", WAY_DECIDE, "a claim does not become smaller than its volume", grows, 0},
    {"PersistentVolumeClaim", "spec.volumeAttributesClassName", WAY_DECIDE, "the volume attributes of a claim that has no volume yet", has_volume, 0},
    {"PersistentVolumeClaim", "spec.volumeAttributesClassName", WAY_DECIDE, "a claim keeps a class of volume attributes", is_set, 0},
    {"PersistentVolumeClaim", "metadata.annotations.volume.beta.kubernetes.io/storage-class", WAY_DECIDE, "the storage class", becomes_class, 0},
    {"PersistentVolume", "spec.volumeMode", WAY_DECIDE, "the volume mode", NULL, 0},
    {"PersistentVolume", "spec.nodeAffinity", WAY_DECIDE, "the nodes of a volume", was_unset, 0},
    {"PersistentVolume", "spec.volumeAttributesClassName", WAY_DECIDE, "a volume keeps a class of volume attributes", is_set, 0},
    {"PersistentVolume", "spec", WAY_DECIDE, "the storage behind a volume", is_no_source, 0},
    {"VolumeAttachment", "spec", WAY_DECIDE, "what is attached where", NULL, 0},
    {"StorageClass", "provisioner", WAY_REPLACE, "the provisioner", NULL, 0},
    {"StorageClass", "parameters", WAY_REPLACE, "the parameters", NULL, 0},
    {"StorageClass", "reclaimPolicy", WAY_REPLACE, "the reclaim policy", NULL, 0},
    {"StorageClass", "volumeBindingMode", WAY_REPLACE, "the binding mode", NULL, 0},
    {"VolumeAttributesClass", "driverName", WAY_DECIDE, "the driver", NULL, 0},
    {"VolumeAttributesClass", "parameters", WAY_DECIDE, "the parameters", NULL, 0},
    {"CSIDriver", "spec.attachRequired", WAY_DECIDE, "whether volumes are attached", NULL, 0},
    {"CSIDriver", "spec.volumeLifecycleModes", WAY_DECIDE, "the kinds of volumes", NULL, 0},
    {"CSIDriver", "spec.podInfoOnMount", WAY_DECIDE, "what the driver is told of pods", NULL, 29},
    {"CSIDriver", "spec.fsGroupPolicy", WAY_DECIDE, "who sets the group of files", NULL, 29},
    {"CSIDriver", "spec.storageCapacity", WAY_DECIDE, "whether capacity is tracked", NULL, 23},
    {"CSINode", "spec.drivers", WAY_DECIDE, "a driver of a node", is_whole_driver, 0},
    {"CSIStorageCapacity", "nodeTopology", WAY_REPLACE, "the nodes", NULL, 0},
    {"CSIStorageCapacity", "storageClassName", WAY_REPLACE, "the storage class", NULL, 0},

    {"Service", "spec.clusterIP", WAY_IGNORED, "the cluster address", gets_address, 0},
    {"Service", "spec.clusterIPs", WAY_IGNORED, "the cluster address", gets_address, 0},
    {"Service", "spec.clusterIP", WAY_DECIDE, "the cluster address", is_external_name, 0},
    {"Service", "spec.clusterIPs", WAY_DECIDE, "the cluster address", is_external_name, 0},
    {"Service", "spec.ipFamilies", WAY_DECIDE, "the first IP family", keeps_first_family, 0},
    {"Service", "spec.loadBalancerClass", WAY_DECIDE, "the class of load balancer", is_no_load_balancer, 0},
    {"Service", "spec.healthCheckNodePort", WAY_DECIDE, "the port for health checks", is_unchecked, 0},
    {"IngressClass", "spec.controller", WAY_REPLACE, "the controller", NULL, 0},
    {"EndpointSlice", "addressType", WAY_REPLACE, "the kind of address", NULL, 0},
    {"ServiceCIDR", "spec.cidrs", WAY_DECIDE, "the range of addresses", adds_second_range, 0},
    {"IPAddress", "spec.parentRef", WAY_DECIDE, "whose address it is", NULL, 0},
    {"Node", "spec.podCIDR", WAY_DECIDE, "the addresses of its pods", was_unset, 0},
    {"Node", "spec.podCIDRs", WAY_DECIDE, "the addresses of its pods", was_unset, 0},
    {"Node", "spec.providerID", WAY_DECIDE, "the machine behind it", was_unset, 0},

    {"Secret", "type", WAY_REPLACE, "the type", NULL, 0},
    {"RoleBinding", "roleRef", WAY_REPLACE, "the role of a binding", NULL, 0},
    {"ClusterRoleBinding", "roleRef", WAY_REPLACE, "the role of a binding", NULL, 0},
    {"PriorityClass", "value", WAY_REPLACE, "the priority", NULL, 0},
    {"PriorityClass", "preemptionPolicy", WAY_REPLACE, "the preemption policy", NULL, 0},
    {"RuntimeClass", "handler", WAY_REPLACE, "the handler", NULL, 0},
    {"ResourceQuota", "spec.scopes", WAY_REPLACE, "the scopes", is_same_set, 0},
    {"ResourceClaim", "spec", WAY_DECIDE, "what a claim asks for", NULL, 0},
    {"ResourceClaimTemplate", "spec", WAY_REPLACE, "what its claims ask for", NULL, 0},
    {"ResourceSlice", "spec.driver", WAY_REPLACE, "the driver", NULL, 0},
    {"ResourceSlice", "spec.nodeName", WAY_REPLACE, "the node", NULL, 0},
    {"ResourceSlice", "spec.pool.name", WAY_REPLACE, "the pool", NULL, 0},
    {"CertificateSigningRequest", "spec", WAY_IGNORED, "what is asked for", NULL, 0},
    {"PodCertificateRequest", "spec", WAY_REPLACE, "what is asked for", NULL, 0},
    {"ClusterTrustBundle", "spec.signerName", WAY_REPLACE, "the signer", NULL, 0},
    {"LeaseCandidate", "spec.leaseName", WAY_REPLACE, "the lease", NULL, 0},
    {"StorageVersionMigration", "spec", WAY_REPLACE, "what is migrated", NULL, 0},
    {"CustomResourceDefinition", "spec.group", WAY_DECIDE, "the API group", NULL, 0},
    {"CustomResourceDefinition", "spec.scope", WAY_DECIDE, "the scope", NULL, 0},
    {"CustomResourceDefinition", "spec.names.kind", WAY_DECIDE, "the kind", NULL, 0},
    {"CustomResourceDefinition", "spec.names.plural", WAY_DECIDE, "the plural name", NULL, 0},
    {"CustomResourceDefinition", "spec.versions", WAY_DECIDE, "a version in which objects are stored", keeps_stored_versions, 0},
};

/* ---- asking ---- */

static bool below(Str path, Str prefix)
{
    return str_starts(path, prefix) && (path.n == prefix.n || path.s[prefix.n] == '.' || path.s[prefix.n] == '[');
}

static bool forbids(const struct immutable_field *rule, const struct immutable_change *change, const struct field_change *field)
{
    if (!str_is(change->kind, rule->kind) || !below(field->path, str_of(rule->path))) return false;
    if (change->facts.accepted && rule->way != WAY_IGNORED) return false;
    if (change->strict) return rule->way != WAY_IGNORED;
    return (!rule->until || change->kube < rule->until) && !(rule->unless && rule->unless(change, field));
}

/* Of a ConfigMap or Secret that is marked as immutable. */
static const struct immutable_field *immutable_content(const struct immutable_change *change, Str path)
{
    static const struct immutable_field marked = {"ConfigMap", "", WAY_REPLACE, "content that is marked as immutable", NULL, 0};
    static const char *const contents[] = {"data", "binaryData", "stringData", "immutable"};
    struct value mark = value_field(change->session, change->before, "immutable");
    bool content = false;
    for (size_t i = 0; i < COUNT(contents); i++) content |= path_below(path, str_of(contents[i]));
    bool kind = str_is(change->kind, "ConfigMap") || str_is(change->kind, "Secret");
    return kind && content && mark.kind == V_BOOL && mark.boolean && !change->facts.accepted ? &marked : NULL;
}

const struct immutable_field *immutable_field(const struct immutable_change *change, const struct field_change *field)
{
    if (!change->api_version.n || !kube_resource_exact(change->api_version.s, change->kind.s) || field->implied) return NULL;
    for (size_t i = 0; i < COUNT(fields); i++)
        if (forbids(&fields[i], change, field)) return &fields[i];
    return immutable_content(change, field->path);
}

struct immutable_change immutable_change_of(struct comparison *comparison, const struct object_change *change)
{
    const struct compiled_object *object = change->after;
    struct immutable_change asked = {.session = comparison->session, .api_version = object->api_version, .kind = object->kind,
            .kube = compiled_kube(comparison->after), .before = compiled_value(comparison->before, change->before),
            .after = compiled_value(comparison->after, change->after), .facts = change->before->facts};
    for (size_t i = 0; i < change->fields.n && asked.facts.refused; i++)
        if (immutable_field(&asked, &change->fields.at[i])) return asked;
    asked.strict = asked.facts.refused;
    return asked;
}
