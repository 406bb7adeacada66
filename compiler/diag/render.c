#include "diag/render.h"

struct palette {
    const char *bold, *error, *warning, *note, *reset;
};
static const struct palette plain = {"", "", "", "", ""};
static const struct palette colored = {"\033[1m", "\033[1;31m", "\033[1;33m", "\033[36m", "\033[0m"};

void put_visible(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        buf_char(out, (c < ' ' && c != '\t') || c == 0x7f ? '?' : (char)c);
    }
}

static void put_place(struct buf *out, struct sources *sources, Span at)
{
    struct source_position place = source_position(sources, at.file, at.lo);
    put_visible(out, source_at(sources, at.file)->path);
    buf_printf(out, ":%u:%u: ", place.line, place.column);
}

enum { LINE_SHOWN_MAX = 160 }; /* bytes of a source line that are quoted */

/* Tabs stay tabs and continuation bytes take no room, so that the caret stands under its character. */
static void put_padding(struct buf *out, Str line, size_t column)
{
    for (size_t i = 0; i < column && i < line.n; i++)
        if (((unsigned char)line.s[i] & 0xC0) != 0x80) buf_char(out, line.s[i] == '\t' ? '\t' : ' ');
}

static size_t width_of(Str text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.n; i++) width += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return width;
}

static size_t cut_at_character(Str line, size_t n)
{
    while (n > 0 && n < line.n && ((unsigned char)line.s[n] & 0xC0) == 0x80) n--;
    return n;
}

static bool is_hidden(const struct diags *diags, uint32_t file, size_t offset)
{
    for (size_t i = 0; i < diags->hidden.n; i++)
        if (diags->hidden.at[i].file == file && offset >= diags->hidden.at[i].lo && offset < diags->hidden.at[i].hi) return true;
    return false;
}

/* Part of a source, with one mark for each hidden range. */
static void put_source(struct buf *out, const struct diags *diags, uint32_t file, Str text)
{
    size_t base = (size_t)(text.s - source_at(diags->sources, file)->text.s);
    bool before = false;
    for (size_t i = 0; i < text.n; i++) {
        bool hidden = diags->hidden.n && is_hidden(diags, file, base + i);
        if (hidden && !before) buf_put(out, "(hidden)", 8);
        if (!hidden) put_visible(out, (Str){text.s + i, 1});
        before = hidden;
    }
}

/* The quoted line, with the marked range underlined. A long line is shown around its range. */
static void put_quote(struct buf *out, const struct diags *diags, Span at, Str label, const struct palette *palette)
{
    struct sources *sources = diags->sources;
    struct source_position place = source_position(sources, at.file, at.lo);
    Str line = source_line(sources, at.file, place.line);
    size_t start = at.lo - (size_t)(line.s - source_at(sources, at.file)->text.s);
    size_t end = start + (at.hi - at.lo);
    if (start > line.n) start = line.n;
    if (end > line.n) end = line.n;
    size_t from = start > LINE_SHOWN_MAX / 2 && line.n > LINE_SHOWN_MAX ? cut_at_character(line, start - LINE_SHOWN_MAX / 2) : 0;
    size_t to = line.n - from > LINE_SHOWN_MAX ? cut_at_character(line, from + LINE_SHOWN_MAX) : line.n;
    if (end > to) end = to;
    Str shown = {line.s + from, to - from};
    buf_printf(out, "%5u | ", place.line);
    put_source(out, diags, at.file, shown);
    buf_printf(out, "\n      | ");
    put_padding(out, shown, start - from);
    size_t carets = width_of((Str){line.s + start, end > start ? end - start : 0});
    buf_printf(out, "%s", palette->error);
    buf_fill(out, '^', carets ? carets : 1);
    if (label.n) buf_printf(out, " %.*s", STR_ARG(label));
    buf_printf(out, "%s\n", palette->reset);
}

static void put_note(struct buf *out, struct sources *sources, const struct note *note, const struct palette *palette)
{
    if (!note->at.file) {
        buf_printf(out, "   %snote:%s ", palette->note, palette->reset);
        put_visible(out, note->text);
        buf_char(out, '\n');
        return;
    }
    put_place(out, sources, note->at);
    buf_printf(out, "%snote:%s ", palette->note, palette->reset);
    put_visible(out, note->text);
    buf_char(out, '\n');
}

static void put_diag(struct buf *out, const struct diags *diags, const struct diag *diag, const struct palette *palette)
{
    struct sources *sources = diags->sources;
    bool error = diag_code_severity(diag->code) == ERROR;
    if (diag->at.file) put_place(out, sources, diag->at);
    else buf_printf(out, "stk: ");
    buf_printf(out, "%s%s[%s]:%s%s ", error ? palette->error : palette->warning, error ? "error" : "warning",
               diag_code_name(diag->code), palette->reset, palette->bold);
    put_visible(out, diag->text);
    buf_printf(out, "%s\n", palette->reset);
    if (diag->at.file) put_quote(out, diags, diag->at, diag->label, palette);
    for (size_t i = 0; i < diag->notes.n; i++) put_note(out, sources, &diag->notes.at[i], palette);
    if (diag->help.n) {
        buf_printf(out, "   = ");
        put_visible(out, diag->help);
        buf_char(out, '\n');
    }
}

void render_diags(const struct diags *diags, bool color, struct buf *out)
{
    const struct palette *palette = color ? &colored : &plain;
    size_t shown = diags->all.n < DIAG_SHOWN_MAX ? diags->all.n : DIAG_SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        if (i) buf_char(out, '\n');
        put_diag(out, diags, diags->all.at[i], palette);
    }
    if (diags->all.n > shown) buf_printf(out, "\n%zu more not shown\n", diags->all.n - shown);
}
