/* stk.project: the stacks of a project and their environments, and what it is called as a package. */
#ifndef STK_PROJECT_H
#define STK_PROJECT_H

#include "base/project_root.h"
#include "compile/compile.h"
#include "package/title.h"

struct environment {
    const char *stack, *name;
    struct compile_options options;  /* paths count from the project's folder */
    Span at;                         /* what stk.project says of it */
};

struct project {
    Str folder;
    struct package_title title;
    VEC(struct environment) environments; /* a stack without environments has one, with the name NULL */
};

/* Reads the stk.project in the nearest folder above STACK, a path; where that is none, and for NULL, in the nearest from the current folder
 * on. NULL: there is none, or it was reported. */
struct project *project_read(struct session *, const char *stack);

/* The environment that OPTIONS names, of its stack; NULL: there is none. */
const struct environment *environment_find(struct arena *, const struct project *, const struct compile_options *options);
/* OPTIONS with what ENVIRONMENT says; its values come before those of the command line. */
void environment_merge(struct session *, struct compile_options *options, const struct environment *environment);

enum environment_choice { ENVIRONMENT_CHOSEN, ENVIRONMENT_UNKNOWN, ENVIRONMENT_BROKEN };
/* Looks up what OPTIONS name, and merges it: an environment, if any; a source that is a stack's name in the project becomes its source.
 * *FOUND: the environment; NULL: none is named. ENVIRONMENT_UNKNOWN: there is no such environment; ENVIRONMENT_BROKEN: the project cannot
 * be read; both are reported. */
enum environment_choice environment_choose(struct session *, struct compile_options *options, const struct environment **found);
/* "shop" stands for the source of the stack that stk.project calls so, unless there is such a file or folder. */
void replace_stack_name(struct session *, struct compile_options *options);
/* Whether FOLDER has a stk.project. */
bool is_project(const char *folder);

#endif
