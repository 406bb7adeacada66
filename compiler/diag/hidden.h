/* What stands in a line where a secret is to be expected, judged by the words before it: whatever a message is about, the source that is
 * shown around it repeats no secret, also under a key that is misspelt or unknown, or in a file that cannot even be read. */
#ifndef STK_HIDDEN_H
#define STK_HIDDEN_H

#include "diag/diag.h"

/* Hides it in the lines that will be shown. */
void hide_by_name(struct diags *);

#endif
