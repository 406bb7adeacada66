/* How names may be written that end in host names, paths and labels. */
#ifndef STK_NAME_SYNTAX_H
#define STK_NAME_SYNTAX_H

#include "base/base.h"

enum syntax {
    SUBDOMAIN,    /* labels joined by dots */
    LABEL,        /* a-z, 0-9 and '-', beginning and ending with a letter or digit */
    HOST_LABEL,   /* the same, beginning with a letter */
    PATH_SEGMENT, /* anything without '/' and '%' */
};

/* The first character that cannot stand where it stands; the length of NAME: none. */
size_t first_refused(Str name, enum syntax);
/* NAME with what is refused replaced, as a proposal; empty if that does not help. */
Str mended_name(struct arena *, Str name, enum syntax);

bool is_alphanumeric(char); /* a-z and 0-9 */

/* For messages: the whole UTF-8 character at I, and "begins with", "contains" or "ends with" it. */
Str character_at(Str text, size_t i);
const char *position_of(Str text, size_t i);

#endif
