/* The folder of the entries. */
#ifndef STK_PLACE_H
#define STK_PLACE_H

#include "base/base.h"

/* It is made where it is missing. NULL: there is none, or others may write there. */
const char *cache_folder(struct arena *);

/* An entry, in the arena; it counts as used now. False: there is none. */
bool read_entry(struct arena *, const char *folder, Str name, Str *bytes);
/* In one step, then the oldest ones go; what fails is no matter. */
void write_entry(struct arena *, const char *folder, Str name, const struct buf *bytes);

#endif
