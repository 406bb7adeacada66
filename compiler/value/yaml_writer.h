/* Writing one value as YAML: what its parts share. */
#ifndef STK_YAML_WRITER_H
#define STK_YAML_WRITER_H

#include "serialize_internal.h"

struct mold;
struct yaml_writer {
    struct buf *out;
    struct origin_list *origins; /* NULL: they are not wanted */
    struct mold *mold;           /* gets the place of each part; NULL: nobody asks */
    const struct name **plain;   /* PLAIN_KEYS keys that need no quotes, by their hash; NULL: none are kept */
};

static inline bool has_lines(struct value value) { return !scalar(value) && !empty(value); }

/* A list or record with something in it. INLINE_FIRST: the first field of a record stands behind "- ". */
void put_yaml_lines(const struct yaml_writer *, struct value, size_t indent, bool inline_first);
/* A scalar or an empty collection, without the end of the line. */
void put_yaml_leaf(const struct yaml_writer *, struct value, size_t indent);
void note_yaml_origin(struct origin_list *, struct value); /* of a leaf; to no list: nothing */

void put_yaml_scalar(struct buf *, struct value, size_t indent);
void put_yaml_quoted(struct buf *, Str);
bool yaml_is_plain(Str); /* needs no quotes */

#endif
