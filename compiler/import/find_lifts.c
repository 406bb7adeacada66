/* Which Deployments become services, and which objects go with each. */
#include "lift.h"

#include "parts.h"

#include "review/compiled.h"
#include "value/literal.h"

static struct value at(const struct import *import, const struct imported *object, const char *path)
{
    return value_field(import->session, object->value, path);
}

static bool is_kind(const struct imported *object, const char *kind)
{
    return kube_is_built_in(object->kube) && strcmp(object->kube->kind, kind) == 0;
}

/* ---- what goes with it ---- */

/* Whether all that SELECTOR asks for is among LABELS. */
static bool selects(const struct import *import, struct value selector, struct value labels)
{
    if (selector.kind != V_RECORD || selector.record->n == 0 || labels.kind != V_RECORD) return false;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct value *label = record_get(import->session->arena, labels.record, selector.record->keys[i]);
        if (!label || !value_equal(*label, selector.record->values[i])) return false;
    }
    return true;
}

static struct imported *companion(struct import *import, const struct imported *deployment, const char *kind, const char *selector)
{
    struct value labels = at(import, deployment, "spec.template.metadata.labels");
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        bool near = is_kind(object, kind) && !object->absorbed && str_eq(object->namespace, deployment->namespace);
        if (near && selects(import, at(import, object, selector), labels)) return object;
    }
    return NULL;
}

bool is_own_label(Str key) { return str_is(key, "app.kubernetes.io/name") || str_is(key, "app.kubernetes.io/part-of"); }

static bool has_own_label(struct value selector)
{
    for (size_t i = 0; selector.kind == V_RECORD && i < selector.record->n; i++)
        if (is_own_label(NAME_STR(selector.record->keys[i]))) return true;
    return false;
}

/* Whether an object besides those that go with it chooses its pods by labels that will be others. */
static bool is_chosen(struct import *import, const struct imported *deployment)
{
    static const struct { const char *kind, *selector; } choosers[] = {
        {"Service", "spec.selector"}, {"PodDisruptionBudget", "spec.selector.matchLabels"}, {"NetworkPolicy", "spec.podSelector.matchLabels"}};
    struct value labels = at(import, deployment, "spec.template.metadata.labels");
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        for (size_t k = 0; k < COUNT(choosers) && str_eq(object->namespace, deployment->namespace) && !object->absorbed; k++) {
            struct value selector = is_kind(object, choosers[k].kind) ? at(import, object, choosers[k].selector) : value_null();
            if (has_own_label(selector) && selects(import, selector, labels)) return true;
        }
    }
    return false;
}

static struct imported *named(struct import *import, const struct imported *deployment, const char *kind, Str name)
{
    for (size_t i = 0; name.n && i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        if (is_kind(object, kind) && str_eq(object->namespace, deployment->namespace) && str_eq(object->name, name)) return object;
    }
    return NULL;
}

/* ---- why not ---- */

static bool is_scaled(struct import *import, const struct imported *deployment)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        bool same = is_kind(object, "HorizontalPodAutoscaler") && str_eq(object->namespace, deployment->namespace);
        if (same && str_eq(value_text(at(import, object, "spec.scaleTargetRef.name")), deployment->name)) return true;
    }
    return false;
}

/* NULL: it can be lifted. */
static const char *why_not(struct import *import, const struct imported *deployment)
{
    struct value containers = at(import, deployment, "spec.template.spec.containers");
    if (containers.kind != V_LIST || containers.list->n != 1) return "it has several containers";
    if (at(import, deployment, "spec.template.spec.initContainers").kind == V_LIST) return "it has steps before its container";
    Str image = value_text(value_field(import->session, containers.list->at[0], "image"));
    if (text_problem(T_IMAGE, image)) return "its image has no fixed version";
    if (is_scaled(import, deployment)) return "an autoscaler sets its number";
    if (deployment->name.n > 63) return "its name is too long for a host name";
    return NULL;
}

/* ---- all ---- */

static bool is_several(struct import *import, const struct imported *deployment)
{
    struct value replicas = at(import, deployment, "spec.replicas");
    return replicas.kind == V_INT && replicas.integer > 1;
}

/* The library counts the pods that may be missing. */
static bool is_countable(struct import *import, const struct imported *budget, const struct imported *deployment)
{
    struct value missing = at(import, budget, "spec.maxUnavailable");
    return missing.kind == V_INT && missing.integer >= 1 && missing.integer < at(import, deployment, "spec.replicas").integer;
}

static void refuse(struct import *import, const struct imported *deployment, const char *why)
{
    depart(import, W1301, deployment->name_at, "Deployment '%.*s' is not lifted: %s", STR_ARG(deployment->name), why);
}

/* What goes with a Deployment; NULL: there is none. */
struct companions { struct imported *service, *budget, *account; };

static struct companions companions_of(struct import *import, const struct imported *deployment)
{
    struct companions found = {.service = named(import, deployment, "Service", deployment->name)};
    if (is_several(import, deployment)) found.budget = companion(import, deployment, "PodDisruptionBudget", "spec.selector.matchLabels");
    Str account = value_text(at(import, deployment, "spec.template.spec.serviceAccountName"));
    if (str_eq(account, deployment->name)) found.account = named(import, deployment, "ServiceAccount", account);
    return found;
}

static void absorb(const struct companions *companions, bool absorbed)
{
    if (companions->service) companions->service->absorbed = absorbed;
    if (companions->budget) companions->budget->absorbed = absorbed;
    if (companions->account) companions->account->absorbed = absorbed;
}

/* NULL: they fit together. */
static const char *why_apart(struct import *import, const struct imported *deployment, const struct companions *with, const struct lift *lift)
{
    struct value labels = at(import, deployment, "spec.template.metadata.labels");
    bool own = !with->service || selects(import, at(import, with->service, "spec.selector"), labels);
    if (!own || (with->service && !lift->ports_fit)) return "the Service of its name has other pods or ports";
    if (with->budget && !is_countable(import, with->budget, deployment))
        return "its disruption budget does not count the pods that may be missing";
    return is_chosen(import, deployment) ? "others choose its pods by labels that the library gives" : NULL;
}

static void mark(struct import *import, struct imported *deployment)
{
    struct lift *lift = NEW(import->session->arena, struct lift);
    struct companions with = companions_of(import, deployment);
    *lift = (struct lift){.import = import, .deployment = deployment, .service = with.service, .budget = with.budget};
    find_ports(lift, at(import, deployment, "spec.template.spec.containers").list->at[0]);
    absorb(&with, true);
    const char *why = why_apart(import, deployment, &with, lift);
    if (why) absorb(&with, false);
    if (why) refuse(import, deployment, why);
    else deployment->lift = lift;
}

void find_lifts(struct import *import)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        if (!is_kind(object, "Deployment")) continue;
        const char *why = why_not(import, object);
        if (!why) mark(import, object);
        else refuse(import, object, why);
    }
}
