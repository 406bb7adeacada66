#include "diag/render.h"

#include <jansson.h>
#include <stdlib.h>

/* ---- text ---- */

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

static void render_text(const struct diags *diags, const struct palette *palette, struct buf *out)
{
    size_t shown = diags->all.n < DIAG_SHOWN_MAX ? diags->all.n : DIAG_SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        if (i) buf_char(out, '\n');
        put_diag(out, diags, diags->all.at[i], palette);
    }
    if (diags->all.n > shown) buf_printf(out, "\n%zu more not shown\n", diags->all.n - shown);
}

/* ---- JSON ---- */

static json_t *json_text(Str text)
{
    struct buf visible = {0};
    put_visible(&visible, text);
    json_t *string = json_stringn(visible.s ? visible.s : "", visible.n);
    buf_free(&visible);
    return string ? string : json_string("?");
}

static json_t *json_range(struct sources *sources, Span at)
{
    struct source_position from = source_position(sources, at.file, at.lo), to = source_position(sources, at.file, at.hi);
    return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i, s:i}", "file", json_text(source_at(sources, at.file)->path),
                     "line", (int)from.line, "column", (int)from.column, "end_line", (int)to.line, "end_column",
                     (int)to.column, "offset", (int)at.lo, "end_offset", (int)at.hi);
}

static const char *severity_name(enum diag_code code)
{
    return diag_code_severity(code) == ERROR ? "error" : "warning";
}

static json_t *json_notes(struct sources *sources, const struct diag *diag)
{
    json_t *notes = json_array();
    for (size_t i = 0; i < diag->notes.n; i++) {
        json_t *note = json_pack("{s:o}", "message", json_text(diag->notes.at[i].text));
        if (diag->notes.at[i].at.file) json_object_set_new(note, "at", json_range(sources, diag->notes.at[i].at));
        json_array_append_new(notes, note);
    }
    return notes;
}

static json_t *json_diag(struct sources *sources, const struct diag *diag)
{
    json_t *object = json_pack("{s:s, s:s, s:o, s:o}", "code", diag_code_name(diag->code), "severity",
                               severity_name(diag->code), "message", json_text(diag->text), "notes", json_notes(sources, diag));
    if (diag->at.file) json_object_set_new(object, "at", json_range(sources, diag->at));
    if (diag->label.n) json_object_set_new(object, "label", json_text(diag->label));
    if (diag->help.n) json_object_set_new(object, "help", json_text(diag->help));
    return object;
}

static void put_json(struct buf *out, json_t *json)
{
    char *text = json_dumps(json, JSON_INDENT(2));
    json_decref(json);
    if (!text) panic("cannot write diagnostics as JSON");
    buf_put(out, text, strlen(text));
    buf_char(out, '\n');
    free(text);
}

static void render_json(const struct diags *diags, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diags->all.n; i++) json_array_append_new(list, json_diag(diags->sources, diags->all.at[i]));
    put_json(out, json_pack("{s:i, s:o}", "version", 1, "diagnostics", list));
}

/* ---- SARIF 2.1.0 ---- */

static json_t *sarif_location(struct sources *sources, Span at, Str message)
{
    struct source_position from = source_position(sources, at.file, at.lo), to = source_position(sources, at.file, at.hi);
    json_t *location = json_pack(
        "{s:{s:{s:o}, s:{s:i, s:i, s:i, s:i}}}", "physicalLocation", "artifactLocation", "uri",
        json_text(source_at(sources, at.file)->path), "region", "startLine", (int)from.line, "startColumn",
        (int)from.column, "endLine", (int)to.line, "endColumn", (int)to.column);
    if (message.n) json_object_set_new(location, "message", json_pack("{s:o}", "text", json_text(message)));
    return location;
}

static json_t *sarif_result(struct diags const *diags, const struct diag *diag)
{
    Str label = diag->label.n ? arena_printf(diags->arena, "; %.*s", STR_ARG(diag->label)) : STR("");
    Str help = diag->help.n ? arena_printf(diags->arena, " (%.*s)", STR_ARG(diag->help)) : STR("");
    Str text = arena_printf(diags->arena, "%.*s%.*s%.*s", STR_ARG(diag->text), STR_ARG(label), STR_ARG(help));
    json_t *result = json_pack("{s:s, s:s, s:{s:o}}", "ruleId", diag_code_name(diag->code), "level",
                               severity_name(diag->code), "message", "text", json_text(text));
    if (diag->at.file)
        json_object_set_new(result, "locations", json_pack("[o]", sarif_location(diags->sources, diag->at, STR(""))));
    json_t *related = json_array();
    for (size_t i = 0; i < diag->notes.n; i++)
        if (diag->notes.at[i].at.file)
            json_array_append_new(related, sarif_location(diags->sources, diag->notes.at[i].at, diag->notes.at[i].text));
    json_object_set_new(result, "relatedLocations", related);
    return result;
}

static json_t *sarif_rules(const struct diags *diags)
{
    json_t *rules = json_array();
    bool seen[DIAG_CODE_COUNT] = {false};
    for (size_t i = 0; i < diags->all.n; i++) {
        enum diag_code code = diags->all.at[i]->code;
        if (seen[code]) continue;
        seen[code] = true;
        json_array_append_new(rules, json_pack("{s:s, s:{s:s}}", "id", diag_code_name(code), "shortDescription", "text",
                                               diag_code_title(code)));
    }
    return rules;
}

static void render_sarif(const struct diags *diags, struct buf *out)
{
    json_t *results = json_array();
    for (size_t i = 0; i < diags->all.n; i++) json_array_append_new(results, sarif_result(diags, diags->all.at[i]));
    put_json(out, json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:o}}, s:s, s:o}]}", "$schema",
                            "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
                            "name", "stk", "rules", sarif_rules(diags), "columnKind", "unicodeCodePoints", "results", results));
}

void render_diags(const struct diags *diags, enum diag_format format, bool color, struct buf *out)
{
    switch (format) {
    case FORMAT_TEXT: render_text(diags, color ? &colored : &plain, out); break;
    case FORMAT_JSON: render_json(diags, out); break;
    case FORMAT_SARIF: render_sarif(diags, out); break;
    }
}
