/* Manifests that others wrote, as a compiled stack: objects, and nothing that only stk knows of them. */
#ifndef STK_FOREIGN_STACK_H
#define STK_FOREIGN_STACK_H

#include "review/compiled.h"

/* How manifests are read. */
struct foreign_options {
    const char *namespace; /* of objects that tell none; NULL: default */
    int kube;              /* 0: the newest */
    bool nameless;         /* an object without a name goes by its place; else it is refused: nobody can tell which one of two sides it is */
    bool ordered;          /* each object gets its wave, and what it comes after: what it names by the rules of stacks */
};

/* Whether PATH is no folder that "stk compile" wrote. */
bool is_foreign(struct arena *, const char *path);
/* PATH is a file, a folder, or "-" for standard input. Of objects that are told twice the last one counts, as for kubectl.
 * What is wrong with them is not told, as long as they can be read. NULL: reported. */
struct compiled *foreign_stack(struct session *, const char *path, const struct foreign_options *);
/* The same of TEXT, a stream of manifests. */
struct compiled *foreign_stack_of(struct session *, Str text, const struct foreign_options *);

#endif
