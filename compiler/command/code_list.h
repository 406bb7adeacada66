/* All codes of messages, by subject: what "stk check --list" prints. */
#ifndef STK_CODE_LIST_H
#define STK_CODE_LIST_H

#include "base/base.h"

void put_codes(struct buf *out);

#endif
