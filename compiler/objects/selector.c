/* Label selectors: which pods they select. */
#include "objects/catalog.h"

enum { LOOKS_MAX = 5000000 };

bool gave_up(const struct catalog *catalog) { return catalog->looked_at > LOOKS_MAX; }

/* ---- one set of labels ---- */

static bool has_value(struct value values, struct value label)
{
    struct value value;
    for (size_t i = 0; each(values, i, &value); i++)
        if (value_equal(value, label)) return true;
    return false;
}

static bool holds(struct catalog *catalog, struct value expression, struct value labels)
{
    Str key = dig_text(dig(catalog, expression, "key")), operator = dig_text(dig(catalog, expression, "operator"));
    const struct name *name = name_of(catalog->session->names, key);
    const struct value *label = labels.kind == V_RECORD ? record_get(catalog->session->arena, labels.record, name) : NULL;
    struct value values = dig(catalog, expression, "values");
    if (set_at_run_time(name)) return true;
    if (str_is(operator, "Exists")) return label;
    if (str_is(operator, "DoesNotExist")) return !label;
    if (str_is(operator, "In")) return label && has_value(values, *label);
    return !str_is(operator, "NotIn") || !label || !has_value(values, *label);
}

struct value refused_expression(struct catalog *catalog, struct value selector, struct value labels)
{
    struct value expressions = dig(catalog, selector, "matchExpressions"), expression;
    for (size_t i = 0; each(expressions, i, &expression); i++)
        if (!holds(catalog, expression, labels)) return expression;
    return value_null();
}

bool selects(struct catalog *catalog, struct value selector, struct value labels)
{
    struct value fixed = dig(catalog, selector, "matchLabels");
    if (selector.kind != V_RECORD) return false;
    if (fixed.kind == V_RECORD && fixed.record->n && !matches(catalog, fixed, labels)) return false;
    return refused_expression(catalog, selector, labels).kind == V_NULL;
}

const struct workload *next_matching(struct catalog *catalog, const struct name *namespace, struct value labels, size_t *i)
{
    const struct workload_list *list = labels.kind == V_RECORD ? catalog_rarest(catalog, namespace, labels) : NULL;
    while (list && *i < list->v.n) {
        const struct workload *workload = &catalog->workloads.at[list->v.at[(*i)++]];
        if (matches(catalog, labels, workload->labels)) return workload;
    }
    return NULL;
}

/* ---- all workloads ---- */

/* Most have one. */
static void add_list(struct catalog *catalog, struct selection *selection, const struct workload_list *list)
{
    if (!list) return;
    if (!selection->lists.n) vec_room(catalog->session->arena, &selection->lists, 1);
    vec_push(catalog->session->arena, &selection->lists, list);
}

/* KEY NULL: all of the namespace. */
static const struct workload_list *keyed(struct catalog *catalog, const struct name *namespace, const struct name *key)
{
    return label_index_find(&catalog->by_label, &(struct workload_list){.namespace = namespace, .key = key});
}

/* The lists of an expression that says what must be there; false: it says nothing of the kind. */
static bool add_expression(struct catalog *catalog, struct selection *selection, const struct name *namespace, struct value expression)
{
    Str key = dig_text(dig(catalog, expression, "key")), operator = dig_text(dig(catalog, expression, "operator"));
    struct value values = dig(catalog, expression, "values"), value;
    if (set_at_run_time(name_of(catalog->session->names, key))) return false;
    if (str_is(operator, "Exists")) add_list(catalog, selection, keyed(catalog, namespace, name_of(catalog->session->names, key)));
    else if (!str_is(operator, "In")) return false;
    for (size_t i = 0; str_is(operator, "In") && each(values, i, &value); i++)
        add_list(catalog, selection, catalog_labelled(catalog, namespace, name_of(catalog->session->names, key), dig_text(value)));
    return true;
}

struct selection selection_of(struct catalog *catalog, const struct name *namespace, struct value selector)
{
    struct selection selection = {.selector = selector};
    struct value fixed = dig(catalog, selector, "matchLabels"), expressions = dig(catalog, selector, "matchExpressions"), expression;
    if (selector.kind != V_RECORD) return selection;
    if (fixed.kind == V_RECORD && fixed.record->n) {
        add_list(catalog, &selection, catalog_rarest(catalog, namespace, fixed));
        return selection;
    }
    for (size_t i = 0; each(expressions, i, &expression); i++)
        if (add_expression(catalog, &selection, namespace, expression)) return selection;
    add_list(catalog, &selection, keyed(catalog, namespace, NULL));
    return selection;
}

const struct workload *next_selected(struct catalog *catalog, struct selection *selection)
{
    while (selection->list < selection->lists.n && !gave_up(catalog)) {
        const struct workload_list *list = selection->lists.at[selection->list];
        if (selection->at == list->v.n) {
            selection->list++;
            selection->at = 0;
            continue;
        }
        const struct workload *workload = &catalog->workloads.at[list->v.at[selection->at++]];
        catalog->looked_at++;
        if (selects(catalog, selection->selector, workload->labels)) return workload;
    }
    return NULL;
}

bool selects_all(struct catalog *catalog, struct value selector)
{
    struct value fixed = dig(catalog, selector, "matchLabels"), expressions = dig(catalog, selector, "matchExpressions");
    return (fixed.kind != V_RECORD || !fixed.record->n) && (expressions.kind != V_LIST || !expressions.list->n);
}
