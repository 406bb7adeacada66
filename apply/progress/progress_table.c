#include "common/terminal_text.h"
#include "progress_table.h"

enum {
    STATE_COLUMNS = 9,           /* "unchanged" */
    TIME_COLUMNS = 7,
    GAP = 2,
    SPINNER_STEP = 200,          /* ms */
};

/* ---- a line, filled from the left; what does not fit is cut ---- */

struct line {
    const struct progress *progress;
    struct screen *screen;
    struct buf *out;
    struct buf text;             /* for putting cells together */
    size_t used, width;
};

/* One column stays free: a terminal wraps behind its last one. */
static struct line begin_line(const struct progress *progress, struct screen *screen)
{
    return (struct line){.progress = progress, .screen = screen, .out = &screen->next.text, .width = screen->width - 1};
}

static void end_line(struct line *line)
{
    screen_end_line(line->screen, line->used);
    buf_free(&line->text);
}

static size_t fitting(const struct line *line, size_t columns)
{
    size_t left = line->width - line->used;
    return columns < left ? columns : left;
}

static void put_blanks(struct line *line, size_t columns)
{
    columns = fitting(line, columns);
    buf_fill(line->out, ' ', columns);
    line->used += columns;
}

static void put_text(struct line *line, enum paint paint, Str text, size_t columns)
{
    buf_printf(line->out, "%s", paint_on(line->progress, paint));
    line->used += put_fitting(line->out, text, fitting(line, columns), line->progress->options.ascii);
    buf_printf(line->out, "%s", paint_off(line->progress, paint));
}

static void put_left(struct line *line, enum paint paint, Str text, size_t columns)
{
    size_t end = line->used + fitting(line, columns);
    put_text(line, paint, text, columns);
    put_blanks(line, end - line->used);
}

static void put_right(struct line *line, enum paint paint, Str text, size_t columns)
{
    size_t n = text_columns(text);
    if (n < columns) put_blanks(line, columns - n);
    put_text(line, paint, text, columns);
}

static void put_times(struct line *line, enum paint paint, const char *mark, size_t n)
{
    buf_printf(line->out, "%s", paint_on(line->progress, paint));
    for (size_t i = 0; i < n; i++) buf_printf(line->out, "%s", mark);
    buf_printf(line->out, "%s", paint_off(line->progress, paint));
    line->used += n;
}

static void put_bar(struct line *line, enum paint paint, size_t done, size_t n, size_t columns)
{
    bool ascii = line->progress->options.ascii;
    columns = fitting(line, columns);
    size_t full = n ? done * columns / n : columns;
    put_times(line, paint, ascii ? "#" : "━", full);
    put_times(line, PAINT_DIM, ascii ? "." : "─", columns - full);
}

static Str line_text(const struct line *line) { return (Str){line->text.s, line->text.n}; }

/* ---- cells ---- */

static Str mark_of(const struct progress *progress, enum progress_state state)
{
    static const char *const marks[STATE_COUNT][2] = {
        [STATE_PENDING] = {"·", "."}, [STATE_READY] = {"✓", "+"}, [STATE_UNCHANGED] = {"✓", "+"},
        [STATE_DELETED] = {"✓", "+"}, [STATE_FAILED] = {"✗", "x"}, [STATE_SKIPPED] = {"–", "-"},
    };
    static const char *const spinner[][2] = {{"⠋", "|"}, {"⠙", "/"}, {"⠸", "-"}, {"⠴", "\\"}, {"⠦", "|"}, {"⠇", "/"}};
    bool busy = state == STATE_SENT || state == STATE_WAITING;
    const char *const *mark = busy ? spinner[(size_t)(elapsed(progress) / SPINNER_STEP) % COUNT(spinner)] : marks[state];
    return str_of(mark[progress->options.ascii]);
}

