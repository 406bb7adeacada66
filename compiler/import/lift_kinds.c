/* Which component each kind becomes, and the parameters that only this one has. */
#include "lift.h"

#include "parts.h"

#include "value/field.h"

/* ---- service ---- */

static void lift_replicas(struct lift *lift)
{
    struct value replicas = take(lift, &lift->whole, "spec.replicas");
    if (lift->scaler) lift_autoscale(lift);
    else lift_integer(lift, "replicas", replicas, "");
}

static void lift_service(struct lift *lift)
{
    lift_replicas(lift);
    Str type = value_text(take(lift, &lift->whole, "spec.strategy.type"));
    if (str_is(type, "Recreate")) lift_text(lift, "update", STR("recreate"));
    lift_integer(lift, "settle", take(lift, &lift->whole, "spec.minReadySeconds"), "s");
}

/* ---- stateful, daemon ---- */

static void lift_update(struct lift *lift)
{
    Str type = value_text(take(lift, &lift->whole, "spec.updateStrategy.type"));
    if (str_is(type, "OnDelete")) lift_text(lift, "update", STR("on_delete"));
}

static void lift_retention(struct lift *lift)
{
    Str deleted = value_text(take(lift, &lift->whole, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted"));
    Str scaled = value_text(take(lift, &lift->whole, "spec.persistentVolumeClaimRetentionPolicy.whenScaled"));
    struct lift_parameter *retention = deleted.n || scaled.n ? lift_parameter(lift, "claim_retention") : NULL;
    if (deleted.n) lift_entry(lift, retention, STR("deleted"), deleted);
    if (scaled.n) lift_entry(lift, retention, STR("scaled"), scaled);
}

/* Members keep the names by which they are known: that of the Service stays in the rest, if there is such a Service. */
static void lift_members(struct lift *lift)
{
    Str service = value_text(lift_at(lift, lift->whole, "spec.serviceName"));
    bool own = str_eq(service, lift->workload->name);
    if (own && !imported_object(lift->import, "Service", lift->workload->namespace, service)) take(lift, &lift->whole, "spec.serviceName");
}

static void lift_stateful(struct lift *lift)
{
    lift_members(lift);
    lift_replicas(lift);
    lift_text(lift, "spread", STR("none"));
    lift_storage(lift);
    lift_retention(lift);
    if (str_is(value_text(take(lift, &lift->whole, "spec.podManagementPolicy")), "Parallel")) lift_text(lift, "parallel", STR("true"));
    lift_update(lift);
    lift_integer(lift, "settle", take(lift, &lift->whole, "spec.minReadySeconds"), "s");
}

static void lift_daemon(struct lift *lift)
{
    static const char *const anything[] = {"operator", NULL};
    struct value tolerations = lift_at(lift, lift->pod, "tolerations"), one = list_item(tolerations, 0);
    bool all = tolerations.kind == V_LIST && tolerations.list->n == 1 && has_only(one, anything);
    if (all) take(lift, &lift->pod, "tolerations");
    if (all) lift_text(lift, "tolerate_all", STR("true"));
    lift_update(lift);
}

/* ---- job, cron ---- */

static void lift_runs(struct lift *lift, const char *retries, const char *timeout)
{
    lift_integer(lift, "retries", take(lift, &lift->whole, retries), "");
    lift_integer(lift, "timeout", take(lift, &lift->whole, timeout), "s");
}

/* Its name has no hash: it is the job that is there. More pods at once than are needed are work that they share, of which the library knows
 * nothing. */
static void lift_job(struct lift *lift)
{
    struct value needed = lift_at(lift, lift->whole, "spec.completions"), at_once = lift_at(lift, lift->whole, "spec.parallelism");
    bool counted = needed.kind == V_INT && (at_once.kind != V_INT || (at_once.integer >= 1 && at_once.integer <= needed.integer));
    lift_text(lift, "repeat", STR("once"));
    lift_runs(lift, "spec.backoffLimit", "spec.activeDeadlineSeconds");
    if (!counted) return;
    lift_integer(lift, "completions", take(lift, &lift->whole, "spec.completions"), "");
    lift_integer(lift, "parallelism", take(lift, &lift->whole, "spec.parallelism"), "");
}

static void lift_cron(struct lift *lift)
{
    Str zone = value_text(take(lift, &lift->whole, "spec.timeZone"));
    lift_quoted(lift, "schedule", value_text(take(lift, &lift->whole, "spec.schedule")));
    if (zone.n) lift_quoted(lift, "time_zone", zone);
    Str overlap = value_text(take(lift, &lift->whole, "spec.concurrencyPolicy"));
    if (!str_is(overlap, "Forbid")) lift_text(lift, "concurrency", overlap.n ? overlap : STR("Allow"));
    lift_integer(lift, "start_within", take(lift, &lift->whole, "spec.startingDeadlineSeconds"), "s");
    lift_true(lift, "suspend", take(lift, &lift->whole, "spec.suspend"));
    bool tries = lift_at(lift, lift->whole, "spec.jobTemplate.spec.backoffLimit").kind == V_INT;
    if (!tries) lift_text(lift, "retries", STR("6")); /* as Kubernetes has it */
    lift_integer(lift, "keep_successful", take(lift, &lift->whole, "spec.successfulJobsHistoryLimit"), "");
    lift_integer(lift, "keep_failed", take(lift, &lift->whole, "spec.failedJobsHistoryLimit"), "");
    lift_integer(lift, "keep", take(lift, &lift->whole, "spec.jobTemplate.spec.ttlSecondsAfterFinished"), "s");
    lift_runs(lift, "spec.jobTemplate.spec.backoffLimit", "spec.jobTemplate.spec.activeDeadlineSeconds");
}

/* ---- all ---- */

static const struct lift_kind kinds[] = {
    {"Deployment", "service", "deployment", "spec.template", "Always", true, lift_service},
    {"StatefulSet", "stateful", "stateful", "spec.template", "Always", true, lift_stateful},
    {"DaemonSet", "daemon", "daemon", "spec.template", "Always", false, lift_daemon},
    {"Job", "job", "job", "spec.template", "OnFailure", false, lift_job},
    {"CronJob", "cron", "cron", "spec.jobTemplate.spec.template", "Never", false, lift_cron},
};

const struct lift_kind *lift_kind_of(const struct imported *object)
{
    for (size_t i = 0; kube_is_built_in(object->kube) && i < COUNT(kinds); i++)
        if (strcmp(object->kube->kind, kinds[i].kind) == 0) return &kinds[i];
    return NULL;
}
