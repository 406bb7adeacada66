/* The values file of a stack: every parameter with its comment, type, readers and value. */
#ifndef STK_VALUES_FILE_H
#define STK_VALUES_FILE_H

#include "evaluate/machine.h"

struct values_options {
    Str source;                                /* how people name the stack */
    const struct override_values *overrides;   /* what the environment and other values files say */
    size_t deep;                               /* as many levels of what lies inside, with all parameters */
};
/* What has a value stands there, so that the file means what the stack means without it; all else is turned off by a '#': what is computed, what
 * is missing, what no file can hold. */
void put_values_file(struct buf *out, struct program *, struct component *stack, const struct values_options *);

#endif
