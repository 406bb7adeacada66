/* What API servers refuse of a field beyond its type, as far as it can be said in few words. */
#ifndef STK_KUBE_RULES_TEXT_H
#define STK_KUBE_RULES_TEXT_H

#include "kube/kube.h"

/* Of the field NAME of a struct type, in version 1.MINOR: "from 1 to 65535; like a port-name"; empty: nothing, or nothing that holds always. */
Str kube_rules_text(struct arena *, const struct kube_type *, const char *name, int minor);

#endif
