/* A block of lines at the bottom of a terminal that is drawn over itself: only lines that changed, in one write, so that
 * nothing flickers. What shall stay is written above it. */
#ifndef STK_SCREEN_H
#define STK_SCREEN_H

#include "base/base.h"

#include <stdio.h>

struct frame {
    struct buf text;             /* lines, each with its end; with colours */
    struct buf columns;          /* of each line, as size_t */
};

struct screen {
    FILE *out;
    size_t width, height;        /* when it was last measured */
    struct frame next;           /* to be filled before each drawing; each line narrower than WIDTH */
    struct frame drawn;          /* what the terminal shows */
    struct buf above;            /* lines to be written above it with the next drawing */
    struct buf output;
};

/* WIDTH and HEIGHT: 0 asks the terminal; 80 and 24 where that does not know. */
void screen_measure(struct screen *, int width, int height);
void screen_end_line(struct screen *, size_t columns);
/* Empties NEXT and ABOVE. */
void screen_draw(struct screen *);
void screen_free(struct screen *);

#endif
