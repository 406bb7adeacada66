/* Waits until a file has changed that a compilation has read. */
#ifndef STK_WATCH_FILES_H
#define STK_WATCH_FILES_H

#include "base/file_stamp.h"
#include "base/folder.h"

struct watch;
/* Of the folders of FILES, and those at and below ROOT as far as they are not hidden and not too many: there new files are seen, too. NULL: errno
 * says why. What changes from now on is not missed. */
struct watch *watch_new(const struct known_files *files, const char *root);
/* Returns when something happened in these folders, and then nothing for a moment. */
void watch_wait(struct watch *);
void watch_free(struct watch *);

/* The first of FILES, whose stamps were taken after SEEN, that has other bytes now or is gone; NULL: none. */
const char *changed_file(struct known_files *files, int64_t seen);

#endif
