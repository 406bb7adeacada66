/* The schema of a version of a custom kind: whether it is structural, and its defaults fit it. */
#ifndef STK_OPEN_SCHEMA_H
#define STK_OPEN_SCHEMA_H

#include "visit.h"

/* The schema at the place that VISIT is at. STATUS: the version has the subresource status; STRUCTURAL: all but old ones have to be; DEFAULTS: they
 * are possible. */
void check_open_schema(const struct visit *, struct value schema, bool status, bool structural, bool defaults);
/* The schema of what lies at a path such as .spec.size or .labels['a']; V_NULL: there is none. */
struct value schema_at(const struct visit *, struct value schema, Str path);
/* Why VALUE is no value of SCHEMA, as its type and fields go; NULL: it may be one. */
const char *schema_refuses(const struct visit *, struct value schema, struct value value);

#endif
