/* What texts and quantities have to look like: the formats of kube/rules.h. */
#ifndef STK_VALUE_FORMAT_H
#define STK_VALUE_FORMAT_H

#include "kube/rules.h"
#include "value/value.h"

/* Whether VALUE, of any kind, is as the format says. What is no text (no quantity) fits: its type is checked elsewhere. */
bool format_fits(enum kube_format, struct value);
/* For messages: "an IP address, as 10.9.8.7 or 2001:db8::ffff". */
const char *format_meaning(enum kube_format);

bool is_qualified_name(Str);

#endif
