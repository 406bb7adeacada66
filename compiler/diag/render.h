/* Shows collected diagnostics to people. */
#ifndef STK_RENDER_H
#define STK_RENDER_H

#include "diag/diag.h"

void render_diags(const struct diags *, bool color, struct buf *out);

/* TEXT with its control characters, tabs aside, made visible: nothing in it can steer a terminal. */
void put_visible(struct buf *out, Str text);

#endif
