/* Memory by whole huge pages of the system. */
#ifndef STK_HUGE_PAGES_H
#define STK_HUGE_PAGES_H

#include <stddef.h>

enum { HUGE_PAGE = 2 << 20 };

/* BYTES are a multiple of HUGE_PAGE. Zeroed; NULL: there is none. */
void *huge_alloc(size_t bytes);
void huge_free(void *, size_t bytes);

#endif
