/* Who is at work: for the lock's holder and the history. */
#ifndef STK_IDENTITY_H
#define STK_IDENTITY_H

#include "base/base.h"

Str identity_user(struct arena *);    /* "ann@host" */
/* "ann@host/1234/5f0c9d31/6b9c2e…-81734": user, host, process; random digits, so that nobody else is called that, whenever it is asked;
 * the running system that counts its processes in that way, and when it started this one. */
Str identity_process(struct arena *);
/* Whether that process was one of this user on this very system, and is no more. False, too, when that cannot be told. */
bool identity_is_gone(struct arena *, Str process);
Str identity_random(struct arena *);  /* 16 hex digits */

#endif
