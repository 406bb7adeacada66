/* Small files that hold secrets, read so that nothing of them stays behind in memory that was given back. */
#ifndef STK_SECRET_FILE_H
#define STK_SECRET_FILE_H

#include "base/base.h"

enum { SECRET_FILE_MAX = 16 << 20 };

/* Appends the bytes of the file. False: errno says why (EFBIG: over SECRET_FILE_MAX), and nothing was appended. */
bool secret_file_read(const char *path, struct buf *);
/* buf_free, with its bytes zeroed. */
void buf_wipe(struct buf *);
/* buf_need, with the old bytes zeroed. */
void buf_widen(struct buf *, size_t more);

#endif
