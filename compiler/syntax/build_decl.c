/* Lists, types, items and declarations. */
#include "build.h"

/* ---- lists ---- */

/* Most have one item. */
#define DEFINE_ADD(list, type)                                                       \
    struct list list##_add(struct lexer *lexer, struct list front, type item)         \
    {                                                                                 \
        if (!front.v.n) vec_room(ARENA(lexer), &front.v, 1);                          \
        vec_push(ARENA(lexer), &front.v, item);                                       \
        return front;                                                                 \
    }
DEFINE_ADD(ident_list, struct ident)
DEFINE_ADD(expr_list, struct expr *)
DEFINE_ADD(part_list, struct part)
DEFINE_ADD(argument_list, struct argument)
DEFINE_ADD(parameter_list, struct parameter)

/* Room for most, and enough of it that the next list takes it again. */
enum { ENTRIES = 16 };

struct entry_list entry_list_add(struct lexer *lexer, struct entry_list front, struct entry entry)
{
    if (!front.v.n) vec_room(ARENA(lexer), &front.v, ENTRIES);
    if (entry.value) vec_push(ARENA(lexer), &front.v, entry);
    return front;
}

struct entry_list entry_list_done(struct lexer *lexer, struct entry_list front)
{
    struct entry_list list = {.at = front.at};
    vec_room(ARENA(lexer), &list.v, front.v.n);
    if (front.v.n) memcpy(list.v.at, front.v.at, front.v.n * sizeof *front.v.at);
    list.v.n = front.v.n;
    vec_outgrown(ARENA(lexer), &front.v);
    return list;
}

struct field_type_list field_type_list_add(struct lexer *lexer, struct field_type_list front, struct field_type field)
{
    if (field.type) vec_push(ARENA(lexer), &front.v, field);
    return front;
}

struct item_list item_list_add(struct lexer *lexer, struct item_list front, struct item *item)
{
    if (item) vec_push(ARENA(lexer), &front.v, item);
    return front;
}

struct override_list override_list_add(struct lexer *lexer, struct override_list front, struct override override)
{
    if (override.value) vec_push(ARENA(lexer), &front.v, override);
    return front;
}

/* The doc comment just before the token at OFFSET. */
static Str doc_at(const struct lexer *lexer, uint32_t offset)
{
    for (size_t i = lexer->docs.n; i-- > 0 && lexer->docs.at[i].token >= offset;)
        if (lexer->docs.at[i].token == offset) return lexer->docs.at[i].text;
    return STR("");
}

/* ---- types ---- */

static struct type_expr *type_expr(struct lexer *lexer, Span at, enum type_expr_kind kind)
{
    struct type_expr *type = NEW(ARENA(lexer), struct type_expr);
    type->kind = kind;
    type->at = at;
    return type;
}

struct type_expr *build_named_type(struct lexer *lexer, Span at, struct ident modifier, struct ident_list names)
{
    struct type_expr *type = type_expr(lexer, at, TYPE_NAME);
    type->names = names;
    type->secret = modifier.name != NULL;
    if (modifier.name && !str_is(NAME_STR(modifier.name), "secret")) {
        struct diag *diag = diag_add(&lexer->session->diags, E0003, names.v.at[0].at, "'%s' cannot follow the type '%s'",
                                     names.v.at[0].name->s, modifier.name->s);
        diag_help(&lexer->session->diags, diag, "the one word that goes before a type is 'secret'");
        type->kind = TYPE_ERROR;
    }
    return type;
}

struct type_expr *build_type_of(struct lexer *lexer, Span at, enum type_expr_kind kind, struct type_expr *of)
{
    struct type_expr *type = type_expr(lexer, at, kind);
    type->of = of;
    return type;
}

struct type_expr *build_record_type(struct lexer *lexer, Span at, struct field_type_list fields)
{
    bool map = fields.v.n == 1 && str_is(NAME_STR(fields.v.at[0].name.name), "string") && !fields.v.at[0].default_value;
    if (map) return build_type_of(lexer, at, TYPE_MAP, fields.v.at[0].type);
    struct type_expr *type = type_expr(lexer, at, TYPE_RECORD);
    type->fields = fields;
    return type;
}

struct type_expr *build_enum_type(struct lexer *lexer, Span at, struct ident_list members)
{
    struct type_expr *type = type_expr(lexer, at, TYPE_ENUM);
    type->names = members;
    return type;
}

struct type_expr *build_refined_type(struct lexer *lexer, Span at, struct type_expr *of, struct refinement refinement)
{
    struct type_expr *type = of->kind == TYPE_REFINED ? of : build_type_of(lexer, at, TYPE_REFINED, of);
    type->at = at;
    vec_push(ARENA(lexer), &type->refinements, refinement);
    return type;
}

struct field_type build_field_type(struct lexer *lexer, struct ident name, struct type_expr *type, struct expr *default_value)
{
    return (struct field_type){name, type, default_value, doc_at(lexer, name.at.lo)};
}

/* ---- items ---- */

static struct item *new_item(struct lexer *lexer, enum item_kind kind, struct ident name)
{
    struct item *item = NEW(ARENA(lexer), struct item);
    item->kind = kind;
    item->name = name;
    return item;
}

struct item *build_item_at(struct lexer *lexer, struct item *item, Span at)
{
    item->at = at;
    item->doc = doc_at(lexer, at.lo);
    return item;
}

