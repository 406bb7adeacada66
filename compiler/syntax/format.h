/* The one layout of .stk sources. Line ends and comments stay where the author put them; indentation, spaces, blank
 * lines and the columns of '=', ':' and trailing comments follow from the text. Formatting twice changes nothing. */
#ifndef STK_FORMAT_H
#define STK_FORMAT_H

#include "diag/session.h"

/* False: the source has syntax errors, which were reported. */
bool format_source(struct session *, uint32_t file, struct buf *out);

#endif
