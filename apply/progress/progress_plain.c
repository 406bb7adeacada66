/* Plain lines, for logs that nobody looks at until something fails: one for each object that became something, and for one that
 * takes long what it waits for. What is unchanged is only counted; what is skipped for one reason is one line. */
#include "progress_view.h"

enum { QUIET = 5000, SILENCE_MAX = 30000 }; /* ms: between two lines about what an object waits for; between any two */

struct plain {
    int64_t *quiet_until;      /* of each item: no line about its waiting before */
    bool *listed;              /* of each item: stands in UNSAID */
    VEC(size_t) unsaid;        /* what is waited for and was not said yet; some may have gone on since */
    int64_t due;               /* of the first of them */
    long because;              /* the item for which objects are being skipped, or NO_ITEM */
    size_t skipped;            /* how many of them no line has told yet */
    int64_t last;              /* when a line was written */
    struct buf out;
};

static void begin(struct progress *progress)
{
    struct plain *plain = progress->own = NEW(progress->arena, struct plain);
    plain->quiet_until = NEW_ARRAY(progress->arena, progress->n, int64_t);
    plain->listed = NEW_ARRAY(progress->arena, progress->n, bool);
    plain->because = NO_ITEM;
    buf_printf(&plain->out, "%s %.*s: %zu object%s", progress->options.command, STR_ARG(progress->options.stack), progress->n,
               progress->n == 1 ? "" : "s");
    if (progress->n) buf_put(&plain->out, ", ", 2);
    put_plan(progress, &plain->out);
    buf_char(&plain->out, '\n');
    flush_text(progress, &plain->out);
}

static void free_view(struct progress *progress) { buf_free(&((struct plain *)progress->own)->out); }

/* ---- lines ---- */

static void put_skips(struct progress *progress, struct plain *plain)
{
    if (!plain->skipped) return;
    Str what = arena_printf(progress->arena, "%zu object%s", plain->skipped, plain->skipped == 1 ? "" : "s");
    Str why = plain->because == NO_ITEM ? STR("") : arena_printf(progress->arena, "needs %.*s", STR_ARG(progress->items[plain->because].about.id));
    plain->skipped = 0;
    put_event(progress, &plain->out, "skipped", PAINT_DIM, what, why);
}

static void flush(struct progress *progress, struct plain *plain)
{
    plain->last = elapsed(progress);
    flush_text(progress, &plain->out);
}

static void skip(struct progress *progress, struct plain *plain, const struct item *item)
{
    if (plain->because != item->because) put_skips(progress, plain);
    plain->because = item->because;
    plain->skipped++;
}

/* ---- what is waited for ---- */

static void wait_for(struct progress *progress, struct plain *plain, size_t index)
{
    if (plain->listed[index]) return;
    if (!plain->quiet_until[index]) plain->quiet_until[index] = elapsed(progress) + QUIET;
    if (!plain->unsaid.n || plain->quiet_until[index] < plain->due) plain->due = plain->quiet_until[index];
    plain->listed[index] = true;
    vec_push(progress->arena, &plain->unsaid, index);
}

/* Those whose time has come; the others stay. */
static void say_unsaid(struct progress *progress, struct plain *plain)
{
    size_t kept = 0;
    plain->due = INT64_MAX;
    for (size_t i = 0; i < plain->unsaid.n; i++) {
        size_t index = plain->unsaid.at[i];
        bool waits = progress->items[index].state == STATE_WAITING, later = plain->quiet_until[index] > elapsed(progress);
        plain->listed[index] = waits && later;
        if (waits && later) {
            plain->unsaid.at[kept++] = index;
            if (plain->quiet_until[index] < plain->due) plain->due = plain->quiet_until[index];
        } else if (waits) {
            plain->quiet_until[index] = elapsed(progress) + QUIET;
            put_object_event(progress, &plain->out, &progress->items[index]);
        }
    }
    plain->unsaid.n = kept;
}

/* A sign of life, for people and for those who end silent jobs. */
static void break_silence(struct progress *progress, struct plain *plain)
{
    size_t count[STATE_COUNT] = {0};
    const struct item *longest = NULL;
    for (size_t i = 0; i < progress->n; i++) {
        const struct item *item = &progress->items[i];
        count[item->state]++;
        bool active = item->state == STATE_SENT || item->state == STATE_WAITING;
        if (active && (!longest || item->since < longest->since)) longest = item;
    }
    size_t active = count[STATE_SENT] + count[STATE_WAITING], pending = count[STATE_PENDING];
    Str what = arena_printf(progress->arena, "%zu of %zu objects, %zu pending", active, progress->n, pending);
    Str why = longest ? arena_printf(progress->arena, "longest for %.*s", STR_ARG(longest->about.id)) : STR("");
    put_event(progress, &plain->out, "waiting", PAINT_BUSY, what, why);
}

/* ---- the view ---- */

static void object(struct progress *progress, size_t index)
{
    struct plain *plain = progress->own;
    const struct item *item = &progress->items[index];
    if (item->state == STATE_WAITING) wait_for(progress, plain, index);
    if (item->state == STATE_SKIPPED) skip(progress, plain, item);
    if (item->state != STATE_READY && item->state != STATE_DELETED && item->state != STATE_FAILED) return;
    put_skips(progress, plain);
    put_object_event(progress, &plain->out, item);
    flush(progress, plain);
}

static void note(struct progress *progress, const struct note *about)
{
    struct plain *plain = progress->own;
    put_skips(progress, plain);
    put_note_event(progress, &plain->out, about);
    flush(progress, plain);
}

static void turn(struct progress *progress)
{
    struct plain *plain = progress->own;
    put_skips(progress, plain);
    if (plain->unsaid.n && elapsed(progress) >= plain->due) say_unsaid(progress, plain);
    if (!plain->out.n && elapsed(progress) - plain->last >= SILENCE_MAX) break_silence(progress, plain);
    if (plain->out.n) flush(progress, plain);
}

static void detail(struct progress *progress, size_t index, const struct detail *about)
{
    (void)progress, (void)index, (void)about; /* at the end, with its object */
}

static void end(struct progress *progress, int exit_code, const char *next)
{
    struct plain *plain = progress->own;
    (void)exit_code;
    put_skips(progress, plain);
    put_summary(progress, &plain->out, next);
    flush(progress, plain);
}

const struct view plain_view = {begin, object, detail, note, turn, end, free_view};
