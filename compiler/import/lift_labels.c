/* Pods that are lifted get two labels of the library, by which it chooses them. What chose them by other values of these follows. */
#include "choosers.h"

#include "review/compiled.h"

bool is_own_label(Str key) { return str_is(key, "app.kubernetes.io/name") || str_is(key, "app.kubernetes.io/part-of"); }

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

/* The labels that its pods have once it is lifted. */
static struct value labels_in_the_end(struct import *import, const struct imported *workload)
{
    static const char *const own[] = {"app.kubernetes.io/name", "app.kubernetes.io/part-of"};
    struct arena *arena = import->session->arena;
    struct value labels = labels_of(import, workload);
    for (size_t i = 0; i < COUNT(own); i++)
        labels = record_with(arena, labels, session_name(import->session, own[i]), value_string(arena, own_value(import, workload, str_of(own[i]))));
    return labels;
}

/* ---- one selector ---- */

static bool is_workload_in(const struct imported *object, Str namespace) { return lift_kind_of(object) && str_eq(object->namespace, namespace); }

/* The workload whose pods it chooses in a namespace; NULL: none, or several. */
static const struct imported *only_chosen(const struct choosers *choosers, struct value selector, Str namespace)
{
    const struct import *import = choosers->import;
    const struct imported *found = NULL;
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (!is_workload_in(object, namespace) || !selects(choosers->labels, selector, labels_of(import, object))) continue;
        if (found) return NULL;
        found = object;
    }
    return found;
}

static struct value with_own_labels(struct import *import, struct value fixed, const struct imported *workload)
{
    struct value result = fixed;
    for (size_t i = 0; fixed.kind == V_RECORD && i < fixed.record->n; i++) {
        const struct name *key = fixed.record->keys[i];
        struct value own = value_string(import->session->arena, own_value(import, workload, NAME_STR(key)));
        own = value_with_origin(own, fixed.record->values[i].origin);
        if (is_own_label(NAME_STR(key))) result = record_with(import->session->arena, result, key, own);
    }
    return value_with_origin(result, fixed.origin);
}

/* Of "In", the value that the pods had becomes the one that they get; what else it lists stays. */
static struct value with_own_values(struct import *import, struct value expression, const struct imported *workload)
{
    struct arena *arena = import->session->arena;
    Str key = value_text(value_field(import->session, expression, "key"));
    struct value values = value_field(import->session, expression, "values");
    struct value labels = labels_of(import, workload);
    const struct value *had = labels.kind == V_RECORD ? record_get(arena, labels.record, name_of(import->session->names, key)) : NULL;
    if (!is_own_label(key) || !had || !str_is(value_text(value_field(import->session, expression, "operator")), "In")) return expression;
    struct list *list = list_new(arena, values.list->n);
    for (size_t i = 0; i < values.list->n; i++) {
        struct value own = value_with_origin(value_string(arena, own_value(import, workload, key)), values.list->at[i].origin);
        list->at[i] = value_equal(values.list->at[i], *had) ? own : values.list->at[i];
    }
    struct value other = record_with(arena, expression, session_name(import->session, "values"), value_with_origin(value_list(list), values.origin));
    return value_with_origin(other, expression.origin);
}

static struct value with_own_expressions(struct import *import, struct value expressions, const struct imported *workload)
{
    if (expressions.kind != V_LIST) return expressions;
    struct list *list = list_new(import->session->arena, expressions.list->n);
    for (size_t i = 0; i < list->n; i++) list->at[i] = with_own_values(import, expressions.list->at[i], workload);
    return value_with_origin(value_list(list), expressions.origin);
}

/* The selector that asks for the labels which the pods of WORKLOAD get. */
static struct value with_own(struct import *import, struct value selector, const struct imported *workload)
{
    struct arena *arena = import->session->arena;
    const struct name *labels = session_name(import->session, "matchLabels"), *expressions = session_name(import->session, "matchExpressions");
    struct value fixed = value_field(import->session, selector, "matchLabels"), list = value_field(import->session, selector, "matchExpressions");
    struct value result = selector;
    if (fixed.kind == V_RECORD) result = record_with(arena, result, labels, with_own_labels(import, fixed, workload));
    if (list.kind == V_LIST) result = record_with(arena, result, expressions, with_own_expressions(import, list, workload));
    return value_with_origin(result, selector.origin);
}

/* Whether SELECTOR chooses pods of WORKLOAD once it is lifted, and of no other workload, lifted or not. */
static bool chooses_only(const struct choosers *choosers, struct value selector, const struct imported *workload)
{
    struct import *import = choosers->import;
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (object == workload || !is_workload_in(object, workload->namespace)) continue;
        if (selects(choosers->labels, selector, labels_of(import, object))) return false;
        if (selects(choosers->labels, selector, labels_in_the_end(import, object))) return false;
    }
    return selects(choosers->labels, selector, labels_in_the_end(import, workload));
}

/* ---- what a lift would change ---- */

const char *why_not_chosen(const struct choosers *choosers, const struct imported *workload)
{
    struct import *import = choosers->import;
    struct value labels = labels_of(import, workload), end = labels_in_the_end(import, workload);
    for (size_t i = 0; i < choosers->v.n; i++) {
        const struct chooser *chooser = &choosers->v.at[i];
        if (chooser->object->absorbed || !str_eq(chooser->object->namespace, workload->namespace)) continue;
        bool before = selects(choosers->labels, chooser->selector, labels), after = selects(choosers->labels, chooser->selector, end);
        if (!before && after) return "what does not choose its pods would choose them by labels that the library gives";
        if (!before || after) continue;
        if (!only_chosen(choosers, chooser->selector, workload->namespace))
            return "what chooses its pods by labels that the library gives chooses others, too";
        if (!chooses_only(choosers, with_own(import, chooser->selector, workload), workload))
            return "what chooses its pods by labels cannot say the labels that the library gives";
    }
    return NULL;
}

/* ---- following ---- */

struct value followed_selector(const struct choosers *choosers, struct value selector, Str namespace)
{
    const struct imported *workload = only_chosen(choosers, selector, namespace);
    bool lost = workload && workload->lift && !selects(choosers->labels, selector, labels_in_the_end(choosers->import, workload));
    return lost ? with_own(choosers->import, selector, workload) : selector;
}

void follow_labels(struct import *import)
{
    struct choosers choosers = choosers_of(import);
    struct value *followed = NEW_ARRAY(import->session->arena, import->objects.n + 1, struct value);
    for (size_t i = 0; i < import->objects.n; i++) {
        struct imported *object = &import->objects.at[i];
        object->came = object->value;
        followed[i] = object->absorbed ? object->value : with_followed(&choosers, object);
    }
    for (size_t i = 0; i < import->objects.n; i++) import->objects.at[i].value = followed[i]; /* all have: labels were looked up in them */
    catalog_free(choosers.labels);
}
