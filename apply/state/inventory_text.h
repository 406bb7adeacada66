/* The entries of an inventory as text: in each line one JSON array,
 * [API version, kind, plural, namespace, name, uid, wave]; wave is a number. */
#ifndef STK_INVENTORY_TEXT_H
#define STK_INVENTORY_TEXT_H

#include "state/inventory.h"

/* All entries, sorted by id. */
void inventory_text_write(const struct inventory *, struct buf *out);
/* Adds the entries of TEXT. False: *WHY says what is wrong with it. */
bool inventory_text_read(struct inventory *, Str text, const char **why);
/* The beginning of TEXT: whole lines, at most MOST bytes (but one line at least). */
Str inventory_text_cut(Str text, size_t most);

/* The values of the ApplySet annotations: sorted, without repetition. */
Str inventory_group_kinds(const struct inventory *); /* "ConfigMap,Deployment.apps" */
Str inventory_namespaces(const struct inventory *);  /* other than its own */

#endif
