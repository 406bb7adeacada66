/* Expressions in CEL, each with the names that it can begin with. */
#include "visit.h"
#include "expressions.h"

static enum cel_type check_expression(const struct visit *visit, struct value whole, const char *field, const struct cel_scope *scope)
{
    enum cel_type type = CEL_ANY;
    struct value text = dig(visit->catalog, whole, field);
    struct way step;
    struct visit at = visit_field(visit, &step, field);
    const char *fault = str_trim(dig_text(text)).n ? expression_fault(visit->catalog->session->arena, dig_text(text), scope, &type) : NULL;
    if (fault)
        value_help(visit, value_error(&at, E0717, text, "is no expression that a server takes: %s", fault),
                   "an expression is written in CEL, https://cel.dev");
    return type;
}

/* FIELD of each element of the list at LIST. */
static void check_each(const struct visit *visit, struct value whole, const char *list, const char *field, const struct cel_scope *scope)
{
    struct value items = dig(visit->catalog, whole, list), item;
    struct way step, element;
    struct visit in_list = visit_field(visit, &step, list);
    for (size_t i = 0; each(items, i, &item); i++) {
        struct visit at = visit_element(&in_list, &element, i);
        check_expression(&at, item, field, scope);
    }
}

/* ---- webhooks and policies ---- */

void check_hook_conditions(const struct visit *visit, struct value conditions)
{
    static const char *const names[] = {"object", "oldObject", "request", "authorizer", "namespaceObject", NULL};
    const struct cel_scope scope = {.names = names, .wanted = CEL_BOOL};
    struct way element;
    for (size_t i = 0; conditions.kind == V_LIST && i < conditions.list->n; i++) {
        struct visit at = visit_element(visit, &element, i);
        check_expression(&at, conditions.list->at[i], "expression", &scope);
    }
}

/* A variable knows those before it. Returns all of them. */
static struct cel_variable *check_variables(const struct visit *visit, struct value variables, struct cel_scope scope)
{
    size_t n = variables.kind == V_LIST ? variables.list->n : 0;
    struct cel_variable *known = NEW_ARRAY(visit->catalog->session->arena, n + 1, struct cel_variable);
    struct way step, element;
    struct visit in_list = visit_field(visit, &step, "variables");
    for (size_t i = 0; i < n; i++) {
        struct visit at = visit_element(&in_list, &element, i);
        scope.variables = known;
        scope.nvariables = i;
        known[i].type = check_expression(&at, variables.list->at[i], "expression", &scope);
        known[i].name = dig_text(dig(visit->catalog, variables.list->at[i], "name"));
    }
    return known;
}

static void check_mutations(const struct visit *visit, struct value spec, struct cel_scope scope)
{
    struct value mutations = part(visit, spec, "mutations"), mutation;
    struct way step, element, field;
    struct visit in_list = visit_field(visit, &step, "mutations");
    for (size_t i = 0; each(mutations, i, &mutation); i++) {
        struct visit at = visit_element(&in_list, &element, i), patch = visit_field(&at, &field, "jsonPatch");
        scope.wanted = CEL_LIST;
        check_expression(&patch, part(visit, mutation, "jsonPatch"), "expression", &scope);
        struct visit apply = visit_field(&at, &field, "applyConfiguration");
        scope.wanted = CEL_OBJECT;
        check_expression(&apply, part(visit, mutation, "applyConfiguration"), "expression", &scope);
    }
}

void check_policy_expressions(const struct visit *visit, struct value spec)
{
    static const char *const with[] = {"object", "oldObject", "request", "authorizer", "namespaceObject", "Object", "JSONPatch", "params", NULL};
    static const char *const without[] = {"object", "oldObject", "request", "authorizer", "namespaceObject", "Object", "JSONPatch", NULL};
    bool params = part(visit, spec, "paramKind").kind != V_NULL;
    struct value variables = part(visit, spec, "variables");
    struct cel_scope scope = {.names = params ? with : without, .wanted = CEL_BOOL};
    check_each(visit, spec, "matchConditions", "expression", &scope);
    scope.wanted = CEL_ANY;
    const struct cel_variable *known = check_variables(visit, variables, scope);
    if (!is_empty_value(variables)) {
        scope.variables = known;
        scope.nvariables = variables.list->n;
    }
    check_mutations(visit, spec, scope);
    scope.wanted = CEL_BOOL;
    check_each(visit, spec, "validations", "expression", &scope);
    scope.wanted = CEL_STRING;
    check_each(visit, spec, "validations", "messageExpression", &scope);
    check_each(visit, spec, "auditAnnotations", "valueExpression", &scope);
}

/* ---- devices ---- */

void check_device_expression(const struct visit *visit, struct value expression)
{
    static const char *const names[] = {"device", NULL};
    const struct cel_scope scope = {.names = names, .wanted = CEL_BOOL};
    enum cel_type type;
    if (!str_trim(dig_text(expression)).n) return;
    const char *fault = expression_fault(visit->catalog->session->arena, dig_text(expression), &scope, &type);
    if (fault) value_error(visit, E0717, expression, "is no expression that a server takes: %s", fault);
}
