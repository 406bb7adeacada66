/* What was set in a compiled object, and what came of a line of the sources. */
#ifndef STK_EXPLAIN_OBJECT_H
#define STK_EXPLAIN_OBJECT_H

#include <stdbool.h>

/* Prints the fields of OBJECT (kind/name, or kind/namespace/name) in FOLDER that somebody set who is not the standard library, with who it was and
 * what was overridden. As JSON: as "stk explain --help" describes it. Return the exit code. */
int explain_object(const char *folder, const char *object, bool json);
/* Prints the objects that PLACE, FILE:LINE, declares, and the fields that it set, or that were set there until somebody overrode them. */
int explain_line(const char *folder, const char *place, bool json);

#endif
