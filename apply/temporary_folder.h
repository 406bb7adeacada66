/* A folder in $TMPDIR that only we can read. */
#ifndef STK_TEMPORARY_FOLDER_H
#define STK_TEMPORARY_FOLDER_H

#include "problem.h"

const char *temporary_folder(struct arena *, struct problem *); /* NULL: PROBLEM says why */
void temporary_folder_remove(struct arena *, const char *folder); /* with all that is in it; NULL: nothing */

#endif
