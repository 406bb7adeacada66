/* What people from other languages meant where something cannot stand. */
#ifndef STK_ADVICE_H
#define STK_ADVICE_H

#include "lexer.h"

bool in_braces(const struct lexer *); /* in { }, or in no bracket at all */
bool ends_item(int kind);             /* a token after which an item may be over */

/* What to write instead of FOUND, which stands at AT and is the parser's last token; NULL: nobody knows. */
const char *syntax_advice(const struct lexer *, Span at, Str found);

#endif
