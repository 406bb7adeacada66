/* Sources: every text that was read, kept whole to the end, and places in them.
 * A place is a half-open range of byte offsets; line and column are computed only for messages. */
#ifndef STK_SOURCE_H
#define STK_SOURCE_H

#include "base/file_stamp.h"

typedef struct {
    uint32_t file;   /* index of the source; 0 is no place */
    uint32_t lo, hi; /* bytes */
} Span;

struct source {
    Str path;        /* as shown to people: relative where possible, '/' between parts */
    Str text;        /* NUL-terminated; the NUL is not counted */
    uint32_t *lines; /* offset of each line's first byte, made on first use */
    uint32_t nlines;
    bool library;    /* of the standard library: nobody who reads a message has written it */
};

/* Texts that take the place of those of files: they are being written in an editor. */
struct unsaved { Str file, text; }; /* FILE: absolute, without links */
struct unsaved_texts { VEC(struct unsaved) v; };

struct sources {
    struct arena *arena;
    VEC(struct source) all; /* all.at[0] is a dummy */
    struct known_files *known; /* gets every file that is read, "-" with no mode; NULL: nobody asks */
    const struct unsaved_texts *unsaved; /* NULL: there are none */
};

enum { SOURCE_MAX = 16 << 20 };

enum source_error { SOURCE_OK, SOURCE_MISSING, SOURCE_UNREADABLE, SOURCE_TOO_LARGE };

void sources_init(struct sources *, struct arena *);
uint32_t source_add(struct sources *, Str path, Str text);
/* Reads FILE as the source PATH; FILE "-" is standard input. *ID is 0 unless SOURCE_OK. */
enum source_error source_read(struct sources *, const char *file, Str path, uint32_t *id);
/* The same for a file that stk itself wrote: at most MOST bytes. */
enum source_error source_read_large(struct sources *, const char *file, Str path, size_t most, uint32_t *id);
const struct source *source_at(const struct sources *, uint32_t id);
Str span_text(const struct sources *, Span); /* what stands there, in a file */
bool source_is_standard(const struct source *); /* of the standard library; no package is */
/* Those of the library stay; the others are empty and have no path, and their numbers are not given out again. */
void sources_forget_project(struct sources *);

struct source_position {
    uint32_t line, column; /* from 1; columns count code points */
};
struct source_position source_position(struct sources *, uint32_t file, uint32_t offset);
Str source_line(struct sources *, uint32_t file, uint32_t line); /* without its end */

/* The doc comment that ends in the line above this place, with BETWEEN its lines; empty: there is none. Made in the arena of the sources. */
Str source_doc_above(struct sources *, Span at, const char *between);

Span span_join(Span first, Span last);

#endif
