/* Reads .stk/map again (emit/source_map.h says how it looks): who set a field. Texts are slices of the map's own text. */
#ifndef STK_SOURCE_MAP_READER_H
#define STK_SOURCE_MAP_READER_H

#include "diag/session.h"

/* What it says of the lines of a text. */
struct source_map_text {
    size_t leaf;      /* of its object */
    Str lines;        /* the origins of its lines, for map_next_line */
};

/* What the map says of one manifest. */
struct source_map_entry {
    Str manifest;
    Str declared;     /* place of the object's declaration, as in the map */
    Str instance;     /* path; may be empty */
    Str ids;          /* the origins of its leaves */
    VEC(struct source_map_text) texts; /* by leaf */
};

struct source_map {
    struct session *session;
    VEC(Str) files, places;        /* by number; 0 is a dummy */
    VEC(struct source_map_entry) entries;
    struct map by_manifest;        /* interned name to index in entries + 1 */
};

/* Where a value was set. Role: as in the map; ' ' where nothing is known. */
struct source_map_place {
    Str file;                      /* empty: the compiler */
    uint32_t line, column;
    char role;
    size_t previous;               /* number of the place that this one overrode; 0: none */
};

/* False: TEXT is no map that this stk can read. */
bool source_map_read(struct session *, Str text, struct source_map *);
const struct source_map_entry *source_map_entry_of(const struct source_map *, Str manifest); /* NULL: none */
struct source_map_place source_map_place(const struct source_map *, size_t number);
struct source_map_place source_map_declared(const struct source_map *, const struct source_map_entry *);
/* Takes the origin of the next leaf off IDS, in the order of the manifest's lines; *RUN counts how often the last one
 * stands for more leaves, and is 0 at first. */
size_t source_map_next_leaf(Str *ids, size_t *number, size_t *run);

/* On the way through the lines of a text. Begins as {.lines = …}. */
struct source_map_lines {
    Str lines;
    size_t run;                    /* how often the last place stands for more lines */
    struct source_map_place last;         /* the role is ' ' where it is that of the leaf */
    struct source_map_place written;      /* the last one that had no number */
};
/* Moves on to the next line, whose place is LAST then; false: there is none that has a place of its own any more. */
bool source_map_next_line(const struct source_map *, struct source_map_lines *);

#endif
