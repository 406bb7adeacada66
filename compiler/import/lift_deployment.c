/* One Deployment as a service: parameters in the order of the library, then what is left. */
#include "lift.h"

#include "literals.h"
#include "parts.h"

#include "review/compiled.h"


/* ---- the instance ---- */

static void lift_name(struct lift *lift)
{
    Str name = lift->deployment->name, own = NAME_STR(lift->deployment->resource);
    bool same = own.n == name.n;
    for (size_t i = 0; same && i < name.n; i++) same = own.s[i] == (name.s[i] == '-' ? '_' : name.s[i]);
    if (!same) lift_quoted(lift, "name", name);
    const struct kept_namespace *namespace = kept_namespace(lift->import, lift->deployment->namespace);
    if (namespace) lift_text(lift, "namespace", NAME_STR(namespace->resource));
    take(lift, &lift->whole, "metadata.name");
    take(lift, &lift->whole, "metadata.namespace");
}

static void lift_integer(struct lift *lift, const char *name, struct value value, const char *unit)
{
    if (value.kind == V_INT) lift_text(lift, name, written(lift, "%lld%s", (long long)value.integer, unit));
}

static void lift_strategy(struct lift *lift)
{
    Str type = value_text(take(lift, &lift->whole, "spec.strategy.type"));
    if (str_is(type, "Recreate")) lift_text(lift, "update", STR("recreate"));
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

static void lift_list(struct lift *lift, const char *name, struct value list)
{
    if (list.kind == V_LIST && list.list->n) lift_parameter(lift, name)->list = list;
}

/* ---- the budget ---- */

static void lift_budget(struct lift *lift)
{
    struct value rest = lift->budget->value;
    take(lift, &rest, "metadata.name");
    take(lift, &rest, "metadata.namespace");
    take(lift, &rest, "spec.selector");
    lift_integer(lift, "may_miss", take(lift, &rest, "spec.maxUnavailable"), "");
    struct lift_rest budget = {"budget", rest, lift->budget->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, budget);
}

/* ---- the pod ---- */

/* What the library says of every pod in the same words. */
static void take_same(struct lift *lift)
{
    static const char escalation[] = "securityContext.allowPrivilegeEscalation";
    struct value more = lift_at(lift, lift->container, escalation);
    if (more.kind == V_BOOL && !more.boolean) take(lift, &lift->container, escalation);
    struct value drop = lift_at(lift, lift->container, "securityContext.capabilities.drop");
    if (drop.kind == V_LIST && drop.list->n == 1 && str_is(value_text(drop.list->at[0]), "ALL"))
        take(lift, &lift->container, "securityContext.capabilities.drop");
    if (str_is(value_text(lift_at(lift, lift->pod, "securityContext.seccompProfile.type")), "RuntimeDefault"))
        take(lift, &lift->pod, "securityContext.seccompProfile.type");
    take(lift, &lift->pod, "restartPolicy");
}

/* The account of the same name is the library's, and what is bound to it stays so. */
static void lift_account(struct lift *lift)
{
    Str account = value_text(lift_at(lift, lift->pod, "serviceAccountName"));
    struct value token = take(lift, &lift->pod, "automountServiceAccountToken");
    if (str_eq(account, lift->deployment->name)) take(lift, &lift->pod, "serviceAccountName");
    bool without = token.kind == V_BOOL && !token.boolean;
    if (account.n && !without) lift_text(lift, "token", STR("true"));
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
    struct value host = take(lift, &lift->pod, "hostNetwork");
    if (host.kind == V_BOOL && host.boolean) lift_text(lift, "host_network", STR("true"));
    Str priority = value_text(take(lift, &lift->pod, "priorityClassName"));
    if (priority.n) lift_quoted(lift, "priority", priority);
    lift_account(lift);
    take_same(lift);
}

/* ---- all ---- */

static void add_rest(struct lift *lift, const char *path, struct value value, const char *type)
{
    struct lift_rest rest = {path, value, type ? kube_type_find(type) : lift->deployment->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, rest);
}

static void lift_container(struct lift *lift)
{
    lift_quoted(lift, "image", value_text(take(lift, &lift->container, "image")));
    lift_list(lift, "run", take(lift, &lift->container, "command"));
    lift_list(lift, "args", take(lift, &lift->container, "args"));
    Str pull = value_text(take(lift, &lift->container, "imagePullPolicy"));
    if (pull.n) lift_text(lift, "pull_policy", pull);
    take(lift, &lift->container, "name");
}

static void lift_template(struct lift *lift)
{
    lift_strategy(lift);
    lift_integer(lift, "settle", take(lift, &lift->whole, "spec.minReadySeconds"), "s");
    lift_map(lift, "pod_labels", take(lift, &lift->whole, "spec.template.metadata.labels"));
    lift_map(lift, "annotations", take(lift, &lift->whole, "spec.template.metadata.annotations"));
    take(lift, &lift->whole, "spec.selector");
}

void lift_deployment(struct lift *lift)
{
    lift->whole = lift->deployment->value;
    lift->pod = take(lift, &lift->whole, "spec.template.spec");
    lift->container = take(lift, &lift->pod, "containers").list->at[0];
    lift_name(lift);
    const struct name *plane = declared_plane(lift->import, take(lift, &lift->pod, "nodeSelector"));
    lift_text(lift, "plane", NAME_STR(plane));
    lift_integer(lift, "replicas", take(lift, &lift->whole, "spec.replicas"), "");
    if (lift->budget) lift_budget(lift);
    lift_container(lift);
    lift_pod(lift);
    lift_template(lift);
    add_rest(lift, "deployment", lift->whole, NULL);
    add_rest(lift, "deployment.spec.template.spec", lift->pod, "PodSpec");
    add_rest(lift, "deployment.spec.template.spec.containers.main", lift->container, "Container");
}
