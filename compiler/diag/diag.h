/* Diagnostics: collected while the stages run, sorted and shown at the end.
 *
 * Messages are lower case without a full stop, name their subject in quotes and say the cause before the
 * consequence. Texts live in the arena; control characters are made visible when shown. */
#ifndef STK_DIAG_H
#define STK_DIAG_H

#include "diag/codes.h"
#include "diag/source.h"

enum severity { ERROR, WARNING };

struct note {
    Span at;     /* file 0: no place */
    Str text;    /* the place's role: "declared here", "default", "overridden here" */
    bool around; /* it names the instance in which all this is */
};

struct diag {
    enum diag_code code;
    Span at;
    Str text;
    Str label;   /* shown beside the caret: "did you mean 'replicas'?"; may be empty */
    Str help;    /* what to do next; may be empty */
    Str allowed; /* why somebody allows it; empty: nobody does */
    VEC(struct note) notes;
};

enum { DIAG_SHOWN_MAX = 20 }; /* to people, as text */

struct diags {
    struct arena *arena;
    struct sources *sources;
    VEC(struct diag *) all;
    VEC(struct diag *) allowed; /* once they are finished: warnings with a reason not to show them */
    VEC(Span) hidden; /* never quoted: secrets that were written down */
    VEC(uint32_t) broken; /* files with syntax errors: what else is said of them would only follow from those */
    size_t errors;
    bool unexamined; /* nothing was checked: that comments allow nothing is not told */
};

void diags_init(struct diags *, struct arena *, struct sources *);
struct diag *diag_add(struct diags *, enum diag_code, Span, const char *fmt, ...) PRINTF(4, 5);
void diag_label(struct diags *, struct diag *, const char *fmt, ...) PRINTF(3, 4);
void diag_help(struct diags *, struct diag *, const char *fmt, ...) PRINTF(3, 4);
void diag_note(struct diags *, struct diag *, Span, const char *fmt, ...) PRINTF(4, 5);

/* A note of an instance around the place; the innermost first. Where the place itself is the library's, the first of these that is not
 * takes its turn: people look at the line that they have written. */
void diag_note_around(struct diags *, struct diag *, Span, const char *fmt, ...) PRINTF(4, 5);

/* Nothing that is shown will quote this range. */
void diag_hide(struct diags *, Span);
/* The message is about a text, a string or an expression, that is never quoted: it points to the beginning only. */
void diag_hide_subject(struct diags *, struct diag *);
/* E0902 about such a text. */
void diag_written_secret(struct diags *, Span at, const char *help);

/* The candidate nearest to a misspelt name: at most one edit for each three letters. */
struct suggestion {
    Str wanted, best;
    size_t distance;
};
struct suggestion suggestion_for(Str wanted);
bool suggestions_wanted(const struct diags *); /* not any more after a hundred messages: nobody reads them */
void suggestion_offer(struct suggestion *, Str candidate);
void diag_suggest(struct diags *, struct diag *, const struct suggestion *); /* label "did you mean …?" if there is one */

const char *diag_code_name(enum diag_code);
const char *diag_code_title(enum diag_code);
enum severity diag_code_severity(enum diag_code);
bool diag_code_find(Str name, enum diag_code *);

/* Sorts by place, drops repetitions, and takes out what is allowed; call once, before showing. */
void diags_finish(struct diags *);

#endif
