/* Where a request points to, and what is there. */
#include "editor/answers.h"

bool find_spot(struct desk *desk, const json_t *params, struct spot *spot)
{
    const struct text *text = named_text(desk->texts, params);
    if (!text) return false;
    *spot = (struct spot){0};
    spot->view = view_of_file(desk, text->file, &spot->file);
    if (!spot->file) return false;
    spot->text = source_at(&spot->view->session->sources, spot->file)->text;
    spot->offset = offset_at(spot->text, place_from_json(json_object_get(params, "position")), desk->encoding);
    return true;
}

bool is_stk(const struct spot *spot) { return str_ends(source_at(&spot->view->session->sources, spot->file)->path, STR(".stk")); }

static bool covers(Span at, const struct spot *spot) { return at.file == spot->file && at.lo <= spot->offset && spot->offset <= at.hi; }

/* What is known best: with the declaration and the type. */
static int worth(const struct meaning *meaning) { return (meaning->declared.file ? 2 : 0) + (meaning->step || meaning->symbol || meaning->type); }

static const struct meaning *best_meaning(const struct spot *spot)
{
    const struct program *program = spot->view->compilation.program;
    const struct meaning *best = NULL;
    for (size_t i = 0; program && i < program->meanings->v.n; i++) {
        const struct meaning *meaning = &program->meanings->v.at[i];
        if (!covers(meaning->at, spot)) continue;
        if (!best || worth(meaning) > worth(best)) best = meaning;
    }
    return best;
}

size_t value_behind(const struct spot *spot)
{
    Str rest = str_skip(spot->text, spot->offset), line = str_cut(&rest, '\n');
    size_t n = 0;
    while (n < line.n && !strchr(" :=\"", line.s[n])) n++;
    while (n < line.n && strchr(" \"", line.s[n])) n++;
    if (n == line.n || line.s[n] != (is_stk(spot) ? '=' : ':')) return 0;
    for (n++; n < line.n && line.s[n] == ' '; n++) continue;
    return spot->offset + n;
}

/* Options of configuration files are known when their values are. */
const struct meaning *meaning_at(struct desk *desk, const struct spot *spot)
{
    const struct meaning *meaning = best_meaning(spot);
    if (meaning || spot->view->was_evaluated || !value_behind(spot)) return meaning;
    view_evaluate(desk, spot->view);
    return best_meaning(spot);
}

const struct module *module_of(const struct view *view, uint32_t file)
{
    return view->compilation.program ? program_module(view->compilation.program, file) : NULL;
}

const struct instance *whole_instance(const struct node *node) { return !node->object && node->part == PART_ALL ? node->instance : NULL; }

const struct item *item_around(const struct spot *spot)
{
    const struct module *module = module_of(spot->view, spot->file);
    for (size_t i = 0; module && i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        for (size_t k = 0; decl->kind == DECL_COMPONENT && k < decl->items.v.n; k++)
            if (covers(decl->items.v.at[k]->at, spot)) return decl->items.v.at[k];
    }
    return NULL;
}

/* ---- places ---- */

json_t *range_in(struct desk *desk, const struct view *view, Span at)
{
    return range_to_json(source_at(&view->session->sources, at.file)->text, at.lo, at.hi, desk->encoding);
}

json_t *location(struct desk *desk, const struct view *view, Span at)
{
    Str file = at.file ? file_of_source(view, at.file) : STR("");
    if (!file.n) return NULL;
    char *uri = uri_of_file(file);
    json_t *location = json_pack("{s:s, s:o}", "uri", uri, "range", range_in(desk, view, at));
    free(uri);
    return location;
}

json_t *markdown(Str text) { return json_pack("{s:s, s:s%}", "kind", "markdown", "value", text.n ? text.s : "", text.n); }

json_t *edit_of(json_t *range, Str text) { return json_pack("{s:o, s:s%}", "range", range, "newText", text.n ? text.s : "", text.n); }
