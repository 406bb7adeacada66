/* Values as the fields of a resource, over lines, with the comments that stood at them. */
#ifndef STK_IMPORT_PUT_VALUE_H
#define STK_IMPORT_PUT_VALUE_H

#include "comments.h"
#include "import/import.h"

enum { LINE_MOST = 100 }; /* characters of a line that could be several */

struct writer {
    struct import *import;
    struct buf *out;
    uint32_t file;             /* that the object is from; 0: none yet */
    struct comments comments;  /* of this file; the cursor moves on */
    uint32_t limit;            /* the byte where what is told after the value begins */
    size_t depth;              /* of the indentation */
    bool failed;               /* something could not be written, which was reported */
};

void begin_line(struct writer *);
/* Ends the line of what stands at AT, with the comment that stood behind it. */
void end_line(struct writer *, Span at);
/* A line of its own for each comment that stands before the byte LO. */
void put_comments_before(struct writer *, uint32_t lo);
/* A value behind "KEY = ", without the end of its line; no comments stand in it. */
void put_any(struct writer *, struct value, const struct kube_type *);
/* The declaration of one key of a Secret that is there. */
void put_existing(struct writer *, const struct name *resource, Str secret, Str key, Str namespace);
/* The fields of RECORD, a line or more each, and the comments behind the last that belong to them. */
void put_fields(struct writer *, struct value record, const struct kube_type *);

#endif
