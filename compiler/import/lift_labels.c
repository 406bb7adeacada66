/* Pods that are lifted get two labels of the library, by which it chooses them. What chose them by other values of these follows. */
#include "lift.h"

#include "review/compiled.h"

bool is_own_label(Str key) { return str_is(key, "app.kubernetes.io/name") || str_is(key, "app.kubernetes.io/part-of"); }

bool asks_for_labels(const struct import *import, struct value selector, struct value labels)
{
    if (selector.kind != V_RECORD || selector.record->n == 0 || labels.kind != V_RECORD) return false;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct value *label = record_get(import->session->arena, labels.record, selector.record->keys[i]);
        if (!label || !value_equal(*label, selector.record->values[i])) return false;
    }
    return true;
}

struct value labels_of(const struct import *import, const struct imported *workload)
{
    return template_of(import, workload, lift_kind_of(workload), "metadata.labels");
}

/* What pods of the workload are called in the end. */
static Str own_value(const struct import *import, const struct imported *workload, Str key)
{
    if (str_is(key, "app.kubernetes.io/name")) return workload->name;
    Str stack = import->name;
    char *text = arena_alloc(import->session->arena, stack.n + 1);
    for (size_t i = 0; i < stack.n; i++) text[i] = stack.s[i] == '_' ? '-' : stack.s[i];
    return (Str){text, stack.n};
}

/* Whether one that asks for these finds the pods no more. */
static bool loses(const struct import *import, struct value selector, const struct imported *workload)
{
    for (size_t i = 0; selector.kind == V_RECORD && i < selector.record->n; i++) {
        Str key = NAME_STR(selector.record->keys[i]);
        if (is_own_label(key) && !str_eq(value_text(selector.record->values[i]), own_value(import, workload, key))) return true;
    }
    return false;
}

/* The workload whose pods SELECTOR chooses in a namespace; NULL: none, or several. */
static const struct imported *only_chosen(const struct import *import, struct value selector, Str namespace, size_t *n)
{
    const struct imported *found = NULL;
    *n = 0;
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        bool chosen = lift_kind_of(object) && str_eq(object->namespace, namespace) && asks_for_labels(import, selector, labels_of(import, object));
        if (chosen) found = object;
        *n += chosen;
    }
    return *n == 1 ? found : NULL;
}

/* ---- what chooses pods ---- */

static struct value selector_of(const struct import *import, const struct imported *object)
{
    static const struct { const char *kind, *selector; } choosers[] = {
        {"Service", "spec.selector"}, {"PodDisruptionBudget", "spec.selector.matchLabels"}, {"NetworkPolicy", "spec.podSelector.matchLabels"}};
    for (size_t k = 0; kube_is_built_in(object->kube) && k < COUNT(choosers); k++)
        if (strcmp(object->kube->kind, choosers[k].kind) == 0) return value_field(import->session, object->value, choosers[k].selector);
    return value_null();
}

bool is_chosen_with_others(struct import *import, const struct imported *workload)
{
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        struct value selector = object->absorbed ? value_null() : selector_of(import, object);
        size_t n;
        if (!str_eq(object->namespace, workload->namespace) || !asks_for_labels(import, selector, labels_of(import, workload))) continue;
        if (loses(import, selector, workload) && !only_chosen(import, selector, object->namespace, &n)) return true;
    }
    return false;
}

/* ---- following ---- */

static struct value with_own_labels(struct import *import, struct value selector, const struct imported *workload)
{
    struct value result = selector;
    for (size_t i = 0; i < selector.record->n; i++) {
        const struct name *key = selector.record->keys[i];
        struct value own = value_string(import->session->arena, own_value(import, workload, NAME_STR(key)));
        own = value_with_origin(own, selector.record->values[i].origin);
        if (is_own_label(NAME_STR(key))) result = record_with(import->session->arena, result, key, own);
    }
    return value_with_origin(result, selector.origin);
}

static struct value followed(struct import *import, struct value value, Str namespace, bool selector);

static struct value followed_selector(struct import *import, struct value selector, Str namespace)
{
    size_t n;
    const struct imported *workload = only_chosen(import, selector, namespace, &n);
    bool other = workload && workload->lift && loses(import, selector, workload);
    return other ? with_own_labels(import, selector, workload) : selector;
}

static struct value followed_list(struct import *import, struct value value, Str namespace)
{
    struct list *list = list_new(import->session->arena, value.list->n);
    bool other = false;
    for (size_t i = 0; i < value.list->n; i++) {
        list->at[i] = followed(import, value.list->at[i], namespace, false);
        other |= !value_is_same(list->at[i], value.list->at[i]);
    }
    return other ? value_with_origin(value_list(list), value.origin) : value;
}

/* Selectors at any depth: those of rules, of affinities. SELECTOR: VALUE is one. */
static struct value followed(struct import *import, struct value value, Str namespace, bool selector)
{
    if (selector) return followed_selector(import, value, namespace);
    if (value.kind == V_LIST) return followed_list(import, value, namespace);
    struct value result = value;
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        struct value inner = followed(import, value.record->values[i], namespace, str_is(NAME_STR(key), "matchLabels"));
        if (!value_is_same(inner, value.record->values[i])) result = record_with(import->session->arena, result, key, inner);
    }
    return value_with_origin(result, value.origin);
}

/* Of the kinds whose selectors mean pods. */
static void follow(struct import *import, struct imported *object)
{
    static const char *const kinds[] = {"NetworkPolicy", "PodDisruptionBudget", NULL};
    bool of_pods = kube_is_built_in(object->kube) && (lift_kind_of(object) || str_is_among(str_of(object->kube->kind), kinds));
    struct arena *arena = import->session->arena;
    struct value selector = selector_of(import, object);
    if (of_pods) object->value = followed(import, object->value, object->namespace, false);
    if (of_pods || selector.kind != V_RECORD) return;
    const struct name *spec = session_name(import->session, "spec"), *name = session_name(import->session, "selector");
    struct value inner = value_field(import->session, object->value, "spec");
    inner = value_with_origin(record_with(arena, inner, name, followed(import, selector, object->namespace, true)), inner.origin);
    object->value = value_with_origin(record_with(arena, object->value, spec, inner), object->value.origin);
}

void follow_labels(struct import *import)
{
    struct value *followed = NEW_ARRAY(import->session->arena, import->objects.n + 1, struct value);
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        object->came = object->value;
        if (!object->absorbed) follow(import, object);
        followed[i] = object->value;
        object->value = object->came; /* until all have followed: labels are looked up in them */
    }
    for (size_t i = 0; i < import->objects.n; i++) import->objects.at[i].value = followed[i];
}
