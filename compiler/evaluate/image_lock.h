/* A lock file: the digest by which each image runs. Its lines are "REFERENCE DIGEST"; '#' begins a comment. */
#ifndef STK_IMAGE_LOCK_H
#define STK_IMAGE_LOCK_H

#include "evaluate/machine.h"

struct locked_image {
    Str reference, digest;
    Span at;      /* of the line */
    bool used;
};

struct image_lock {
    uint32_t file;
    VEC(struct locked_image *) lines;
    struct map by_reference; /* interned reference to its line; one without a digest: there is none, which was told */
};

/* What cannot be read is reported. */
struct image_lock *image_lock_read(struct session *, uint32_t file);

/* IMAGE by its digest, when the machine has a lock; what has one is left as it is, and what has no line is reported once. */
struct value image_pinned(struct machine *, struct value image, Span at);

/* Lines of the machine's lock that no image has. */
void image_lock_report_unused(struct machine *);

#endif
