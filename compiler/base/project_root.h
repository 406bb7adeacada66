/* Where a project begins: the folder with its stk.project. */
#ifndef STK_PROJECT_ROOT_H
#define STK_PROJECT_ROOT_H

#include "base/base.h"

/* The nearest folder with a stk.project, from the current one on, as people read it: ".", "..", "../..". False: there is none. */
bool project_folder(struct arena *, Str *folder);
Str project_folder_or_here(struct arena *); /* the same; ".": there is none */

/* The folder of the stk.project that is nearest to PATH, its own or one above it, as an absolute path; empty: none. */
Str project_root(struct arena *, const char *path);

#endif
