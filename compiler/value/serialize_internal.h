/* What all forms of text ask of a value. */
#ifndef STK_SERIALIZE_INTERNAL_H
#define STK_SERIALIZE_INTERNAL_H

#include "value/serialize.h"

static inline bool absent(struct value value) { return value.kind == V_NULL || value.kind == V_POISON; }
static inline bool scalar(struct value value) { return value.kind < V_LIST; }

static inline bool empty(struct value value)
{
    if (value.kind == V_LIST) return value.list->n == 0;
    if (value.kind != V_RECORD) return false;
    for (size_t i = 0; i < value.record->n; i++)
        if (!absent(value.record->values[i])) return false;
    return true;
}

static inline bool bare_number(struct value value)
{
    return value.kind == V_INT || value.kind == V_FLOAT || value.kind == V_BOOL || value.kind == V_PORT || value.kind == V_NULL;
}

#endif
