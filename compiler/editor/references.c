/* Where a name is declared, where it is used, and giving it another one. */
#include "editor/answers.h"

#include "check/check.h"

/* ---- definition ---- */

static const struct module *module_at(const struct spot *spot, Str path)
{
    return map_get(&spot->view->compilation.program->by_path, name_of(spot->view->session->names, path));
}

static bool names_module(const struct meaning *meaning) { return meaning->symbol && meaning->symbol->kind == SYMBOL_MODULE && !meaning->step; }

/* A module's path in "use". */
static const struct module *module_used_at(const struct spot *spot)
{
    const struct module *module = module_of(spot->view, spot->file);
    for (size_t i = 0; module && i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        bool here = decl->kind == DECL_USE && decl->path_at.lo <= spot->offset && spot->offset <= decl->path_at.hi;
        if (here) return module_at(spot, used_path(spot->view->compilation.program, module, decl->path));
    }
    return NULL;
}

static void add_locations(struct desk *desk, const struct view *view, const struct spans *spans, json_t *all)
{
    for (size_t i = 0; i < spans->v.n; i++) {
        json_t *place = location(desk, view, spans->v.at[i]);
        if (place) json_array_append_new(all, place);
    }
}

/* NULL: the text there names nothing. */
static json_t *linked_definitions(struct desk *desk, const struct spot *spot)
{
    if (!may_name(spot)) return NULL;
    struct links_at links = links_at(desk, spot);
    if (!links.declared.v.n) return NULL;
    json_t *all = json_array();
    add_locations(desk, spot->view, &links.declared, all);
    return all;
}

json_t *answer_definition(struct desk *desk, const json_t *params)
{
    struct spot spot;
    if (!find_spot(desk, params, &spot)) return NULL;
    const struct meaning *meaning = meaning_at(desk, &spot);
    const struct module *module = !meaning ? module_used_at(&spot) : names_module(meaning) ? module_at(&spot, meaning->symbol->target) : NULL;
    if (module) return location(desk, spot.view, (Span){module->file, 0, 0});
    return meaning && meaning->declared.file ? location(desk, spot.view, meaning->declared) : linked_definitions(desk, &spot);
}

/* ---- references ---- */

/* A name at some place, whatever view it was seen in. */
struct use_place {
    const struct view *view;
    Span at;
    Str file;
    bool declares;
};
struct use_places {
    struct arena *arena;
    VEC(struct use_place) v;
};

static bool is_known(const struct use_places *places, Str file, uint32_t lo)
{
    for (size_t i = places->v.n; i-- > 0;)
        if (places->v.at[i].at.lo == lo && str_eq(places->v.at[i].file, file)) return true;
    return false;
}

static void add_place(struct use_places *places, const struct view *view, Span at, bool declares)
{
    Str file = file_of_source(view, at.file);
    if (!file.n || is_known(places, file, at.lo)) return;
    vec_push(places->arena, &places->v, ((struct use_place){view, at, file, declares}));
}

static void add_places_in(struct use_places *places, const struct view *view, Str file, Span declared)
{
    const struct program *program = view->compilation.program;
    uint32_t id = source_of(view, file.s);
    for (size_t i = 0; id && program && i < program->meanings->v.n; i++) {
        const struct meaning *meaning = &program->meanings->v.at[i];
        if (meaning->declared.file != id || meaning->declared.lo != declared.lo || meaning->declared.hi != declared.hi) continue;
        add_place(places, view, meaning->at, meaning->at.file == id && meaning->at.lo == declared.lo);
    }
}

/* Of what MEANING stands for, in all stacks and environments. */
static struct use_places places_of(struct desk *desk, const struct spot *spot, const struct meaning *meaning)
{
    struct use_places places = {.arena = desk->session->arena};
    Str file = file_of_source(spot->view, meaning->declared.file);
    if (!file.n) return places;
    for (size_t i = 0; i < desk->views.n; i++) {
        view_check(desk, desk->views.at[i]);
        add_places_in(&places, desk->views.at[i], file, meaning->declared);
    }
    return places;
}

static const struct meaning *declared_meaning(struct desk *desk, const json_t *params, struct spot *spot)
{
    const struct meaning *meaning = find_spot(desk, params, spot) ? meaning_at(desk, spot) : NULL;
    return meaning && meaning->declared.file ? meaning : NULL;
}

/* Of what a text names, or what texts name: objects, and their keys and ports, which are no names of the language. */
static void add_linked(struct desk *desk, const struct spot *spot, const struct meaning *meaning, bool declaration, json_t *found)
{
    bool object = meaning && meaning->step && (meaning->step->kind == STEP_INSTANCE || meaning->step->kind == STEP_RESOURCE);
    if (meaning && !object) return;
    struct links_at links = links_at(desk, spot);
    if (declaration && !meaning) add_locations(desk, spot->view, &links.declared, found);
    add_locations(desk, spot->view, &links.uses, found);
}

