/* Values as the language writes them, on one line or several. */
#ifndef STK_IMPORT_LITERALS_H
#define STK_IMPORT_LITERALS_H

#include "kube/kube.h"
#include "value/value.h"

/* TEXT in quotes, on one line. */
void put_quoted(struct buf *, Str text);
/* The key of a record: a word, or in quotes. */
void put_key(struct buf *, const struct name *);

/* Whether TEXT is written as several lines: it has at least two, and nothing that only an escape can say. */
bool is_lines(Str text);
/* """ and the lines, indented by INDENT blanks. */
void put_lines(struct buf *, Str text, size_t indent);

/* A scalar under KEY, of TYPE (NULL: untyped): 250m, 30s, Always, "a text". NULL: done; else why the language has no such value. */
const char *put_scalar(struct buf *, struct arena *, struct value, const struct kube_type *, const struct name *key);

#endif
