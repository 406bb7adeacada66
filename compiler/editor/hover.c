/* What is shown of a name: its declaration, its documentation, and what it is in the end. */
#include "editor/answers.h"

#include "doc/entry.h"

/* ---- the declaration ---- */

/* Columns and lines say nothing in a line by itself: one space for several, and none inside of parentheses. */
static Str with_single_spaces(struct arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i] == '\n' || text.s[i] == '\r' ? ' ' : text.s[i];
        if (c == ')' && n && copy[n - 1] == ' ') n--;
        if (c != ' ' || (n && copy[n - 1] != ' ' && copy[n - 1] != '(')) copy[n++] = c;
    }
    return (Str){copy, n};
}

/* The line that begins at START; where parameters begin in it, to the end of the line in which they end. */
static Str line_with_parameters(Str text, size_t start)
{
    Str rest = str_skip(text, start), line = str_cut(&rest, '\n'), last = line;
    if (!str_ends(str_trim(line), STR("("))) return line;
    while (rest.n && !str_starts(str_trim(last), STR(")"))) last = str_cut(&rest, '\n');
    return (Str){line.s, (size_t)(last.s + last.n - line.s)};
}

Str declaration_text(struct session *session, Span declared)
{
    Str text = source_at(&session->sources, declared.file)->text;
    Str line = str_trim(with_single_spaces(session->arena, line_with_parameters(text, line_start(text, declared.lo))));
    if (!str_ends(line, STR("{"))) return line;
    line = str_trim((Str){line.s, line.n - 1});
    if (!str_ends(line, STR("="))) return line;
    if (str_starts(line, STR("fn "))) return str_trim((Str){line.s, line.n - 1});
    return arena_printf(session->arena, "%.*s { … }", STR_ARG(line));
}

static const struct type *type_of_meaning(const struct meaning *meaning) { return meaning->step ? meaning->step->type : meaning->type; }

static bool is_typed(Str text) { return text.n && memchr(text.s, ':', text.n); }

static void put_declaration(struct buf *out, struct session *session, const struct meaning *meaning)
{
    const struct type *type = type_of_meaning(meaning);
    Str text = declaration_text(session, meaning->declared);
    buf_printf(out, "```stk\n%.*s", STR_ARG(text));
    if (type && type->kind != T_POISON && !is_typed(text)) buf_printf(out, "   // %.*s", STR_ARG(type_show(session->arena, type)));
    buf_printf(out, "\n```\n");
    Str doc = source_doc_above(&session->sources, meaning->declared, "\n");
    if (doc.n) buf_printf(out, "\n%.*s\n", STR_ARG(doc));
}

static void put_kube_field(struct buf *out, struct session *session, const struct spot *spot, const struct meaning *meaning)
{
    Str name = {spot->text.s + meaning->at.lo, meaning->at.hi - meaning->at.lo};
    struct suggestion wrong;
    struct doc_entry *entry = doc_of_kube(session, NULL, meaning->kube, meaning->type ? STR("") : name, &wrong);
    if (entry) put_entry_markdown(out, entry, 4);
}

/* What a text names. */
static json_t *hover_link(struct desk *desk, const struct spot *spot)
{
    struct links_at links = {0};
    struct buf out = {0};
    if (may_name(spot)) links = links_at(desk, spot);
    for (size_t i = 0; links.at.file && i < links.declared.v.n; i++)
        buf_printf(&out, "```stk\n%.*s\n```\n", STR_ARG(declaration_text(spot->view->session, links.declared.v.at[i])));
    json_t *answer = out.n ? json_pack("{s:o, s:o}", "contents", markdown((Str){out.s, out.n}), "range", range_in(desk, spot->view, links.at)) : NULL;
    buf_free(&out);
    return answer;
}

json_t *answer_hover(struct desk *desk, const json_t *params)
{
    struct spot spot = {0};
    const struct meaning *meaning = find_spot(desk, params, &spot) ? meaning_at(desk, &spot) : NULL;
    if (!meaning) return spot.file ? hover_link(desk, &spot) : NULL;
    struct session *session = spot.view->session;
    struct buf out = {0};
    if (meaning->declared.file) put_declaration(&out, session, meaning);
    else if (meaning->kube) put_kube_field(&out, session, &spot, meaning);
    else if (meaning->type) buf_printf(&out, "```stk\n%.*s\n```\n", STR_ARG(type_show_members(session->arena, meaning->type)));
    put_final_values(desk, &out, &spot, meaning);
    json_t *answer = json_pack("{s:o, s:o}", "contents", markdown((Str){out.s, out.n}), "range", range_in(desk, spot.view, meaning->at));
    buf_free(&out);
    return answer;
}
