/* Archives of packages: tar in the format of POSIX.1-1988 (ustar). Entries are files of mode 0644, of owner 0, from 1970: what
 * differs from machine to machine is not in them. */
#ifndef STK_TAR_H
#define STK_TAR_H

#include "base/base.h"

enum { TAR_MAX = 256 << 20 }; /* bytes of an archive */

/* False: the path does not fit: it has at most 255 bytes, and its last part 100. */
bool tar_add(struct buf *, Str path, Str text);
void tar_end(struct buf *);

struct tar_entry { Str path, text; }; /* the text is a slice of the archive, the path is of the arena */
/* Takes the entry at *AT. False: there is none; then *WHY is NULL at the end of the archive, else it says what is wrong. */
bool tar_next(struct arena *, Str tar, size_t *at, struct tar_entry *, const char **why);

#endif
