/* Points in time, in milliseconds: those that Kubernetes writes down (RFC 3339), and our own clocks. */
#ifndef STK_TIMESTAMP_H
#define STK_TIMESTAMP_H

#include "base/base.h"

/* "2026-01-31T12:00:00Z", "2026-01-31T13:00:00.5+01:00" as milliseconds since 1970. False: it is none. */
bool timestamp_read(Str, int64_t *ms);

Str timestamp_now(struct arena *); /* "2026-01-31T12:00:00Z" */
enum { TIMESTAMP_SIZE = 48 };
void timestamp_write(int64_t ms, char text[TIMESTAMP_SIZE]); /* UTC: "2026-01-31T12:00:00.000Z" */

int64_t calendar_ms(void); /* since 1970; may be set forward and back */
int64_t elapsed_ms(void);  /* never goes back, and goes on while the machine sleeps */

#endif
