/* Times as Kubernetes writes them: RFC 3339. */
#ifndef STK_TIMESTAMP_H
#define STK_TIMESTAMP_H

#include "base.h"

/* "2026-01-31T12:00:00Z", "2026-01-31T13:00:00.5+01:00" as milliseconds since 1970. False: it is none. */
bool timestamp_read(Str, int64_t *ms);

#endif
