/* What a change of one object means: what cannot change, what is lost, what it may now do. */
#include "impact_rules.h"

#include "immutable_exceptions.h"
#include "review/workload.h"
#include "review/show_field.h"

/* ---- what cannot be changed ---- */

static bool same_object(const struct object_change *change) { return change->kind == CHANGE_FIELDS || change->kind == CHANGE_GROUP; }

static struct consequence *add_immutable(struct impact *impact, const struct object_change *change, const struct immutable_field *rule)
{
    if (rule->way == WAY_REPLACE)
        return add_consequence(impact, REPLACED, WEIGHT_CARE, change, "is replaced, deleted and created anew: %s cannot be changed in place",
                               rule->what);
    if (rule->way == WAY_IGNORED)
        return add_consequence(impact, STAYS, WEIGHT_CARE, change, "stays as it is: the server takes the change of %s and ignores it", rule->what);
    const char *help = change->after->instance.n ? "'moved' or a decision" : "a decision";
    return add_consequence(impact, CANNOT_CHANGE, WEIGHT_DANGER, change, "cannot be changed in place: %s – needs %s", rule->what, help);
}

/* One consequence for each rule; the fields of a rule come one after the other. */
static void impact_immutable(struct impact *impact, struct object_change *change)
{
    if (!same_object(change)) return;
    const struct immutable_field *last = NULL;
    struct consequence *told = NULL;
    struct immutable_change asked = immutable_change_of(impact->comparison, change);
    for (size_t i = 0; i < change->fields.n; i++) {
        const struct immutable_field *rule = immutable_field(&asked, &change->fields.at[i]);
        if (!rule) continue;
        if (rule != last) told = add_immutable(impact, change, rule);
        last = rule;
        add_cause(impact, told, show_field(impact->session->arena, &change->fields.at[i], 0, SHOW_SHORT));
    }
}

/* Of a claim, or of what is asked for after a growth that did not succeed. */
static void impact_growth(struct impact *impact, struct object_change *change)
{
    if (!same_object(change) || !str_is(change->after->kind, "PersistentVolumeClaim")) return;
    struct immutable_change asked = immutable_change_of(impact->comparison, change);
    for (size_t i = 0; i < change->fields.n; i++) {
        const struct field_change *field = &change->fields.at[i];
        if (!str_is(field->path, "spec.resources.requests.storage") || immutable_field(&asked, field)) continue;
        struct shown shown = show_values(impact->session->arena, field, SHOW_SHORT);
        if (grows(&asked, field))
            add_consequence(impact, CHANGED, WEIGHT_NOTE, change, "grows from %.*s to %.*s, if its storage class lets it", STR_ARG(shown.before),
                            STR_ARG(shown.after));
        else add_consequence(impact, CHANGED, WEIGHT_NOTE, change, "has not grown to %.*s, and asks for %.*s", STR_ARG(shown.before),
                             STR_ARG(shown.after));
    }
}

/* ---- what goes away ---- */

static bool has_claims(struct impact *impact, const struct object_change *change)
{
    return field_before(impact, change, "spec.volumeClaimTemplates").kind == V_LIST;
}

