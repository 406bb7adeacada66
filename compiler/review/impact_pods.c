/* What happens to pods: they roll, restart, are scaled, run again. */
#include "impact_rules.h"

#include "review/workload.h"

typedef struct consequence *(*teller)(struct judge *, const struct object_change *, struct rollout);

static const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

/* How many of N pods are exchanged at once; goes behind their number. */
static Str pace(struct judge *judge, int64_t n, int64_t step)
{
    if (n == 1) return STR("");
    return step == 1 ? STR(" one at a time") : arena_printf(judge->session->arena, " up to %lld at a time", (long long)step);
}

/* ---- rolling ---- */

static bool has_probe(struct judge *judge, const struct object_change *change)
{
    struct value containers = field_after(judge, change, "spec.template.spec.containers");
    for (size_t i = 0; list_item(containers, i).kind != V_NULL; i++)
        if (value_field(judge->session, list_item(containers, i), "readinessProbe").kind != V_NULL) return true;
    return false;
}

static struct consequence *roll_deployment(struct judge *judge, const struct object_change *change, struct rollout rollout)
{
    long long n = rollout.pods, stay = rollout.pods - rollout.missing;
    if (!n) return tell(judge, CHANGED, WEIGHT_PLAIN, change, "changes its template; there is no pod that would roll");
    if (rollout.way == ROLLOUT_RECREATE)
        return tell(judge, OUTAGE, WEIGHT_CARE, change, "stops %lld pod%s before new ones start (Recreate): outage", n, plural(n));
    if (!stay)
        return tell(judge, OUTAGE, WEIGHT_CARE, change, "rolls %lld pod%s, and all may be missing at once (maxUnavailable): outage", n, plural(n));
    Str steps = pace(judge, rollout.pods, rollout.surge + rollout.missing);
    const char *doubt = has_probe(judge, change) ? "" : " (without a readiness probe, pods count as ready at once)";
    if (!rollout.missing) return tell(judge, ROLLS, WEIGHT_NOTE, change, "rolls %lld pod%s%.*s, no outage%s", n, plural(n), STR_ARG(steps), doubt);
    return tell(judge, ROLLS, WEIGHT_NOTE, change, "rolls %lld pod%s%.*s, no outage: at least %lld stay%s%s", n, plural(n), STR_ARG(steps), stay,
                stay == 1 ? "s" : "", doubt);
}

static bool is_quorum(struct judge *judge, const struct compiled_object *object)
{
    return str_is(json_text(fact_of(judge, &judge->availability[1], object), "class"), "quorum");
}

static struct consequence *roll_quorum(struct judge *judge, const struct object_change *change, long long members, long long restarted)
{
    long long stay = members - 1;
    if (members == 1) return tell(judge, OUTAGE, WEIGHT_CARE, change, "restarts its only member: short outage");
    if (stay >= members / 2 + 1)
        return tell(judge, ROLLS, WEIGHT_NOTE, change, "restarts %lld quorum members one at a time, highest ordinal first, quorum kept", restarted);
    return tell(judge, QUORUM_LOST, WEIGHT_DANGER, change, "restarts %lld quorum members one at a time, quorum lost: %lld member%s of %lld",
            restarted,
                stay, plural(stay), members);
}

