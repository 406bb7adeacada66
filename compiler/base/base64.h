/* Base64 of RFC 4648, with padding. What appends to OUT leaves no copy of what it writes elsewhere. */
#ifndef STK_BASE64_H
#define STK_BASE64_H

#include "base/base.h"

void base64_encode(Str bytes, struct buf *out);
bool is_base64(Str); /* line ends are skipped, here and below */
/* False: TEXT is no base64, and OUT is as it was. */
bool base64_decode(Str text, struct buf *out);
/* The same, into the arena; false: CONTENT is as it was. */
bool base64_content(struct arena *, Str text, Str *content);

#endif
