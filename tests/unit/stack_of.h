/* stack.json for unit tests. */
#ifndef STK_TEST_STACK_OF_H
#define STK_TEST_STACK_OF_H

#include "json.h"
#include "review/stack_file.h"

#include <stdlib.h>

/* The stack.json of FACTS; that of no stack where FACTS are of another shape. */
static inline struct stack_file *stack_of(struct session *session, const json_t *facts)
{
    json_t *whole = json_pack("{s:i}", "schema", 2);
    json_object_set(whole, "facts", (json_t *)(uintptr_t)facts);
    char *text = json_dumps(whole, 0);
    struct stack_file *stack = stack_file_read(session, "", arena_copy(session->arena, str_of(text)));
    free(text);
    json_decref(whole);
    return stack ? stack : stack_file_empty(session);
}

#endif
