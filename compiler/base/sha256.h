/* SHA-256 (FIPS 180-4). libcrypto has it, too, but takes longer to be loaded than most stacks to be compiled. */
#ifndef STK_SHA256_H
#define STK_SHA256_H

#include "base/base.h"

struct digest { unsigned char bytes[32]; };

struct digest sha256(Str);
bool digest_eq(const struct digest *, const struct digest *);
/* In 64 digits of base 16. */
Str digest_text(struct arena *, const struct digest *);

#endif
