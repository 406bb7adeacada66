/* Runs git, which is asked about revisions. */
#ifndef STK_GIT_H
#define STK_GIT_H

#include "base/base.h"

/* Runs git with ARGUMENTS, which end with NULL and begin with "git"; INDEX: a file in the place of the repository's index, NULL: that one. What it
 * wrote goes to *OUT, NUL-terminated. True: it succeeded. That there is no git is reported. */
bool git_run(struct arena *, const char *const *arguments, const char *index, Str *out);
#define GIT(arena, index, out, ...) git_run(arena, (const char *const[]){"git", __VA_ARGS__, NULL}, index, out)

/* The top of the working tree in which the current folder lies, absolute, and the commit of REVISION. False: reported on standard error. */
bool git_find(struct arena *, const char *command, const char *revision, Str *top, Str *commit);

#endif
