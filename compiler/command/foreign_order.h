/* The order of manifests that others wrote, as far as the objects name each other. */
#ifndef STK_FOREIGN_ORDER_H
#define STK_FOREIGN_ORDER_H

#include "compile/manifests.h"
#include "review/compiled.h"

/* Gives each object of COMPILED its wave and what it comes after: what it names by the rules of stacks. NUMBERS: for each of the manifests, which are
 * read and not yet typed, the one that it is. What is wrong with them is not told, and leaves the order as it is. */
void order_foreign(struct compiled *, struct manifests *, const uint32_t *numbers);
/* FILE:LINE:COLUMN; empty: no place. */
Str foreign_place(struct session *, Span);

#endif
