/* The report for people: on a terminal, and for a pull request. */
#include "diag/render.h"
#include "review/diff_report.h"
#include "review/show_field.h"

/* ---- text ---- */

struct palette { const char *bold, *weight[WEIGHT_PLAIN + 1], *dim, *reset; };
static const struct palette plain = {"", {"", "", "", ""}, "", ""};
static const struct palette colored = {"\033[1m", {"\033[1;31m", "\033[1;33m", "\033[36m", ""}, "\033[2m", "\033[0m"};

static void put_place(struct buf *out, const struct palette *palette, Str at)
{
    if (!at.n) return;
    buf_printf(out, "  %s", palette->dim);
    put_visible(out, at);
    buf_printf(out, "%s", palette->reset);
}

static void put_text_line(struct buf *out, const struct palette *palette, const struct report_line *line)
{
    static const char *const marks[] = {[WEIGHT_DANGER] = "!!", [WEIGHT_CARE] = "! ", [WEIGHT_NOTE] = "~ ", [WEIGHT_PLAIN] = "  "};
    buf_printf(out, "  %s%s ", palette->weight[line->weight], marks[line->weight]);
    put_visible(out, line->subject);
    buf_printf(out, "%s%s", line->subject.n ? " " : "", *palette->weight[line->weight] ? palette->reset : "");
    put_visible(out, line->text);
    if (line->repeated) buf_str(out, STR(", for the same reason"));
    if (line->because) put_place(out, palette, line->because->at);
    buf_char(out, '\n');
    for (size_t i = 0; line->because && !line->repeated && i < line->because->because.n; i++) {
        buf_put(out, i ? "         and " : "     because ", 13);
        put_visible(out, line->because->because.at[i]);
        buf_char(out, '\n');
    }
}

static void put_text_fields(const struct diff_report *report, const struct palette *palette, struct buf *out)
{
    struct arena *arena = report->session->arena;
    bool first = true;
    for (size_t i = 0; i < report->comparison->changes.n; i++) {
        const struct object_change *change = &report->comparison->changes.at[i];
        if (!has_shown_fields(change)) continue;
        buf_printf(out, "\n%s", first ? "Fields, and the lines that caused them:\n\n" : "");
        first = false;
        put_visible(out, report_title(arena, change));
        buf_char(out, '\n');
        for (size_t k = 0; k < change->fields.n; k++) {
            if (change->fields.at[k].noise) continue;
            buf_put(out, "  ", 2);
            put_visible(out, show_field(arena, &change->fields.at[k], 0, SHOW_LONG));
            put_place(out, palette, change->fields.at[k].at);
            buf_char(out, '\n');
        }
    }
}

/* "stack webshop, production" */
/* That of both sides; empty where both are manifests of others. */
static const json_t *stack_of(const struct diff_report *report)
{
    const struct comparison *comparison = report->comparison;
    return json_text(comparison->after->stack, "stack").n ? comparison->after->stack : comparison->before->stack;
}

static Str title(const struct diff_report *report)
{
    const json_t *stack = stack_of(report);
    Str name = json_text(stack, "stack"), environment = json_text(stack, "environment");
    if (!name.n) return STR("manifests");
    return arena_printf(report->session->arena, "stack %.*s%s%.*s", STR_ARG(name), environment.n ? ", " : "", STR_ARG(environment));
}

static Str service_title(const struct diff_report *report, Str service)
{
    return service.n ? service : json_text(stack_of(report), "stack").n ? STR("(stack)") : STR("(manifests)");
}

void write_diff_text(const struct diff_report *report, bool color, struct buf *out)
{
    const struct palette *palette = color ? &colored : &plain;
    if (diff_is_empty(report)) {
        buf_str(out, STR("no changes\n"));
        return;
    }
    struct report_lines lines = report_lines(report);
    buf_printf(out, "%s%.*s%s: %.*s\n", palette->bold, STR_ARG(title(report)), palette->reset, STR_ARG(report_summary(report)));
    for (size_t i = 0; i < lines.v.n; i++) {
        bool first = i == 0 || !str_eq(lines.v.at[i].service, lines.v.at[i - 1].service);
        if (first) buf_printf(out, "\n%s", palette->bold);
        if (first) put_visible(out, service_title(report, lines.v.at[i].service));
        if (first) buf_printf(out, "%s\n", palette->reset);
        put_text_line(out, palette, &lines.v.at[i]);
    }
    put_text_fields(report, palette, out);
}

