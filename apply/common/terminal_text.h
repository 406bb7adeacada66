/* Text from elsewhere, made safe for terminals, logs and JSON; and how many columns of a screen a text takes. */
#ifndef STK_TERMINAL_TEXT_H
#define STK_TERMINAL_TEXT_H

#include "base/base.h"

/* TEXT as one line of valid UTF-8: escape sequences are left out, line ends and tabs become blanks, and every other
 * control character, what turns the direction of writing, and what is no UTF-8 becomes U+FFFD. */
void put_clean(struct buf *, Str text);

/* Both want clean text. */
size_t text_columns(Str text);
/* At most COLUMNS of it; where it is cut, its last one is an ellipsis. ASCII: '?' for what is none. Returns the columns taken. */
size_t put_fitting(struct buf *, Str text, size_t columns, bool ascii);

#endif
