/* Workloads: selectors that get into each other's way, and disruption budgets that never let a pod go. */
#include "checks.h"

static bool kind_is_one_of(const struct object *object, const char *const *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (built_in(object, kinds[i])) return true;
    return false;
}

/* Kinds that adopt every pod that their selector matches. */
static bool is_controller(const struct workload *workload)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"};
    return kind_is_one_of(workload->object, kinds, COUNT(kinds));
}

/* ---- selectors ---- */

static void report_own_label(struct catalog *catalog, const struct workload *workload, const struct name *key, struct value wanted)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *object = workload->object;
    struct value label = dig(catalog, workload->labels, key->s);
    struct diag *diag = object_error(catalog, E0707, wanted, object,
            "%s '%s' does not select its own pods: the selector wants label '%s' to be '%.*s'",
                                     object->kube->kind, object->name->s, key->s, STR_ARG(value_show(catalog->session->arena, wanted)));
    if (label.kind == V_NULL) diag_note(diags, diag, where(catalog, workload->labels, object), "its pods do not have the label '%s'", key->s);
    else diag_note(diags, diag, where(catalog, label, object), "its pods have '%.*s'", STR_ARG(value_show(catalog->session->arena, label)));
    diag_help(diags, diag, "give the selector and the template the same labels");
}

static void report_own_expression(struct catalog *catalog, const struct workload *workload, struct value expression)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *object = workload->object;
    Str operator = dig_text(dig(catalog, expression, "operator")), key = dig_text(dig(catalog, expression, "key"));
    struct diag *diag = object_error(catalog, E0707, expression, object,
                                     "%s '%s' does not select its own pods: the selector says '%.*s' of label '%.*s'", object->kube->kind,
                                     object->name->s, STR_ARG(operator), STR_ARG(key));
    diag_note(diags, diag, where(catalog, workload->labels, object), "the labels of its pods are here");
    diag_help(diags, diag, "give the template labels that the selector selects");
}

static void report_own_labels(struct catalog *catalog, const struct workload *workload)
{
    struct value fixed = dig(catalog, workload->selector, "matchLabels");
    for (size_t i = 0; fixed.kind == V_RECORD && i < fixed.record->n; i++)
        if (!value_equal(dig(catalog, workload->labels, fixed.record->keys[i]->s), fixed.record->values[i])) {
            report_own_label(catalog, workload, fixed.record->keys[i], fixed.record->values[i]);
            return;
        }
    report_own_expression(catalog, workload, refused_expression(catalog, workload->selector, workload->labels));
}

static void report_empty(struct catalog *catalog, const struct workload *workload)
{
    const struct object *object = workload->object;
    struct diag *diag = object_error(catalog, E0707, workload->selector, object, "%s '%s' selects every pod of its namespace: its selector is empty",
                                     object->kube->kind, object->name->s);
    diag_help(&catalog->session->diags, diag, "select the labels of its own pods");
}

static void report_overlap(struct catalog *catalog, const struct workload *workload, const struct workload *other)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *object = workload->object, *second = other->object;
    struct value fixed = dig(catalog, workload->selector, "matchLabels");
    struct value at = fixed.kind == V_RECORD ? fixed : workload->selector;
    struct diag *diag = object_error(catalog, E0707, at, object, "%s '%s' also selects the pods of %s '%s'", object->kube->kind, object->name->s,
                                     second->kube->kind, second->name->s);
    diag_note(diags, diag, where(catalog, other->labels, second), "labels of the pods of %s '%s'", second->kube->kind, second->name->s);
    note_instance(catalog->machine, diag, second->instance);
    diag_help(diags, diag, "select a label that the pods of '%s' do not have", second->name->s);
}

/* The first other one is enough; of two that select each other, the first reports. */
static void check_overlap(struct catalog *catalog, const struct workload *workload)
{
    struct selection selection = selection_of(catalog, workload->object->namespace, workload->selector);
    for (const struct workload *other; (other = next_selected(catalog, &selection)); ) {
        if (other == workload || !is_controller(other)) continue;
        if (other < workload && selects(catalog, other->selector, workload->labels)) continue;
        report_overlap(catalog, workload, other);
        return;
    }
}

void validate_pod_owner(struct catalog *catalog, const struct workload *workload)
{
    if (!is_controller(workload) || workload->selector.kind != V_RECORD || workload->labels.kind == V_POISON) return;
    if (selects_all(catalog, workload->selector)) report_empty(catalog, workload);
    else if (!selects(catalog, workload->selector, workload->labels)) report_own_labels(catalog, workload);
    else if (!workload->object->broken) check_overlap(catalog, workload);
}

/* ---- disruption budgets ---- */

/* The pods that a budget covers. */
struct cover {
    int64_t pods;
    const struct workload *workload; /* the first of them */
    struct value replicas;
};

