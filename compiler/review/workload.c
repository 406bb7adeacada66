#include "review/workload.h"

#include "value/field.h"

const char *template_path(Str kind)
{
    static const char *const paths[][2] = {{"Deployment", "spec.template"}, {"StatefulSet", "spec.template"}, {"DaemonSet", "spec.template"},
        {"ReplicaSet", "spec.template"}, {"Job", "spec.template"}, {"Operation", "spec.template"}, {"CronJob", "spec.jobTemplate.spec.template"},
        {"Pod", ""}};
    for (size_t i = 0; i < COUNT(paths); i++)
        if (str_is(kind, paths[i][0])) return paths[i][1];
    return NULL;
}

/* A number, or a part of TOTAL; DEFAULT where nothing is said. */
static int64_t share(struct value value, int64_t total, bool round_up, const char *standard)
{
    if (value.kind == V_INT) return value.integer;
    Str text = value.kind == V_STRING ? value_str(value) : str_of(standard);
    int64_t number = 0;
    for (size_t i = 0; i < text.n && text.s[i] >= '0' && text.s[i] <= '9' && number < 1000000; i++) number = number * 10 + (text.s[i] - '0');
    if (!str_ends(text, STR("%"))) return number;
    return (number * total + (round_up ? 99 : 0)) / 100;
}

int64_t replicas_of(struct session *session, struct value manifest)
{
    struct value replicas = value_field(session, manifest, "spec.replicas");
    return replicas.kind == V_INT && replicas.integer >= 0 && replicas.integer < INT32_MAX ? replicas.integer : 1;
}

static struct rollout deployment_rollout(struct session *session, struct value manifest)
{
    struct rollout rollout = {.strategy = ROLLOUT_ROLLING, .pods = replicas_of(session, manifest)};
    if (str_is(field_text(session, manifest, "spec.strategy.type"), "Recreate")) {
        rollout.strategy = ROLLOUT_RECREATE;
        rollout.max_unavailable = rollout.pods;
        return rollout;
    }
    rollout.max_surge = share(value_field(session, manifest, "spec.strategy.rollingUpdate.maxSurge"), rollout.pods, true, "25%");
    rollout.max_unavailable = share(value_field(session, manifest, "spec.strategy.rollingUpdate.maxUnavailable"), rollout.pods, false, "25%");
    if (!rollout.max_surge && !rollout.max_unavailable) rollout.max_unavailable = 1;
    if (rollout.max_unavailable > rollout.pods) rollout.max_unavailable = rollout.pods;
    return rollout;
}

static bool is_on_delete(struct session *session, struct value manifest)
{
    return str_is(field_text(session, manifest, "spec.updateStrategy.type"), "OnDelete");
}

static bool has_roller(struct session *session, struct value manifest)
{
    struct value annotations = value_field(session, manifest, "metadata.annotations");
    return value_get(session->arena, annotations, name_of(session->names, STR("stk.dev/roller"))).kind == V_STRING;
}

static struct rollout stateful_rollout(struct session *session, struct value manifest)
{
    struct rollout rollout = {.strategy = ROLLOUT_ROLLING, .pods = replicas_of(session, manifest), .max_unavailable = 1};
    rollout.in_order = !str_is(field_text(session, manifest, "spec.podManagementPolicy"), "Parallel");
    if (is_on_delete(session, manifest)) {
        rollout.has_roller = has_roller(session, manifest);
        rollout.strategy = rollout.has_roller ? ROLLOUT_ROLLING : ROLLOUT_ON_DELETE;
        return rollout;
    }
    struct value partition = value_field(session, manifest, "spec.updateStrategy.rollingUpdate.partition");
    if (partition.kind == V_INT && partition.integer > 0) rollout.partition = partition.integer;
    return rollout;
}

static struct rollout daemon_rollout(struct session *session, struct value manifest)
{
    struct rollout rollout = {.strategy = is_on_delete(session, manifest) ? ROLLOUT_ON_DELETE : ROLLOUT_ROLLING, .pods = -1};
    rollout.max_surge = share(value_field(session, manifest, "spec.updateStrategy.rollingUpdate.maxSurge"), 1, true, "0");
    rollout.max_unavailable = share(value_field(session, manifest, "spec.updateStrategy.rollingUpdate.maxUnavailable"), 1, true, rollout.max_surge
                                    ? "0" : "1");
    return rollout;
}

struct rollout rollout_of(struct session *session, Str kind, struct value manifest)
{
    if (str_is(kind, "Deployment")) return deployment_rollout(session, manifest);
    if (str_is(kind, "StatefulSet")) return stateful_rollout(session, manifest);
    if (str_is(kind, "DaemonSet")) return daemon_rollout(session, manifest);
    return (struct rollout){.strategy = ROLLOUT_NONE};
}