/* Of what goes on: no parts of seconds, which would be drawn again and again. */
static Str time_text(struct buf *out, int64_t ms, bool goes_on)
{
    long long seconds = ms / 1000, tenths = ms / 100;
    out->n = 0;
    if (ms < 10000 && !goes_on) buf_printf(out, "%lld.%llds", seconds, tenths % 10);
    else if (seconds < 60) buf_printf(out, "%llds", seconds);
    else if (seconds < 3600) buf_printf(out, "%lldm%02llds", seconds / 60, seconds % 60);
    else buf_printf(out, "%lldh%02lldm", seconds / 3600, seconds / 60 % 60);
    return (Str){out->s, out->n};
}

/* Without group and namespace: "deployment/site" */
static void put_short_id(struct buf *out, Str id)
{
    size_t kind = 0;
    while (kind < id.n && id.s[kind] != '.' && id.s[kind] != '/') kind++;
    buf_printf(out, "%.*s/%.*s", (int)kind, id.s, STR_ARG(str_after_last(id, '/')));
}

/* What a pending item waits for: the service, or where there is none the object. */
static void put_awaited(struct line *line, const struct item *item)
{
    const struct item *need = awaited(line->progress, item);
    if (item->text.n) buf_str(&line->text, item_text(item));
    else if (need && need->about.service.n) buf_str(&line->text, need->about.service);
    else if (need) put_short_id(&line->text, need->about.id);
    else buf_put(&line->text, "its turn", 8);
    put_text(line, PAINT_DIM, line_text(line), SIZE_MAX);
}

/* "migrate: 1 of 3 pods updated (deployment/site)": the part of the service, where the row stands for several, and the object,
 * where there is room for it. */
static void put_condition(struct line *line, const struct row *row)
{
    const struct item *item = row->representative;
    Str part = item->about.service;
    enum paint paint = item->state == STATE_FAILED ? PAINT_BAD : item->state == STATE_SKIPPED ? PAINT_DIM : PAINT_NONE;
    Str text = item_text(item);
    struct buf *out = &line->text;
    if (part.n > row->name.n) buf_printf(out, "%.*s: ", (int)(part.n - row->name.n - 1), part.s + row->name.n + 1);
    buf_str(out, text);
    size_t enough = out->n;
    if (text.n) buf_put(out, " (", 2);
    put_short_id(out, item->about.id);
    if (text.n) buf_char(out, ')');
    if (text.n && text_columns(line_text(line)) > fitting(line, SIZE_MAX)) out->n = enough;
    put_text(line, paint, line_text(line), SIZE_MAX);
}

static void put_reason(struct line *line, const struct row *row)
{
    line->text.n = 0;
    if (row->state == STATE_PENDING) put_awaited(line, row->representative);
    else put_condition(line, row);
}

/* ---- lines ---- */

struct layout { size_t name, bar, count; }; /* columns */

static void put_count(struct line *line, const struct row *row, const struct layout *layout)
{
    if (layout->bar) {
        put_bar(line, state_paint(row->state), row->done, row->n, layout->bar);
        put_blanks(line, 1);
    }
    line->text.n = 0;
    buf_printf(&line->text, "%zu/%zu", row->done, row->n);
    put_right(line, PAINT_NONE, line_text(line), layout->count);
}

static void put_row(struct progress *progress, struct screen *screen, const struct row *row, const struct layout *layout)
{
    struct line line = begin_line(progress, screen);
    put_left(&line, state_paint(row->state), mark_of(progress, row->state), GAP);
    put_left(&line, row->state == STATE_PENDING ? PAINT_DIM : PAINT_NONE, row->name, layout->name);
    put_blanks(&line, GAP);
    put_count(&line, row, layout);
    put_blanks(&line, GAP);
    put_left(&line, state_paint(row->state), str_of(state_name(row->state)), STATE_COLUMNS);
    int64_t until = row->open ? elapsed(progress) : row->until;
    put_right(&line, PAINT_DIM, row->since < 0 ? STR("") : time_text(&line.text, until - row->since, row->open), TIME_COLUMNS);
    if (row->done < row->n) {
        put_blanks(&line, GAP);
        put_reason(&line, row);
    }
    end_line(&line);
}

