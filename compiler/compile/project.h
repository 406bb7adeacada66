/* stk.project: the stacks of a project and their environments. */
#ifndef STK_PROJECT_H
#define STK_PROJECT_H

#include "compile/compile.h"

struct environment {
    const char *stack, *name;
    struct compile_options options;  /* paths count from the project's folder */
};

struct project {
    Str folder;
    VEC(struct environment) environments; /* a stack without environments has one, with the name NULL */
};

/* The folder of the stk.project that is nearest to PATH, its own or one above it, as an absolute path; empty: none. */
Str project_root(struct arena *, const char *path);

/* Reads the stk.project in the nearest folder above STACK, a path; where that is none, and for NULL, in the nearest from the current folder
 * on. NULL: there is none, or it was reported. */
struct project *project_read(struct session *, const char *stack);

/* The environment that OPTIONS names, of its stack; NULL: there is none. */
const struct environment *environment_find(struct arena *, const struct project *, const struct compile_options *options);
/* OPTIONS with what ENVIRONMENT says; its values come before those of the command line. */
void environment_merge(struct session *, struct compile_options *options, const struct environment *environment);
/* Looks up the environment that OPTIONS names, if any, and merges it. False: reported. */
bool environment_apply(struct session *, struct compile_options *options);

#endif
