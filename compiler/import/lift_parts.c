/* What every part of the lifting needs: taking values out of objects, and parameters. */
#include "lift.h"

#include "import/literals.h"

#include "value/field.h"

static struct value without_path(struct import *import, struct value of, Str path)
{
    struct arena *arena = import->session->arena;
    Str first = str_cut(&path, '.');
    const struct name *key = name_of(import->session->names, first);
    const struct value *inner = record_get(arena, of.record, key);
    struct value left = path.n ? without_path(import, *inner, path) : value_null();
    bool nothing = left.kind == V_NULL || left.record->n == 0;
    return value_with_origin(nothing ? record_without(arena, of, key) : record_with(arena, of, key, left), of.origin);
}

struct value take(struct lift *lift, struct value *of, const char *path)
{
    struct value found = value_field(lift->import->session, *of, path);
    if (found.kind != V_NULL) *of = without_path(lift->import, *of, str_of(path));
    return found;
}

struct value lift_at(struct lift *lift, struct value of, const char *path) { return value_field(lift->import->session, of, path); }

bool has_only(struct value record, const char *const *known)
{
    for (size_t i = 0; record.kind == V_RECORD && i < record.record->n; i++)
        if (!str_is_among(NAME_STR(record.record->keys[i]), known)) return false;
    return record.kind == V_RECORD;
}

struct lift_parameter *lift_parameter(struct lift *lift, const char *name)
{
    struct lift_parameter parameter = {.name = name};
    vec_push(lift->import->session->arena, &lift->parameters, parameter);
    return &lift->parameters.at[lift->parameters.n - 1];
}

void lift_text(struct lift *lift, const char *name, Str text) { lift_parameter(lift, name)->text = text; }

Str written(struct lift *lift, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vprintf(lift->import->session->arena, fmt, args);
    va_end(args);
    return text;
}

Str quoted(struct lift *lift, Str text)
{
    struct buf buf = {0};
    put_quoted(&buf, text);
    Str copy = arena_copy(lift->import->session->arena, (Str){buf.s, buf.n});
    buf_free(&buf);
    return copy;
}

void lift_quoted(struct lift *lift, const char *name, Str text) { lift_text(lift, name, quoted(lift, text)); }

void lift_entry(struct lift *lift, struct lift_parameter *parameter, Str key, Str text)
{
    struct buf buf = {0};
    put_key(&buf, name_of(lift->import->session->names, key));
    struct lift_entry entry = {arena_copy(lift->import->session->arena, (Str){buf.s, buf.n}), text, NULL};
    vec_push(lift->import->session->arena, &parameter->entries, entry);
    buf_free(&buf);
}

void lift_item(struct lift *lift, struct lift_parameter *parameter, Str text)
{
    vec_push(lift->import->session->arena, &parameter->entries, ((struct lift_entry){STR(""), text, NULL}));
}

void lift_integer(struct lift *lift, const char *name, struct value value, const char *unit)
{
    if (value.kind == V_INT) lift_text(lift, name, written(lift, "%lld%s", (long long)value.integer, unit));
}

void lift_list(struct lift *lift, const char *name, struct value list)
{
    if (list.kind == V_LIST && list.list->n) lift_parameter(lift, name)->list = list;
}

void lift_true(struct lift *lift, const char *name, struct value value)
{
    if (value.kind == V_BOOL && value.boolean) lift_text(lift, name, STR("true"));
}

void lift_rest(struct lift *lift, Str path, struct value value, const char *type)
{
    struct lift_rest rest = {path, value, type ? kube_type_find(type) : lift->workload->kube->type};
    vec_push(lift->import->session->arena, &lift->rests, rest);
}

struct value template_of(const struct import *import, const struct imported *workload, const struct lift_kind *kind, const char *path)
{
    return value_field(import->session, value_field(import->session, workload->value, kind->pod), path);
}
