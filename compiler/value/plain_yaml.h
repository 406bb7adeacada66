/* YAML as programs write it, as libyaml's events, in a tenth of its time: one document in ASCII, of block mappings and sequences that are indented
 * with blanks, whose scalars stand on one line, with or without quotes but without escapes, or are literal blocks ("|"); {} and []; comments on
 * lines of their own. Whatever else there is, libyaml reads. Places are bytes, not characters. */
#ifndef STK_PLAIN_YAML_H
#define STK_PLAIN_YAML_H

#include "base/base.h"

#include <yaml.h>

struct plain_token {
    uint32_t lo, hi;  /* its place; of a literal block, with all its lines */
    uint16_t indent;  /* of the lines of a literal block */
    uint8_t kind;
};

/* Begins with an arena. What it holds is used again by the next document. */
struct plain_yaml {
    struct arena *arena;
    Str text;
    VEC(struct plain_token) tokens;
    size_t next;
    struct buf scratch; /* the text of the event */
};

/* The document from FROM to END; false: it is not of this kind. */
bool plain_yaml_read(struct plain_yaml *, Str text, size_t from, size_t end);
/* The next event, whose text lives until the next call. False: the document has ended. */
bool plain_yaml_next(struct plain_yaml *, yaml_event_t *);
void plain_yaml_free(struct plain_yaml *);

#endif
