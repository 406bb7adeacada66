/* Pods that are lifted get two labels of the library, by which it chooses them. What chose them by other values of these follows. */
#include "choosers.h"

#include "value/field.h"

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

/* The workloads whose pods a selector chooses, in one namespace. */
struct chosen { VEC(const struct imported *) v; };

static struct chosen chosen_by(const struct choosers *choosers, struct value selector, Str namespace)
{
    const struct import *import = choosers->import;
    struct chosen chosen = {0};
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        if (is_workload_in(object, namespace) && selects(choosers->labels, selector, labels_of(import, object)))
            vec_push(import->session->arena, &chosen.v, object);
    }
    return chosen;
}

static bool asks_by_own(struct import *import, struct value selector)
{
    struct value fixed = value_field(import->session, selector, "matchLabels");
    for (size_t i = 0; fixed.kind == V_RECORD && i < fixed.record->n; i++)
        if (is_own_label(NAME_STR(fixed.record->keys[i]))) return true;
    return false;
}

/* How a selector is written anew: for those of CHOSEN that are lifted, and for MARKED, which may be. ALL: for whichever of them will be, so that what
 * it asked for stays, too. */
struct rewriting {
    struct import *import;
    struct chosen chosen;
    const struct imported *marked;
    bool all;
};

static struct value with_own_labels(const struct rewriting *rewriting, struct value fixed)
{
    struct arena *arena = rewriting->import->session->arena;
    struct value result = fixed;
    for (size_t i = 0; fixed.kind == V_RECORD && i < fixed.record->n; i++) {
        const struct name *key = fixed.record->keys[i];
        struct value own = value_string(arena, own_value(rewriting->import, rewriting->chosen.v.at[0], NAME_STR(key)));
        own = value_with_origin(own, fixed.record->values[i].origin);
        if (is_own_label(NAME_STR(key))) result = record_with(arena, result, key, own);
    }
    return value_with_origin(result, fixed.origin);
}

static void add_value(struct list *list, struct value value)
{
    for (size_t i = 0; i < list->n; i++)
        if (value_equal(list->at[i], value)) return;
    list->at[list->n++] = value;
}

static bool has_label(struct import *import, const struct imported *workload, Str key, struct value value)
{
    struct value labels = labels_of(import, workload);
    return labels.kind == V_RECORD && value_equal(value_get(import->session->arena, labels, name_of(import->session->names, key)), value);
}

/* In place of one value of a label, those that the pods which had it get. */
static void add_own_values(const struct rewriting *rewriting, struct list *list, Str key, struct value value)
{
    struct import *import = rewriting->import;
    bool had = false, kept = rewriting->all;
    for (size_t i = 0; i < rewriting->chosen.v.n; i++) {
        const struct imported *workload = rewriting->chosen.v.at[i];
        bool lifted = workload->lift || workload == rewriting->marked || rewriting->all;
        if (!has_label(import, workload, key, value)) continue;
        had = true;
        kept |= !lifted;
        if (lifted) add_value(list, value_with_origin(value_string(import->session->arena, own_value(import, workload, key)), value.origin));
    }
    if (!had || kept) add_value(list, value);
}

static struct value with_own_values(const struct rewriting *rewriting, struct value expression)
{
    struct session *session = rewriting->import->session;
    Str key = field_text(session, expression, "key");
    struct value values = value_field(session, expression, "values");
    if (!is_own_label(key) || !str_is(field_text(session, expression, "operator"), "In")) return expression;
    struct list *list = list_new(session->arena, values.list->n + rewriting->chosen.v.n);
    list->n = 0;
    for (size_t i = 0; i < values.list->n; i++) add_own_values(rewriting, list, key, values.list->at[i]);
    struct value other = record_with(session->arena, expression, session_name(session, "values"), value_with_origin(value_list(list), values.origin));
    return value_with_origin(other, expression.origin);
}

