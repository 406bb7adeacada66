/* Names in the stack that is made: each once. */
#ifndef STK_RESOURCE_NAMES_H
#define STK_RESOURCE_NAMES_H

#include "import/import.h"

struct resource_names {
    struct session *session;
    struct map taken;  /* interned name to something */
    struct map counts; /* interned name to how many objects would have it, a size_t */
};

void name_resources(struct resource_names *, struct imported *, size_t n);
/* WANTED, or with a number behind it. */
const struct name *free_name(struct resource_names *, const struct name *wanted);

#endif
