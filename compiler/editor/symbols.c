/* What a file declares, and what the project does. */
#include "editor/answers.h"

/* The protocol's numbers. */
enum { KIND_MODULE = 2, KIND_CLASS = 5, KIND_PROPERTY = 7, KIND_FIELD = 8, KIND_INTERFACE = 11, KIND_FUNCTION = 12, KIND_VARIABLE = 13,
       KIND_CONSTANT = 14, KIND_OBJECT = 19, KIND_EVENT = 24, KIND_STRUCT = 23 };

static int kind_of_decl(const struct decl *decl)
{
    static const int kinds[] = {[DECL_USE] = KIND_MODULE, [DECL_TYPE] = KIND_STRUCT, [DECL_FN] = KIND_FUNCTION, [DECL_COMPONENT] = KIND_CLASS,
                                [DECL_SCHEMA] = KIND_INTERFACE, [DECL_TEST] = KIND_EVENT};
    return kinds[decl->kind];
}

static int kind_of_item(const struct item *item)
{
    switch (item->kind) {
    case ITEM_PARAM: case ITEM_INCLUDE: return KIND_PROPERTY;
    case ITEM_LET: return KIND_VARIABLE;
    case ITEM_EXPORT: return KIND_FIELD;
    case ITEM_RESOURCE: case ITEM_INSTANCE: return KIND_OBJECT;
    default: return KIND_CONSTANT;
    }
}

static json_t *symbol(struct desk *desk, const struct view *view, Str name, int kind, Span whole, Span at)
{
    if (at.lo < whole.lo || at.hi > whole.hi) whole = span_join(at.lo < whole.lo ? at : whole, at.lo < whole.lo ? whole : at);
    return json_pack("{s:s%, s:i, s:o, s:o}", "name", name.s, name.n, "kind", kind, "range", range_in(desk, view, whole), "selectionRange",
                     range_in(desk, view, at));
}

static Str detail_of(const struct item *item)
{
    if (item->kind == ITEM_RESOURCE) return item->kind_name;
    if (item->kind == ITEM_INSTANCE && item->component.v.n) return NAME_STR(item->component.v.at[item->component.v.n - 1].name);
    return STR("");
}

static json_t *items_of(struct desk *desk, const struct view *view, const struct decl *decl)
{
    json_t *items = json_array();
    for (size_t i = 0; i < decl->items.v.n; i++) {
        const struct item *item = decl->items.v.at[i];
        if (!item->name.name || item->name.at.file != item->at.file) continue;
        json_t *one = symbol(desk, view, NAME_STR(item->name.name), kind_of_item(item), item->at, item->name.at);
        Str detail = detail_of(item);
        if (detail.n) json_object_set_new(one, "detail", json_stringn(detail.s, detail.n));
        json_array_append_new(items, one);
    }
    return items;
}

static Str name_of_decl(const struct decl *decl) { return decl->name.name ? NAME_STR(decl->name.name) : decl->path; }
static Span place_of_decl(const struct decl *decl) { return decl->name.name ? decl->name.at : decl->path_at.file ? decl->path_at : decl->at; }

json_t *answer_symbols(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const struct module *module = find_spot(desk, params, &spot) ? module_of(spot.view, spot.file) : NULL;
    json_t *all = json_array();
    for (size_t i = 0; module && i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        if (decl->kind == DECL_USE) continue;
        json_t *one = symbol(desk, spot.view, name_of_decl(decl), kind_of_decl(decl), decl->at, place_of_decl(decl));
        json_object_set_new(one, "children", items_of(desk, spot.view, decl));
        json_array_append_new(all, one);
    }
    return all;
}

/* ---- of the project ---- */

static bool holds_letters(Str name, const char *query)
{
    for (size_t i = 0; i < name.n && *query; i++)
        if ((name.s[i] | 0x20) == (*query | 0x20)) query++;
    return !*query;
}

static void add_of_module(struct desk *desk, const struct view *view, const struct module *module, const char *query, json_t *all)
{
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        Str name = name_of_decl(decl);
        json_t *place = decl->kind != DECL_USE && name.n && holds_letters(name, query) ? location(desk, view, place_of_decl(decl)) : NULL;
        if (place) json_array_append_new(all, json_pack("{s:s%, s:i, s:o, s:s%}", "name", name.s, name.n, "kind", kind_of_decl(decl), "location", place,
                                                        "containerName", module->path.s, module->path.n));
    }
}

/* Those of each module once, of the project and of what it uses of the library. */
json_t *answer_project_symbols(struct desk *desk, const json_t *params)
{
    const char *query = json_string_value(json_object_get(params, "query"));
    json_t *all = json_array();
    struct name_set seen = {0};
    for (size_t i = 0; i < desk->views.n; i++) {
        struct view *view = desk->views.at[i];
        view_check(desk, view);
        const struct program *program = view->compilation.program;
        for (size_t k = 0; program && k < program->modules.n; k++) {
            const struct module *module = program->modules.at[k];
            bool is_new = name_set_add(desk->session->arena, &seen, name_of(desk->session->names, module->path));
            if (is_new) add_of_module(desk, view, module, query ? query : "", all);
        }
    }
    return all;
}
