/* Quantities of Kubernetes as numbers, for comparisons: "500m", "64Mi", 2, and what the language makes of them. */
#ifndef STK_QUANTITY_H
#define STK_QUANTITY_H

#include "value/value.h"

/* In units; exact up to 2^64 of them. False: VALUE is none. */
bool quantity_in(struct value, long double *amount);

#endif
