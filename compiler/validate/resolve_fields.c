/* Fields that name an object, as a table: what a reference means beside that has a file of its own. */
#include "resolver.h"

/* In which namespace the object is: that of the field's object, none, or the one that is written beside the name. */
enum space { OWN, CLUSTER, BESIDE };

struct naming {
    const char *kind;      /* of the object that has the field; NULL: a pod, or a volume of one */
    const char *path[8];   /* in it, or in the pod's "spec", to where the names are; "*" is each item of a list or field of a record */
    const char *field;     /* the name */
    const char *named;     /* kind of the object; NULL: the field "kind" there says it */
    enum space space;
    const struct relation *relation; /* of what has to be there; NULL: it may be elsewhere, and says nothing of the order */
};

static const struct relation
    token_of = {"ServiceAccount", "is a token of", "account of the token", E0713, "a token is for one of its own"},
    mounts_with = {"Secret", "mounts a volume with", "mounts", E0705, "a pod mounts only with its own"},
    takes_devices = {"ResourceClaim", "takes devices of", "devices", E0713, "a pod takes only one of its own"},
    makes_claim = {"ResourceClaimTemplate", "takes devices by", "devices", E0713, "a pod takes only one of its own"};

static const struct naming of_objects[] = {
    {"EndpointSlice", {"metadata", "labels"}, "kubernetes.io/service-name", "Service", OWN, NULL},
    {"FlowSchema", {"spec", "priorityLevelConfiguration"}, "name", "PriorityLevelConfiguration", CLUSTER, NULL},
    {"FlowSchema", {"spec", "rules", "*", "subjects", "*", "serviceAccount"}, "name", "ServiceAccount", BESIDE, NULL},
    {"HorizontalPodAutoscaler", {"spec", "metrics", "*", "object", "describedObject"}, "name", NULL, OWN, NULL},
    {"Ingress", {"spec", "defaultBackend", "resource"}, "name", NULL, OWN, NULL},
    {"Ingress", {"spec", "rules", "*", "http", "paths", "*", "backend", "resource"}, "name", NULL, OWN, NULL},
    {"MutatingAdmissionPolicyBinding", {"spec"}, "policyName", "MutatingAdmissionPolicy", CLUSTER, NULL},
    {"PersistentVolume", {"spec"}, "storageClassName", "StorageClass", CLUSTER, NULL},
    {"PersistentVolume", {"spec"}, "volumeAttributesClassName", "VolumeAttributesClass", CLUSTER, NULL},
    {"PersistentVolume", {"spec", "azureFile"}, "secretName", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "claimRef"}, "name", "PersistentVolumeClaim", BESIDE, NULL},
    {"PersistentVolume", {"spec", "*", "secretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "csi", "controllerExpandSecretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "csi", "controllerPublishSecretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "csi", "nodeExpandSecretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "csi", "nodePublishSecretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolume", {"spec", "csi", "nodeStageSecretRef"}, "name", "Secret", BESIDE, NULL},
    {"PersistentVolumeClaim", {"spec"}, "volumeName", "PersistentVolume", CLUSTER, NULL},
    {"PersistentVolumeClaim", {"spec", "dataSource"}, "name", NULL, OWN, NULL},
    {"PersistentVolumeClaim", {"spec", "dataSourceRef"}, "name", NULL, BESIDE, NULL},
    {"ResourceClaim", {"spec", "devices", "requests", "*", "exactly"}, "deviceClassName", "DeviceClass", CLUSTER, NULL},
    {"ResourceClaim", {"spec", "devices", "requests", "*", "firstAvailable", "*"}, "deviceClassName", "DeviceClass", CLUSTER, NULL},
    {"ResourceClaimTemplate", {"spec", "spec", "devices", "requests", "*", "exactly"}, "deviceClassName", "DeviceClass", CLUSTER, NULL},
    {"ResourceClaimTemplate", {"spec", "spec", "devices", "requests", "*", "firstAvailable", "*"}, "deviceClassName", "DeviceClass", CLUSTER, NULL},
    {"Secret", {"metadata", "annotations"}, "kubernetes.io/service-account.name", "ServiceAccount", OWN, &token_of},
    {"ServiceAccount", {"imagePullSecrets", "*"}, "name", "Secret", OWN, NULL},
    {"ServiceAccount", {"secrets", "*"}, "name", "Secret", OWN, NULL},
    {"StatefulSet", {"spec"}, "serviceName", "Service", OWN, NULL},
    {"ValidatingAdmissionPolicyBinding", {"spec"}, "policyName", "ValidatingAdmissionPolicy", CLUSTER, NULL},
};