struct item *build_param(struct lexer *lexer, bool inherited, struct ident name, struct type_expr *type, struct expr *default_value)
{
    struct item *item = new_item(lexer, ITEM_PARAM, name);
    item->inherited = inherited;
    item->type = type;
    item->value = default_value;
    return item;
}

struct item *build_value(struct lexer *lexer, enum item_kind kind, struct ident name, struct type_expr *type, struct expr *value)
{
    struct item *item = new_item(lexer, kind, name);
    item->type = type;
    item->value = value;
    return item;
}

/* AS: the word behind "as"; empty: none. */
struct item *build_export(struct lexer *lexer, struct ident name, struct type_expr *type, struct expr *value, struct ident as)
{
    struct item *item = build_value(lexer, ITEM_EXPORT, name, type, value);
    item->as_name = as.name != NULL;
    if (as.name && strcmp(as.name->s, "name") != 0) diag_add(&lexer->session->diags, E0003, as.at, "an export is given 'as name', or as it is");
    return item;
}

struct item *build_require(struct lexer *lexer, bool warning, struct expr *condition, struct expr *message, struct ident_list path)
{
    struct item *item = new_item(lexer, ITEM_REQUIRE, (struct ident){0});
    item->warning = warning;
    item->value = condition;
    item->message = message;
    item->path = path;
    return item;
}

struct item *build_moved(struct lexer *lexer, struct ident_list old, struct ident_list new)
{
    struct item *item = new_item(lexer, ITEM_MOVED, (struct ident){0});
    item->path = old;
    item->component = new;
    return item;
}

struct item *build_guard(struct lexer *lexer, struct expr *when, struct loop *loop)
{
    struct item *item = new_item(lexer, ITEM_INSTANCE, (struct ident){0});
    item->when = when;
    item->loop = loop;
    return item;
}

struct item *build_resource(struct lexer *lexer, struct item *item, struct ident name, Str kind, Span kind_at, struct entry_list fields)
{
    (void)lexer; /* like its siblings */
    item->kind = ITEM_RESOURCE;
    item->name = name;
    item->kind_name = kind;
    item->kind_at = kind_at;
    item->fields = fields;
    return item;
}

struct item *build_instance(struct lexer *lexer, struct item *item, struct ident_list component, struct ident name,
                            struct entry_list fields, struct override_list overrides)
{
    (void)lexer;
    item->component = component;
    item->name = name;
    item->fields = fields;
    item->overrides = overrides;
    return item;
}

/* ---- declarations ---- */

static struct decl *new_decl(struct lexer *lexer, Span at, enum decl_kind kind, struct ident name)
{
    struct decl *decl = NEW(ARENA(lexer), struct decl);
    decl->kind = kind;
    decl->at = at;
    decl->name = name;
    decl->doc = doc_at(lexer, at.lo);
    return decl;
}

void build_decl(struct lexer *lexer, struct decl *decl)
{
    if (decl) vec_push(ARENA(lexer), &lexer->module->decls, decl);
}

struct decl *build_use(struct lexer *lexer, Span at, Str path, Span path_at, struct ident alias, struct ident_list names)
{
    struct ident name = alias.name ? alias : (struct ident){name_of(lexer->session->names, str_after_last(path, '/')), path_at};
    struct decl *decl = new_decl(lexer, at, DECL_USE, name);
    decl->path = path;
    decl->path_at = path_at;
    decl->names = names;
    return decl;
}

struct decl *build_type(struct lexer *lexer, Span at, struct ident name, struct type_expr *type)
{
    struct decl *decl = new_decl(lexer, at, DECL_TYPE, name);
    decl->type = type;
    return decl;
}

struct decl *build_fn(struct lexer *lexer, Span at, struct ident name, struct parameter_list parameters,
                      struct type_expr *result, struct expr *body)
{
    struct decl *decl = new_decl(lexer, at, DECL_FN, name);
    decl->parameters = parameters;
    decl->type = result;
    decl->body = body;
    return decl;
}

struct decl *build_component(struct lexer *lexer, Span at, struct ident name, struct item_list items, bool stack)
{
    struct decl *decl = new_decl(lexer, at, DECL_COMPONENT, name);
    decl->items = items;
    decl->stack = stack;
    return decl;
}

struct decl *build_schema(struct lexer *lexer, Span at, Str path, Span path_at, struct ident modifier)
{
    bool external = modifier.name != NULL;
    if (external && !str_is(NAME_STR(modifier.name), "external"))
        diag_add(&lexer->session->diags, E0003, modifier.at, "only 'external' can stand before 'schema'");
    struct decl *decl = new_decl(lexer, at, DECL_SCHEMA, (struct ident){0});
    decl->path = path;
    decl->path_at = path_at;
    decl->external = external;
    return decl;
}

struct decl *build_assertions(struct lexer *lexer) { return NEW(ARENA(lexer), struct decl); }

struct decl *assertions_add(struct lexer *lexer, struct decl *decl, struct assertion assertion)
{
    vec_push(ARENA(lexer), &decl->assertions, assertion);
    return decl;
}

struct decl *build_test(Span at, Str title, struct ident_list stack, struct override_list overrides, struct decl *decl)
{
    decl->kind = DECL_TEST;
    decl->at = at;
    decl->path = title;
    decl->names = stack;
    decl->overrides = overrides;
    return decl;
}
