/* What is said again and again: what came lately is shared. */
#ifndef STK_REPEATED_H
#define STK_REPEATED_H

#include "value/value.h"

enum { REPEATED_SLOTS = 1024 };

/* Begins as zeros. */
struct repeated {
    const struct name *texts[REPEATED_SLOTS];
    struct { const struct name *const *keys; size_t n; } lists[REPEATED_SLOTS];
};

struct value repeated_text(struct arena *, struct repeated *, Str);
/* A copy of the N keys, or one that was made before. */
const struct name *const *repeated_keys(struct arena *, struct repeated *, const struct name *const *keys, size_t n);

#endif
