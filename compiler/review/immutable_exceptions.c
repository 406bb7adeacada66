#include "immutable_exceptions.h"

#include "value/literal.h"

static struct value was(const struct immutable_change *change, const char *path) { return value_field(change->session, change->before, path); }
static struct value becomes(const struct immutable_change *change, const char *path) { return value_field(change->session, change->after, path); }

static bool is_text(struct value value, const char *text) { return str_is(value_text(value), text); }
static bool is_empty(struct value value) { return value.kind == V_NULL || (value.kind == V_STRING && !value_str(value).n); }

/* The path behind PREFIX and, if it is that of a list, behind the item: ".resources.limits" of "spec.containers[a].resources.limits" and
 * "spec.containers". Empty: it is not below. */
static Str behind(Str path, const char *prefix)
{
    size_t n = strlen(prefix);
    if (!path_below(path, str_of(prefix))) return STR("");
    const char *end = path.n > n && path.s[n] == '[' ? memchr(path.s + n, ']', path.n - n) : path.s + n - 1;
    return end ? (Str){end + 1, (size_t)(path.s + path.n - end - 1)} : STR("");
}

/* ---- any field ---- */

bool was_unset(const struct immutable_change *change, const struct field_change *field)
{
    (void)change;
    return is_empty(field->before);
}

bool is_set(const struct immutable_change *change, const struct field_change *field)
{
    (void)change;
    return !is_empty(field->after);
}

/* Whether every item of PART is in WHOLE, too. */
static bool holds_all(struct value whole, struct value part)
{
    for (size_t i = 0; list_item(part, i).kind != V_NULL; i++) {
        bool found = false;
        for (size_t k = 0; list_item(whole, k).kind != V_NULL && !found; k++) found = value_equal(list_item(whole, k), list_item(part, i));
        if (!found) return false;
    }
    return true;
}

/* Of the list that FIELD is in: the order of its items, and how often they come, means nothing. */
bool is_same_set(const struct immutable_change *change, const struct field_change *field)
{
    const char *bracket = memchr(field->path.s, '[', field->path.n);
    Str list = bracket ? (Str){field->path.s, (size_t)(bracket - field->path.s)} : field->path;
    const char *path = arena_copy(change->session->arena, list).s;
    struct value before = was(change, path), after = becomes(change, path);
    return holds_all(after, before) && holds_all(before, after);
}

/* ---- claims and volumes ---- */

bool has_volume(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    return !change->facts.unbound;
}

/* That of the annotation of old, if there is one; without, any (RetroactiveDefaultStorageClass: beta 1.26). */
bool gets_class(const struct immutable_change *change, const struct field_change *field)
{
    const struct name *key = session_name(change->session, "volume.beta.kubernetes.io/storage-class");
    struct value old = value_get(change->session->arena, was(change, "metadata.annotations"), key);
    bool fits = old.kind == V_NULL ? change->kube >= 26 : value_equal(old, field->after);
    return fits && field->before.kind == V_NULL && field->after.kind == V_STRING;
}

/* The annotation of old moves into the field. */
bool becomes_class(const struct immutable_change *change, const struct field_change *field)
{
    struct value class = becomes(change, "spec.storageClassName");
    return field->after.kind == V_NULL && was(change, "spec.storageClassName").kind == V_NULL && value_equal(field->before, class);
}

static bool quantity(struct value value, int64_t *bytes)
{
    struct arena *arena = arena_new(0);
    enum type_kind kind = T_POISON;
    struct value parsed = value;
    bool fine = value.kind == V_INT || (value.kind == V_STRING && !literal_number(arena, value_str(value), &parsed, &kind));
    *bytes = fine ? parsed.integer : 0;
    arena_free(arena);
    return fine && (value.kind == V_INT || kind == T_BYTES || kind == T_INT);
}

/* Sizes that cannot be read are left to the server. One whose growth did not succeed may go back, but not as far as to status.capacity. */
bool grows(const struct immutable_change *change, const struct field_change *field)
{
    (void)change;
    int64_t old, new;
    return !quantity(field->before, &old) || !quantity(field->after, &new) || new >= old;
}

