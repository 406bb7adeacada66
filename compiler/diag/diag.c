#include "diag/diag.h"

#include "diag/allowed.h"
#include "hidden.h"

#include <stdlib.h>

static const struct {
    const char *name, *title;
    enum severity severity;
} codes[] = {
#define X(code, severity, title) {#code, title, severity},
    DIAG_CODES(X)
#undef X
};

const char *diag_code_name(enum diag_code code) { return codes[code].name; }
const char *diag_code_title(enum diag_code code) { return codes[code].title; }
enum severity diag_code_severity(enum diag_code code) { return codes[code].severity; }

bool diag_code_find(Str name, enum diag_code *code)
{
    for (size_t i = 0; i < COUNT(codes); i++)
        if (str_is(name, codes[i].name)) {
            *code = (enum diag_code)i;
            return true;
        }
    return false;
}

void diags_init(struct diags *diags, struct arena *arena, struct sources *sources)
{
    *diags = (struct diags){.arena = arena, .sources = sources};
}

struct diag *diag_add(struct diags *diags, enum diag_code code, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct diag *diag = NEW(diags->arena, struct diag);
    *diag = (struct diag){.code = code, .at = at, .text = arena_vprintf(diags->arena, fmt, args)};
    va_end(args);
    vec_push(diags->arena, &diags->all, diag);
    diags->errors += diag_code_severity(code) == ERROR;
    return diag;
}

void diag_label(struct diags *diags, struct diag *diag, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    diag->label = arena_vprintf(diags->arena, fmt, args);
    va_end(args);
}

void diag_help(struct diags *diags, struct diag *diag, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    diag->help = arena_vprintf(diags->arena, fmt, args);
    va_end(args);
}

void diag_note(struct diags *diags, struct diag *diag, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct note note = {at, arena_vprintf(diags->arena, fmt, args), false};
    va_end(args);
    vec_push(diags->arena, &diag->notes, note);
}

void diag_note_around(struct diags *diags, struct diag *diag, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct note note = {at, arena_vprintf(diags->arena, fmt, args), true};
    va_end(args);
    vec_push(diags->arena, &diag->notes, note);
}

struct diags_mark diags_mark(const struct diags *diags)
{
    size_t n = diags->all.n;
    struct diag **said = NEW_ARRAY(diags->arena, n, struct diag *);
    if (n) memcpy(said, diags->all.at, n * sizeof *said);
    return (struct diags_mark){said, n, diags->allowed.n, diags->errors, diags->finished};
}

void diags_back_to(struct diags *diags, struct diags_mark mark)
{
    if (mark.n) memcpy(diags->all.at, mark.said, mark.n * sizeof *mark.said);
    diags->all.n = mark.n;
    diags->allowed.n = mark.allowed;
    diags->errors = mark.errors;
    diags->finished = mark.finished;
}

void diag_hide(struct diags *diags, Span at) { vec_push(diags->arena, &diags->hidden, at); }

void diag_hide_subject(struct diags *diags, struct diag *diag)
{
    Span at = diag->at;
    char first = source_at(diags->sources, at.file)->text.s[at.lo];
    bool quoted = first == '"' || first == '\'';
    diag_hide(diags, (Span){at.file, at.lo + quoted, at.hi - quoted});
    diag->at.hi = at.lo + 1; /* not even its length */
}

void diag_written_secret(struct diags *diags, Span at, const char *help)
{
    struct diag *diag = diag_add(diags, E0902, at, "a secret is written down here");
    diag_hide_subject(diags, diag);
    diag_help(diags, diag, "%s", help);
}

/* ---- suggestions ---- */

bool offers_wanted(const struct diags *diags, Str text) { return diags->offers && str_is(text, OFFERS_HERE); }

struct suggestion suggestion_for(const struct diags *diags, Str wanted)
{
    struct offers *offers = diags && offers_wanted(diags, wanted) ? diags->offers : NULL;
    return (struct suggestion){.wanted = wanted, .distance = 1 + (wanted.n + 2) / 3, .offers = offers};
}

bool suggestions_wanted(const struct diags *diags) { return diags->offers || diags->all.n < 100; }

void suggestion_offer(struct suggestion *suggestion, Str candidate) { suggestion_offer_declared(suggestion, candidate, (Span){0}); }

void suggestion_offer_declared(struct suggestion *suggestion, Str candidate, Span declared)
{
    if (suggestion->offers) vec_push(suggestion->offers->arena, &suggestion->offers->v, ((struct offer){candidate, declared}));
    if (candidate.n && suggestion->n++ < LISTED_MOST) suggestion->listed[suggestion->n - 1] = candidate;
    if (suggestion->distance == 0 || candidate.n == 0) return;
    size_t distance = str_distance(suggestion->wanted, candidate, suggestion->distance);
    bool nearer = distance < suggestion->distance, as_near = distance == suggestion->distance && suggestion->best.n;
    bool better = nearer || (as_near && str_cmp(candidate, suggestion->best) > 0); /* maps have no order; and small letters are meant */
    if (!better || distance >= candidate.n) return;
    suggestion->best = candidate;
    suggestion->distance = distance;
}

