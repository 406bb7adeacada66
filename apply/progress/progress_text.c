/* Lines of a run for people, on terminals and in logs. */
#include "progress_view.h"

/* ---- colour ---- */

const char *paint_on(const struct progress *progress, enum paint paint)
{
    static const char *const codes[] = {"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[1;31m", "\033[36m"};
    return progress->options.color ? codes[paint] : "";
}

const char *paint_off(const struct progress *progress, enum paint paint) { return progress->options.color && paint ? "\033[0m" : ""; }

enum paint state_paint(enum progress_state state)
{
    static const enum paint paints[STATE_COUNT] = {PAINT_DIM, PAINT_BUSY, PAINT_BUSY, PAINT_GOOD, PAINT_GOOD, PAINT_GOOD, PAINT_BAD, PAINT_DIM};
    return paints[state];
}

static void put_painted(const struct progress *progress, struct buf *out, enum paint paint, const char *text)
{
    buf_printf(out, "%s%s%s", paint_on(progress, paint), text, paint_off(progress, paint));
}

/* ---- events ---- */

void put_event(struct progress *progress, struct buf *out, const char *word, enum paint paint, Str what, Str text)
{
    int64_t tenths = elapsed(progress) / 100;
    buf_printf(out, "%4lld.%llds  %s%-8s%s %.*s", (long long)tenths / 10, (long long)tenths % 10, paint_on(progress, paint), word,
               paint_off(progress, paint), STR_ARG(what));
    if (what.n && text.n) buf_put(out, ": ", 2);
    buf_str(out, text);
    buf_char(out, '\n');
}

void put_object_event(struct progress *progress, struct buf *out, const struct item *item)
{
    put_event(progress, out, state_name(item->state), state_paint(item->state), item->about.id, item_text(item));
    if (item->state != STATE_FAILED || !item->about.at.n) return;
    out->n--;
    buf_printf(out, " (%.*s)\n", STR_ARG(item->about.at));
}

void put_note_event(struct progress *progress, struct buf *out, const struct note *note)
{
    bool info = strcmp(note->level, "info") == 0, error = strcmp(note->level, "error") == 0;
    put_event(progress, out, info ? "note" : note->level, info ? PAINT_ASIDE : error ? PAINT_BAD : PAINT_BUSY, note->at, note->text);
    if (note->help.n) buf_printf(out, "   = %.*s\n", STR_ARG(note->help));
}

/* ---- counts ---- */

/* "1 created, 2 failed", of those in WORDS that are not nought. */
static void put_counts(struct buf *out, const struct tally *tally, const char *const *words, size_t nwords)
{
    size_t before = out->n;
    for (size_t i = 0; i < nwords; i++)
        if (tally->of[i]) buf_printf(out, "%s%zu %s", out->n > before ? ", " : "", tally->of[i], words[i]);
}

void put_plan(const struct progress *progress, struct buf *out)
{
    static const char *const words[] = {"to create", "to change", "to replace", "to delete", "unchanged"};
    struct tally tally = tally_actions(progress);
    put_counts(out, &tally, words, COUNT(words));
}

static void put_duration(struct buf *out, int64_t ms)
{
    long long seconds = ms / 1000, tenths = ms / 100;
    if (ms < 10000) buf_printf(out, "%lld.%lld s", seconds, tenths % 10);
    else if (seconds < 60) buf_printf(out, "%lld s", seconds);
    else if (seconds < 3600) buf_printf(out, "%lld min %lld s", seconds / 60, seconds % 60);
    else buf_printf(out, "%lld h %lld min", seconds / 3600, seconds / 60 % 60);
}

static void put_outcomes(struct progress *progress, struct buf *out)
{
    struct tally tally = tally_outcomes(progress);
    bool bad = tally.of[FAILED] || tally.of[SKIPPED] || tally.of[UNFINISHED] || tally.of[PENDING];
    enum paint paint = bad ? PAINT_BAD : PAINT_GOOD;
    buf_printf(out, "%s", paint_on(progress, paint));
    if (!progress->n) buf_put(out, "no objects", 10);
    put_counts(out, &tally, outcome_names, OUTCOME_COUNT);
    buf_printf(out, "%s in ", paint_off(progress, paint));
    put_duration(out, elapsed(progress));
    buf_char(out, '\n');
}

