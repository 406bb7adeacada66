#include "admit/departure.h"

struct departure departure_from(const struct record *model, const struct record *record)
{
    struct departure departure = {0};
    if (!model || !record_has_keys_of(model, record)) return departure;
    departure.model = model;
    for (size_t i = 0; i < record->n; i++)
        if (!value_looks_same(record->values[i], model->values[i])) departure.fields |= bit_of_field(i);
    return departure;
}

bool have_same_keys(struct value a, struct value b)
{
    return a.kind == V_RECORD && b.kind == V_RECORD && record_has_keys_of(a.record, b.record);
}

static bool is_unread(const struct shape *shape, const struct inner_way *way)
{
    for (size_t i = 0; i < shape->nunread; i++)
        if (shape->unread[i].n == way->n && memcmp(shape->unread[i].at, way->at, way->n * sizeof *way->at) == 0) return true;
    return false;
}

static bool differ_where_read(const struct shape *shape, const struct inner_way *way, struct value a, struct value b);

static bool step_differs(const struct shape *shape, const struct inner_way *way, const struct name *key, struct value a, struct value b)
{
    struct inner_way inner = *way;
    if (value_looks_same(a, b)) return false;
    inner.at[inner.n++] = key;
    return !is_unread(shape, &inner) && differ_where_read(shape, &inner, a, b);
}

/* Values that differ. */
static bool differ_where_read(const struct shape *shape, const struct inner_way *way, struct value a, struct value b)
{
    if (way->n == INNER_DEPTH || a.kind != b.kind) return true;
    if (a.kind == V_LIST && a.list->n == b.list->n) {
        for (size_t i = 0; i < a.list->n; i++)
            if (step_differs(shape, way, NULL, a.list->at[i], b.list->at[i])) return true;
        return false;
    }
    if (!have_same_keys(a, b)) return true;
    for (size_t i = 0; i < a.record->n; i++)
        if (step_differs(shape, way, a.record->keys[i], a.record->values[i], b.record->values[i])) return true;
    return false;
}

bool is_concerned_as_whole(const struct shape *shape, const struct record *record, const struct departure *departure)
{
    if (!departure->model) return true;
    field_set fields = departure->fields & shape->read;
    if (!fields || !shape->nunread) return fields;
    for (size_t i = 0; i < record->n; i++) {
        bool differs = fields & bit_of_field(i) && step_differs(shape, &(struct inner_way){0}, record->keys[i], record->values[i], departure->model->values[i]);
        if (differs) return true;
    }
    return false;
}
