/* The report for a comment on a pull request: each service folded, with its consequences and its fields. */
#include "diag/render.h"
#include "review/diff_report.h"
#include "review/show_field.h"

/* What is shown of a service. */
struct section {
    Str service;
    enum weight worst;
    size_t consequences, fields;
    struct buf lines;  /* of consequences, Markdown */
    struct buf diff;   /* of fields, in a fence */
};
struct sections { VEC(struct section) v; };

/* ---- text that people chose, in Markdown ---- */

/* What would end a line or begin a tag, a mark or a mention. */
static void put_escaped(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] && strchr("|`*_[]\\#~", text.s[i])) buf_char(out, '\\');
        if (text.s[i] == '<') buf_str(out, STR("&lt;"));
        else if (text.s[i] == '&') buf_str(out, STR("&amp;"));
        else if (text.s[i] == '@') buf_str(out, STR("&#64;"));
        else buf_char(out, (unsigned char)text.s[i] < ' ' ? ' ' : text.s[i]);
    }
}

/* Inside a tag nothing but HTML counts. */
static void put_html(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '<') buf_str(out, STR("&lt;"));
        else if (text.s[i] == '&') buf_str(out, STR("&amp;"));
        else buf_char(out, (unsigned char)text.s[i] < ' ' ? ' ' : text.s[i]);
    }
}

/* ---- consequences ---- */

static void put_line(struct buf *out, const struct report_line *line)
{
    buf_str(out, STR("- "));
    if (line->weight == WEIGHT_DANGER) buf_str(out, STR("**danger** "));
    else if (line->weight != WEIGHT_PLAIN) buf_printf(out, "%s: ", weight_name(line->weight));
    put_escaped(out, line->subject);
    if (line->subject.n) buf_char(out, ' ');
    put_escaped(out, line->text);
    if (line->repeated) buf_str(out, STR(", for the same reason"));
    for (size_t i = 0; line->because && !line->repeated && i < line->because->because.n; i++) {
        buf_printf(out, "<br>%s ", i ? "and" : "because");
        put_escaped(out, line->because->because.at[i]);
    }
    buf_char(out, '\n');
}

static struct section *section_of(struct sections *sections, struct arena *arena, Str service)
{
    for (size_t i = sections->v.n; i > 0; i--)
        if (str_eq(sections->v.at[i - 1].service, service)) return &sections->v.at[i - 1];
    vec_push(arena, &sections->v, ((struct section){.service = service, .worst = WEIGHT_PLAIN}));
    return &sections->v.at[sections->v.n - 1];
}

/* ---- fields ---- */

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

static void put_diff(struct arena *arena, struct buf *out, const struct field_change *field)
{
    struct shown shown = show_values(arena, field, SHOW_LONG);
    bool old = field->before.kind != V_NULL, new = field->after.kind != V_NULL;
    if (old) put_diff_line(out, '-', field, shown.before, !new);
    if (new) put_diff_line(out, '+', field, shown.after, true);
}

static void add_fields(struct sections *sections, struct arena *arena, const struct object_change *change)
{
    Str path = change_subject(change)->instance;
    struct section *section = section_of(sections, arena, str_cut(&path, '.'));
    buf_printf(&section->diff, "@@ %.*s @@\n", STR_ARG(report_title(arena, change)));
    for (size_t i = 0; i < change->fields.n; i++) {
        if (change->fields.at[i].noise) continue;
        put_diff(arena, &section->diff, &change->fields.at[i]);
        section->fields++;
    }
}

/* In the order of the consequences: the worst first. */
static struct sections sections_of(const struct diff_report *report)
{
    struct arena *arena = report->session->arena;
    struct report_lines lines = report_lines(report);
    struct sections sections = {0};
    for (size_t i = 0; i < lines.v.n; i++) {
        struct section *section = section_of(&sections, arena, lines.v.at[i].service);
        if (lines.v.at[i].weight < section->worst) section->worst = lines.v.at[i].weight;
        put_line(&section->lines, &lines.v.at[i]);
        section->consequences++;
    }
    for (size_t i = 0; i < report->comparison->changes.n; i++)
        if (has_shown_fields(&report->comparison->changes.at[i])) add_fields(&sections, arena, &report->comparison->changes.at[i]);
    return sections;
}

/* ---- room ---- */

static size_t count_lines(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.s[i] == '\n';
    return n;
}

