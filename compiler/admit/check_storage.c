/* Volumes, claims and what provides them: rules that a table cannot say. */
#include "visit.h"

/* ---- volumes and claims ---- */

enum { PORTAL_MAX = 64 };

/* Nodes make one name of both, where the initiator has a name of its own. */
void check_portal_length(const struct visit *visit, struct value volume)
{
    struct value portal = dig(visit->catalog, volume, "spec", "iscsi", "targetPortal");
    size_t length = object_around(visit)->name->n + 1 + dig_text(portal).n;
    if (length > PORTAL_MAX)
        value_error(visit, E0717, portal, "has a name and an iscsi.targetPortal of %zu characters together, and with initiatorName the limit is %d",
                    length - 1, PORTAL_MAX - 1);
}

void check_access_modes(const struct visit *visit, struct value modes)
{
    struct value mode;
    if (!has_text(modes, STR("ReadWriteOncePod"))) return;
    for (size_t i = 0; each(modes, i, &mode); i++) {
        if (str_is(dig_text(mode), "ReadWriteOncePod")) continue;
        value_error(visit, E0717, mode, "has ReadWriteOncePod, which goes with no other mode");
        return;
    }
}

/* A kind without a group is one of Kubernetes' own, and only one of those holds data. */
void check_data_source(const struct visit *visit, struct value source)
{
    Str kind = text_of(visit, source, "kind");
    if (text_of(visit, source, "apiGroup").n || kind.n == 0 || str_is(kind, "PersistentVolumeClaim")) return;
    value_error(visit, E0717, source, "is a '%.*s' without apiGroup, and that can be a PersistentVolumeClaim only", STR_ARG(kind));
}

static bool same_field(const struct visit *visit, struct value a, struct value b, const char *field)
{
    return value_equal(part(visit, a, field), part(visit, b, field));
}

void check_same_source(const struct visit *visit, struct value whole, struct value source)
{
    struct value other = part(visit, whole, "dataSourceRef");
    if (text_of(visit, other, "namespace").n) value_error(visit, E0717, source, "is not possible beside dataSourceRef.namespace");
    else if (!same_field(visit, source, other, "apiGroup") || !same_field(visit, source, other, "kind") || !same_field(visit, source, other, "name"))
        value_error(visit, E0717, source, "is not what dataSourceRef is: one of them is enough");
}

/* ---- classes and drivers ---- */

enum { PARAMETERS_MAX = 256 << 10 };

void check_parameters_size(const struct visit *visit, struct value parameters)
{
    size_t size = 0;
    for (size_t i = 0; parameters.kind == V_RECORD && i < parameters.record->n; i++) size += parameters.record->keys[i]->n + dig_text(parameters.record->values[i]).n;
    if (size > PARAMETERS_MAX) value_error(visit, E0717, parameters, "has %zu bytes, and the limit is %d", size, PARAMETERS_MAX);
}

static bool same_values(struct value a, struct value b)
{
    struct value value;
    if (a.kind != V_LIST || b.kind != V_LIST || a.list->n != b.list->n) return false;
    for (size_t i = 0; each(a, i, &value); i++)
        if (!has_text(b, dig_text(value))) return false;
    return true;
}

static bool has_expression(const struct visit *visit, struct value expressions, struct value wanted)
{
    struct value expression;
    for (size_t i = 0; each(expressions, i, &expression); i++)
        if (same_field(visit, expression, wanted, "key") && same_values(part(visit, expression, "values"), part(visit, wanted, "values"))) return true;
    return false;
}

/* Whether both allow the same, in whatever order. */
static bool same_term(const struct visit *visit, struct value a, struct value b)
{
    struct value left = part(visit, a, "matchLabelExpressions"), right = part(visit, b, "matchLabelExpressions"), expression;
    if (left.kind != V_LIST || right.kind != V_LIST || left.list->n != right.list->n) return false;
    for (size_t i = 0; each(left, i, &expression); i++)
        if (!has_expression(visit, right, expression)) return false;
    return true;
}

enum { TERMS_COMPARED = 100 };

void check_topologies(const struct visit *visit, struct value terms)
{
    struct value term;
    for (size_t i = 0; i < TERMS_COMPARED && each(terms, i, &term); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        if (is_empty_value(part(visit, term, "matchLabelExpressions"))) value_error(&at, E0804, term, "needs matchLabelExpressions");
        for (size_t k = 0; k < i; k++)
            if (same_term(visit, term, terms.list->at[k])) value_error(&at, E0717, term, "says what an earlier one says, too");
    }
}

/* No audience is that of the API server. */
void check_audiences(const struct visit *visit, struct value requests)
{
    struct value request;
    struct map seen = {0};
    for (size_t i = 0; each(requests, i, &request); i++) {
        struct way step;
        struct visit at = visit_element(visit, &step, i);
        const struct name *audience = name_of(visit->catalog->session->names, text_of(visit, request, "audience"));
        if (map_get(&seen, audience)) value_error(&at, E0717, request, "has the audience '%s', and an earlier one has that, too", audience->s);
        else map_put(visit->catalog->session->arena, &seen, audience, &seen);
    }
}
