/* What a command has to say of all that it looked at: text as it goes, or one document for programs at the end. */
#ifndef STK_REPORT_H
#define STK_REPORT_H

#include "diag/diag.h"

enum diag_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

/* What diagnostics are about. NULL: it has no name, as manifests have none. */
struct subject { const char *stack, *environment; };

struct report; /* owns what was added */
struct report *report_new(enum diag_format);
/* Finishes DIAGS and takes them over; as text they go to standard error at once. *PART gets what report_again takes, malloc'ed; NULL: nobody
 * asks. */
void report_add(struct report *, struct diags *, struct subject, struct buf *part);
/* Adds what report_add of a report of the same format, with the same colours, gave as its part. False: it is none. */
bool report_again(struct report *, Str part);
/* Adds the document, if it is one, to OUT, and frees the report. */
void report_end(struct report *, struct buf *out);

/* Whether text is shown with colours. */
bool report_colors(void);

#endif
