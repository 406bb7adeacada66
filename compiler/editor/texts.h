/* The texts that are open in the editor, as they are being written. */
#ifndef STK_TEXTS_H
#define STK_TEXTS_H

#include "editor/place.h"
#include "diag/source.h"

struct text {
    char *uri;
    char *file;           /* absolute, without links */
    json_int_t version;
    struct buf content;
};
struct texts {
    struct text *at;      /* each malloc'ed, as they come and go for days */
    size_t n, cap;
};

/* What the NOTIFICATION didOpen, didChange or didClose says, as the protocol has them. False: it is none, or makes no sense; nothing has changed. */
bool texts_follow(struct texts *, const json_t *notification, enum encoding);
void texts_add(struct texts *, struct text); /* takes what is in it */
const struct text *text_find(const struct texts *, const char *uri); /* NULL: it is not open */
const struct text *named_text(const struct texts *, const json_t *params); /* that the parameters of a message name; NULL likewise */
void texts_free(struct texts *);

/* As sources take them; in ARENA, with the texts where they are. */
struct unsaved_texts unsaved_texts(const struct texts *, struct arena *);

/* "file:///…" as a path, absolute and without links as far as it exists; NULL: it is no file. Malloc'ed. */
char *file_of_uri(const char *uri);
char *uri_of_file(Str file); /* malloc'ed */

#endif
