/* Which workloads become components of the library, and which objects go with each. */
#include "choosers.h"

#include "parts.h"

#include "value/field.h"
#include "value/literal.h"

struct value object_part(const struct import *import, const struct imported *object, const char *path)
{
    return value_field(import->session, object->value, path);
}

static bool is_kind(const struct imported *object, const char *kind)
{
    return kube_is_built_in(object->kube) && strcmp(object->kube->kind, kind) == 0;
}

/* ---- what goes with it ---- */

bool asks_for_labels(const struct import *import, struct value selector, struct value labels)
{
    if (selector.kind != V_RECORD || selector.record->n == 0 || labels.kind != V_RECORD) return false;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct value *label = record_get(import->session->arena, labels.record, selector.record->keys[i]);
        if (!label || !value_equal(*label, selector.record->values[i])) return false;
    }
    return true;
}

static bool is_beside(const struct imported *object, const struct imported *workload, const char *kind)
{
    return is_kind(object, kind) && !object->absorbed && str_eq(object->namespace, workload->namespace);
}

static struct imported *companion(struct import *import, const struct imported *workload, const char *kind, const char *selector)
{
    struct value labels = labels_of(import, workload);
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        if (is_beside(object, workload, kind) && asks_for_labels(import, object_part(import, object, selector), labels)) return object;
    }
    return NULL;
}

static struct imported *named(struct import *import, const struct imported *workload, const char *kind, Str name)
{
    for (size_t i = 0; name.n && i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        if (is_kind(object, kind) && str_eq(object->namespace, workload->namespace) && str_eq(object->name, name)) return object;
    }
    return NULL;
}

/* ---- why not ---- */

static struct imported *scaler_of(struct import *import, const struct imported *workload)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        bool meant = str_is(value_text(object_part(import, object, "spec.scaleTargetRef.kind")), workload->kube->kind) &&
                     str_eq(value_text(object_part(import, object, "spec.scaleTargetRef.name")), workload->name);
        if (is_beside(object, workload, "HorizontalPodAutoscaler") && meant) return object;
    }
    return NULL;
}

/* FIRST: the main one, which the library calls "main". */
static const char *why_not_container(struct import *import, struct value container, bool first)
{
    if (text_problem(T_IMAGE, field_text(import->session, container, "image"))) return "an image of it has no fixed version";
    bool main = str_is(field_text(import->session, container, "name"), "main");
    return main && !first ? "a container besides the first is called 'main'" : NULL;
}

static const char *why_not_containers(struct import *import, struct value list, bool first)
{
    const char *why = NULL;
    for (size_t i = 0; !why && list.kind == V_LIST && i < list.list->n; i++)
        why = why_not_container(import, list.list->at[i], first && i == 0);
    return why;
}

/* NULL: it can be lifted. */
static const char *why_not(struct import *import, const struct imported *workload, const struct lift_kind *kind)
{
    struct value containers = template_of(import, workload, kind, "spec.containers");
    const char *why = why_not_containers(import, containers, true);
    const struct imported *scaler = scaler_of(import, workload);
    if (!why) why = why_not_containers(import, template_of(import, workload, kind, "spec.initContainers"), false);
    if (containers.kind != V_LIST || !containers.list->n) return "it has no container";
    if (!why && scaler && !is_autoscale(import, scaler, workload))
        return "an autoscaler sets its number by other things than the use of what it asks for";
    if (!why && workload->name.n > 63) return "its name is too long for a host name";
    return why;
}

/* ---- all ---- */

static bool is_several(struct import *import, const struct imported *workload)
{
    struct value replicas = object_part(import, workload, "spec.replicas");
    return replicas.kind == V_INT && replicas.integer > 1;
}

/* The library counts the pods that may be missing. */
static bool is_countable(struct import *import, const struct imported *budget, const struct imported *workload)
{
    struct value missing = object_part(import, budget, "spec.maxUnavailable"), left = object_part(import, budget, "spec.minAvailable");
    int64_t all = object_part(import, workload, "spec.replicas").integer;
    int64_t n = missing.kind == V_INT ? missing.integer : left.kind == V_INT ? all - left.integer : 0;
    return n >= 1 && n < all;
}

