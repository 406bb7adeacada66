/* What stk says, as an editor shows it. */
#include "editor/answers.h"

#include "diag/visible_json.h"

/* The message, what is shown beside the place, and what to do. */
static json_t *message_of(struct arena *arena, const struct diag *diag)
{
    Str text = diag->text;
    if (diag->label.n) text = arena_printf(arena, "%.*s: %.*s", STR_ARG(text), STR_ARG(diag->label));
    if (diag->help.n) text = arena_printf(arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(diag->help));
    return json_stringn(text.s, text.n);
}

static json_t *related(struct desk *desk, const struct view *view, const struct diag *diag)
{
    json_t *all = json_array();
    for (size_t i = 0; i < diag->notes.n; i++) {
        json_t *place = location(desk, view, diag->notes.at[i].at);
        if (place) json_array_append_new(all, json_pack("{s:o, s:o}", "location", place, "message", visible_json(diag->notes.at[i].text)));
    }
    return all;
}

/* What answer_actions makes a repair of: the name that was meant, or what is missing. */
static json_t *repair(const struct diag *diag)
{
    static const char meant[] = "did you mean '", add[] = "add: ";
    if (str_starts(diag->label, STR("did you mean '")) && str_ends(diag->label, STR("'?")))
        return json_pack("{s:s%}", "meant", diag->label.s + sizeof meant - 1, diag->label.n - (sizeof meant - 1) - 2);
    if (!str_starts(diag->help, STR("add: "))) return json_object();
    Str rest = {diag->help.s + sizeof add - 1, diag->help.n - (sizeof add - 1)}, name = str_cut(&rest, ' ');
    return json_pack("{s:s%}", "missing", name.s, name.n);
}

/* Takes RANGE. */
static json_t *diagnostic(struct desk *desk, const struct view *view, const struct diag *diag, json_t *range)
{
    struct arena *arena = view->session->arena;
    return json_pack("{s:o, s:i, s:s, s:s, s:o, s:o, s:o}", "range", range, "severity",
                     diag_code_severity(diag->code) == ERROR ? 1 : 2, "code", diag_code_name(diag->code), "source", "stk", "message",
                     message_of(arena, diag), "relatedInformation", related(desk, view, diag), "data", repair(diag));
}

/* What is in no source, as a file that is not there, stands in stk.project, at the environment that asks for it. */
static void add_diagnostic(struct desk *desk, const struct view *view, const struct diag *diag, json_t *all)
{
    const struct view project = {.session = desk->session}, *written = diag->at.file || !view->environment ? view : &project;
    Span at = written == view ? diag->at : view->environment->at;
    Str file = at.file ? file_of_source(written, at.file) : STR("");
    if (!file.n) return;
    char *uri = uri_of_file(file);
    if (!json_object_get(all, uri)) json_object_set_new(all, uri, json_array());
    json_array_append_new(json_object_get(all, uri), diagnostic(desk, view, diag, range_in(desk, written, at)));
    free(uri);
}

void add_diagnostics(struct desk *desk, struct view *view, json_t *all)
{
    diags_finish(&view->session->diags);
    for (size_t i = 0; i < view->session->diags.all.n; i++) add_diagnostic(desk, view, view->session->diags.all.at[i], all);
}