/* ---- Markdown ---- */

enum { FIELDS_SHOWN_MAX = 300, LINES_SHOWN_MAX = 200 }; /* a comment has at most 65,536 characters */

/* What would end the cell or begin a tag. */
static void put_cell(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (strchr("|`*_[]\\", text.s[i]) && text.s[i]) buf_char(out, '\\');
        if (text.s[i] == '<') buf_str(out, STR("&lt;"));
        else if (text.s[i] == '@') buf_str(out, STR("&#64;"));
        else buf_char(out, (unsigned char)text.s[i] < ' ' ? ' ' : text.s[i]);
    }
}

static void put_row(const struct diff_report *report, struct buf *out, const struct report_line *line, bool first)
{
    buf_str(out, STR("| "));
    if (first) put_cell(out, service_title(report, line->service));
    buf_printf(out, " | %s | ", line->weight == WEIGHT_DANGER ? "**danger**" : line->weight == WEIGHT_PLAIN ? "" : weight_name(line->weight));
    put_cell(out, line->subject);
    if (line->subject.n) buf_char(out, ' ');
    put_cell(out, line->text);
    if (line->repeated) buf_str(out, STR(", for the same reason"));
    for (size_t i = 0; line->because && !line->repeated && i < line->because->because.n; i++) {
        buf_printf(out, "<br>%s ", i ? "and" : "because");
        put_cell(out, line->because->because.at[i]);
    }
    buf_str(out, STR(" |\n"));
}

static void put_diff_line(struct buf *out, char sign, const struct field_change *field, Str value, bool place)
{
    buf_printf(out, "%c ", sign);
    put_visible(out, field->path);
    buf_str(out, STR(": "));
    put_visible(out, value);
    if (place && field->at.n) buf_str(out, STR("  # "));
    if (place) put_visible(out, field->at);
    buf_char(out, '\n');
}

static void put_diff(const struct diff_report *report, struct buf *out, const struct field_change *field)
{
    struct shown shown = show_values(report->session->arena, field, SHOW_LONG);
    bool old = field->before.kind != V_NULL, new = field->after.kind != V_NULL;
    if (old) put_diff_line(out, '-', field, shown.before, !new);
    if (new) put_diff_line(out, '+', field, shown.after, true);
}

static void put_diffs(const struct diff_report *report, struct buf *out)
{
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < report->comparison->changes.n; i++) {
        const struct object_change *change = &report->comparison->changes.at[i];
        if (has_shown_fields(change) && shown < FIELDS_SHOWN_MAX)
            buf_printf(out, "@@ %.*s @@\n", STR_ARG(report_title(report->session->arena, change)));
        for (size_t k = 0; k < change->fields.n; k++) {
            if (change->fields.at[k].noise) continue;
            if (shown++ < FIELDS_SHOWN_MAX) put_diff(report, out, &change->fields.at[k]);
            else left++;
        }
    }
    if (left) buf_printf(out, "# %zu more: stk diff shows them\n", left);
}

void write_diff_markdown(const struct diff_report *report, struct buf *out)
{
    if (diff_is_empty(report)) {
        buf_str(out, STR("no changes\n"));
        return;
    }
    struct report_lines lines = report_lines(report);
    buf_printf(out, "### stk diff: %.*s\n\n%.*s\n\n", STR_ARG(title(report)), STR_ARG(report_summary(report)));
    buf_str(out, STR("| Service | | Consequence |\n|---|---|---|\n"));
    for (size_t i = 0; i < lines.v.n && i < LINES_SHOWN_MAX; i++)
        put_row(report, out, &lines.v.at[i], i == 0 || !str_eq(lines.v.at[i].service, lines.v.at[i - 1].service));
    if (lines.v.n > LINES_SHOWN_MAX) buf_printf(out, "| | | %zu more: stk diff shows them |\n", lines.v.n - LINES_SHOWN_MAX);
    buf_str(out, STR("\n<details><summary>Fields, and the lines that caused them</summary>\n\n```diff\n"));
    put_diffs(report, out);
    buf_str(out, STR("```\n\n</details>\n"));
}
