/* What the files of progress share: the state of a run, and what a view of it is. Nobody else includes it. */
#ifndef STK_PROGRESS_VIEW_H
#define STK_PROGRESS_VIEW_H

#include "progress/progress.h"

enum { NO_ITEM = -1 };

struct detail { Str title, lines; };
struct note { const char *level; Str at, text, help; }; /* place and help may be empty */

struct item {
    struct progress_item about;  /* cleaned */
    enum progress_state state;
    struct buf text;
    int64_t since, until;        /* when its request left and when it was finished; ms of the run, -1: not yet */
    long because;                /* the failed item for which it is skipped, or NO_ITEM */
    VEC(size_t) skipped;         /* those that are skipped because of it */
    VEC(struct detail) details;
    Str help;
};

struct progress {
    struct arena *arena;         /* of what is told once; texts that change have buffers of their own */
    struct progress_options options;
    struct item *items;
    size_t n;
    struct needs *needs;
    const struct view *view;
    void *own;                   /* the view's, in the arena */
    struct names *warnings;      /* those that were shown */
    struct buf scratch;
    int64_t begun, now;          /* monotonic ms; begun: -1 before the first turn */
};

/* Each is called after the state has changed. */
struct view {
    void (*begin)(struct progress *);
    void (*object)(struct progress *, size_t item);
    void (*detail)(struct progress *, size_t item, const struct detail *);
    void (*note)(struct progress *, const struct note *);
    void (*turn)(struct progress *);
    void (*end)(struct progress *, int exit_code, const char *next);
    void (*free)(struct progress *);
};
extern const struct view live_view, plain_view, json_view;

int64_t elapsed(const struct progress *); /* ms */
Str item_text(const struct item *);
bool is_done(enum progress_state); /* as it was wanted */

/* progress_needs.c; what a pending item waits for in the end: one that is under way, or failed; NULL: nothing that is known. */
void needs_new(struct progress *);
const struct item *awaited(const struct progress *, const struct item *);
const char *state_name(enum progress_state);

/* ---- what became of the objects ---- */

enum outcome { CREATED, CHANGED, REPLACED, DELETED, UNCHANGED, FAILED, SKIPPED, UNFINISHED, PENDING, OUTCOME_COUNT };
extern const char *const outcome_names[OUTCOME_COUNT];
struct tally { size_t of[OUTCOME_COUNT]; };
struct tally tally_outcomes(const struct progress *);
size_t tally_done(const struct tally *); /* CREATED to UNCHANGED */
struct tally tally_actions(const struct progress *); /* what is planned: CREATED to UNCHANGED */

/* ---- for people: progress_text.c ---- */

enum paint { PAINT_NONE, PAINT_BOLD, PAINT_DIM, PAINT_GOOD, PAINT_BUSY, PAINT_BAD, PAINT_ASIDE };
const char *paint_on(const struct progress *, enum paint);
const char *paint_off(const struct progress *, enum paint);
enum paint state_paint(enum progress_state);

/* "  12.3s  ready    deployment.apps/shop/site: TEXT"; a failure names its place. */
void put_event(struct progress *, struct buf *out, const char *word, enum paint, Str what, Str text);
void put_object_event(struct progress *, struct buf *out, const struct item *);
void put_note_event(struct progress *, struct buf *out, const struct note *);
/* "12 to create, 1 to change, 48 as they are" */
void put_plan(const struct progress *, struct buf *out);
/* Failures with their details, what was not finished, and what became of all. */
void put_summary(struct progress *, struct buf *out, const char *next);

/* Writes BUF to the run's output, and empties it. */
void flush_text(struct progress *, struct buf *);

#endif
