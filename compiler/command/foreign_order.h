/* The order of manifests that others wrote, as far as the objects name each other. */
#ifndef STK_FOREIGN_ORDER_H
#define STK_FOREIGN_ORDER_H

#include "foreign_stack.h"

/* Gives each object its wave and what it comes after: what it names by the rules of stacks. PATH and INPUT, what "-" stands for, are what it was
 * made of. What is wrong with the objects is not told, and leaves the order as it is. */
void order_foreign(struct compiled *, const char *path, Str input, const struct foreign_options *);

#endif
