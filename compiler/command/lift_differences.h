/* What lifted services make otherwise. */
#ifndef STK_LIFT_DIFFERENCES_H
#define STK_LIFT_DIFFERENCES_H

#include "import/import.h"

/* Compiles what the import MADE and compares it with what was imported; import->differences gets a line for each consequence and field, as
 * "stk diff" tells them, but for the labels of every object. False: it does not compile, which is reported. */
bool find_lift_differences(struct import *, const struct import_output *made);

#endif
