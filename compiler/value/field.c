#include "value/field.h"

struct value value_field(struct session *session, struct value value, const char *path)
{
    for (Str rest = str_of(path); rest.n && value.kind == V_RECORD;) {
        const char *dot = memchr(rest.s, '.', rest.n);
        Str key = {rest.s, dot ? (size_t)(dot - rest.s) : rest.n};
        const struct name *name = name_find(session->names, key);
        const struct value *found = name ? record_get(session->arena, value.record, name) : NULL;
        if (!found) return value_null();
        value = *found;
        rest = dot ? (Str){dot + 1, rest.n - key.n - 1} : STR("");
        if (!rest.n) return value;
    }
    return *path ? value_null() : value;
}

Str value_text(struct value value) { return value.kind == V_STRING ? value_str(value) : STR(""); }

Str field_text(struct session *session, struct value value, const char *path) { return value_text(value_field(session, value, path)); }

struct value list_item(struct value list, size_t i) { return list.kind == V_LIST && i < list.list->n ? list.list->at[i] : value_null(); }
