/* What a server says of what it refuses, without the values that it repeats: they may be secret, or whole pod templates. */
#ifndef STK_REFUSAL_H
#define STK_REFUSAL_H

#include "base/base.h"

/* Appends MESSAGE: "spec.schedule: Invalid value: "0 0 * * 7": end of range (7) above maximum (6): 7" becomes "spec.schedule: end of range
 * (7) above maximum (6): 7". Where it cannot be told where a value ends, all that follows is left out. */
void put_refusal(struct buf *, Str message);

#endif
