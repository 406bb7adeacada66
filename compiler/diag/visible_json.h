/* Text as it is shown, in JSON. */
#ifndef STK_VISIBLE_JSON_H
#define STK_VISIBLE_JSON_H

#include "base/base.h"

#include <jansson.h>

/* TEXT with its control characters made visible; "?" where it is not UTF-8. */
json_t *visible_json(Str text);
/* The same of a buffer, which is freed. */
json_t *visible_json_of(struct buf *text);

#endif
