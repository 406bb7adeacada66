/* The bytes of an entry: read by the program that wrote it and by no other, which the question sees to. */
#ifndef STK_ENTRY_H
#define STK_ENTRY_H

#include "cache/cache.h"

struct entry {
    int64_t asked; /* the stamps were taken later */
    struct answer answer;
};

void put_entry(struct buf *out, const struct entry *);
/* BYTES stay where they are. False: it is none, or torn. */
bool take_entry(struct arena *, Str bytes, struct entry *);

#endif
