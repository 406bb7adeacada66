/* The live table of a terminal. */
#include "progress_table.h"

enum { REDRAW_CHANGED = 100, REDRAW_UNCHANGED = 200 }; /* ms from one drawing to the next */

struct live {
    struct table *table;
    struct screen screen;
    int64_t drawn;               /* when; ms of the run, -1: not yet */
    bool changed;
};

static void begin(struct progress *progress)
{
    struct live *live = progress->own = NEW(progress->arena, struct live);
    *live = (struct live){.table = table_new(progress), .screen = {.out = progress->options.out}, .drawn = -1};
}

static void free_view(struct progress *progress) { screen_free(&((struct live *)progress->own)->screen); }

static void draw(struct progress *progress, struct live *live)
{
    struct screen *screen = &live->screen;
    screen_measure(screen, progress->options.width, progress->options.height);
    size_t others = TABLE_HEAD + 1; /* one for the cursor */
    struct rows rows = table_rows(live->table, screen->height > others + ROOM_MIN ? screen->height - others : ROOM_MIN);
    put_table(progress, screen, &rows);
    screen_draw(screen);
    live->drawn = elapsed(progress);
    live->changed = false;
}

static void object(struct progress *progress, size_t index)
{
    struct live *live = progress->own;
    live->changed = true;
    if (progress->items[index].state == STATE_FAILED) put_object_event(progress, &live->screen.above, &progress->items[index]);
}

static void note(struct progress *progress, const struct note *about)
{
    struct live *live = progress->own;
    live->changed = true;
    put_note_event(progress, &live->screen.above, about);
}

static void turn(struct progress *progress)
{
    struct live *live = progress->own;
    int64_t due = live->drawn + (live->changed ? REDRAW_CHANGED : REDRAW_UNCHANGED);
    if (live->drawn < 0 || elapsed(progress) >= due) draw(progress, live);
}

static void detail(struct progress *progress, size_t index, const struct detail *about)
{
    (void)progress, (void)index, (void)about; /* at the end, with its object */
}

static void end(struct progress *progress, int exit_code, const char *next)
{
    (void)exit_code;
    draw(progress, progress->own);
    struct buf summary = {0};
    put_summary(progress, &summary, next);
    flush_text(progress, &summary);
    buf_free(&summary);
}

const struct view live_view = {begin, object, detail, note, turn, end, free_view};
