/* Records and lists under construction. All lives in the session's arena. */
#ifndef STK_RECORD_BUILDER_H
#define STK_RECORD_BUILDER_H

#include "value/value.h"

struct fields {
    struct session *session;
    VEC(const struct name *) keys;
    VEC(struct value) values;
};
void put(struct fields *, const char *key, struct value);
void put_named(struct fields *, const struct name *key, struct value);
void put_text(struct fields *, const char *key, Str);
void put_filled(struct fields *, const char *key, Str); /* the same, but nothing for an empty text */
struct value done(struct fields *);

struct items { VEC(struct value) v; };
struct value list_of(struct session *, const struct items *);

#endif
