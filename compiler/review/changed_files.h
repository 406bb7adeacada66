/* Which files of the git working tree are not as they were in a revision. */
#ifndef STK_CHANGED_FILES_H
#define STK_CHANGED_FILES_H

#include "base/base.h"

struct changed_files {
    struct arena *arena;
    Str top;              /* of the working tree */
    struct names *names;
    struct map same;      /* interned paths from the top of the files that are as they were */
    VEC(Str) differing;   /* paths from the top of those that are not, as far as git tracks them */
    bool all;             /* a link has changed: where paths lead is not the same */
};

/* Asks git. Files that it does not track count as changed. False: reported on standard error, as of COMMAND. */
bool changed_files_read(struct arena *, const char *command, const char *revision, struct changed_files *);
/* Whether FILE, by any path, is not as it was; also when it lies outside of the working tree, or is not there. */
bool is_changed_file(const struct changed_files *, const char *file);
/* Whether one below FOLDER is not, or is gone, or new; false: there is no such folder. */
bool is_changed_folder(const struct changed_files *, const char *folder);

#endif
