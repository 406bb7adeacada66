/* JSON (RFC 8259, in UTF-8) where it stands: where values end, and a way through them that keeps nothing. Repeated keys are none of its business. */
#ifndef STK_JSON_SCAN_H
#define STK_JSON_SCAN_H

#include "base/base.h"

/* Where the value that begins at FROM or behind blanks ends; 0: there is none, or it is no JSON. */
size_t json_end(Str text, size_t from);

/* What a value means that is a text, else empty. Half of a pair of code units is U+FFFD. A slice of it where nothing is escaped. */
Str json_text_of(struct arena *, Str value);

/* The text that OBJECT has under a key; empty: it has none. */
Str json_field(struct arena *, Str object, const char *key);

/* A place in a text. Begins as {.text = …}, and ends behind the text where that is no JSON; whether bytes are UTF-8 is not looked at. */
struct json_scan {
    Str text;
    size_t at;
    bool first;   /* in what was entered last: nothing has been read yet */
    bool broken;  /* it is no JSON, or not what was expected */
};

void json_enter(struct json_scan *, char open);         /* into what '{' or '[' opens */
bool json_next_key(struct json_scan *, Str *key);       /* false: there is none any more. KEY stands as it is written, without quotation marks */
bool json_next_item(struct json_scan *);
Str  json_skip(struct json_scan *);                     /* the value that comes now, as it is written; empty: broken */
bool json_finished(const struct json_scan *);           /* nothing but blanks comes any more */

#endif
