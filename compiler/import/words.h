/* Words that mean something in the language. */
#ifndef STK_IMPORT_WORDS_H
#define STK_IMPORT_WORDS_H

#include "base/base.h"

bool is_reserved(Str);
/* A component of the library that imported stacks have instances of: none of them is called so itself. */
bool is_used_component(Str);

#endif
