/* JSON as servers write it: whatever is legal is read. What the JSON of libjansson cannot hold becomes the nearest that it can:
 *
 *   a whole number beyond 64 bits     the nearest real one, as servers keep it (apimachinery 1.36, pkg/util/json)
 *   a number beyond a double, 1e400   the largest double; no server stores such a one
 *   NUL in a key, half a surrogate    U+FFFD; in a value NUL stays, and functions that give a C text end there */
#ifndef STK_JSON_READ_H
#define STK_JSON_READ_H

#include "base/base.h"

#include <jansson.h>

/* A new reference; NULL: it is cut, is no JSON, or is nested deeper than JSON_PARSER_MAX_DEPTH. Then the object in which that is so, whole in
 * TEXT, is appended to OBJECT (which may be NULL) as NAMESPACE/NAME; nothing: there is none. */
json_t *json_read(Str text, struct buf *object);
/* Bytes of the text in quotes that TEXT begins with, where a backslash stands before what does not end it; 0: it does not end. */
size_t json_string_size(Str text);

#endif
