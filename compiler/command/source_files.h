/* The .stk files that a command is told of. */
#ifndef STK_SOURCE_FILES_H
#define STK_SOURCE_FILES_H

#include "base/folder.h"

/* Of the N paths, or names of stacks in stk.project: files as they are, .stk files of folders; a folder FOO with FOO/FOO.stk is a folder here, too.
 * No paths: those of the project of the current folder; where there is none, that is wrong usage of COMMAND. */
struct file_list source_files(struct arena *, const char *command, char *const *paths, size_t n);

#endif
