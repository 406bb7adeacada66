/* Telling facts of the Kubernetes tables, reported in TAP. */
#include "kube/kube.h"
#include "test.h"

static bool same(const char *a, const char *b) { return a && b && strcmp(a, b) == 0; }

static const struct kube_type *type_of(const struct kube_type *type, const char *field)
{
    const struct kube_field *found = kube_field_find(type, field, strlen(field));
    return found ? found->type : NULL;
}

static bool best_is(const char *kind, int minor, const char *api_version)
{
    const struct kube_resource *best = kube_resource_best(kind, minor);
    return best && same(best->api_version, api_version);
}

static bool field_spans(const char *type, const char *name, int since, int until)
{
    const struct kube_field *field = kube_field_find(kube_type_find(type), name, strlen(name));
    return field && field->since == since && field->until == until;
}

static bool deployment_is_complete(void)
{
    const struct kube_resource *deployment = kube_resource_exact("apps/v1", "Deployment");
    return deployment && deployment->namespaced && same(deployment->plural, "deployments") &&
           same(deployment->type->name, "apps.v1.Deployment") && kube_resource_served(deployment, KUBE_MINOR_MIN);
}

static bool namespace_has_no_namespace(void) { return !kube_resource_exact("v1", "Namespace")->namespaced; }

static bool stable_disruption_budget_since_21(void)
{
    return best_is("PodDisruptionBudget", 20, "policy/v1beta1") && best_is("PodDisruptionBudget", 21, "policy/v1") &&
           best_is("PodDisruptionBudget", 36, "policy/v1");
}

static bool stable_cron_job_since_21(void)
{
    return best_is("CronJob", 20, "batch/v1beta1") && best_is("CronJob", 21, "batch/v1") &&
           best_is("CronJob", 36, "batch/v1");
}

static bool stable_autoscaler_wins(void)
{
    return best_is("HorizontalPodAutoscaler", 22, "autoscaling/v1") &&
           best_is("HorizontalPodAutoscaler", 23, "autoscaling/v2");
}

static bool stable_ingress_wins(void) { return best_is("Ingress", 20, "networking.k8s.io/v1"); }

static bool core_event_wins(void) { return best_is("Event", 36, "v1"); }

static bool newest_beta_wins(void)
{
    return best_is("FlowSchema", 25, "flowcontrol.apiserver.k8s.io/v1beta2") &&
           best_is("FlowSchema", 28, "flowcontrol.apiserver.k8s.io/v1beta3") &&
           best_is("FlowSchema", 29, "flowcontrol.apiserver.k8s.io/v1");
}

static bool removed_resource_stays_known(void)
{
    const struct kube_resource *policy = kube_resource_exact("policy/v1beta1", "PodSecurityPolicy");
    return policy && policy->deprecated == 21 && policy->removed == 25 && kube_resource_served(policy, 24) &&
           !kube_resource_served(policy, 25) && !kube_resource_best("PodSecurityPolicy", 25);
}

static bool new_resource_is_absent_before(void)
{
    return !kube_resource_best("ValidatingAdmissionPolicy", 29) &&
           best_is("ValidatingAdmissionPolicy", 30, "admissionregistration.k8s.io/v1");
}

static bool unknown_is_null(void)
{
    const struct kube_type *container = kube_type_find("Container");
    return !kube_resource_exact("apps/v1", "Deploymant") && !kube_resource_exact("apps/v2", "Deployment") &&
           !kube_resource_best("Zebra", 36) && !kube_type_find("Zebra") && !kube_type_find("core.v1.Zebra") &&
           !kube_field_find(container, "zebra", 5);
}

static bool container_has_a_short_name(void)
{
    const struct kube_type *container = kube_type_find("Container");
    return container && container == kube_type_find("core.v1.Container") && container->kind == KUBE_STRUCT &&
           same(container->name, "core.v1.Container");
}

static bool short_name_is_the_newest(void)
{
    return same(kube_type_find("HorizontalPodAutoscalerSpec")->name, "autoscaling.v2.HorizontalPodAutoscalerSpec") &&
           same(kube_type_find("ObjectMeta")->name, "meta.v1.ObjectMeta") &&
           same(kube_type_find("ResourceClaim")->name, "core.v1.ResourceClaim");
}

static bool ambiguous_short_name_is_null(void)
{
    return !kube_type_find("Subject") && kube_type_find("rbac.v1.Subject");
}

static bool ports_are_a_keyed_list(void)
{
    const struct kube_type *ports = type_of(kube_type_find("Container"), "ports");
    return ports && ports->kind == KUBE_LIST && !ports->name && same(ports->list_keys, "containerPort,protocol") &&
           ports->element == kube_type_find("core.v1.ContainerPort");
}

static bool args_are_an_atomic_list(void)
{
    const struct kube_type *args = type_of(kube_type_find("Container"), "args");
    return args && args->kind == KUBE_LIST && !args->list_keys && args->element->kind == KUBE_STRING;
}

static bool service_type_is_an_enum(void)
{
    const struct kube_type *type = type_of(kube_type_find("ServiceSpec"), "type");
    return type && type->kind == KUBE_ENUM && same(type->values[0], "") && same(type->values[1], "ClusterIP") && same(type->values[4], "NodePort") &&
           !type->values[5];
}

