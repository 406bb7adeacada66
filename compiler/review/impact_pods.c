/* What happens to pods: they roll, restart, are scaled, run again. */
#include "impact_rules.h"

#include "review/workload.h"

typedef struct consequence *(*teller)(struct impact *, const struct object_change *, struct rollout);

static const char *plural(int64_t n) { return n == 1 ? "" : "s"; }

/* How many of N pods are exchanged at once; goes behind their number. */
static Str pace(struct impact *impact, int64_t n, int64_t step)
{
    if (n == 1) return STR("");
    return step == 1 ? STR(" one at a time") : arena_printf(impact->session->arena, " up to %lld at a time", (long long)step);
}

/* ---- rolling ---- */

static bool has_probe(struct impact *impact, const struct object_change *change)
{
    struct value containers = field_after(impact, change, "spec.template.spec.containers");
    for (size_t i = 0; list_item(containers, i).kind != V_NULL; i++)
        if (value_field(impact->session, list_item(containers, i), "readinessProbe").kind != V_NULL) return true;
    return false;
}

static struct consequence *roll_deployment(struct impact *impact, const struct object_change *change, struct rollout rollout)
{
    long long n = rollout.pods, stay = rollout.pods - rollout.max_unavailable;
    if (!n) return add_consequence(impact, CHANGED, WEIGHT_PLAIN, change, "changes its template; there is no pod that would roll");
    if (rollout.strategy == ROLLOUT_RECREATE)
        return add_consequence(impact, OUTAGE, WEIGHT_CARE, change, "stops %lld pod%s before new ones start (Recreate): outage", n, plural(n));
    if (!stay)
        return add_consequence(impact, OUTAGE, WEIGHT_CARE, change, "rolls %lld pod%s, and all may be missing at once (maxUnavailable): outage", n,
                               plural(n));
    Str steps = pace(impact, rollout.pods, rollout.max_surge + rollout.max_unavailable);
    const char *doubt = has_probe(impact, change) ? "" : " (without a readiness probe, pods count as ready at once)";
    if (!rollout.max_unavailable)
        return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "rolls %lld pod%s%.*s, no outage%s", n, plural(n), STR_ARG(steps), doubt);
    return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "rolls %lld pod%s%.*s, no outage: at least %lld stay%s%s", n, plural(n),
                           STR_ARG(steps), stay,
                stay == 1 ? "s" : "", doubt);
}

static bool is_quorum(struct impact *impact, const struct compiled_object *object)
{
    return str_is(json_text(availability_of(impact, object), "class"), "quorum");
}

/* Some members are missing already, MISSING of them. The controller of a Parallel set takes the highest one all the same (Kubernetes 1.36.2). */
static struct consequence *roll_rest(struct impact *impact, const struct object_change *change, struct rollout rollout, long long missing)
{
    long long members = rollout.pods, stay = members - missing - 1;
    const char *are = missing == 1 ? "is" : "are";
    if (rollout.has_roller)
        return add_consequence(impact, ROLLS, WEIGHT_CARE, change,
                               "restarts its quorum members one at a time; %lld of %lld %s not ready now: no other goes before all are, and a broken one goes first",
                               missing, members, are);
    if (rollout.in_order)
        return add_consequence(impact, RESTART_PENDING, WEIGHT_CARE, change,
                               "restarts no quorum member before all are ready (OrderedReady), and %lld of %lld %s not now", missing, members, are);
    if (stay >= members / 2 + 1)
        return add_consequence(impact, ROLLS, WEIGHT_CARE, change, "takes a quorum member although %lld of %lld %s not ready now (Parallel): %lld stay",
                               missing, members, are, stay);
    return add_consequence(impact, QUORUM_LOST, WEIGHT_DANGER, change,
                           "takes a quorum member although %lld of %lld %s not ready now (Parallel): quorum lost", missing, members, are);
}

static struct consequence *roll_quorum(struct impact *impact, const struct object_change *change, struct rollout rollout, long long restarted)
{
    long long members = rollout.pods, stay = members - 1;
    if (members == 1) return add_consequence(impact, OUTAGE, WEIGHT_CARE, change, "restarts its only member: short outage");
    if (stay < members / 2 + 1)
        return add_consequence(impact, QUORUM_LOST, WEIGHT_DANGER, change, "restarts %lld quorum members one at a time, quorum lost: %lld member%s of %lld",
                               restarted, stay, plural(stay), members);
    if (change->before->facts.missing_pods) return roll_rest(impact, change, rollout, change->before->facts.missing_pods);
    if (rollout.has_roller || rollout.in_order)
        return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "restarts %lld quorum members one at a time, each when all are ready: quorum kept",
                               restarted);
    return add_consequence(impact, ROLLS, WEIGHT_CARE, change,
                           "restarts %lld quorum members one at a time; the next one goes although another is missing (Parallel)", restarted);
}

static struct consequence *roll_stateful(struct impact *impact, const struct object_change *change, struct rollout rollout)
{
    long long n = rollout.pods, restarted = rollout.partition < n ? n - rollout.partition : 0;
    if (!n) return add_consequence(impact, CHANGED, WEIGHT_PLAIN, change, "changes its template; there is no pod that would roll");
    if (rollout.strategy == ROLLOUT_ON_DELETE)
        return add_consequence(impact, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending (OnDelete): %lld pod%s change%s when deleted", n,
                plural(n), n == 1 ? "s" : "");
    if (!restarted) return add_consequence(impact, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending: its partition holds all pods back");
    if (is_quorum(impact, change->after)) return roll_quorum(impact, change, rollout, restarted);
    if (n == 1) return add_consequence(impact, OUTAGE, WEIGHT_CARE, change, "restarts its only pod: short outage");
    return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "rolls %lld pods one at a time, highest ordinal first; each is away for a moment",
                           restarted);
}

