/* One workload: parameters in the order of the library, then what is left. */
#include "lift.h"

#include "import/literals.h"
#include "parts.h"

#include "value/field.h"

/* ---- the instance ---- */

void lift_called(struct lift *lift, Str name)
{
    Str own = NAME_STR(lift->workload->resource);
    bool same = own.n == name.n;
    for (size_t i = 0; same && i < name.n; i++) same = own.s[i] == (name.s[i] == '-' ? '_' : name.s[i]);
    if (!same) lift_quoted(lift, "name", name);
}

void lift_name(struct lift *lift)
{
    lift_called(lift, lift->workload->name);
    const struct kept_namespace *namespace = kept_namespace(lift->import, lift->workload->namespace);
    if (namespace) lift_text(lift, "namespace", NAME_STR(namespace->resource));
    take(lift, &lift->whole, "metadata.name");
    take(lift, &lift->whole, "metadata.namespace");
}

/* Labels by which the library chooses pods are its own. */
static void lift_map(struct lift *lift, const char *name, struct value map)
{
    struct lift_parameter *parameter = NULL;
    for (size_t i = 0; map.kind == V_RECORD && i < map.record->n; i++) {
        if (is_own_label(NAME_STR(map.record->keys[i]))) continue;
        if (!parameter) parameter = lift_parameter(lift, name);
        lift_entry(lift, parameter, NAME_STR(map.record->keys[i]), quoted(lift, value_text(map.record->values[i])));
    }
}

/* ---- the budget ---- */

/* The library lets one pod of a StatefulSet be missing. */
static void lift_missing(struct lift *lift, struct value *rest, int64_t missing)
{
    struct import *import = lift->import;
    struct arena *arena = import->session->arena;
    const struct name *spec = session_name(import->session, "spec"), *most = session_name(import->session, "maxUnavailable");
    if (strcmp(lift->kind->component, "service") == 0) lift_integer(lift, "may_miss", value_int(missing), "");
    else if (missing != 1) *rest = record_with(arena, *rest, spec, record_with(arena, value_null(), most, value_int(missing)));
}

static void lift_budget(struct lift *lift)
{
    struct value rest = lift->budget->value;
    struct value missing = take(lift, &rest, "spec.maxUnavailable"), left = take(lift, &rest, "spec.minAvailable");
    take(lift, &rest, "metadata.name");
    take(lift, &rest, "metadata.namespace");
    take(lift, &rest, "spec.selector");
    int64_t all = lift_at(lift, lift->workload->value, "spec.replicas").integer;
    lift_missing(lift, &rest, missing.kind == V_INT ? missing.integer : all - left.integer);
    struct lift_rest budget = {STR("budget"), rest, lift->budget->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, budget);
}

/* ---- the pod ---- */

/* What the library says of every container in the same words. */
static void take_same_rights(struct lift *lift)
{
    static const char escalation[] = "securityContext.allowPrivilegeEscalation";
    struct value more = lift_at(lift, lift->container, escalation);
    if (more.kind == V_BOOL && !more.boolean) take(lift, &lift->container, escalation);
    struct value drop = lift_at(lift, lift->container, "securityContext.capabilities.drop");
    if (drop.kind == V_LIST && drop.list->n == 1 && str_is(value_text(drop.list->at[0]), "ALL"))
        take(lift, &lift->container, "securityContext.capabilities.drop");
}

/* And of every pod. */
static void take_same(struct lift *lift)
{
    take_same_rights(lift);
    for (size_t i = 0; i < lift->steps.n; i++) take_same_rights(lift->steps.at[i]);
    if (str_is(value_text(lift_at(lift, lift->pod, "securityContext.seccompProfile.type")), "RuntimeDefault"))
        take(lift, &lift->pod, "securityContext.seccompProfile.type");
    if (str_is(value_text(lift_at(lift, lift->pod, "restartPolicy")), lift->kind->restart)) take(lift, &lift->pod, "restartPolicy");
}

