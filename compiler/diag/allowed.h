/* Warnings that somebody has looked at, and allows with a reason.
 *
 *     replicas: 1  # allow W0410: the license is for one
 *
 * in a comment, of .stk or YAML, on the line of the warning or alone on the line above. What is allowed is not shown as text and JSON; SARIF has it
 * as suppressed. The annotation stk.dev/allow says the same of all of an object. A comment that allows nothing, or gives no reason, is told (W0101). */
#ifndef STK_ALLOWED_H
#define STK_ALLOWED_H

#include "diag/diag.h"

/* Takes what comments allow out of DIAGS->all into DIAGS->allowed. */
void take_allowed(struct diags *);

/* "W0901: reason; W0701: reason", as comments and annotations have it: the reason for CODE; empty: it is not allowed. */
Str allowed_reason(Str text, enum diag_code);

#endif