/* As many whole lines of TEXT as ROOM has room for, which they take. Returns how many are left out. */
static size_t put_fitting(struct buf *out, const struct buf *text, size_t *room)
{
    size_t n = text->n < *room ? text->n : *room;
    while (n > 0 && text->s[n - 1] != '\n') n--;
    buf_put(out, text->s, n);
    *room -= n;
    return count_lines((Str){text->s + n, text->n - n});
}

static void count(struct buf *out, size_t n, const char *what)
{
    if (n) buf_printf(out, ", %zu %s%s", n, what, n == 1 ? "" : "s");
}

/* Folded, unless somebody must look at it. */
static void put_head(const struct diff_report *report, struct buf *out, const struct section *section)
{
    buf_printf(out, "<details%s><summary><b>", section->worst <= WEIGHT_CARE ? " open" : "");
    put_html(out, report_service(report, section->service));
    buf_printf(out, "</b>%s%s", section->worst == WEIGHT_PLAIN ? "" : ": ", section->worst == WEIGHT_PLAIN ? "" : weight_name(section->worst));
    count(out, section->consequences, "consequence");
    count(out, section->fields, "field");
    buf_str(out, STR("</summary>\n\n"));
}

enum { AROUND_SECTION = 160, AROUND_ALL = 400 }; /* bytes: a head with the name of a service, fences and ends; the last sentence */

/* ROOM: of consequences and what is around them; FIELD_ROOM: of fields. Returns how many lines are left out. */
static size_t put_section(const struct diff_report *report, struct buf *out, const struct section *section, size_t *room, size_t *field_room)
{
    size_t around = AROUND_SECTION + section->service.n, start = out->n;
    if (*room < around) return count_lines((Str){section->lines.s, section->lines.n}) + count_lines((Str){section->diff.s, section->diff.n});
    size_t line_room = *room - around;
    put_head(report, out, section);
    size_t left = put_fitting(out, &section->lines, &line_room), before = out->n;
    buf_str(out, STR("\n```diff\n"));
    size_t fence = out->n, fields = *field_room;
    left += put_fitting(out, &section->diff, field_room);
    if (out->n == fence) out->n = before;
    else buf_str(out, STR("```\n"));
    buf_str(out, STR("\n</details>\n\n"));
    *room -= out->n - start - (fields - *field_room);
    return left;
}

/* Consequences go before fields: these have what room those leave. */
static size_t put_sections(const struct diff_report *report, struct buf *out, const struct sections *sections, size_t room)
{
    size_t left = 0, needed = 0;
    for (size_t i = 0; i < sections->v.n; i++) needed += AROUND_SECTION + sections->v.at[i].service.n + sections->v.at[i].lines.n;
    size_t field_room = room > needed ? room - needed : 0, line_room = room - field_room;
    for (size_t i = 0; i < sections->v.n; i++) left += put_section(report, out, &sections->v.at[i], &line_room, &field_room);
    return left;
}

/* ---- all ---- */

static void put_part(struct buf *out, const struct diff_report *report, const char *field)
{
    Str name = json_text(report->comparison->after->stack->head, field);
    Str escaped = arena_percent(report->session->arena, name, "");
    buf_str(out, escaped);
}

static void put_link(struct buf *out, const struct diff_report *report, const char *graph)
{
    buf_str(out, STR("[The order, as a graph]("));
    for (Str rest = str_of(graph); rest.n;) {
        bool stack = str_starts(rest, STR("{stack}")), environment = str_starts(rest, STR("{environment}"));
        if (stack || environment) put_part(out, report, stack ? "stack" : "environment");
        else buf_char(out, rest.s[0]);
        rest = str_skip(rest, stack ? strlen("{stack}") : environment ? strlen("{environment}") : 1);
    }
    buf_str(out, STR(")\n\n"));
}

void write_diff_markdown(const struct diff_report *report, const char *graph, size_t room, struct buf *out)
{
    if (diff_is_empty(report)) {
        buf_str(out, STR("no changes\n"));
        return;
    }
    struct sections sections = sections_of(report);
    size_t start = out->n;
    buf_str(out, STR("### stk diff: "));
    put_escaped(out, report_name(report));
    buf_printf(out, "\n\n%.*s\n\n", STR_ARG(report_summary(report)));
    if (graph) put_link(out, report, graph);
    size_t used = out->n - start + AROUND_ALL;
    size_t left = put_sections(report, out, &sections, room > used ? room - used : 0);
    if (left) buf_printf(out, "%zu more line%s did not fit into this comment; `stk diff` shows all.\n", left, left == 1 ? "" : "s");
    for (size_t i = 0; i < sections.v.n; i++) {
        buf_free(&sections.v.at[i].lines);
        buf_free(&sections.v.at[i].diff);
    }
}
