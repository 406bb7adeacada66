/* Shows collected diagnostics: text for people, JSON and SARIF for programs. */
#ifndef STK_RENDER_H
#define STK_RENDER_H

#include "diag/diag.h"

enum diag_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

void render_diags(const struct diags *, enum diag_format, bool color, struct buf *out);

/* TEXT with its control characters, tabs aside, made visible: nothing in it can steer a terminal. */
void put_visible(struct buf *out, Str text);

#endif
