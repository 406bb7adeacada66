/* Places as editors count them: lines from 0, and characters in the units that were agreed upon. */
#ifndef STK_PLACE_H
#define STK_PLACE_H

#include "base/base.h"

#include <jansson.h>

enum encoding { ENCODING_UTF16, ENCODING_UTF8, ENCODING_UTF32 }; /* the first is what all editors know */

struct place { size_t line, character; };

/* The byte that stands there: in the line, or at its end; of a line behind the last one, the end of the text. */
size_t offset_at(Str text, struct place, enum encoding);
struct place place_at(Str text, size_t offset, enum encoding);

size_t line_start(Str text, size_t offset); /* the first byte of its line */

/* {"line": …, "character": …}; what is missing there is 0. */
struct place place_from_json(const json_t *);
json_t *place_to_json(struct place);
json_t *range_to_json(Str text, size_t lo, size_t hi, enum encoding);

#endif
