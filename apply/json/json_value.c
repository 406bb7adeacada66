#include "json/json_value.h"

#include "value/record_builder.h"

static json_t *json_of_record(const struct record *record)
{
    json_t *object = json_object();
    for (size_t i = 0; i < record->n; i++)
        json_object_setn_new(object, record->keys[i]->s, record->keys[i]->n, json_of_value(record->values[i]));
    return object;
}

static json_t *json_of_list(const struct list *list)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->n; i++) json_array_append_new(array, json_of_value(list->at[i]));
    return array;
}

json_t *json_of_value(struct value value)
{
    switch (value.kind) {
    case V_BOOL: return json_boolean(value.boolean);
    case V_INT: return json_integer(value.integer);
    case V_FLOAT: return json_real(value.real);
    case V_STRING: return json_stringn(value_str(value).s, value_str(value).n);
    case V_LIST: return json_of_list(value.list);
    case V_RECORD: return json_of_record(value.record);
    default: return json_null();
    }
}

static struct value value_of_object(struct session *session, const json_t *object)
{
    struct fields fields = {.session = session};
    const char *key;
    json_t *field;
    json_object_foreach((json_t *)(uintptr_t)object, key, field) put(&fields, key, value_of_json(session, field));
    return done(&fields);
}

static struct value value_of_array(struct session *session, const json_t *array)
{
    struct items items = {0};
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) vec_push(session->arena, &items.v, value_of_json(session, item));
    return list_of(session, &items);
}

struct value value_of_json(struct session *session, const json_t *json)
{
    switch (json ? json_typeof(json) : JSON_NULL) {
    case JSON_OBJECT: return value_of_object(session, json);
    case JSON_ARRAY: return value_of_array(session, json);
    case JSON_STRING: return value_string(session->arena, (Str){json_string_value(json), json_string_length(json)});
    case JSON_INTEGER: return value_int(json_integer_value(json));
    case JSON_REAL: return value_float(json_real_value(json));
    case JSON_TRUE: return value_bool(true);
    case JSON_FALSE: return value_bool(false);
    case JSON_NULL: break;
    }
    return value_null();
}
