/* What a project is made of, when it becomes a package. */
#ifndef STK_PACKAGE_FILES_H
#define STK_PACKAGE_FILES_H

#include "compile/project.h"
#include "package/package.h"

struct package_entry { Str path, text; };

/* Files of the project, each once, sorted by their paths from its folder. */
struct package_contents {
    struct arena *arena;
    Str root;                   /* the project's folder, absolute */
    VEC(struct package_entry) v;
};

/* All .stk files of the project, and what they read: each is checked, and each stack compiled in each of its environments; schemas, files of
 * data, values files and lock files come from there. README.md and LICENSE come along. False: something does not compile, or cannot be in a
 * package (E1005); it is told. */
bool package_collect(struct package_contents *, const struct project *);

#endif
