/* Repairs: the name that was meant, a field that is missing, a warning that is allowed. */
#include "editor/answers.h"

static json_t *action(const char *title, const json_t *diagnostic, const char *uri, json_t *edit)
{
    json_t *changes = json_object();
    json_object_set_new(changes, uri, json_pack("[o]", edit));
    return json_pack("{s:s, s:s, s:[O], s:{s:o}}", "title", title, "kind", "quickfix", "diagnostics", diagnostic, "edit", "changes", changes);
}

static json_t *empty_range(struct desk *desk, Str text, size_t at) { return range_to_json(text, at, at, desk->encoding); }

static size_t indent_at(Str text, size_t start)
{
    size_t n = 0;
    while (start + n < text.n && text.s[start + n] == ' ') n++;
    return n;
}

/* Behind the bracket that opens first after the place: a field comes into its own line. */
static json_t *insertion(struct desk *desk, const struct spot *spot, size_t at, const char *name)
{
    struct arena *arena = desk->session->arena;
    const char *open = at < spot->text.n ? memchr(spot->text.s + at, '{', spot->text.n - at) : NULL;
    if (!open) return NULL;
    size_t behind = (size_t)(open - spot->text.s) + 1, indent = indent_at(spot->text, line_start(spot->text, at)) + 2;
    bool closed = behind < spot->text.n && spot->text.s[behind] != '\n';
    Str text = closed ? arena_printf(arena, " %s = ,", name) : arena_printf(arena, "\n%*s%s = ", (int)indent, "", name);
    return edit_of(empty_range(desk, spot->text, behind), text);
}

static json_t *allowance(struct desk *desk, const struct spot *spot, size_t at, const char *code)
{
    size_t start = line_start(spot->text, at), indent = indent_at(spot->text, start);
    bool yaml = !is_stk(spot);
    Str text = arena_printf(desk->session->arena, "%*s%s allow %s: \n", (int)indent, "", yaml ? "#" : "//", code);
    return edit_of(empty_range(desk, spot->text, start), text);
}

/* MEANT in the place of RANGE: where a text stands there, its quotes stay. */
static json_t *correction(struct desk *desk, const struct spot *spot, const json_t *range, const char *meant)
{
    size_t lo = offset_at(spot->text, place_from_json(json_object_get(range, "start")), desk->encoding);
    size_t hi = offset_at(spot->text, place_from_json(json_object_get(range, "end")), desk->encoding);
    Str quote = lo + 1 < hi && memchr("\"'", spot->text.s[lo], 2) && spot->text.s[hi - 1] == spot->text.s[lo] ? (Str){spot->text.s + lo, 1} : STR("");
    const Str parts[] = {quote, str_of(meant), quote};
    return edit_of(json_deep_copy(range), arena_join(desk->session->arena, parts, COUNT(parts)));
}

static void add_actions(struct desk *desk, const struct spot *spot, const char *uri, const json_t *diagnostic, json_t *all)
{
    const json_t *range = json_object_get(diagnostic, "range"), *data = json_object_get(diagnostic, "data");
    const char *meant = json_string_value(json_object_get(data, "meant")), *missing = json_string_value(json_object_get(data, "missing"));
    const char *code = json_string_value(json_object_get(diagnostic, "code"));
    size_t at = offset_at(spot->text, place_from_json(json_object_get(range, "start")), desk->encoding);
    struct arena *arena = desk->session->arena;
    json_t *insert = missing ? insertion(desk, spot, at, missing) : NULL;
    if (meant) json_array_append_new(all, action(arena_printf(arena, "write '%s'", meant).s, diagnostic, uri, correction(desk, spot, range, meant)));
    if (insert) json_array_append_new(all, action(arena_printf(arena, "add '%s'", missing).s, diagnostic, uri, insert));
    if (code && *code == 'W') json_array_append_new(all, action(arena_printf(arena, "allow %s here, and say why", code).s, diagnostic, uri,
                                                                allowance(desk, spot, at, code)));
}

json_t *answer_actions(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const json_t *diagnostics = json_object_get(json_object_get(params, "context"), "diagnostics");
    if (!find_spot(desk, params, &spot)) return NULL;
    const char *uri = named_text(desk->texts, params)->uri;
    json_t *all = json_array();
    for (size_t i = 0; i < json_array_size(diagnostics); i++) add_actions(desk, &spot, uri, json_array_get(diagnostics, i), all);
    return all;
}
