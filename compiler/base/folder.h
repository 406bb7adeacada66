/* Folders on disk: one for a while, and removing one. */
#ifndef STK_FOLDER_H
#define STK_FOLDER_H

#include "base/base.h"

/* A new one below $TMPDIR or /tmp, mode 0700; its absolute path. NULL: errno says why. */
const char *temporary_folder(struct arena *);
/* With all that is in it; what cannot be removed stays. */
void remove_folder(struct arena *, const char *folder);

#endif