void diag_suggest(struct diags *diags, struct diag *diag, const struct suggestion *suggestion)
{
    if (suggestion->best.n) diag_label(diags, diag, "did you mean '%.*s'?", STR_ARG(suggestion->best));
}

bool diag_suggest_or_list(struct diags *diags, struct diag *diag, const struct suggestion *suggestion)
{
    Str list = {0};
    diag_suggest(diags, diag, suggestion);
    if (suggestion->best.n || suggestion->n == 0 || suggestion->n > LISTED_MOST) return suggestion->best.n;
    for (size_t i = 0; i < suggestion->n; i++)
        list = arena_printf(diags->arena, "%.*s%s'%.*s'", STR_ARG(list), i ? ", " : "", STR_ARG(suggestion->listed[i]));
    diag_help(diags, diag, "it has %.*s", STR_ARG(list));
    return true;
}

/* ---- the order in which they are shown ---- */

static int by_place(const void *a, const void *b)
{
    const struct diag *x = *(struct diag *const *)a, *y = *(struct diag *const *)b;
    if (x->at.file != y->at.file) return x->at.file < y->at.file ? -1 : 1;
    if (x->at.lo != y->at.lo) return x->at.lo < y->at.lo ? -1 : 1;
    if (x->code != y->code) return x->code < y->code ? -1 : 1;
    return str_cmp(x->text, y->text);
}

static bool repeats(const struct diag *earlier, const struct diag *diag)
{
    return earlier->code == diag->code && earlier->at.file == diag->at.file && earlier->at.lo == diag->at.lo &&
           str_eq(earlier->text, diag->text);
}

static bool in_broken_file(const struct diags *diags, Span at)
{
    for (size_t i = 0; at.file && i < diags->broken.n; i++)
        if (diags->broken.at[i] == at.file) return true;
    return false;
}

/* Names that a broken file should have declared are missing everywhere. */
static bool follows_from_syntax(const struct diags *diags, const struct diag *diag)
{
    if (diag->code <= E0006) return false;
    bool follows = in_broken_file(diags, diag->at);
    for (size_t i = 0; i < diag->notes.n; i++) follows |= in_broken_file(diags, diag->notes.at[i].at);
    return follows;
}

static void drop_followers(struct diags *diags)
{
    size_t kept = 0;
    for (size_t i = 0; i < diags->all.n; i++)
        if (!follows_from_syntax(diags, diags->all.at[i])) diags->all.at[kept++] = diags->all.at[i];
    diags->all.n = kept;
}

/* ---- the reader's own line ---- */

static bool is_library(const struct diags *diags, Span at) { return at.file && source_at(diags->sources, at.file)->library; }

/* What the library does is a note then, at the place of the one that has become the main one. */
static void put_own_line_first(const struct diags *diags, struct diag *diag)
{
    if (!is_library(diags, diag->at)) return;
    size_t own = 0;
    while (own < diag->notes.n && (!diag->notes.at[own].around || !diag->notes.at[own].at.file || is_library(diags, diag->notes.at[own].at))) own++;
    if (own == diag->notes.n) return;
    Str label = diag->label;
    struct note library = {.at = diag->at, .text = arena_printf(diags->arena, "in the library, here%s%.*s", label.n ? ": " : "", STR_ARG(label))};
    diag->label = STR("");
    diag->at = diag->notes.at[own].at;
    memmove(&diag->notes.at[1], diag->notes.at, own * sizeof *diag->notes.at);
    diag->notes.at[0] = library;
}

void diags_sort(struct diags *diags)
{
    if (diags->all.n) qsort(diags->all.at, diags->all.n, sizeof *diags->all.at, by_place);
}

struct diag *diags_find(const struct diags *diags, const struct diag *diag)
{
    struct diag **found = diags->all.n ? bsearch(&diag, diags->all.at, diags->all.n, sizeof *diags->all.at, by_place) : NULL;
    return found ? *found : NULL;
}

void diags_finish(struct diags *diags)
{
    if (diags->finished) return;
    diags->finished = true;
    if (diags->broken.n) drop_followers(diags);
    for (size_t i = 0; i < diags->all.n; i++) put_own_line_first(diags, diags->all.at[i]);
    take_allowed(diags);
    if (diags->all.n == 0) return;
    diags_sort(diags);
    size_t kept = 1;
    for (size_t i = 1; i < diags->all.n; i++)
        if (!repeats(diags->all.at[kept - 1], diags->all.at[i])) diags->all.at[kept++] = diags->all.at[i];
    diags->all.n = kept;
    diags->errors = 0;
    for (size_t i = 0; i < kept; i++) diags->errors += diag_code_severity(diags->all.at[i]->code) == ERROR;
    hide_by_name(diags);
}
