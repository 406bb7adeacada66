/* Differing fields as text: values on one line, cut around the place where they differ. */
#ifndef STK_SHOW_FIELD_H
#define STK_SHOW_FIELD_H

#include "review/compare.h"
#include "value/record_builder.h"

enum { SHOW_LONG = 100, SHOW_SHORT = 48 }; /* bytes of a value that are shown */

/* BEFORE and AFTER as texts of about WIDTH bytes; "" for an absent one. */
struct shown { Str before, after; };
struct shown show_values(struct arena *, const struct field_change *, size_t width);
/* "path: old → new"; "path: + new" and "path: - old" where only one is there. SKIP bytes of the path are left out. */
Str show_field(struct arena *, const struct field_change *, size_t skip, size_t width);
/* For programs: path, before, after; hidden instead of both. */
void put_field_change(struct fields *, const struct field_change *);

#endif