static void refuse(struct import *import, const struct imported *workload, const char *why)
{
    depart(import, W1301, workload->name_at, "%s '%.*s' is not lifted: %s", workload->kube->kind, STR_ARG(workload->name), why);
}

/* What goes with a workload; NULL: there is none. */
struct companions { struct imported *service, *budget, *account, *scaler, *role, *binding; };

static struct companions companions_of(struct import *import, const struct imported *workload, const struct lift_kind *kind)
{
    struct companions found = {0};
    if (kind->serves) found.service = named(import, workload, "Service", workload->name);
    if (kind->serves) found.scaler = scaler_of(import, workload);
    if (kind->serves && !found.scaler && is_several(import, workload))
        found.budget = companion(import, workload, "PodDisruptionBudget", "spec.selector.matchLabels");
    found.account = named(import, workload, "ServiceAccount", workload->name); /* the library makes one, which its pods have */
    return found;
}

static void absorb(const struct companions *companions, bool absorbed)
{
    struct imported *const all[] = {companions->service, companions->budget, companions->account, companions->scaler, companions->role,
                                    companions->binding};
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i]) all[i]->absorbed = absorbed;
}

/* A Service that is no front of these pods and ports stays as it is, and the library makes none: parameters say no ports. */
static void find_front(struct lift *lift, struct companions *with)
{
    struct import *import = lift->import;
    bool own = !with->service || asks_for_labels(import, object_part(import, with->service, "spec.selector"), labels_of(import, lift->workload));
    lift->service = own ? with->service : NULL;
    find_ports(lift, lift->container);
    if (with->service && (!own || !lift->ports_fit)) with->service = NULL, lift->ports_fit = false;
    lift->service = with->service;
}

/* Rights of an account that is the library's. */
static void find_rights(struct lift *lift, struct companions *with)
{
    struct import *import = lift->import;
    struct imported *role = named(import, lift->workload, "Role", lift->workload->name);
    struct imported *binding = named(import, lift->workload, "RoleBinding", lift->workload->name);
    if (!with->account || !role || !binding || !fits_rights(lift, role, binding)) return;
    lift->role = with->role = role;
    lift->binding = with->binding = binding;
}

/* NULL: they fit together. */
static const char *why_apart(const struct choosers *choosers, const struct imported *workload, const struct companions *with)
{
    if (with->budget && !is_countable(choosers->import, with->budget, workload))
        return "its disruption budget does not count the pods that may be missing";
    return why_not_chosen(choosers, workload);
}

static void mark(const struct choosers *choosers, struct imported *workload, const struct lift_kind *kind)
{
    struct import *import = choosers->import;
    struct lift *lift = NEW(import->session->arena, struct lift);
    struct companions with = companions_of(import, workload, kind);
    *lift = (struct lift){.import = import, .kind = kind, .workload = workload, .budget = with.budget, .scaler = with.scaler,
                          .account = with.account};
    find_steps(lift);
    find_front(lift, &with);
    find_rights(lift, &with);
    absorb(&with, true);
    const char *why = why_apart(choosers, workload, &with);
    if (why) absorb(&with, false);
    if (why) refuse(import, workload, why);
    else workload->lift = lift;
}

/* What runs no pods, once it is known to which workloads it belongs. */
static void mark_other(struct import *import, struct imported *object, Str namespace)
{
    const struct imported *role = NULL;
    const struct lift_kind *kind = fits_ingress(import, object) ? &ingress_kind
                                 : fits_cluster_rights(import, object, namespace, &role) ? &cluster_rights_kind : NULL;
    if (!kind) return;
    object->lift = NEW(import->session->arena, struct lift);
    *object->lift = (struct lift){.import = import, .kind = kind, .workload = object, .role = role};
    if (role) import->objects.at[role - import->objects.at].absorbed = true;
}

void find_lifts(struct import *import, Str namespace)
{
    struct choosers choosers = choosers_of(import);
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        const struct lift_kind *kind = lift_kind_of(object);
        const char *why = kind && object->name.n ? why_not(import, object, kind) : NULL;
        if (why) refuse(import, object, why);
        else if (kind) mark(&choosers, object, kind);
    }
    for (size_t i = 0; i < import->objects.n; i++) mark_other(import, &import->objects.at[i], namespace);
    catalog_free(choosers.labels);
}
