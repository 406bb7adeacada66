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
    uint64_t kube; /* the target versions that it holds for, a bit for each minor; 0: only one was asked */
    VEC(struct note) notes;
};

enum { DIAG_SHOWN_MAX = 20 }; /* to people, as text */

struct diags {
    struct arena *arena;
    struct sources *sources;
    VEC(struct diag *) all;
    VEC(struct diag *) allowed; /* once they are finished: warnings with a reason not to show them */
    VEC(Span) hidden; /* never quoted: secrets that were written down */
    struct offers *offers; /* of what stands beside OFFERS_HERE; NULL: no editor asks */
    VEC(uint32_t) broken; /* files with syntax errors: what else is said of them would only follow from those */
    size_t errors;
    bool finished;
    bool unexamined; /* nothing was checked: that comments allow nothing is not told */
};

void diags_init(struct diags *, struct arena *, struct sources *);
struct diag *diag_add(struct diags *, enum diag_code, Span, const char *fmt, ...) PRINTF(4, 5);
void diag_label(struct diags *, struct diag *, const char *fmt, ...) PRINTF(3, 4);
void diag_help(struct diags *, struct diag *, const char *fmt, ...) PRINTF(3, 4);
void diag_note(struct diags *, struct diag *, Span, const char *fmt, ...) PRINTF(4, 5);

/* What is said after a mark can be taken back, be it finished: it would be of no use to whoever reads the rest. */
struct diags_mark {
    struct diag *const *said; /* a copy: finishing puts them in another order */
    size_t n, allowed, errors;
    bool finished;
};
struct diags_mark diags_mark(const struct diags *);
void diags_back_to(struct diags *, struct diags_mark);

/* A note of an instance around the place; the innermost first. Where the place itself is the library's, the first of these that is not
 * takes its turn: people look at the line that they have written. */
void diag_note_around(struct diags *, struct diag *, Span, const char *fmt, ...) PRINTF(4, 5);

/* Nothing that is shown will quote this range. */
void diag_hide(struct diags *, Span);
/* The message is about a text, a string or an expression, that is never quoted: it points to the beginning only. */
void diag_hide_subject(struct diags *, struct diag *);
/* E0902 about such a text. */
void diag_written_secret(struct diags *, Span at, const char *help);

/* What an editor may put where somebody is about to write a name: it has this one there, and asks what could have been meant. */
#define OFFERS_HERE "stk_offers_here"
struct offer {
    Str text;
    Span declared; /* file 0: in no source */
};
struct offers {
    struct arena *arena;
    VEC(struct offer) v;
    bool inherited;      /* each parameter that is inherited could stand there, too */
};

enum { LISTED_MOST = 12 };
/* The candidate nearest to a misspelt name: at most one edit for each three letters. */
struct suggestion {
    Str wanted, best;
    size_t distance;
    Str listed[LISTED_MOST]; /* the first candidates */
    size_t n;                /* of all of them */
    struct offers *offers; /* gets all candidates; NULL: nobody asks for them */
};
struct suggestion suggestion_for(const struct diags *, Str wanted); /* diags NULL: no editor asks */
bool offers_wanted(const struct diags *, Str text); /* it is what an editor has put there to see what could be meant */
bool suggestions_wanted(const struct diags *); /* not any more after a hundred messages: nobody reads them */
void suggestion_offer(struct suggestion *, Str candidate);
void suggestion_offer_declared(struct suggestion *, Str candidate, Span declared);
void diag_suggest(struct diags *, struct diag *, const struct suggestion *); /* label "did you mean …?" if there is one */
/* Besides, if there is none: help "it has 'a', 'b'" where candidates are few. False: nothing was said. */
bool diag_suggest_or_list(struct diags *, struct diag *, const struct suggestion *);

const char *diag_code_name(enum diag_code);
const char *diag_code_title(enum diag_code);
enum severity diag_code_severity(enum diag_code);
bool diag_code_find(Str name, enum diag_code *);

/* Sorts by place, drops repetitions, and takes out what is allowed; called before showing, and does nothing when called again. */
void diags_finish(struct diags *);
void diags_sort(struct diags *);
/* The one among those to be shown, which are sorted, that says the same at the same place; NULL: none. */
struct diag *diags_find(const struct diags *, const struct diag *);

#endif
