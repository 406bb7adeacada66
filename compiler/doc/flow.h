/* Doc comments as paragraphs of lines that are no longer than people like to read. */
#ifndef STK_FLOW_H
#define STK_FLOW_H

#include "base/base.h"

enum { FLOW_WIDTH = 100 }; /* of a line, with what stands before the text */

/* Puts TEXT, a doc comment, as lines that begin with PREFIX. An empty line is one between paragraphs, and a line that begins with '*', '-' or
 * blanks stays one of its own. Nothing for an empty text. */
void put_flow(struct buf *out, Str prefix, Str text);
/* The first sentence, for lists. */
Str first_sentence(Str doc);

#endif