json_t *answer_references(struct desk *desk, const json_t *params)
{
    struct spot spot = {0};
    const struct meaning *meaning = declared_meaning(desk, params, &spot);
    bool declaration = json_is_true(json_object_get(json_object_get(params, "context"), "includeDeclaration"));
    if (!spot.file) return NULL;
    json_t *found = json_array();
    add_linked(desk, &spot, meaning, declaration, found);
    if (!meaning) return found;
    struct use_places places = places_of(desk, &spot, meaning);
    for (size_t i = 0; i < places.v.n; i++)
        if (declaration || !places.v.at[i].declares) json_array_append_new(found, location(desk, places.v.at[i].view, places.v.at[i].at));
    return found;
}

json_t *answer_highlights(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const struct meaning *meaning = declared_meaning(desk, params, &spot);
    if (!meaning) return NULL;
    struct use_places places = {.arena = desk->session->arena};
    add_places_in(&places, spot.view, file_of_source(spot.view, meaning->declared.file), meaning->declared);
    json_t *found = json_array();
    for (size_t i = 0; i < places.v.n; i++)
        if (places.v.at[i].at.file == spot.file) json_array_append_new(found, json_pack("{s:o}", "range", range_in(desk, spot.view, places.v.at[i].at)));
    return found;
}

/* ---- another name ---- */

static json_t *refused(const char *why) { return json_pack("{s:{s:i, s:s}}", "error", "code", -32803, "message", why); }

static bool is_name(const char *text)
{
    size_t n = text ? strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") : 0;
    return n && !text[n] && !(text[0] >= '0' && text[0] <= '9');
}

/* NULL: it can. A name as it is written where it is used, too: an import may have been given another one. */
static const char *why_not(const struct spot *spot, const struct meaning *meaning)
{
    if (!meaning) return "there is no name of yours here";
    if (names_module(meaning)) return "a module is called like its file";
    if (source_at(&spot->view->session->sources, meaning->declared.file)->library) return "the library has given this name";
    return NULL;
}

json_t *answer_prepare_rename(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const struct meaning *meaning = declared_meaning(desk, params, &spot);
    return why_not(&spot, meaning) ? NULL : range_in(desk, spot.view, meaning->at);
}

static json_t *edits_of(json_t *changes, Str file)
{
    char *uri = uri_of_file(file);
    json_t *edits = json_object_get(changes, uri);
    if (!edits) json_object_set_new(changes, uri, edits = json_array());
    free(uri);
    return edits;
}

/* The line of a declaration, or the first of its documentation. */
static Str line_above_doc(struct sources *sources, Span at)
{
    uint32_t line = source_position(sources, at.file, at.lo).line;
    while (line > 1 && str_starts(str_trim(source_line(sources, at.file, line - 1)), STR("///"))) line--;
    return source_line(sources, at.file, line);
}

/* Names of instances and objects are those of objects in a cluster: "moved OLD -> NEW" keeps those. */
static void add_moved(struct desk *desk, const struct use_place *place, const struct meaning *meaning, const char *name, json_t *changes)
{
    const struct step *step = meaning->step;
    if (!place->declares || !step || step->kind != STEP_INSTANCE || step->moved_from) return;
    struct sources *sources = &place->view->session->sources;
    Str line = line_above_doc(sources, place->at), text = source_at(sources, place->at.file)->text;
    uint32_t start = (uint32_t)(line.s - text.s);
    size_t indent = strspn(line.s, " ");
    Str moved = arena_printf(desk->session->arena, "%.*smoved %s -> %s\n", (int)indent, line.s, step->name->s, name);
    json_array_append_new(edits_of(changes, place->file), edit_of(range_in(desk, place->view, (Span){place->at.file, start, start}), moved));
}

json_t *answer_rename(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const struct meaning *meaning = declared_meaning(desk, params, &spot);
    const char *name = json_string_value(json_object_get(params, "newName")), *why = why_not(&spot, meaning);
    if (why) return refused(why);
    if (!is_name(name)) return refused("a name has letters, digits and '_', and begins with none of the digits");
    struct use_places places = places_of(desk, &spot, meaning);
    json_t *changes = json_object();
    for (size_t i = 0; i < places.v.n; i++) {
        const struct use_place *place = &places.v.at[i];
        json_array_append_new(edits_of(changes, place->file), edit_of(range_in(desk, place->view, place->at), str_of(name)));
        add_moved(desk, place, meaning, name, changes);
    }
    return json_pack("{s:o}", "changes", changes);
}
