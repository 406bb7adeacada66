/* grammar/errors.md, built in, for "stk explain CODE". */
#ifndef STK_EXPLAIN_H
#define STK_EXPLAIN_H

#include "base/base.h"

extern const char errors_text[];

#endif
