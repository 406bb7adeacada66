#include "json/json_memory.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

static void erase(void *memory)
{
    if (memory) explicit_bzero(memory, malloc_usable_size(memory));
    free(memory);
}

void json_memory_erase(void) { json_set_alloc_funcs(malloc, erase); }
