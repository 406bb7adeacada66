/* The language server: an editor speaks with it over standard input and output (LSP 3.17). */
#ifndef STK_SERVE_H
#define STK_SERVE_H

#include "base/base.h"

/* Until the editor says goodbye or is gone. Returns 0 if it did so as it should, 1 if not. */
int serve(Str stdlib);

#endif
