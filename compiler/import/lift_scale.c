/* An autoscaler that aims at parts of what the pods ask for: the parameter "autoscale". */
#include "lift.h"

#include "value/field.h"

/* "cpu" or "memory" of a metric that aims at a part of the request; empty: another. */
static Str metric_name(struct import *import, struct value metric)
{
    static const char *const outer[] = {"type", "resource", NULL}, *const inner[] = {"type", "averageUtilization", NULL};
    struct value target = value_field(import->session, metric, "resource.target");
    Str name = field_text(import->session, metric, "resource.name");
    bool part = has_only(metric, outer) && has_only(target, inner) && value_field(import->session, target, "averageUtilization").kind == V_INT;
    return part && (str_is(name, "cpu") || str_is(name, "memory")) ? name : STR("");
}

static bool asks_for(struct import *import, struct value container, Str resource)
{
    static const char *const places[] = {"requests", "limits"};
    for (size_t i = 0; i < COUNT(places); i++) {
        Str path = arena_printf(import->session->arena, "resources.%s.%.*s", places[i], STR_ARG(resource));
        if (value_field(import->session, container, path.s).kind != V_NULL) return true;
    }
    return false;
}

static bool all_ask_for(struct import *import, const struct imported *workload, Str resource)
{
    struct value containers = value_field(import->session, workload->value, "spec.template.spec.containers");
    for (size_t i = 0; containers.kind == V_LIST && i < containers.list->n; i++)
        if (!asks_for(import, containers.list->at[i], resource)) return false;
    return true;
}

/* Each resource once, and asked for by all containers. */
static bool can_aim(struct import *import, struct value metrics, const struct imported *workload)
{
    bool cpu = false, memory = false;
    for (size_t i = 0; metrics.kind == V_LIST && i < metrics.list->n; i++) {
        Str name = metric_name(import, metrics.list->at[i]);
        bool *known = str_is(name, "cpu") ? &cpu : &memory;
        if (!name.n || *known || !all_ask_for(import, workload, name)) return false;
        *known = true;
    }
    return cpu || memory;
}

bool is_autoscale(struct import *import, const struct imported *scaler, const struct imported *workload)
{
    struct value most = object_part(import, scaler, "spec.maxReplicas"), old = object_part(import, scaler, "spec.targetCPUUtilizationPercentage");
    if (most.kind != V_INT || most.integer < 1) return false;
    if (old.kind == V_INT) return all_ask_for(import, workload, STR("cpu"));
    return can_aim(import, object_part(import, scaler, "spec.metrics"), workload);
}

static void put_aim(struct lift *lift, struct lift_parameter *autoscale, Str resource, struct value percent)
{
    lift_entry(lift, autoscale, resource, written(lift, "%lld%%", (long long)percent.integer));
}

void lift_autoscale(struct lift *lift)
{
    struct value rest = lift->scaler->value, least = take(lift, &rest, "spec.minReplicas"), most = take(lift, &rest, "spec.maxReplicas");
    struct value old = take(lift, &rest, "spec.targetCPUUtilizationPercentage"), metrics = take(lift, &rest, "spec.metrics");
    struct lift_parameter *autoscale = lift_parameter(lift, "autoscale");
    lift_entry(lift, autoscale, STR("from"), written(lift, "%lld", least.kind == V_INT ? (long long)least.integer : 1));
    lift_entry(lift, autoscale, STR("to"), written(lift, "%lld", (long long)most.integer));
    if (old.kind == V_INT) put_aim(lift, autoscale, STR("cpu"), old);
    for (size_t i = 0; metrics.kind == V_LIST && i < metrics.list->n; i++) {
        struct value metric = metrics.list->at[i];
        put_aim(lift, autoscale, metric_name(lift->import, metric), lift_at(lift, metric, "resource.target.averageUtilization"));
    }
    take(lift, &rest, "metadata.name");
    take(lift, &rest, "metadata.namespace");
    take(lift, &rest, "spec.scaleTargetRef");
    struct lift_rest scaler = {STR("scale.autoscaler"), rest, lift->scaler->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, scaler);
}