/* Without the Secret, the volume is never mounted; without the claim, the pod never placed. */
static const struct naming of_volumes[] = {
    {NULL, {"azureFile"}, "secretName", "Secret", OWN, &mounts_with},
    {NULL, {"csi", "nodePublishSecretRef"}, "name", "Secret", OWN, &mounts_with},
    {NULL, {"*", "secretRef"}, "name", "Secret", OWN, &mounts_with},
    {NULL, {"ephemeral", "volumeClaimTemplate", "spec"}, "storageClassName", "StorageClass", CLUSTER, NULL},
};

static const struct naming of_pods[] = {
    {NULL, {"resourceClaims", "*"}, "resourceClaimName", "ResourceClaim", OWN, &takes_devices},
    {NULL, {"resourceClaims", "*"}, "resourceClaimTemplateName", "ResourceClaimTemplate", OWN, &makes_claim},
};

/* ---- following ---- */

/* Of one name. */
struct named {
    struct resolver *resolver;
    const struct naming *naming;
    struct object *from;
};

static const struct name *namespace_of(const struct named *named, struct value holder)
{
    Str written = dig_text(dig(named->resolver->catalog, holder, "namespace"));
    if (!written.n) written = dig_text(dig(named->resolver->catalog, holder, "secretNamespace"));
    if (named->naming->space == CLUSTER) return NULL;
    return named->naming->space == BESIDE && written.n ? name_key(named->resolver, written) : named->from->namespace;
}

/* Where a kind is named, there may be none of it: then it is nobody's. */
static void follow(const struct named *named, struct value holder)
{
    struct catalog *catalog = named->resolver->catalog;
    const struct naming *naming = named->naming;
    struct reference_target target = {naming->relation, named->from, namespace_of(named, holder), dig(catalog, holder, naming->field), false};
    if (!dig_text(target.name).n) return;
    if (naming->relation) {
        resolve(named->resolver, target);
        return;
    }
    struct relation *names = NEW(catalog->session->arena, struct relation);
    *names = (struct relation){naming->named ? naming->named : dig_text(dig(catalog, holder, "kind")).s, "names", "names", E0713, ""};
    target.relation = names;
    target.optional = true;
    if (names->kind) point_to(named->resolver, target);
}

/* What stands at PATH in VALUE. */
static void follow_all(const struct named *named, struct value value, const char *const *path)
{
    for (; *path && value.kind != V_NULL; path++) {
        if (**path == '*') {
            struct value item;
            for (size_t i = 0; each(value, i, &item); i++) follow_all(named, item, path + 1);
            for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) follow_all(named, value.record->values[i], path + 1);
            return;
        }
        value = field_in(named->resolver->catalog, value, field_name(named->resolver->catalog, *path));
    }
    if (value.kind == V_RECORD) follow(named, value);
}

void resolve_fields(struct resolver *resolver)
{
    for (size_t i = 0; i < COUNT(of_objects); i++) {
        struct named named = {.resolver = resolver, .naming = &of_objects[i]};
        for (struct of_kind cursor = {0}; (named.from = next_of_kind(resolver->catalog, of_objects[i].kind, &cursor));)
            if (!named.from->broken) follow_all(&named, named.from->value, of_objects[i].path);
    }
}

static void resolve_in(struct resolver *resolver, struct object *from, const struct naming *table, size_t n, struct value value)
{
    for (size_t i = 0; i < n; i++) {
        struct named named = {resolver, &table[i], from};
        follow_all(&named, value, table[i].path);
    }
}

void resolve_pod_fields(struct resolver *resolver, const struct workload *workload)
{
    resolve_in(resolver, workload->object, of_pods, COUNT(of_pods), workload->pod_spec);
}

void resolve_volume_fields(struct resolver *resolver, struct object *from, struct value volume)
{
    resolve_in(resolver, from, of_volumes, COUNT(of_volumes), volume);
}
