/* Where a table of options tells of one, for editors. */
#ifndef STK_OPTION_PLACE_H
#define STK_OPTION_PLACE_H

#include "diag/source.h"

/* The option's name in its line; file 0: TABLE is the text of no source, or does not have it. PATTERN: the section is "[=NAME]". */
Span option_place(const struct sources *, Str table, Str section, bool pattern, Str option);

#endif
