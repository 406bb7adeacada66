/* grammar/errors.md, built in, for "stk explain CODE". */
#ifndef STK_ERRORS_TEXT_H
#define STK_ERRORS_TEXT_H

#include "base/base.h"

extern const char errors_text[];

#endif