/* A volume's fields besides its source, whose names are those of the kinds of storage. */
bool is_no_source(const struct immutable_change *change, const struct field_change *field)
{
    static const char *const others[] = {"capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions",
                                         "volumeMode", "nodeAffinity", "volumeAttributesClassName"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (path_below(field->path, arena_printf(change->session->arena, "spec.%s", others[i]))) return true;
    return str_is(field->path, "spec.csi.controllerExpandSecretRef") && field->before.kind == V_NULL;
}

/* It comes or goes; what a driver has may change as to how many volumes it takes (MutableCSINodeAllocatableCount: on by default 1.35). */
bool is_whole_driver(const struct immutable_change *change, const struct field_change *field)
{
    Str inner = behind(field->path, "spec.drivers");
    return !inner.n || (change->kube >= 35 && path_below(inner, STR(".allocatable")));
}

/* ---- jobs ---- */

/* ElasticIndexedJob: beta 1.27. */
bool scales_indexed(const struct immutable_change *change, const struct field_change *field)
{
    struct value parallelism = becomes(change, "spec.parallelism");
    return change->kube >= 27 && is_text(becomes(change, "spec.completionMode"), "Indexed") && field->after.kind == V_INT &&
           parallelism.kind == V_INT && parallelism.integer == field->after.integer;
}

/* Whether of an affinity only that to nodes changes. */
static bool is_node_affinity(const struct field_change *field, const char *path)
{
    Str inner = behind(field->path, path);
    struct value all = field->before.kind == V_NULL ? field->after : field->before;
    if (inner.n) return path_below(inner, STR(".nodeAffinity"));
    return str_is(field->path, path) && all.kind == V_RECORD && all.record->n == 1 && strcmp(all.record->keys[0]->s, "nodeAffinity") == 0;
}

/* One that is made suspended has not begun, and its pods are not made yet. Where they may run: JobMutableNodeSchedulingDirectives, beta 1.23;
 * what they get: MutablePodResourcesForSuspendedJobs, beta 1.36. */
bool is_of_suspended_job(const struct immutable_change *change, const struct field_change *field)
{
    static const struct { const char *path; int since; } open[] = {
        {"metadata.labels", 23}, {"metadata.annotations", 23}, {"spec.nodeSelector", 23}, {"spec.tolerations", 23}, {"spec.schedulingGates", 27},
    };
    struct value suspend = was(change, "spec.suspend");
    size_t skip = sizeof "spec.template";
    if (suspend.kind != V_BOOL || !suspend.boolean || field->path.n <= skip) return false;
    Str inner = {field->path.s + skip, field->path.n - skip};
    for (size_t i = 0; i < COUNT(open); i++)
        if (change->kube >= open[i].since && path_below(inner, str_of(open[i].path))) return true;
    bool resources = path_below(behind(inner, "spec.containers"), STR(".resources")) ||
                     path_below(behind(inner, "spec.initContainers"), STR(".resources"));
    return (resources && change->kube >= 36) || (change->kube >= 23 && is_node_affinity(field, "spec.template.spec.affinity"));
}

/* ---- pods ---- */

/* How long a taint is tolerated may change. */
static struct value tolerations(const struct immutable_change *change, struct value manifest)
{
    struct value written = value_field(change->session, manifest, "spec.tolerations");
    size_t n = written.kind == V_LIST ? written.list->n : 0;
    struct list *list = list_new(change->session->arena, n);
    const struct name *seconds = session_name(change->session, "tolerationSeconds");
    for (size_t i = 0; i < n; i++) {
        struct value item = written.list->at[i];
        list->at[i] = item.kind == V_RECORD ? record_without(change->session->arena, item, seconds) : item;
    }
    return value_list(list);
}

/* It may be shortened, or set where there was none. */
static bool is_nearer_deadline(const struct field_change *field)
{
    struct value old = field->before, new = field->after;
    return new.kind == V_INT && (old.kind == V_NULL || (old.kind == V_INT && new.integer <= old.integer));
}

/* A pod that waits for its gates: what would narrow its choice of nodes (PodSchedulingReadiness: beta 1.27). Of the terms that nodes
 * have to match, only their number is looked at here: that each was only added to, is for the server to see. */
static bool is_open_in_gated_pod(const struct immutable_change *change, const struct field_change *field)
{
    static const char terms[] = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms";
    struct value old = was(change, terms), new = becomes(change, terms);
    if (change->kube < 27 || list_item(was(change, "spec.schedulingGates"), 0).kind == V_NULL) return false;
    if (path_below(field->path, STR("spec.nodeSelector"))) return field->before.kind == V_NULL;
    if (!is_node_affinity(field, "spec.affinity")) return false;
    if (old.kind != V_LIST) return true;
    bool within = path_below(field->path, str_of(terms));
    return new.kind == V_LIST && old.list->n == new.list->n && (!within || field->before.kind == V_NULL);
}

bool is_open_in_pod(const struct immutable_change *change, const struct field_change *field)
{
    if (str_is(behind(field->path, "spec.containers"), ".image") || str_is(behind(field->path, "spec.initContainers"), ".image")) return true;
    if (str_is(field->path, "spec.activeDeadlineSeconds")) return is_nearer_deadline(field);
    if (path_below(field->path, STR("spec.tolerations"))) return holds_all(tolerations(change, change->after), tolerations(change, change->before));
    if (path_below(field->path, STR("spec.schedulingGates")))
        return change->kube >= 27 && holds_all(was(change, "spec.schedulingGates"), becomes(change, "spec.schedulingGates"));
    return is_open_in_gated_pod(change, field);
}

/* ---- Services ---- */

static bool either_is(const struct immutable_change *change, const char *type)
{
    return is_text(was(change, "spec.type"), type) || is_text(becomes(change, "spec.type"), type);
}

static bool both_are(const struct immutable_change *change, const char *path, const char *text)
{
    return is_text(was(change, path), text) && is_text(becomes(change, path), text);
}

/* Where it is left out, servers of old say that it cannot be, newer ones put in what it was. */
enum { PUTS_IN_WHAT_IT_WAS = 23 };

bool gets_address(const struct immutable_change *change, const struct field_change *field)
{
    return is_set(change, field) || change->kube < PUTS_IN_WHAT_IT_WAS || either_is(change, "ExternalName");
}

bool is_external_name(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    return either_is(change, "ExternalName");
}

bool is_no_load_balancer(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    return !both_are(change, "spec.type", "LoadBalancer");
}

bool is_unchecked(const struct immutable_change *change, const struct field_change *field)
{
    bool checked = both_are(change, "spec.type", "LoadBalancer") && both_are(change, "spec.externalTrafficPolicy", "Local");
    return !checked || (field->after.kind == V_NULL && change->kube >= PUTS_IN_WHAT_IT_WAS);
}

bool keeps_first_family(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    struct value old = list_item(was(change, "spec.ipFamilies"), 0), new = list_item(becomes(change, "spec.ipFamilies"), 0);
    bool headless = is_text(was(change, "spec.clusterIP"), "None") || is_text(becomes(change, "spec.clusterIP"), "None");
    return old.kind == V_NULL || new.kind == V_NULL || value_equal(old, new) || headless || either_is(change, "ExternalName");
}

/* ---- others ---- */

/* A second one, of the other family (Kubernetes 1.33.0). */
bool adds_second_range(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    struct value old = was(change, "spec.cidrs"), new = becomes(change, "spec.cidrs");
    return change->kube >= 33 && old.kind == V_LIST && new.kind == V_LIST && old.list->n == 1 && new.list->n == 2 &&
           value_equal(old.list->at[0], new.list->at[0]);
}

/* Objects were stored in the version that is marked. */
bool keeps_stored_versions(const struct immutable_change *change, const struct field_change *field)
{
    (void)field;
    struct value old = was(change, "spec.versions"), new = becomes(change, "spec.versions");
    for (size_t i = 0; list_item(old, i).kind != V_NULL; i++) {
        struct value storage = value_field(change->session, list_item(old, i), "storage");
        Str name = field_text(change->session, list_item(old, i), "name");
        bool found = storage.kind != V_BOOL || !storage.boolean;
        for (size_t k = 0; list_item(new, k).kind != V_NULL; k++)
            found |= str_eq(name, field_text(change->session, list_item(new, k), "name"));
        if (!found) return false;
    }
    return true;
}
