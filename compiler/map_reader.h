/* Reads .stk/map again: who set a field. */
#ifndef STK_MAP_READER_H
#define STK_MAP_READER_H

/* Prints the value of FIELD of OBJECT (kind/name) in FOLDER, the place that set it, and what it overrode.
 * Returns the exit code. */
int explain_field(const char *folder, const char *object, const char *field);

#endif