static struct consequence *roll_stateful(struct judge *judge, const struct object_change *change, struct rollout rollout)
{
    long long n = rollout.pods, restarted = rollout.first < n ? n - rollout.first : 0;
    if (!n) return tell(judge, CHANGED, WEIGHT_PLAIN, change, "changes its template; there is no pod that would roll");
    if (rollout.way == ROLLOUT_BY_HAND)
        return tell(judge, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending (OnDelete): %lld pod%s change%s when deleted", n,
                plural(n), n == 1 ? "s" : "");
    if (!restarted) return tell(judge, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending: its partition holds all pods back");
    if (is_quorum(judge, change->after)) return roll_quorum(judge, change, n, restarted);
    if (n == 1) return tell(judge, OUTAGE, WEIGHT_CARE, change, "restarts its only pod: short outage");
    return tell(judge, ROLLS, WEIGHT_NOTE, change, "rolls %lld pods one at a time, highest ordinal first; each is away for a moment", restarted);
}

static struct consequence *roll_daemon(struct judge *judge, const struct object_change *change, struct rollout rollout)
{
    Str plane = json_text(fact_of(judge, &judge->placement, change->after), "plane");
    Str where = plane.n ? arena_printf(judge->session->arena, "every node of plane %.*s", STR_ARG(plane)) : STR("every node");
    if (rollout.way == ROLLOUT_BY_HAND)
        return tell(judge, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending (OnDelete) on %.*s: a pod changes when deleted",
                STR_ARG(where));
    Str steps = pace(judge, rollout.pods, rollout.surge + rollout.missing);
    if (!rollout.missing) return tell(judge, ROLLS, WEIGHT_NOTE, change, "rolls on %.*s,%.*s, no outage", STR_ARG(where), STR_ARG(steps));
    return tell(judge, ROLLS, WEIGHT_NOTE, change, "rolls on %.*s,%.*s; each is without it for a moment", STR_ARG(where), STR_ARG(steps));
}

static struct consequence *roll_cron(struct judge *judge, const struct object_change *change, struct rollout rollout)
{
    (void)rollout;
    return tell(judge, RUNS, WEIGHT_NOTE, change, "uses the new template from its next run on");
}

static struct consequence *change_operation(struct judge *judge, const struct object_change *change, struct rollout rollout)
{
    (void)rollout;
    return tell(judge, OPERATION, WEIGHT_NOTE, change, "does something else when it is run");
}

static const struct { const char *kind; teller roll; } rolling[] = {
    {"Deployment", roll_deployment}, {"StatefulSet", roll_stateful}, {"DaemonSet", roll_daemon}, {"CronJob", roll_cron},
    {"Operation", change_operation},
};

static bool changes_below(const struct object_change *change, const char *path)
{
    for (size_t i = 0; i < change->fields.n; i++)
        if (path_below(change->fields.at[i].path, str_of(path))) return true;
    return false;
}

/* Pods that are not there before, or not after, do not roll; pods that are added make up for missing ones. */
static struct rollout rollout_of_change(struct judge *judge, const struct object_change *change)
{
    struct rollout rollout = rollout_of(judge->session, change->after->kind, compiled_value(judge->comparison->after, change->after));
    int64_t before = replicas_of(judge->session, compiled_value(judge->comparison->before, change->before));
    int64_t stay = rollout.way == ROLLOUT_ROLLING ? rollout.pods - rollout.missing : 0;
    if (rollout.pods <= before) return rollout;
    rollout.pods = before;
    rollout.missing = before > stay ? before - stay : 0;
    return rollout;
}

static void judge_template(struct judge *judge, struct object_change *change)
{
    const char *template = template_path(change->after->kind);
    if (!template || !changes_below(change, template)) return;
    for (size_t i = 0; i < COUNT(rolling); i++) {
        if (!str_is(change->after->kind, rolling[i].kind)) continue;
        tell_causes(judge, change, template, rolling[i].roll(judge, change, rollout_of_change(judge, change)));
    }
}

/* ---- scaling ---- */

static void judge_fewer(struct judge *judge, struct object_change *change, long long from, long long to)
{
    bool claims = str_is(change->after->kind, "StatefulSet") && field_after(judge, change, "spec.volumeClaimTemplates").kind == V_LIST;
    Str fate = value_text(field_after(judge, change, "spec.persistentVolumeClaimRetentionPolicy.whenScaled"));
    if (claims && str_is(fate, "Delete"))
        tell(judge, STORAGE_LOST, WEIGHT_DANGER, change,
                "scales from %lld to %lld: the claims of the highest ordinals are deleted, and their data", from, to);
    else if (!to) tell(judge, OUTAGE, WEIGHT_CARE, change, "stops: scales from %lld to 0%s", from, claims ? ", its claims stay" : "");
    else tell(judge, SCALES, WEIGHT_NOTE, change, "scales from %lld to %lld%s", from, to,
            claims ? ": the highest ordinals stop, their claims stay" : "");
}

static void judge_replicas(struct judge *judge, struct object_change *change)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet"};
    bool scalable = false;
    for (size_t i = 0; i < COUNT(kinds); i++) scalable |= str_is(change->after->kind, kinds[i]);
    if (!scalable || !changes_below(change, "spec.replicas")) return;
    long long from = replicas_of(judge->session, compiled_value(judge->comparison->before, change->before));
    long long to = replicas_of(judge->session, compiled_value(judge->comparison->after, change->after));
    const char *what = is_quorum(judge, change->after) ? " quorum members" : "";
    if (to > from) tell(judge, SCALES, WEIGHT_NOTE, change, "scales from %lld to %lld%s", from, to, what);
    if (to < from) judge_fewer(judge, change, from, to);
}

/* ---- jobs ---- */

static void judge_rerun(struct judge *judge, struct object_change *change)
{
    for (size_t i = 0; i < change->fields.n; i++)
        if (str_is(change->fields.at[i].path, "metadata.name")) change->fields.at[i].noise = true;
    tell_causes(judge, change, "spec.template", tell(judge, RUNS_AGAIN, WEIGHT_NOTE, change, "runs again (its template changed)"));
}

void judge_pods(struct judge *judge, struct object_change *change)
{
    if (change->kind == CHANGE_RERUN) judge_rerun(judge, change);
    if (change->kind == CHANGE_CREATED && str_is(change->after->kind, "Job")) tell(judge, RUNS, WEIGHT_NOTE, change, "is new and runs");
    if (change->kind != CHANGE_FIELDS && change->kind != CHANGE_GROUP) return;
    judge_template(judge, change);
    judge_replicas(judge, change);
}
