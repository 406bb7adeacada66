/* Files of the project that an expression names. They are read when it is checked, so the path is written out. */
#include "check_internal.h"
#include "checker.h"

#include "evaluate/typing.h"
#include "value/read_yaml.h"

/* 0: reported. */
static uint32_t read_named(struct scope *scope, const struct ir *path)
{
    struct session *session = session_of(scope);
    if (path->kind != IR_CONST) {
        REPORT(session, E0205, path->at, "the path of a file is a text in quotes, without ${…}");
        return 0;
    }
    uint32_t id = read_beside(scope->program, scope->module, value_str(path->value), path->at);
    if (!id || str_utf8(source_at(&session->sources, id)->text)) return id;
    REPORT(session, E0001, path->at, "'%.*s' is not valid UTF-8", STR_ARG(value_str(path->value)));
    return 0;
}

const struct ir *file_text(struct scope *scope, const struct ir *call)
{
    struct session *session = session_of(scope);
    uint32_t id = read_named(scope, call->builtin.arguments[0]);
    if (!id) return ir_error(scope, call->at);
    return constant(scope, call->at, value_string(session->arena, source_at(&session->sources, id)->text), type_simple(T_STRING), false);
}

/* The one document; POISON: reported. */
static struct value only_document(struct scope *scope, uint32_t id, Span at)
{
    struct value documents = read_yaml(session_of(scope), &scope->program->origins, id, 0, ORIGIN_WRITTEN, YAML_PLAIN);
    if (documents.kind != V_LIST) return value_poison();
    if (documents.list->n == 1) return documents.list->at[0];
    REPORT(session_of(scope), E0505, at, "a file of data has one document, and this one has %u", documents.list->n);
    return value_poison();
}

const struct ir *file_data(struct scope *scope, const struct ir *call, const struct type *expected)
{
    const struct ir *path = call->builtin.arguments[0];
    uint32_t id = read_named(scope, path);
    struct value value = id ? only_document(scope, id, path->at) : value_poison();
    bool open = !expected || type_base(expected)->kind == T_ANY || type_base(expected)->kind == T_PLAIN;
    const struct type *type = open ? type_simple(T_PLAIN) : expected;
    if (!open) value = typed_value(machine_new(scope->program), value, expected);
    return value.kind == V_POISON ? ir_error(scope, call->at) : constant(scope, call->at, value, type, false);
}