static bool enum_may_hold_the_empty_string(void)
{
    const struct kube_type *type = type_of(kube_type_find("HostPathVolumeSource"), "type");
    return type && type->kind == KUBE_ENUM && same(type->values[0], "") && same(type->values[7], "Socket");
}

static bool scalars_keep_their_meaning(void)
{
    const struct kube_type *limits = type_of(kube_type_find("ResourceRequirements"), "limits");
    return limits->kind == KUBE_MAP && limits->element->kind == KUBE_QUANTITY &&
           type_of(kube_type_find("ServicePort"), "targetPort")->kind == KUBE_INT_OR_STRING &&
           type_of(kube_type_find("ServicePort"), "port")->kind == KUBE_INT &&
           type_of(kube_type_find("Secret"), "data")->element->kind == KUBE_BASE64 &&
           type_of(kube_type_find("ObjectMeta"), "creationTimestamp")->kind == KUBE_TIME &&
           type_of(kube_type_find("JSONSchemaProps"), "default")->kind == KUBE_ANY;
}

static bool schema_type_is_recursive(void)
{
    const struct kube_type *schema = kube_type_find("JSONSchemaProps");
    return type_of(schema, "not") == schema && type_of(schema, "properties")->element == schema;
}

static bool fields_come_when_on_by_default(void)
{
    const struct kube_field *field = kube_field_find(kube_type_find("Container"), "resizePolicy", 12);
    return !kube_field_served(field, 20) && !kube_field_served(field, 32) && kube_field_served(field, 33) &&
           field_spans("Container", "restartPolicy", 29, 0) && field_spans("Container", "image", 20, 0) &&
           field_spans("PodSpec", "schedulingGroup", KUBE_MINOR_GATED, 0);
}

static bool fields_go(void)
{
    const struct kube_field *field = kube_field_find(kube_type_find("ObjectMeta"), "clusterName", 11);
    return kube_field_served(field, 24) && !kube_field_served(field, 25) &&
           field_spans("ServiceSpec", "topologyKeys", KUBE_MINOR_GATED, 22);
}

static bool field_name_ends_at_its_length(void)
{
    const struct kube_type *container = kube_type_find("Container");
    return same(kube_field_find(container, "imagePullPolicy", 5)->name, "image") &&
           same(kube_field_find(container, "image: nginx", 5)->name, "image") &&
           !kube_field_find(container, "imag", 4) && !kube_field_find(container, "", 0);
}

static bool fields_are_required(void)
{
    const struct kube_type *container = kube_type_find("Container");
    return kube_field_find(container, "name", 4)->required && !kube_field_find(container, "image", 5)->required;
}

static bool status_is_left_out(void)
{
    return !type_of(kube_type_find("Pod"), "status") && !kube_type_find("PodStatus") && !kube_type_find("PodList");
}

static bool type_is_sound(const struct kube_type *type)
{
    for (uint16_t i = 0; i < type->nfields; i++) {
        const struct kube_field *field = &type->fields[i];
        if (kube_field_find(type, field->name, strlen(field->name)) != field || !field->type) return false;
    }
    return kube_type_find(type->name) == type;
}

static bool every_type_is_found(void)
{
    for (size_t i = 0; i < kube_type_count(); i++)
        if (!type_is_sound(kube_type_at(i))) return false;
    return kube_type_count() > 0;
}

static bool every_resource_is_found(void)
{
    for (size_t i = 0; i < kube_resource_count(); i++) {
        const struct kube_resource *resource = kube_resource_at(i);
        if (kube_resource_exact(resource->api_version, resource->kind) != resource) return false;
        if (!type_of(resource->type, "apiVersion") || !type_of(resource->type, "kind")) return false;
    }
    return kube_resource_count() > 0;
}

static const struct unit_test tests[] = {
    {"apps/v1 Deployment is complete", deployment_is_complete},
    {"a Namespace has no namespace", namespace_has_no_namespace},
    {"PodDisruptionBudget is stable since 1.21", stable_disruption_budget_since_21},
    {"CronJob is stable since 1.21", stable_cron_job_since_21},
    {"the stable autoscaler wins over newer betas", stable_autoscaler_wins},
    {"the stable Ingress wins", stable_ingress_wins},
    {"the Event of core wins", core_event_wins},
    {"the newest beta wins", newest_beta_wins},
    {"a removed resource stays known", removed_resource_stays_known},
    {"a new resource is absent before", new_resource_is_absent_before},
    {"what is unknown is NULL", unknown_is_null},
    {"Container is core.v1.Container", container_has_a_short_name},
    {"a short name is the newest type", short_name_is_the_newest},
    {"an ambiguous short name is NULL", ambiguous_short_name_is_null},
    {"ports are a keyed list", ports_are_a_keyed_list},
    {"args are an atomic list", args_are_an_atomic_list},
    {"the type of a Service is an enum", service_type_is_an_enum},
    {"an enum may hold the empty string", enum_may_hold_the_empty_string},
    {"scalars keep their meaning", scalars_keep_their_meaning},
    {"a type may refer to itself", schema_type_is_recursive},
    {"fields come when they are on by default", fields_come_when_on_by_default},
    {"fields go", fields_go},
    {"a field's name ends at its length", field_name_ends_at_its_length},
    {"fields are required", fields_are_required},
    {"status is left out", status_is_left_out},
    {"every type is found", every_type_is_found},
    {"every resource is found", every_resource_is_found},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
