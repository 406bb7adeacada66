/* Values as people write them in a values file: each field with its comment, and what is turned off behind a '#'. Private to this room. */
#ifndef STK_VALUES_TEXT_H
#define STK_VALUES_TEXT_H

#include "evaluate/machine.h"

struct values_text {
    struct buf *out;
    struct session *session;
    struct machine *machine;
    size_t indent;
    bool off;              /* lines begin with '#' */
    bool plain;            /* fields have no comments */
    bool whole;            /* records have all their fields: what is not there is null */
};

/* A comment: paragraphs of a doc comment. Nothing for an empty text. */
void put_comment(struct values_text *, Str text);
/* "KEY: VALUE", VALUE of TYPE over as many lines as it needs; TYPE NULL: untyped. A record may have some of its fields only. */
void put_setting(struct values_text *, const struct name *key, struct value, const struct type *);
/* "KEY:", for what is nested below. */
void put_opening(struct values_text *, const struct name *key);
/* "KEY: …": there is nothing that could stand there. */
void put_gap(struct values_text *, const struct name *key);
/* How a value of TYPE would look, turned off; nothing for types that need no example. */
void put_example(struct values_text *, const struct name *key, const struct type *);
/* "Type: int, from 1 to 9. What the comment of the type says." */
Str type_comment(struct session *, const struct type *);

#endif
