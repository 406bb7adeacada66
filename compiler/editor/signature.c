/* The parameters of the function whose call is being written. */
#include "editor/answers.h"

#include "editor/cursor.h"

static size_t commas_between(Str text, size_t lo, size_t hi)
{
    size_t n = 0, depth = 0;
    for (size_t i = lo; i < hi; i++) {
        if (strchr("([{", text.s[i])) depth++;
        if (strchr(")]}", text.s[i]) && depth) depth--;
        n += text.s[i] == ',' && !depth;
    }
    return n;
}

static json_t *parameters_of(const struct function *function, struct arena *arena, struct buf *label)
{
    json_t *parameters = json_array();
    buf_printf(label, "%s(", function->name->s);
    for (size_t i = 0; i < function->nparameters; i++) {
        Str one = arena_printf(arena, "%s : %.*s", function->names[i]->s, STR_ARG(type_show(arena, function->types[i])));
        buf_printf(label, "%s%.*s", i ? ", " : "", STR_ARG(one));
        json_array_append_new(parameters, json_pack("{s:s%}", "label", one.s, one.n));
    }
    buf_printf(label, ") : %.*s", STR_ARG(type_show(arena, function->result)));
    return parameters;
}

json_t *answer_signature(struct desk *desk, const json_t *params)
{
    struct spot spot;
    if (!find_spot(desk, params, &spot)) return NULL;
    struct cursor cursor = cursor_at(spot.text, spot.offset);
    size_t inside = cursor.lo, opened = cursor.opened;
    if (cursor.bracket != '(' || cursor.in_text || !opened) return NULL;
    spot.offset = opened;
    const struct meaning *meaning = meaning_at(desk, &spot);
    const struct function *function = meaning && meaning->symbol && !meaning->step ? meaning->symbol->function : NULL;
    if (!function || !function->types) return NULL;
    struct buf label = {0};
    json_t *parameters = parameters_of(function, spot.view->session->arena, &label);
    Str doc = function->decl->doc;
    json_t *signature = json_pack("{s:s%, s:o, s:o}", "label", label.s, label.n, "parameters", parameters, "documentation", markdown(doc));
    buf_free(&label);
    return json_pack("{s:[o], s:i, s:i}", "signatures", signature, "activeSignature", 0, "activeParameter",
                     (int)commas_between(spot.text, opened + 1, inside));
}