static struct value with_own_expressions(const struct rewriting *rewriting, struct value expressions)
{
    struct list *list = list_new(rewriting->import->session->arena, expressions.list->n);
    for (size_t i = 0; i < list->n; i++) list->at[i] = with_own_values(rewriting, expressions.list->at[i]);
    return value_with_origin(value_list(list), expressions.origin);
}

static struct value rewritten(const struct rewriting *rewriting, struct value selector)
{
    struct session *session = rewriting->import->session;
    struct value fixed = value_field(session, selector, "matchLabels"), list = value_field(session, selector, "matchExpressions"), result = selector;
    if (fixed.kind == V_RECORD && rewriting->chosen.v.n == 1)
        result = record_with(session->arena, result, session_name(session, "matchLabels"), with_own_labels(rewriting, fixed));
    if (list.kind == V_LIST)
        result = record_with(session->arena, result, session_name(session, "matchExpressions"), with_own_expressions(rewriting, list));
    return value_with_origin(result, selector.origin);
}

/* Whether it chooses WORKLOAD once it is lifted, of the others those of CHOSEN, and nobody else, lifted or not. */
static bool chooses_same(const struct choosers *choosers, struct value selector, const struct chosen *chosen, const struct imported *workload)
{
    struct import *import = choosers->import;
    size_t next = 0;
    for (size_t i = 0; i < import->objects.n; i++) {
        const struct imported *object = &import->objects.at[i];
        bool wanted = next < chosen->v.n && chosen->v.at[next] == object;
        next += wanted;
        if (object == workload || !is_workload_in(object, workload->namespace)) continue;
        bool before = selects(choosers->labels, selector, labels_of(import, object));
        if (wanted ? !before : before || selects(choosers->labels, selector, labels_in_the_end(import, object))) return false;
    }
    return selects(choosers->labels, selector, labels_in_the_end(import, workload));
}

/* ---- what a lift would change ---- */

/* Of one that chooses the pods now, and would not once the workload is lifted. NULL: it can follow. */
static const char *why_lost(const struct choosers *choosers, struct value selector, const struct imported *workload)
{
    struct import *import = choosers->import;
    struct chosen chosen = chosen_by(choosers, selector, workload->namespace);
    bool several = chosen.v.n > 1;
    if (several && asks_by_own(import, selector)) return "what chooses its pods by labels that the library gives chooses others, too";
    struct value other = rewritten(&(struct rewriting){import, chosen, workload, several}, selector);
    return chooses_same(choosers, other, &chosen, workload) ? NULL : "what chooses its pods by labels cannot say the labels that the library gives";
}

const char *why_not_chosen(const struct choosers *choosers, const struct imported *workload)
{
    struct import *import = choosers->import;
    struct value labels = labels_of(import, workload), end = labels_in_the_end(import, workload);
    const char *why = NULL;
    for (size_t i = 0; !why && i < choosers->v.n; i++) {
        const struct chooser *chooser = &choosers->v.at[i];
        if (chooser->object->absorbed || !str_eq(chooser->object->namespace, workload->namespace)) continue;
        bool before = selects(choosers->labels, chooser->selector, labels), after = selects(choosers->labels, chooser->selector, end);
        if (!before && after) return "what does not choose its pods would choose them by labels that the library gives";
        if (before && !after) why = why_lost(choosers, chooser->selector, workload);
    }
    return why;
}

/* ---- following ---- */

struct value followed_selector(const struct choosers *choosers, struct value selector, Str namespace)
{
    struct chosen chosen = chosen_by(choosers, selector, namespace);
    bool lost = false;
    for (size_t i = 0; i < chosen.v.n; i++)
        lost |= chosen.v.at[i]->lift && !selects(choosers->labels, selector, labels_in_the_end(choosers->import, chosen.v.at[i]));
    return lost ? rewritten(&(struct rewriting){choosers->import, chosen, NULL, false}, selector) : selector;
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
