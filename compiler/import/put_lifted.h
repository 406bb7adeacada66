/* Instances of the library in the source. */
#ifndef STK_IMPORT_PUT_LIFTED_H
#define STK_IMPORT_PUT_LIFTED_H

#include "lift.h"
#include "put_value.h"

void put_lifted(struct writer *, const struct lift *);
/* Planes, and Secrets that are not in the input. */
void put_declarations(struct writer *);

#endif
