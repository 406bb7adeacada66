/* Rules about what selects pods and nodes that a table cannot say. */
#include "value_format.h"
#include "visit.h"

/* ---- requirements on nodes ---- */

/* As many values as the operator of a requirement takes. */
static void check_count(const struct visit *visit, struct value requirement, size_t least, size_t most, const char *what)
{
    struct value values = part(visit, requirement, "values");
    size_t count = values.kind == V_LIST ? values.list->n : 0;
    Str operator = text_of(visit, requirement, "operator");
    struct way step;
    struct visit at = visit_field(visit, &step, "values");
    if (count < least || count > most)
        value_error(&at, count ? E0717 : E0804, values.origin ? values : requirement, "must be %s, with operator = %.*s", what, STR_ARG(operator));
}

/* VISIT is at the requirement. */
static void check_key(const struct visit *visit, struct value requirement, bool fits, const char *help)
{
    struct value key = part(visit, requirement, "key");
    struct way step;
    struct visit at = visit_field(visit, &step, "key");
    if (!fits) value_help(visit, value_error(&at, E0717, key.origin ? key : requirement, "is '%.*s'", STR_ARG(dig_text(key))), help);
}

void check_node_label(const struct visit *visit, struct value requirement)
{
    static const char *const listing[] = {"In", "NotIn", NULL}, *const being[] = {"Exists", "DoesNotExist", NULL};
    static const char *const comparing[] = {"Gt", "Lt", NULL};
    Str operator = text_of(visit, requirement, "operator");
    struct value key = part(visit, requirement, "key");
    if (str_is_among(operator, listing)) check_count(visit, requirement, 1, SIZE_MAX, "a list of one or more");
    if (str_is_among(operator, being)) check_count(visit, requirement, 0, 0, "left out");
    if (str_is_among(operator, comparing)) check_count(visit, requirement, 1, 1, "a list of one");
    if (key.kind == V_STRING)
        check_key(visit, requirement, dig_text(key).n > 0 && format_fits(FORMAT_QUALIFIED_NAME, key), format_meaning(FORMAT_QUALIFIED_NAME));
}

/* Only the name can be asked for. */
void check_node_field(const struct visit *visit, struct value requirement)
{
    static const char *const listing[] = {"In", "NotIn", NULL};
    struct value operator = part(visit, requirement, "operator"), values = part(visit, requirement, "values"), value;
    struct value key = part(visit, requirement, "key");
    struct way steps[2];
    struct visit at = visit_field(visit, &steps[0], "operator");
    if (str_is_among(dig_text(operator), listing)) check_count(visit, requirement, 1, 1, "a list of one");
    else if (operator.kind == V_STRING)
        value_help(visit, value_error(&at, E0717, operator, "is '%.*s'", STR_ARG(dig_text(operator))), "possible: In, NotIn");
    if (key.kind == V_STRING) check_key(visit, requirement, str_is(dig_text(key), "metadata.name"), "possible: metadata.name");
    at = visit_field(visit, &steps[0], "values");
    for (size_t i = 0; each(values, i, &value); i++) {
        struct visit element = visit_element(&at, &steps[1], i);
        if (value.kind == V_STRING && (!dig_text(value).n || !format_fits(FORMAT_SUBDOMAIN, value)))
            value_help(visit, value_error(&element, E0717, value, "is '%.*s'", STR_ARG(dig_text(value))), format_meaning(FORMAT_SUBDOMAIN));
    }
}

/* ---- keys of labels whose values are those of the new pod ---- */

enum { SPREAD_MERGED = 34 }; /* the minor version since which such keys become a part of the selector, as they do in affinities */

/* How often the selector has the key. */
static size_t times_selected(const struct visit *visit, struct value selector, Str key)
{
    struct value expressions = part(visit, selector, "matchExpressions"), expression;
    struct value labels = part(visit, selector, "matchLabels");
    const struct name *name = name_of(visit->catalog->session->names, key);
    size_t times = value_get(visit->catalog->session->arena, labels, name).kind != V_NULL;
    for (size_t i = 0; each(expressions, i, &expression); i++) times += str_eq(text_of(visit, expression, "key"), key);
    return times;
}

/* The server adds a key to the selector of a pod that has the label. */
static bool is_added(const struct visit *visit, Str key)
{
    if (!built_in(visit->object, "Pod")) return false;
    struct value labels = dig(visit->catalog, object_around(visit)->value, "metadata", "labels");
    return value_get(visit->catalog->session->arena, labels, name_of(visit->catalog->session->names, key)).kind != V_NULL;
}

static size_t times_before(struct value keys, size_t i)
{
    size_t times = 0;
    for (size_t k = 0; k < i; k++) times += str_eq(dig_text(keys.list->at[k]), dig_text(keys.list->at[i]));
    return times;
}

/* What is added makes the selector have the key once, and once it may. */
static bool is_selected_twice(const struct visit *visit, bool merged, struct value selector, struct value keys, size_t i)
{
    Str key = dig_text(keys.list->at[i]);
    size_t times = times_selected(visit, selector, key);
    if (!merged) return times > 0;
    return is_added(visit, key) ? times + times_before(keys, i) > 0 : times > 1;
}

/* Of a PodAffinityTerm or TopologySpreadConstraint. */
void check_label_keys(const struct visit *visit, struct value term)
{
    struct catalog *catalog = visit->catalog;
    struct value selector = dig(catalog, term, "labelSelector"), keys = dig(catalog, term, "matchLabelKeys"), key, other;
    struct value mismatching = dig(catalog, term, "mismatchLabelKeys");
    bool merged = catalog->session->kube >= SPREAD_MERGED || dig(catalog, term, "maxSkew").kind == V_NULL;
    struct way steps[2];
    struct visit list = visit_field(visit, &steps[0], "matchLabelKeys");
    for (size_t i = 0; each(keys, i, &key); i++) {
        struct visit at = visit_element(&list, &steps[1], i);
        if (is_selected_twice(visit, merged, selector, keys, i))
            value_error(&at, E0717, key, "is '%.*s', and that is selected by already", STR_ARG(dig_text(key)));
        for (size_t k = 0; each(mismatching, k, &other); k++)
            if (str_eq(dig_text(other), dig_text(key)))
                value_error(&at, E0717, key, "is '%.*s', and mismatchLabelKeys has this key, too", STR_ARG(dig_text(key)));
    }
}
