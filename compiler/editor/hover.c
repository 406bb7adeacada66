/* What is shown of a name: its declaration, its documentation, and what it is in the end. */
#include "editor/answers.h"

#include "doc/entry.h"

/* ---- the declaration ---- */

/* One space for several: columns say nothing in a line by itself. */
static Str with_single_spaces(struct arena *arena, Str text)
{
    char *copy = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.s[i] != ' ' || !n || copy[n - 1] != ' ') copy[n++] = text.s[i];
    return (Str){copy, n};
}

Str declaration_text(struct session *session, Span declared)
{
    Str line = str_trim(source_line(&session->sources, declared.file, source_position(&session->sources, declared.file, declared.lo).line));
    if (str_ends(line, STR("{"))) line = str_trim((Str){line.s, line.n - 1});
    return with_single_spaces(session->arena, line);
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
    Str doc = source_doc_above(&session->sources, meaning->declared);
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
    json_t *answer = out.n ? json_pack("{s:{s:s, s:s%}, s:o}", "contents", "kind", "markdown", "value", out.s, out.n, "range",
                                       range_in(desk, spot->view, links.at)) : NULL;
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
    json_t *answer = json_pack("{s:{s:s, s:s%}, s:o}", "contents", "kind", "markdown", "value", out.n ? out.s : "", out.n, "range",
                               range_in(desk, spot.view, meaning->at));
    buf_free(&out);
    return answer;
}
