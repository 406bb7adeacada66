/* What a command has to say of all that it looked at: text as it goes, or one document for programs at the end. */
#ifndef STK_REPORT_H
#define STK_REPORT_H

#include "diag/diag.h"

/* The last two are for CI systems, whose logs people read: text goes there as well. */
enum diag_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF, FORMAT_GITHUB, FORMAT_GITLAB };

/* What diagnostics are about. */
struct subject {
    const char *stack, *environment; /* NULL: it has no name, as manifests have none */
    Str folder;                      /* from the top of the git repository to where paths count from; empty: there */
    Str source;                      /* what is meant where there is no place, counted from there; may be empty */
    Str differs;                     /* JSON of what differs between several target versions; may be empty */
};

struct report; /* owns what was added */
struct report *report_new(enum diag_format);
/* Finishes DIAGS and takes them over; as text they go to standard error at once, also in the formats of CI systems. *PART gets what report_again
 * takes, malloc'ed; NULL: nobody asks. */
void report_add(struct report *, struct diags *, struct subject, struct buf *part);
/* Adds what report_add of a report of the same format, with the same colours, gave as its part. False: it is none. */
bool report_again(struct report *, Str part);
/* Adds the document, if it is one, to OUT, and frees the report. */
void report_end(struct report *, struct buf *out);

/* Whether text goes to standard error in this format. */
bool report_has_text(enum diag_format);
/* Whether text is shown with colours. */
bool report_colors(void);

#endif
