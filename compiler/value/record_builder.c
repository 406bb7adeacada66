#include "value/record_builder.h"

void put_named(struct fields *fields, const struct name *key, struct value value)
{
    vec_push(fields->session->arena, &fields->keys, key);
    vec_push(fields->session->arena, &fields->values, value);
}

void put(struct fields *fields, const char *key, struct value value) { put_named(fields, session_name(fields->session, key), value); }

void put_text(struct fields *fields, const char *key, Str text) { put(fields, key, value_string(fields->session->arena, text)); }

void put_filled(struct fields *fields, const char *key, Str text)
{
    if (text.n) put_text(fields, key, text);
}

struct value done(struct fields *fields)
{
    return value_record(record_of(fields->session->arena, fields->keys.at, fields->values.at, fields->keys.n));
}

struct value list_of(struct session *session, const struct items *items)
{
    struct list *list = list_new(session->arena, items->v.n);
    if (list->n) memcpy(list->at, items->v.at, list->n * sizeof *list->at);
    return value_list(list);
}
