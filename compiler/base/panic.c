/* Ends of the process that nobody wants. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

void panic(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("stk: internal error: ", stderr);
    vfprintf(stderr, fmt, args);
    fputs("\nThis is a defect of stk; please report it.\n", stderr);
    va_end(args);
    exit(70);
}

/* Not a defect: the input asks for too much. */
void *memory_checked(void *memory)
{
    if (memory) return memory;
    fputs("stk: error[E0504]: this needs more memory than there is\n", stderr);
    exit(1);
}
