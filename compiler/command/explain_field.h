/* Who set a field of a compiled manifest. */
#ifndef STK_EXPLAIN_FIELD_H
#define STK_EXPLAIN_FIELD_H

/* Prints the value of FIELD of OBJECT (kind/name) in FOLDER, the place that set it, and what it overrode. FIELD is a path; for one
 * part of a text, ":LINE", ":[SECTION] OPTION" or ":PATH" stands behind it, as "stk diff" writes it. Returns the exit code. */
int explain_field(const char *folder, const char *object, const char *field);

#endif
