/* Who is at work: for the lock's holder and the history. */
#ifndef STK_IDENTITY_H
#define STK_IDENTITY_H

#include "base/base.h"

Str identity_user(struct arena *);    /* "ann@host" */
Str identity_process(struct arena *); /* "ann@host/1234/5f0c9d31": nobody else is called that, whenever it is asked */
Str identity_random(struct arena *);  /* 16 hex digits */

#endif
