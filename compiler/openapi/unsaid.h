/* What OpenAPI documents do not say, as far as is known: of the releases that stk comes with. Looked over with each new one (kube/README.md). */
#ifndef STK_UNSAID_H
#define STK_UNSAID_H

#include "base/base.h"

/* A field that is off by default although no description says so; TYPE: its full name. */
bool is_silent(const char *type, const char *field);
/* A value that documents have and servers refuse (kube/enums.txt): deprecated, behind a gate, or of another API version. */
bool is_refused_value(const char *field, Str value);

#endif
