/* Texts with secret parts, built from pieces that are escaped for their target. Their lines remember where they come from. */
#ifndef STK_TEXT_H
#define STK_TEXT_H

#include "value/value.h"

/* Where each line of a text of several comes from, when values made it. 0, and behind the last: where the whole text does. */
struct line_origins {
    size_t n;
    uint32_t at[];
};

struct text_builder {
    struct arena *arena;
    struct map *lines;             /* gets the origins of the text's lines */
    struct buf plain;
    VEC(struct secret_part) parts; /* empty as long as there is no leaf */
    struct buf marks;              /* struct line_mark, by line */
    size_t counted;                /* bytes of plain whose lines are counted */
    uint32_t line;                 /* the number of lines that ended in them, and before them */
};
/* LINES: a map of texts to their struct line_origins; NULL: they are not kept. */
struct text_builder text_begin(struct arena *, struct map *lines);
/* Where most texts have room; it must outlast the building. */
struct text_room {
    char plain[240];
    _Alignas(uint32_t) char marks[60];
};
struct text_builder text_begin_in(struct text_room *, struct arena *, struct map *lines);
void text_add(struct text_builder *, Str);
/* A scalar or secret. Lines on which it stands come from where it does; lines with several such, from where the whole text does. */
void text_add_value(struct text_builder *, struct value, enum escape);
/* The line that is being written comes from ORIGIN, whatever stands on it. 0: nothing is known. */
void text_mark(struct text_builder *, uint32_t origin);
/* The same for all lines behind the last one that was marked. */
void text_mark_rest(struct text_builder *, uint32_t origin);
struct value text_done(struct text_builder *); /* V_STRING or V_SECRET; frees the buffers */
/* TO has as many lines as FROM, from the same places. */
void text_keep_lines(struct arena *, struct map *lines, const void *from, const void *to);
Str escaped(struct arena *, Str, enum escape);
Str secret_variable(struct arena *, const struct secret_key_ref *); /* its environment variable */

#endif
