/* The comments of a YAML file, in their order. */
#ifndef STK_COMMENTS_H
#define STK_COMMENTS_H

#include "base/base.h"

struct comment {
    uint32_t lo;     /* of the '#' */
    uint32_t line;   /* where its line begins */
    bool behind;     /* something stands before it on its line */
    Str text;        /* without '#', the blank behind it, and those at its end */
};

struct comments {
    VEC(struct comment) v;
    size_t next;     /* the first that has not been written */
};

/* Of a text that kubectl can read: a line that begins with "---" ends a document, whatever it stands in. */
void read_comments(struct arena *, Str text, struct comments *);

#endif
