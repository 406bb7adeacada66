/* The report for people, on a terminal. */
#include "diag/render.h"
#include "review/diff_report.h"
#include "review/show_field.h"

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

void write_diff_text(const struct diff_report *report, bool color, struct buf *out)
{
    const struct palette *palette = color ? &colored : &plain;
    if (diff_is_empty(report)) {
        buf_str(out, STR("no changes\n"));
        return;
    }
    struct report_lines lines = report_lines(report);
    buf_printf(out, "%s%.*s%s: %.*s\n", palette->bold, STR_ARG(report_name(report)), palette->reset, STR_ARG(report_summary(report)));
    for (size_t i = 0; i < lines.v.n; i++) {
        bool first = i == 0 || !str_eq(lines.v.at[i].service, lines.v.at[i - 1].service);
        if (first) buf_printf(out, "\n%s", palette->bold);
        if (first) put_visible(out, report_service(report, lines.v.at[i].service));
        if (first) buf_printf(out, "%s\n", palette->reset);
        put_text_line(out, palette, &lines.v.at[i]);
    }
    put_text_fields(report, palette, out);
}