static void put_titles(struct progress *progress, struct screen *screen, const struct layout *layout)
{
    struct line line = begin_line(progress, screen);
    put_blanks(&line, GAP);
    put_left(&line, PAINT_DIM, STR("SERVICE"), layout->name + GAP);
    put_right(&line, PAINT_DIM, STR("DONE"), layout->bar + (layout->bar > 0) + layout->count);
    put_blanks(&line, GAP);
    put_left(&line, PAINT_DIM, STR("STATE"), STATE_COLUMNS);
    put_right(&line, PAINT_DIM, STR("TIME"), TIME_COLUMNS);
    put_blanks(&line, GAP);
    put_text(&line, PAINT_DIM, STR("WAITS FOR"), SIZE_MAX);
    end_line(&line);
}

static void put_collapsed(struct progress *progress, struct screen *screen, enum progress_state state, size_t n, const char *one, const char *many)
{
    if (!n) return;
    struct line line = begin_line(progress, screen);
    buf_printf(&line.text, "%zu %s", n, n == 1 ? one : many);
    put_left(&line, state_paint(state), mark_of(progress, state), GAP);
    put_text(&line, state_paint(state), line_text(&line), SIZE_MAX);
    end_line(&line);
}

/* "37 of 61 done, 1 failed, 3 active, 20 pending" */
static void put_totals(struct buf *out, const struct tally *tally, size_t n)
{
    static const struct { enum outcome outcome; const char *word; } others[] = {
        {FAILED, "failed"}, {SKIPPED, "skipped"}, {UNFINISHED, "active"}, {PENDING, "pending"}};
    buf_printf(out, "%zu of %zu done", tally_done(tally), n);
    for (size_t i = 0; i < COUNT(others); i++)
        if (tally->of[others[i].outcome]) buf_printf(out, ", %zu %s", tally->of[others[i].outcome], others[i].word);
}

/* The command, the totals, and at the right the time. */
static void put_head(struct progress *progress, struct screen *screen, const struct layout *layout)
{
    struct line line = begin_line(progress, screen);
    struct tally tally = tally_outcomes(progress);
    struct buf time = {0};
    time_text(&time, elapsed(progress), true);
    buf_printf(&line.text, "%s %.*s", progress->options.command, STR_ARG(progress->options.stack));
    put_text(&line, PAINT_BOLD, line_text(&line), screen->width / 3);
    put_blanks(&line, GAP);
    if (layout->bar) put_bar(&line, tally.of[FAILED] ? PAINT_BAD : PAINT_GOOD, tally_done(&tally), progress->n, layout->bar);
    if (layout->bar) put_blanks(&line, GAP);
    line.text.n = 0;
    put_totals(&line.text, &tally, progress->n);
    size_t left = fitting(&line, SIZE_MAX);
    put_left(&line, PAINT_NONE, line_text(&line), left > time.n + 1 ? left - time.n - 1 : 0);
    put_right(&line, PAINT_DIM, (Str){time.s, time.n}, time.n + 1);
    end_line(&line);
    buf_free(&time);
}

/* ---- the table ---- */

static size_t digits(size_t n)
{
    size_t digits = 1;
    while (n /= 10) digits++;
    return digits;
}

static size_t larger(size_t a, size_t b) { return a > b ? a : b; }

static struct layout lay_out(const struct rows *rows, size_t width)
{
    struct layout layout = {.name = strlen("SERVICE"), .bar = width >= 160 ? 20 : width >= 110 ? 10 : 0, .count = strlen("DONE")};
    for (size_t i = 0; i < rows->n; i++) {
        if (!rows->at[i].shown) continue;
        layout.name = larger(layout.name, text_columns(rows->at[i].name));
        layout.count = larger(layout.count, 2 * digits(rows->at[i].n) + 1);
    }
    size_t most = width / 4 + 4;
    if (layout.name > most) layout.name = most;
    return layout;
}

void put_table(struct progress *progress, struct screen *screen, const struct rows *rows)
{
    struct layout layout = lay_out(rows, screen->width);
    put_head(progress, screen, &layout);
    put_titles(progress, screen, &layout);
    put_collapsed(progress, screen, STATE_READY, rows->finished, "service ready", "services ready");
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].shown) put_row(progress, screen, &rows->at[i], &layout);
    put_collapsed(progress, screen, STATE_PENDING, rows->more, "more service", "more services");
}
