/* Inside the writing of a values file. Private to this room. */
#ifndef STK_VALUES_INTERNAL_H
#define STK_VALUES_INTERNAL_H

#include "doc/values_file.h"
#include "doc/values_text.h"

/* values_file.c */
void put_title(struct values_text *, const char *title, Str text); /* of a part of the file */
/* Whether overrides say something of a parameter, and what: of records and maps, what they say. */
bool is_given(const struct override_values *, const struct name *param);
struct value given_value(struct arena *, const struct override_values *, const struct name *param);
/* RECORD, or none yet, with the override's value at the part of its path that begins at DEPTH. */
struct value with_given(struct arena *, struct value record, const struct override_value *, size_t depth);

/* values_inherited.c: what may be set for all inside, and the stack does not declare. */
void put_inherited(struct values_text *, struct program *, const struct component *stack, const struct override_values *);
/* What PARAM of COMPONENT is when nobody sets it; false: that is computed, or secret. */
bool own_default(struct values_text *, const struct component *, const struct param *, struct value *);

/* values_inside.c: what lies inside, as far as it is given, and all of it DEEP levels down; and the secrets. */
void put_inside(struct values_text *, struct program *, const struct component *stack, const struct override_values *, size_t deep);
void put_secrets(struct values_text *, const struct component *stack);

#endif
