/* What lies in values that were read. */
#ifndef STK_FIELD_H
#define STK_FIELD_H

#include "value/value.h"

/* A field by its dotted path, as "metadata.name"; V_NULL where absent. */
struct value value_field(struct session *, struct value, const char *path);
Str value_text(struct value);                      /* of a string; else empty */
Str field_text(struct session *, struct value, const char *path); /* of a field that is a string; else empty */
struct value list_item(struct value list, size_t); /* V_NULL behind the end */

#endif
