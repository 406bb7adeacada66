/* What stands around a place of a text that is being written: it may be far from complete. */
#ifndef STK_CURSOR_H
#define STK_CURSOR_H

#include "base/base.h"

struct cursor {
    size_t lo, hi;      /* the name there: its letters before and behind the place */
    size_t depth;       /* brackets that are open */
    char bracket;       /* the innermost of them, '{', '(' or '['; 0: none */
    size_t opened;      /* where it stands */
    char before;        /* the last character before the name that is no space, '\n' for the start of a line; 0: none */
    bool in_text, in_comment;
    bool in_plain_text; /* of one line, with nothing computed in it: LO and HI are those of what stands between the quotes */
};

/* Of a .stk source. */
struct cursor cursor_at(Str text, size_t offset);

#endif
