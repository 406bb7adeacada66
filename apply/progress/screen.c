#include "screen.h"

#include <sys/ioctl.h>

void screen_measure(struct screen *screen, int width, int height)
{
    struct winsize size = {0};
    if (!width || !height) ioctl(fileno(screen->out), TIOCGWINSZ, &size);
    screen->width = width ? (size_t)width : size.ws_col ? size.ws_col : 80;
    screen->height = height ? (size_t)height : size.ws_row ? size.ws_row : 24;
}

/* ---- frames ---- */

void screen_end_line(struct screen *screen, size_t columns)
{
    buf_char(&screen->next.text, '\n');
    buf_put(&screen->next.columns, (const char *)&columns, sizeof columns);
}

static size_t count_lines(const struct frame *frame) { return frame->columns.n / sizeof(size_t); }

static void empty(struct frame *frame) { frame->text.n = frame->columns.n = 0; }

/* The lines that FRAME takes on a screen of WIDTH: a terminal that became narrower has broken some. */
static size_t lines_taken(const struct frame *frame, size_t width)
{
    size_t lines = 0;
    for (size_t i = 0; i < count_lines(frame); i++) {
        size_t columns;
        memcpy(&columns, frame->columns.s + i * sizeof columns, sizeof columns);
        lines += columns > width ? (columns + width - 1) / width : 1;
    }
    return lines;
}

static Str take_line(Str *rest)
{
    const char *end = rest->n ? memchr(rest->s, '\n', rest->n) : NULL;
    Str line = {rest->s, end ? (size_t)(end - rest->s) : 0};
    size_t n = line.n + (end != NULL);
    *rest = (Str){rest->s + n, rest->n - n};
    return line;
}

/* ---- drawing ---- */

static void go_up(struct buf *out, size_t lines)
{
    if (lines) buf_printf(out, "\033[%zuA", lines);
    buf_char(out, '\r');
}

static void erase(struct screen *screen)
{
    go_up(&screen->output, lines_taken(&screen->drawn, screen->width));
    buf_put(&screen->output, "\033[J", 3);
    empty(&screen->drawn);
}

static void put_difference(struct screen *screen)
{
    struct buf *out = &screen->output;
    Str before = {screen->drawn.text.s, screen->drawn.text.n}, now = {screen->next.text.s, screen->next.text.n};
    go_up(out, count_lines(&screen->drawn));
    while (now.n) {
        bool fresh = !before.n;
        Str old = take_line(&before), line = take_line(&now);
        if (fresh || !str_eq(old, line)) buf_printf(out, "%.*s\033[K", STR_ARG(line));
        buf_char(out, '\n');
    }
    if (before.n) buf_put(out, "\033[J", 3);
}

void screen_draw(struct screen *screen)
{
    bool broken = lines_taken(&screen->drawn, screen->width) != count_lines(&screen->drawn);
    if (broken || screen->above.n) erase(screen);
    if (screen->above.n) buf_put(&screen->output, screen->above.s, screen->above.n);
    put_difference(screen);
    buf_write(&screen->output, screen->out);
    fflush(screen->out);
    struct frame spare = screen->drawn;
    screen->drawn = screen->next;
    screen->next = spare;
    empty(&screen->next);
    screen->above.n = screen->output.n = 0;
}

void screen_free(struct screen *screen)
{
    struct buf *all[] = {&screen->next.text, &screen->next.columns, &screen->drawn.text, &screen->drawn.columns, &screen->above, &screen->output};
    for (size_t i = 0; i < COUNT(all); i++) buf_free(all[i]);
}
