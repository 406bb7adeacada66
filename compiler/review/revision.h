/* The files of a git revision. */
#ifndef STK_REVISION_H
#define STK_REVISION_H

#include "base/base.h"

struct revision {
    struct arena *arena;
    const char *name;   /* as given */
    const char *top;    /* of the working tree; absolute */
    const char *prefix; /* from there to the current folder: "" or "a/b/" */
    const char *tree;   /* the revision's files; absolute */
};

/* Puts the files of the revision into FOLDER/tree; neither the working tree nor the index is touched.
 * False: reported on standard error. */
bool revision_read(struct arena *, const char *name, const char *folder, struct revision *);
/* Where the file or folder PATH of the working tree lies in the revision; one outside the working tree is itself. */
const char *revision_path(const struct revision *, const char *path);
/* Makes the revision's counterpart of the current folder the current one; its top where it has none. */
bool revision_enter(const struct revision *);

#endif
