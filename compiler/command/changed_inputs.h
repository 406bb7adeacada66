/* Whether what a stack or a module is made of has changed since a git revision. */
#ifndef STK_CHANGED_INPUTS_H
#define STK_CHANGED_INPUTS_H

#include "one_stack.h"
#include "review/changed_files.h"

/* Whether one of the files differs that decide about ENVIRONMENT as ARGUMENTS have it: the project's file, the source, what it uses and names, the
 * library as far as it lies in the working tree, values files, the lock file. What cannot be checked counts as changed: it will be told why. */
bool is_changed_environment(const struct changed_files *, const struct project *, const struct stack_arguments *, const struct environment *);
/* The same of a module by itself, with what it uses. */
bool is_changed_module(const struct changed_files *, const char *file);

/* REV as git takes it; an option is wrong usage. */
const char *revision_argument(const char *command, const char *text);

#endif
