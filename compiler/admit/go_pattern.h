/* Regular expressions as API servers read them (Go's regexp, RE2), as POSIX extended ones. */
#ifndef STK_GO_PATTERN_H
#define STK_GO_PATTERN_H

#include "base/base.h"

/* The same expression for regcomp; in the arena. Empty: it says what POSIX cannot, such as \b or \p{L}. Whether a text matches is the same, how
 * much of it is not. */
Str posix_pattern(struct arena *, Str go_pattern);

#endif
