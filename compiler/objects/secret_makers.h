/* Custom kinds whose controllers make a Secret. */
#ifndef STK_SECRET_MAKERS_H
#define STK_SECRET_MAKERS_H

#include "base/base.h"

/* It is called as spec.OUTER.INNER says, or the name in there, if that is a record; else like the object. INNER may be NULL. */
struct secret_maker { const char *kind, *outer, *inner; };
const struct secret_maker *secret_maker_of(const char *kind); /* NULL: it is none */

#endif