/* ---- failures, in the form of the compiler's messages ---- */

static void put_detail(struct progress *progress, struct buf *out, const struct detail *detail)
{
    buf_put(out, "   ", 3);
    put_painted(progress, out, PAINT_ASIDE, detail->title.s);
    put_painted(progress, out, PAINT_ASIDE, ":\n");
    for (Str rest = detail->lines; rest.n;) {
        const char *end = memchr(rest.s, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.s) : rest.n;
        buf_printf(out, "      %.*s\n", (int)n, rest.s);
        rest = (Str){rest.s + n + (end != NULL), rest.n - n - (end != NULL)};
    }
}

static void put_skipped(struct progress *progress, struct buf *out, const struct item *item)
{
    enum { NAMED_MAX = 5 };
    size_t n = item->skipped.n;
    if (!n) return;
    buf_put(out, "   ", 3);
    put_painted(progress, out, PAINT_ASIDE, "skipped, as they need it:");
    for (size_t i = 0; i < n && i < NAMED_MAX; i++)
        buf_printf(out, "%s %.*s", i ? "," : "", STR_ARG(progress->items[item->skipped.at[i]].about.id));
    if (n > NAMED_MAX) buf_printf(out, " and %zu more", n - NAMED_MAX);
    buf_char(out, '\n');
}

static void put_failure(struct progress *progress, struct buf *out, const struct item *item)
{
    Str at = item->about.at.n ? item->about.at : STR("stk"), text = item->text.n ? item_text(item) : STR("failed");
    buf_printf(out, "%.*s: ", STR_ARG(at));
    put_painted(progress, out, PAINT_BAD, "error:");
    buf_printf(out, "%s %.*s: %.*s%s\n", paint_on(progress, PAINT_BOLD), STR_ARG(item->about.id), STR_ARG(text), paint_off(progress, PAINT_BOLD));
    for (size_t i = 0; i < item->details.n; i++) put_detail(progress, out, &item->details.at[i]);
    put_skipped(progress, out, item);
    if (item->help.n) buf_printf(out, "   = %.*s\n", STR_ARG(item->help));
    buf_char(out, '\n');
}

static void put_failures(struct progress *progress, struct buf *out)
{
    enum { SHOWN_MAX = 20 };
    size_t failed = 0;
    for (size_t i = 0; i < progress->n; i++)
        if (progress->items[i].state == STATE_FAILED && failed++ < SHOWN_MAX) put_failure(progress, out, &progress->items[i]);
    if (failed > SHOWN_MAX) buf_printf(out, "%zu more failed; they are named above\n\n", failed - SHOWN_MAX);
}

/* Of an interrupted run: what was under way. */
static void put_unfinished(struct progress *progress, struct buf *out)
{
    enum { SHOWN_MAX = 10 };
    size_t n = 0;
    for (size_t i = 0; i < progress->n; i++) {
        const struct item *item = &progress->items[i];
        if ((item->state != STATE_SENT && item->state != STATE_WAITING) || n++ >= SHOWN_MAX) continue;
        put_painted(progress, out, PAINT_BUSY, "unfinished:");
        buf_printf(out, " %.*s%s%.*s\n", STR_ARG(item->about.id), item->text.n ? ": " : "", STR_ARG(item_text(item)));
    }
    if (n > SHOWN_MAX) buf_printf(out, "and %zu more\n", n - SHOWN_MAX);
}

void put_summary(struct progress *progress, struct buf *out, const char *next)
{
    buf_char(out, '\n');
    put_failures(progress, out);
    put_unfinished(progress, out);
    put_outcomes(progress, out);
    if (next) buf_printf(out, "to go on: %s\n", next);
}