/* With an autoscaler there may be as many as it allows. */
static int64_t replicas_of(struct catalog *catalog, const struct map *scalers, const struct workload *workload, struct value *written)
{
    int64_t replicas = 1;
    const struct object *scaler = map_get(scalers, workload->object);
    *written = scaler ? dig(catalog, scaler->value, "spec", "maxReplicas") : dig(catalog, workload->object->value, "spec", "replicas");
    number_in(*written, &replicas);
    return replicas;
}

static struct cover cover_of(struct catalog *catalog, const struct map *scalers, const struct object *budget, struct value selector)
{
    static const char *const kinds[] = {"Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"};
    struct cover cover = {0};
    struct selection selection = selection_of(catalog, budget->namespace, selector);
    for (const struct workload *workload; (workload = next_selected(catalog, &selection)); ) {
        if (!kind_is_one_of(workload->object, kinds, COUNT(kinds))) continue;
        struct value written;
        int64_t replicas = replicas_of(catalog, scalers, workload, &written);
        if (replicas <= 0 || __builtin_add_overflow(cover.pods, replicas, &cover.pods)) continue;
        if (cover.workload) continue;
        cover.workload = workload;
        cover.replicas = written;
    }
    return cover;
}

bool amount_of(struct value value, int64_t pods, int64_t *amount)
{
    if (number_in(value, amount)) return true;
    int64_t percent = value.integer;
    if (value.kind == V_STRING) {
        Str text = value_str(value);
        percent = 0;
        if (text.n < 2 || text.n > 5 || text.s[text.n - 1] != '%') return false;
        for (size_t i = 0; i + 1 < text.n; i++) {
            if (text.s[i] < '0' || text.s[i] > '9') return false;
            percent = percent * 10 + (text.s[i] - '0');
        }
    } else if (value.kind != V_PERCENT) return false;
    if (__builtin_mul_overflow(pods, percent, amount)) return false;
    *amount = (*amount + 99) / 100;
    return true;
}

static void report_budget(struct catalog *catalog, const struct object *budget, const struct cover *cover, struct value limit, const char *field)
{
    struct diags *diags = &catalog->session->diags;
    const struct object *object = cover->workload->object;
    struct diag *diag = object_error(catalog, E0710, limit, budget,
            "PodDisruptionBudget '%s' blocks every drain: %s is %.*s, and there %s %lld pod%s",
                                     budget->name->s, field, STR_ARG(value_show(catalog->session->arena, limit)), cover->pods == 1 ? "is" : "are",
                                     (long long)cover->pods, cover->pods == 1 ? "" : "s");
    diag_note(diags, diag, where(catalog, cover->replicas, object), "replicas of %s '%s'", object->kube->kind, object->name->s);
    if (cover->pods == 1 && strcmp(field, "minAvailable") == 0) diag_help(diags, diag, "run two replicas or more, or take the budget away");
    else diag_help(diags, diag, "let one pod go: maxUnavailable = 1");
}

static void check_budget(struct catalog *catalog, const struct map *scalers, const struct object *budget)
{
    struct value selector = dig(catalog, budget->value, "spec", "selector");
    struct value least = dig(catalog, budget->value, "spec", "minAvailable"), most = dig(catalog, budget->value, "spec", "maxUnavailable");
    bool old = strcmp(budget->kube->api_version, "policy/v1beta1") == 0; /* there an empty selector selects nothing */
    if (selector.kind != V_RECORD || budget->broken || (old && selects_all(catalog, selector))) return;
    warn_if_idle(catalog, budget, selector);
    struct cover cover = cover_of(catalog, scalers, budget, selector);
    int64_t amount;
    if (!cover.workload) return;
    if (amount_of(least, cover.pods, &amount) && amount >= cover.pods) report_budget(catalog, budget, &cover, least, "minAvailable");
    else if (amount_of(most, cover.pods, &amount) && amount <= 0) report_budget(catalog, budget, &cover, most, "maxUnavailable");
}

static void add_scaler(struct catalog *catalog, struct map *scalers, struct object *scaler)
{
    struct value target = dig(catalog, scaler->value, "spec", "scaleTargetRef");
    Str kind = dig_text(dig(catalog, target, "kind")), name = dig_text(dig(catalog, target, "name"));
    struct object *scaled = kind.n ? catalog_find(catalog, kind.s, scaler->namespace, name) : NULL;
    if (scaled) map_put(catalog->session->arena, scalers, scaled, scaler);
}

void validate_workloads(struct catalog *catalog)
{
    struct map scalers = {0}; /* object to the HorizontalPodAutoscaler that scales it */
    struct object *object;
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "HorizontalPodAutoscaler", &cursor));) add_scaler(catalog, &scalers, object);
    for (struct of_kind cursor = {0}; (object = next_of_kind(catalog, "PodDisruptionBudget", &cursor));) check_budget(catalog, &scalers, object);
}
