#include "choosers.h"

#include "value/field.h"

/* ---- of an object ---- */

static bool is_kind_of(const struct imported *object, const char *const *kinds)
{
    return kube_is_built_in(object->kube) && str_is_among(str_of(object->kube->kind), kinds);
}

/* Those whose selectors, at any depth, mean pods. */
static bool chooses_in_depth(const struct imported *object)
{
    static const char *const kinds[] = {"NetworkPolicy", "PodDisruptionBudget", NULL};
    return lift_kind_of(object) || is_kind_of(object, kinds);
}

/* Those that say all labels without more ado. */
static bool chooses_plainly(const struct imported *object)
{
    static const char *const kinds[] = {"Service", NULL};
    return is_kind_of(object, kinds);
}

/* Selectors in there mean nodes, namespaces and volumes. */
static bool means_others(Str key)
{
    static const char *const keys[] = {"nodeAffinity", "namespaceSelector", "volumeClaimTemplates", "volumes", NULL};
    return str_is_among(key, keys);
}

static bool is_selector(struct import *import, struct value value)
{
    struct value fixed = value_field(import->session, value, "matchLabels"), list = value_field(import->session, value, "matchExpressions");
    return fixed.kind == V_RECORD || list.kind == V_LIST;
}

/* ---- all ---- */

static void add(struct choosers *choosers, const struct imported *object, struct value selector)
{
    vec_push(choosers->import->session->arena, &choosers->v, ((struct chooser){object, selector}));
}

static void add_all(struct choosers *choosers, const struct imported *object, struct value value)
{
    struct value item;
    for (size_t i = 0; each(value, i, &item); i++) add_all(choosers, object, item);
    if (value.kind != V_RECORD) return;
    if (is_selector(choosers->import, value)) {
        add(choosers, object, value);
        return;
    }
    for (size_t i = 0; i < value.record->n; i++)
        if (!means_others(NAME_STR(value.record->keys[i]))) add_all(choosers, object, value.record->values[i]);
}

static struct value as_selector(struct import *import, struct value labels)
{
    return record_with(import->session->arena, value_null(), session_name(import->session, "matchLabels"), labels);
}

static void add_object(struct choosers *choosers, const struct imported *object)
{
    struct import *import = choosers->import;
    const struct lift_kind *kind = lift_kind_of(object);
    struct value labels = value_field(import->session, object->value, "spec.selector");
    if (kind) add_all(choosers, object, template_of(import, object, kind, "spec"));
    else if (chooses_in_depth(object)) add_all(choosers, object, object->value);
    else if (chooses_plainly(object) && labels.kind == V_RECORD && labels.record->n) add(choosers, object, as_selector(import, labels));
}

struct choosers choosers_of(struct import *import)
{
    struct choosers choosers = {.import = import, .labels = catalog_of_labels(import->session)};
    for (size_t i = 0; i < import->objects.n; i++) add_object(&choosers, &import->objects.at[i]);
    return choosers;
}

/* ---- following ---- */

static struct value followed(const struct choosers *choosers, struct value value, Str namespace);

static struct value followed_list(const struct choosers *choosers, struct value value, Str namespace)
{
    struct list *list = list_new(choosers->import->session->arena, value.list->n);
    bool other = false;
    for (size_t i = 0; i < value.list->n; i++) {
        list->at[i] = followed(choosers, value.list->at[i], namespace);
        other |= !value_is_same(list->at[i], value.list->at[i]);
    }
    return other ? value_with_origin(value_list(list), value.origin) : value;
}

static struct value followed(const struct choosers *choosers, struct value value, Str namespace)
{
    if (value.kind == V_LIST) return followed_list(choosers, value, namespace);
    if (is_selector(choosers->import, value)) return followed_selector(choosers, value, namespace);
    struct value result = value;
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++) {
        const struct name *key = value.record->keys[i];
        if (means_others(NAME_STR(key))) continue;
        struct value inner = followed(choosers, value.record->values[i], namespace);
        if (!value_is_same(inner, value.record->values[i])) result = record_with(choosers->import->session->arena, result, key, inner);
    }
    return value_with_origin(result, value.origin);
}

static struct value with_followed_labels(const struct choosers *choosers, const struct imported *object)
{
    struct session *session = choosers->import->session;
    struct value spec = value_field(session, object->value, "spec"), labels = value_field(session, spec, "selector");
    if (labels.kind != V_RECORD || !labels.record->n) return object->value;
    struct value selector = followed_selector(choosers, as_selector(choosers->import, labels), object->namespace);
    labels = value_field(session, selector, "matchLabels");
    spec = value_with_origin(record_with(session->arena, spec, session_name(session, "selector"), labels), spec.origin);
    return value_with_origin(record_with(session->arena, object->value, session_name(session, "spec"), spec), object->value.origin);
}

struct value with_followed(const struct choosers *choosers, const struct imported *object)
{
    if (chooses_in_depth(object)) return followed(choosers, object->value, object->namespace);
    return chooses_plainly(object) ? with_followed_labels(choosers, object) : object->value;
}
