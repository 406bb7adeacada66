/* What an API server writes into an object where a manifest says nothing. */
#ifndef STK_SERVER_DEFAULT_H
#define STK_SERVER_DEFAULT_H

#include "kube/kube.h"
#include "value/value.h"

/* Whether VALUE is what the server takes for KEY in RECORD, which is of type OWNER and has no such key. */
bool is_server_default(struct session *, const struct kube_type *owner, struct value record, const char *key, struct value);

#endif
