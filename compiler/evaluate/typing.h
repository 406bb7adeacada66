/* What was read from YAML gets the type that its place expects: parameters of a stack, fields of Kubernetes objects. */
#ifndef STK_TYPING_H
#define STK_TYPING_H

#include "evaluate/machine.h"

/* VALUE as TYPE wants it. What does not fit is reported at its place, and is poison in the result. */
struct value typed_value(struct machine *, struct value, const struct type *);
/* The same for a value that merges with another one: a record may have some of its fields only, and null takes the key of a map away. */
struct value typed_part(struct machine *, struct value, const struct type *);
/* Reports that VALUE is no TYPE; HELP may be NULL. Poison. */
struct value mistyped_value(struct machine *, struct value, const struct type *, const char *help);

#endif
