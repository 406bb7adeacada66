/* Who set a field of a compiled manifest. */
#ifndef STK_EXPLAIN_FIELD_H
#define STK_EXPLAIN_FIELD_H

/* Prints the value of FIELD of OBJECT (kind/name) in FOLDER, the place that set it, and what it overrode.
 * Returns the exit code. */
int explain_field(const char *folder, const char *object, const char *field);

#endif