static void impact_pruned_stateful(struct impact *impact, const struct object_change *change)
{
    Str fate = value_text(field_before(impact, change, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted"));
    if (!has_claims(impact, change)) add_consequence(impact, PRUNED, WEIGHT_CARE, change, "is pruned");
    else if (str_is(fate, "Delete"))
        add_consequence(impact, STORAGE_LOST, WEIGHT_DANGER, change, "is pruned; the claims of its pods are deleted too, and their data");
    else add_consequence(impact, PRUNED, WEIGHT_CARE, change, "is pruned; the claims of its pods stay");
}

static void impact_pruned(struct impact *impact, struct object_change *change)
{
    static const struct { const char *kind; enum consequence_kind what; enum weight weight; const char *text; } rules[] = {
        {"PersistentVolumeClaim", STORAGE_LOST, WEIGHT_DANGER, "is pruned, and its data is lost"},
        {"PersistentVolume", STORAGE_LOST, WEIGHT_DANGER, "is pruned, and its data may be lost"},
        {"Namespace", STORAGE_LOST, WEIGHT_DANGER, "is pruned with everything in it"},
        {"CustomResourceDefinition", STORAGE_LOST, WEIGHT_DANGER, "is pruned with all objects of its kind"},
        {"Secret", PRUNED, WEIGHT_CARE, "is pruned"}, {"Deployment", PRUNED, WEIGHT_CARE, "is pruned"},
        {"DaemonSet", PRUNED, WEIGHT_CARE, "is pruned"}, {"CronJob", PRUNED, WEIGHT_CARE, "is pruned"},
        {"Service", PRUNED, WEIGHT_CARE, "is pruned"}, {"Ingress", PRUNED, WEIGHT_CARE, "is pruned"},
        {"NetworkPolicy", PRUNED, WEIGHT_CARE, "is pruned: what it forbade is allowed"},
        {"Operation", OPERATION, WEIGHT_CARE, "can no longer be run"},
    };
    if (change->kind != CHANGE_REMOVED) return;
    if (str_is(change->before->kind, "StatefulSet")) {
        impact_pruned_stateful(impact, change);
        return;
    }
    for (size_t i = 0; i < COUNT(rules); i++) {
        if (!str_is(change->before->kind, rules[i].kind)) continue;
        add_consequence(impact, rules[i].what, rules[i].weight, change, "%s", rules[i].text);
        return;
    }
    add_consequence(impact, PRUNED, WEIGHT_PLAIN, change, "is pruned");
}

/* ---- what has another name ---- */

static bool has_storage(struct impact *impact, const struct object_change *change)
{
    return str_is(change->before->kind, "PersistentVolumeClaim") || has_claims(impact, change);
}

/* "keystone" and "identity" of "keystone.api" and "identity.api". */
static void strip_common_end(Str *a, Str *b)
{
    for (;;) {
        Str x = str_after_last(*a, '.'), y = str_after_last(*b, '.');
        if (!str_eq(x, y) || x.n == a->n || y.n == b->n) return;
        *a = (Str){a->s, a->n - x.n - 1};
        *b = (Str){b->s, b->n - y.n - 1};
    }
}

static void hide_fields(struct object_change *change)
{
    for (size_t i = 0; i < change->fields.n; i++) change->fields.at[i].noise = true;
}

static void impact_renamed(struct impact *impact, struct object_change *change)
{
    if (change->kind != CHANGE_RENAMED) return;
    Str old = change->before->instance, new = change->after->instance;
    strip_common_end(&old, &new);
    bool storage = has_storage(impact, change);
    hide_fields(change);
    struct consequence *told = add_consequence(impact, RENAMED, storage ? WEIGHT_DANGER : WEIGHT_CARE, change,
            "was %.*s: is created anew, the old one is pruned%s",
            STR_ARG(change->before->name), storage ? "; its data stays behind" : "");
    if (!str_eq(old, new))
        add_cause(impact, told, arena_printf(impact->session->arena,
                "the instance has another name; 'moved %.*s -> %.*s' in the stack keeps the old names",
                STR_ARG(old), STR_ARG(new)));
}

static void impact_namespace(struct impact *impact, struct object_change *change)
{
    if (change->kind != CHANGE_NAMESPACE) return;
    bool storage = has_storage(impact, change);
    add_consequence(impact, MOVED, storage ? WEIGHT_DANGER : WEIGHT_CARE, change,
                    "moves from namespace %.*s to %.*s: is created anew, the old one is pruned%s",
         STR_ARG(change->before->namespace), STR_ARG(change->after->namespace), storage ? "; its data stays behind" : "");
}

/* ---- what it may do ---- */

static void impact_privileges(struct impact *impact, struct object_change *change)
{
    if (!change->after) return;
    struct comparison *comparison = impact->comparison;
    struct privileges old = {0}, new = privileges_of(impact->session, change->after->kind, compiled_value(comparison->after, change->after));
    if (new.v.n && change->before)
        old = privileges_of(impact->session, change->before->kind, compiled_value(comparison->before, change->before));
    struct map had = {0};
    for (size_t i = 0; i < old.v.n; i++) map_put(impact->session->arena, &had, name_of(impact->session->names, old.v.at[i]), impact);
    for (size_t i = 0; i < new.v.n; i++)
        if (!map_get(&had, name_of(impact->session->names, new.v.at[i])))
            add_consequence(impact, PRIVILEGE, WEIGHT_CARE, change, "has a new privilege: %.*s", STR_ARG(new.v.at[i]));
}

static int security_level(Str level) { return str_is(level, "restricted") ? 2 : str_is(level, "baseline") ? 1 : 0; }

static Str enforced(struct session *session, struct value labels)
{
    const struct name *key = session_name(session, "pod-security.kubernetes.io/enforce");
    const struct value *level = labels.kind == V_RECORD ? record_get(session->arena, labels.record, key) : NULL;
    return level ? value_text(*level) : STR("");
}

static void impact_pod_security(struct impact *impact, struct object_change *change)
{
    if (!change->after || !str_is(change->after->kind, "Namespace")) return;
    Str old = enforced(impact->session, field_before(impact, change, "metadata.labels"));
    Str new = enforced(impact->session, field_after(impact, change, "metadata.labels"));
    if (change->before && security_level(new) < security_level(old))
        add_consequence(impact, PRIVILEGE, WEIGHT_CARE, change, "allows its pods more: pod security %.*s instead of %.*s",
             STR_ARG(new.n ? new : STR("privileged")), STR_ARG(old));
    if (!change->before && str_is(new, "privileged"))
        add_consequence(impact, PRIVILEGE, WEIGHT_CARE, change, "allows its pods everything: pod security privileged");
}

/* ---- the rest ---- */

static void impact_version(struct impact *impact, struct object_change *change)
{
    if (!same_object(change) || str_eq(change->before->api_version, change->after->api_version)) return;
    add_consequence(impact, VERSION, WEIGHT_NOTE, change, "is written as %.*s instead of %.*s; the object stays", STR_ARG(change->after->api_version),
         STR_ARG(change->before->api_version));
    for (size_t i = 0; i < change->fields.n; i++)
        if (str_is(change->fields.at[i].path, "apiVersion")) change->fields.at[i].noise = true;
}

static void impact_created(struct impact *impact, struct object_change *change)
{
    if (change->kind != CHANGE_CREATED || str_is(change->after->kind, "Job")) return;
    if (str_is(change->after->kind, "Operation")) add_consequence(impact, OPERATION, WEIGHT_NOTE, change, "is new and can be run");
    else add_consequence(impact, CREATED, WEIGHT_PLAIN, change, "is created");
}

static void (*const rules[])(struct impact *, struct object_change *) = {
    impact_pods, impact_immutable, impact_growth, impact_pruned, impact_renamed, impact_namespace, impact_privileges, impact_pod_security,
    impact_version, impact_created,
};

void impact_object(struct impact *impact, struct object_change *change)
{
    size_t told = impact->out.v.n;
    for (size_t i = 0; i < COUNT(rules); i++) rules[i](impact, change);
    if (!same_object(change) || impact->out.v.n > told) return;
    bool implied = true;
    for (size_t i = 0; i < change->fields.n; i++) implied &= change->fields.at[i].implied;
    if (implied) add_consequence(impact, STAYS, WEIGHT_PLAIN, change, "stays as it is: only defaults of the server come or go");
    else add_consequence(impact, CHANGED, WEIGHT_PLAIN, change, "changes in place");
}