static void lift_host(struct lift *lift)
{
    static const struct { const char *field, *parameter; } shared[] = {
        {"hostNetwork", "host_network"}, {"hostPID", "host_pid"}, {"hostIPC", "host_ipc"}, {"shareProcessNamespace", "shared_pid"}};
    struct value host = lift_at(lift, lift->pod, "hostNetwork");
    bool own = host.kind == V_BOOL && host.boolean && str_is(value_text(lift_at(lift, lift->pod, "dnsPolicy")), "ClusterFirstWithHostNet");
    for (size_t i = 0; i < COUNT(shared); i++) lift_true(lift, shared[i].parameter, take(lift, &lift->pod, shared[i].field));
    if (own) take(lift, &lift->pod, "dnsPolicy");
}

static void lift_pod(struct lift *lift)
{
    lift_environment(lift);
    lift_ports(lift);
    lift_mounts(lift);
    lift_resources(lift);
    lift_probes(lift);
    lift_list(lift, "stop", take(lift, &lift->container, "lifecycle.preStop.exec.command"));
    lift_integer(lift, "grace", take(lift, &lift->pod, "terminationGracePeriodSeconds"), "s");
    lift_security(lift);
    lift_host(lift);
    Str runtime = value_text(take(lift, &lift->pod, "runtimeClassName")), priority = value_text(take(lift, &lift->pod, "priorityClassName"));
    if (runtime.n) lift_quoted(lift, "runtime_class", runtime);
    if (priority.n) lift_quoted(lift, "priority", priority);
    lift_account(lift);
    take_same(lift);
    lift_steps(lift);
}

/* ---- all ---- */

void lift_container(struct lift *lift)
{
    lift_quoted(lift, "image", value_text(take(lift, &lift->container, "image")));
    lift_list(lift, "run", take(lift, &lift->container, "command"));
    lift_list(lift, "args", take(lift, &lift->container, "args"));
    take(lift, &lift->container, "name");
}

/* One for all containers; where they differ, each says its own. */
static void lift_pull_policy(struct lift *lift)
{
    Str pull = value_text(lift_at(lift, lift->container, "imagePullPolicy"));
    for (size_t i = 0; i < lift->steps.n; i++)
        if (!str_eq(value_text(lift_at(lift, lift->steps.at[i]->container, "imagePullPolicy")), pull)) return;
    if (pull.n) lift_text(lift, "pull_policy", pull);
    take(lift, &lift->container, "imagePullPolicy");
    for (size_t i = 0; i < lift->steps.n; i++) take(lift, &lift->steps.at[i]->container, "imagePullPolicy");
}

static void lift_metadata(struct lift *lift)
{
    struct value metadata = take(lift, &lift->whole, written(lift, "%s.metadata", lift->kind->pod).s);
    lift_map(lift, "pod_labels", lift_at(lift, metadata, "labels"));
    lift_map(lift, "annotations", lift_at(lift, metadata, "annotations"));
    take(lift, &lift->whole, "spec.selector");
}

void lift_workload(struct lift *lift)
{
    if (!lift->kind->pod) {
        lift->kind->parameters(lift);
        return;
    }
    Str pod = written(lift, "%s.%s.spec", lift->kind->object, lift->kind->pod);
    lift->whole = lift->workload->value;
    lift->pod = take(lift, &lift->whole, written(lift, "%s.spec", lift->kind->pod).s);
    lift->mounts_fit = mounts_fit(lift);
    take(lift, &lift->pod, "containers");
    take(lift, &lift->pod, "initContainers");
    lift_name(lift);
    const struct name *plane = declared_plane(lift->import, take(lift, &lift->pod, "nodeSelector"));
    lift_text(lift, "plane", NAME_STR(plane));
    lift->kind->parameters(lift);
    if (lift->budget) lift_budget(lift);
    lift_container(lift);
    for (size_t i = 0; i < lift->steps.n; i++) lift_container(lift->steps.at[i]);
    lift_pull_policy(lift);
    lift_pod(lift);
    lift_metadata(lift);
    lift_rest(lift, str_of(lift->kind->object), lift->whole, NULL);
    lift_rest(lift, pod, lift->pod, "PodSpec");
    lift_rest(lift, container_path(lift), lift->container, "Container");
}
