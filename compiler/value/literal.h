/* Literals: what is written becomes a value, or a reason why it cannot. Also used for values files and conversions. */
#ifndef STK_LITERAL_H
#define STK_LITERAL_H

#include "value/type.h"
#include "value/value.h"

/* TEXT is a number as the scanner cuts it: 5, 1.5, 512Mi, 30s, 80/tcp, 25%, 10.0.0.1, 10.0.0.0/8.
 * *TYPE is the type it has by itself. NULL: fine; else what is wrong. */
const char *literal_number(struct arena *, Str text, struct value *, enum type_kind *type);

/* VALUE, a plain int, float or string literal, as the scalar type EXPECTED. NULL: fine; else what is wrong. */
const char *literal_as(struct arena *, struct value, enum type_kind expected, struct value *);

/* "512Mi, 2Gi": how values of a type with a unit are written; NULL: it has none. */
const char *literal_examples(enum type_kind);

/* What to do about a null where a value of that type has to be. */
const char *null_help(enum type_kind);

/* Whether TEXT begins with "SCHEME://". */
bool begins_with_scheme(Str text);

/* Whether TEXT is a valid ip … path. NULL: fine; else what is wrong, with an example. */
const char *text_problem(enum type_kind, Str text);

#endif
