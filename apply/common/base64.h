/* Base64 of RFC 4648, with padding. Both append to OUT and leave no copy of what they write elsewhere. */
#ifndef STK_BASE64_H
#define STK_BASE64_H

#include "base/base.h"

void base64_encode(Str bytes, struct buf *out);
/* Line ends are skipped. False: TEXT is no base64, and OUT is as it was. */
bool base64_decode(Str text, struct buf *out);

#endif
