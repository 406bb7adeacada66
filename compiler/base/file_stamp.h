/* A file as it was at some time, and whether it still is. */
#ifndef STK_FILE_STAMP_H
#define STK_FILE_STAMP_H

#include "base/sha256.h"

#include <sys/stat.h>

/* What the file system tells of a file. Its bytes do not change without it, unless they change again within STAMP_GRAIN. */
struct file_stamp {
    uint64_t inode, size, mode;  /* the mode with the kind of the file */
    int64_t modified, changed;   /* the bytes; anything: ns since 1970 */
};

/* A tick of the kernel's clock is up to 10 ms; file systems of removable disks count in 2 s. */
#define STAMP_GRAIN INT64_C(2000000000)

struct file_stamp file_stamp(const struct stat *);
int64_t time_now(void); /* ns since 1970 */

struct known_file {
    const char *name; /* as it is opened */
    struct file_stamp stamp;
    struct digest digest; /* of its bytes */
};
struct known_files { VEC(struct known_file) v; };

enum file_now { FILE_SAME, FILE_TOUCHED, FILE_CHANGED };
/* What became of FILE, whose stamp was taken after SEEN, when it is opened from the open FOLDER; FLAGS are those of fstatat. FILE_TOUCHED: it
 * has the same bytes, but they had to be read; its stamp is that of now. */
enum file_now file_now(int folder, int flags, struct known_file *file, int64_t seen);

#endif