static struct consequence *roll_daemon(struct impact *impact, const struct object_change *change, struct rollout rollout)
{
    Str plane = json_text(placement_of(impact, change->after), "plane");
    Str where = plane.n ? arena_printf(impact->session->arena, "every node of plane %.*s", STR_ARG(plane)) : STR("every node");
    if (rollout.strategy == ROLLOUT_ON_DELETE)
        return add_consequence(impact, RESTART_PENDING, WEIGHT_NOTE, change, "has a restart pending (OnDelete) on %.*s: a pod changes when deleted",
                STR_ARG(where));
    Str steps = pace(impact, rollout.pods, rollout.max_surge + rollout.max_unavailable);
    if (!rollout.max_unavailable)
        return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "rolls on %.*s,%.*s, no outage", STR_ARG(where), STR_ARG(steps));
    return add_consequence(impact, ROLLS, WEIGHT_NOTE, change, "rolls on %.*s,%.*s; each is without it for a moment", STR_ARG(where), STR_ARG(steps));
}

static struct consequence *roll_cron(struct impact *impact, const struct object_change *change, struct rollout rollout)
{
    (void)rollout;
    return add_consequence(impact, RUNS, WEIGHT_NOTE, change, "uses the new template from its next run on");
}

static struct consequence *change_operation(struct impact *impact, const struct object_change *change, struct rollout rollout)
{
    (void)rollout;
    return add_consequence(impact, OPERATION, WEIGHT_NOTE, change, "does something else when it is run");
}

static const struct { const char *kind; teller roll; } rolling[] = {
    {"Deployment", roll_deployment}, {"StatefulSet", roll_stateful}, {"DaemonSet", roll_daemon}, {"CronJob", roll_cron},
    {"Operation", change_operation},
};

/* Pods that are not there before, or not after, do not roll; pods that are added make up for missing ones. */
static struct rollout rollout_of_change(struct impact *impact, const struct object_change *change)
{
    struct rollout rollout = rollout_of(impact->session, change->after->kind, compiled_value(impact->comparison->after, change->after));
    int64_t before = replicas_of(impact->session, compiled_value(impact->comparison->before, change->before));
    int64_t stay = rollout.strategy == ROLLOUT_ROLLING ? rollout.pods - rollout.max_unavailable : 0;
    if (rollout.pods <= before) return rollout;
    rollout.pods = before;
    rollout.max_unavailable = before > stay ? before - stay : 0;
    return rollout;
}

static void impact_template(struct impact *impact, struct object_change *change)
{
    const char *template = template_path(change->after->kind);
    if (!template || !changes_below(change, str_of(template))) return;
    for (size_t i = 0; i < COUNT(rolling); i++) {
        if (!str_is(change->after->kind, rolling[i].kind)) continue;
        add_causes(impact, change, template, rolling[i].roll(impact, change, rollout_of_change(impact, change)));
    }
}

/* ---- scaling ---- */

static void impact_fewer(struct impact *impact, struct object_change *change, long long from, long long to)
{
    bool claims = str_is(change->after->kind, "StatefulSet") && field_after(impact, change, "spec.volumeClaimTemplates").kind == V_LIST;
    Str fate = value_text(field_after(impact, change, "spec.persistentVolumeClaimRetentionPolicy.whenScaled"));
    if (claims && str_is(fate, "Delete"))
        add_consequence(impact, STORAGE_LOST, WEIGHT_DANGER, change,
                "scales from %lld to %lld: the claims of the highest ordinals are deleted, and their data", from, to);
    else if (!to) add_consequence(impact, OUTAGE, WEIGHT_CARE, change, "stops: scales from %lld to 0%s", from, claims ? ", its claims stay" : "");
    else add_consequence(impact, SCALES, WEIGHT_NOTE, change, "scales from %lld to %lld%s", from, to,
            claims ? ": the highest ordinals stop, their claims stay" : "");
}

static void impact_replicas(struct impact *impact, struct object_change *change)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet"};
    bool scalable = false;
    for (size_t i = 0; i < COUNT(kinds); i++) scalable |= str_is(change->after->kind, kinds[i]);
    if (!scalable || !changes_below(change, STR("spec.replicas"))) return;
    long long from = replicas_of(impact->session, compiled_value(impact->comparison->before, change->before));
    long long to = replicas_of(impact->session, compiled_value(impact->comparison->after, change->after));
    const char *what = is_quorum(impact, change->after) ? " quorum members" : "";
    if (to > from) add_consequence(impact, SCALES, WEIGHT_NOTE, change, "scales from %lld to %lld%s", from, to, what);
    if (to < from) impact_fewer(impact, change, from, to);
}

/* ---- jobs ---- */

static void impact_rerun(struct impact *impact, struct object_change *change)
{
    for (size_t i = 0; i < change->fields.n; i++)
        if (str_is(change->fields.at[i].path, "metadata.name")) change->fields.at[i].noise = true;
    add_causes(impact, change, "spec.template", add_consequence(impact, RUNS_AGAIN, WEIGHT_NOTE, change, "runs again (its template changed)"));
}

void impact_pods(struct impact *impact, struct object_change *change)
{
    if (change->kind == CHANGE_RERUN) impact_rerun(impact, change);
    if (change->kind == CHANGE_CREATED && str_is(change->after->kind, "Job")) add_consequence(impact, RUNS, WEIGHT_NOTE, change, "is new and runs");
    if (change->kind != CHANGE_FIELDS && change->kind != CHANGE_GROUP) return;
    impact_template(impact, change);
    impact_replicas(impact, change);
}
