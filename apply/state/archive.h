/* A compiled folder as one text, and back: what saved plans and the history in the cluster are made of.
 *
 * A cpio archive (newc) in gzip: "gunzip | cpio -id" unpacks it, too. Manifests hold no secrets, so neither does an archive. */
#ifndef STK_ARCHIVE_H
#define STK_ARCHIVE_H

#include "common/problem.h"

enum { ARCHIVE_MAX = 512 << 20 }; /* bytes, unpacked */

/* All files of FOLDER, hidden ones too; the same bytes for the same files. Links and other things that are no files are
 * refused. False: PROBLEM says why. */
bool archive_pack(const char *folder, struct buf *out, struct problem *);
/* Writes them into FOLDER, which exists and is empty. Damaged or hostile archives (paths that leave the folder) are refused;
 * what was written until then stays. */
bool archive_unpack(Str archive, const char *folder, struct problem *);

/* gzip, also for other texts; at most MOST bytes come out. Both append to OUT. */
bool gzip_pack(Str text, struct buf *out, struct problem *);
bool gzip_unpack(Str packed, size_t most, struct buf *out, struct problem *);

#endif
