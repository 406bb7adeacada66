/* What was written once is written again by copying: a mold is an object as it was written, with the place of each value in its text. Of
 * the next object that the same declaration makes, only what differs is written anew, be it a text or a whole record. */
#ifndef STK_YAML_MOLD_H
#define STK_YAML_MOLD_H

#include "yaml_writer.h"

/* A value of the mold. What is inside a list or record follows it, in the order of writing. */
struct mold_part {
    uint32_t start, end;                   /* of its text; that of a list or record ends with its line */
    uint32_t next;                         /* the part behind all that is inside it */
    uint32_t leaf;                         /* the number of its first leaf; empty collections are leaves */
    uint32_t indent;                       /* as put_yaml_lines wants it, and: */
    bool inline_first;
};

struct mold {
    struct arena *arena;
    struct value value;
    size_t begun;               /* in the buffer, while it is made */
    Str text;
    VEC(struct mold_part) parts;
    uint32_t nleaves;
    struct origin_list origins; /* of the leaves, where they are wanted */
    unsigned misfits;           /* objects in a row of which more than half was written anew */
    unsigned made;              /* molds so far */
};

struct mold *mold_new(struct arena *); /* nothing has been written by it */

/* A part begins, or ends, where the writer stands; it is written to its mold, if it has one. */
size_t mold_part_begin(const struct yaml_writer *, size_t indent, bool inline_first);
void mold_part_end(const struct yaml_writer *, size_t part);

void write_by_mold(const struct yaml_writer *, struct mold *, struct value);

#endif
