/* The operations of a stack, for people and for programs. */
#include "operation/operation.h"

#include "diag/render.h"
#include "json/json_path.h"

static const char *const types[] = {[PARAMETER_STRING] = "string", [PARAMETER_INT] = "int", [PARAMETER_BOOL] = "bool"};

static void put_parameter(struct buf *out, const struct parameter *parameter)
{
    buf_printf(out, "    --set %.*s=", STR_ARG(parameter->name));
    if (parameter->required) buf_printf(out, " (%s, required", types[parameter->type]);
    else {
        put_visible(out, parameter->default_value);
        buf_printf(out, " (%s", types[parameter->type]);
    }
    if (parameter->pattern.n) buf_printf(out, ", %.*s", STR_ARG(parameter->pattern));
    buf_printf(out, ")  ");
    put_visible(out, parameter->meaning);
    buf_char(out, '\n');
}

void write_operations_text(const struct operations *operations, struct buf *out)
{
    if (!operations->v.n) buf_printf(out, "the stack declares no operations\n");
    for (size_t i = 0; i < operations->v.n; i++) {
        const struct operation *operation = &operations->v.at[i];
        buf_printf(out, "%.*s  ", STR_ARG(operation->name));
        put_visible(out, operation->summary);
        buf_char(out, '\n');
        for (size_t k = 0; k < operation->parameters.n; k++) put_parameter(out, &operation->parameters.at[k]);
    }
}

static json_t *json_of_parameter(const struct parameter *parameter)
{
    json_t *object = json_pack("{s:o,s:s,s:o}", "name", text_json(parameter->name), "type", types[parameter->type], "meaning",
                               text_json(parameter->meaning));
    if (parameter->pattern.n) json_object_set_new(object, "pattern", text_json(parameter->pattern));
    if (!parameter->required) json_object_set_new(object, "default", text_json(parameter->default_value));
    return object;
}

static json_t *json_of_operation(const struct operation *operation)
{
    json_t *parameters = json_array();
    for (size_t i = 0; i < operation->parameters.n; i++) json_array_append_new(parameters, json_of_parameter(&operation->parameters.at[i]));
    return json_pack("{s:o,s:o,s:o}", "name", text_json(operation->name), "summary", text_json(operation->summary), "parameters", parameters);
}

void write_operations_json(const struct operations *operations, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < operations->v.n; i++) json_array_append_new(list, json_of_operation(&operations->v.at[i]));
    buf_json(out, list);
}
