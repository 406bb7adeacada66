/* Items of Kubernetes lists that are told apart by a key: a container by its name, a port by its number and protocol ("53/udp"). */
#ifndef STK_ITEMS_H
#define STK_ITEMS_H

#include "evaluate/machine.h"

#define ITEM_NONE SIZE_MAX

/* The position of the item with that key; ITEM_NONE: there is none, or several, which is reported (E0110). */
size_t find_item(struct machine *, const struct kube_type *, const struct list *, const struct name *key, Span at);
/* W0203 where NEW takes the place of OLD, both lists with keys, and an item of the same key loses fields: mostly that item was to be
 * changed. Nothing for other types, or none (NULL). */
void warn_of_lost_fields(struct machine *, const struct kube_type *, struct value old, struct value new);

#endif
