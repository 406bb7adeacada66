/* The functions that are built in: declared and documented in stdlib/builtin.stk, done here. */
#ifndef STK_BUILTIN_H
#define STK_BUILTIN_H

#include "program/program.h"

const struct builtin *builtin_named(const struct name *); /* NULL: none */

#endif
