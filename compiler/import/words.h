/* Words that mean something in the language. */
#ifndef STK_IMPORT_WORDS_H
#define STK_IMPORT_WORDS_H

#include "base/base.h"

bool is_reserved(Str);

#endif
