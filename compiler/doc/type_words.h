/* Types as people say them who do not write .stk: "int, from 1 to 9", "size, as 512Mi, 2Gi", "one of ovs, ovn". */
#ifndef STK_TYPE_WORDS_H
#define STK_TYPE_WORDS_H

#include "value/type.h"
#include "value/value.h"

Str type_words(struct session *, const struct type *);
/* A time, port, size or cpu as a values file has it: 5min, 53/udp, 512Mi; empty for other values. */
Str unit_text(struct arena *, struct value);
/* Whether an instance is part of it, which no file can hold. */
bool type_holds_instance(const struct type *);
/* Whether all of it is a secret. */
bool type_is_secret(const struct type *);
/* What the source says there; of several lines the first, and that it goes on. Empty: nowhere. */
Str source_text(struct session *, Span);

#endif
