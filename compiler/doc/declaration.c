/* Declarations of .stk as entries: as they were written, with what is known of them once they are checked. */
#include "doc/entry.h"

#include "doc/flow.h"
#include "doc/readers.h"
#include "doc/type_words.h"

struct doc_section *doc_section(struct session *session, struct doc_entry *entry, const char *title)
{
    vec_push(session->arena, &entry->sections, ((struct doc_section){.title = title}));
    return &entry->sections.at[entry->sections.n - 1];
}

static Str written(struct session *session, const struct expr *expr) { return expr ? source_text(session, expr->at) : STR(""); }

/* ---- components ---- */

static struct doc_member param_member(struct session *session, const struct component *component, const struct param *param)
{
    const struct field_type *field = param->step->included;
    const struct type_expr *type = field ? field->type : param->item->type;
    struct doc_member member = {.name = NAME_STR(param->name), .doc = param->doc, .required = !param->optional, .inherited = param->inherited};
    member.type = type ? source_text(session, type->at) : type_show(session->arena, param->type);
    member.standard = written(session, field ? field->default_value : param->item->value);
    struct reader_list readers = readers_of(session, component, param);
    for (size_t i = 0; i < readers.v.n; i++) vec_push(session->arena, &member.readers, readers.v.at[i]);
    return member;
}

static struct doc_member export_member(struct session *session, const struct component *component, const struct export *export)
{
    struct doc_member member = {.name = NAME_STR(export->name)};
    member.type = type_show(session->arena, export->type);
    for (size_t i = 0; i < component->nsteps; i++)
        if (component->steps[i]->slot == export->slot) member.doc = component->steps[i]->item->doc;
    return member;
}

static bool is_part(const struct item *item) { return item->kind == ITEM_INSTANCE || item->kind == ITEM_RESOURCE; }

static struct doc_member part_member(struct session *session, const struct item *item)
{
    struct doc_member member = {.name = NAME_STR(item->name.name), .doc = item->doc, .type = item->kind_name};
    for (size_t i = 0; i < item->component.v.n; i++)
        member.type = arena_printf(session->arena, "%.*s%s%s", STR_ARG(member.type), i ? "." : "", item->component.v.at[i].name->s);
    if (item->when) member.note = arena_printf(session->arena, "when %.*s", STR_ARG(written(session, item->when)));
    if (item->loop) member.note = arena_printf(session->arena, "for each of %.*s", STR_ARG(written(session, item->loop->over)));
    return member;
}

static void describe_component(struct session *session, struct doc_entry *entry, const struct component *component)
{
    struct doc_section *section = doc_section(session, entry, "Parameters");
    for (size_t i = 0; i < component->nparams; i++)
        vec_push(session->arena, &section->members, param_member(session, component, &component->params[i]));
    section = doc_section(session, entry, "Exports");
    for (size_t i = 0; i < component->nexports; i++)
        vec_push(session->arena, &section->members, export_member(session, component, &component->exports[i]));
    section = doc_section(session, entry, "Parts");
    for (size_t i = 0; i < component->decl->items.v.n; i++) {
        const struct item *item = component->decl->items.v.at[i];
        if (is_part(item)) vec_push(session->arena, &section->members, part_member(session, item));
    }
}

/* ---- types and functions ---- */

static void describe_type(struct session *session, struct doc_entry *entry, const struct type_expr *type)
{
    if (type->kind != TYPE_RECORD) {
        entry->signature = source_text(session, type->at);
        return;
    }
    struct doc_section *section = doc_section(session, entry, "Fields");
    for (size_t i = 0; i < type->fields.v.n; i++) {
        const struct field_type *field = &type->fields.v.at[i];
        struct doc_member member = {.name = NAME_STR(field->name.name), .doc = field->doc, .type = source_text(session, field->type->at),
                .standard = written(session, field->default_value)};
        member.required = !field->default_value && field->type->kind != TYPE_OPTIONAL;
        vec_push(session->arena, &section->members, member);
    }
}

/* "fn tcp_check(port : string) : Probe" */
static Str function_signature_text(struct session *session, const struct decl *decl)
{
    struct arena *arena = session->arena;
    Str text = arena_printf(arena, "fn %s(", decl->name.name->s);
    for (size_t i = 0; i < decl->parameters.v.n; i++) {
        const struct parameter *parameter = &decl->parameters.v.at[i];
        Str type = source_text(session, parameter->type->at), standard = written(session, parameter->default_value);
        text = arena_printf(arena, "%.*s%s%s : %.*s%s%.*s", STR_ARG(text), i ? ", " : "", parameter->name.name->s, STR_ARG(type),
                standard.n ? " = " : "", STR_ARG(standard));
    }
    Str result = decl->type ? source_text(session, decl->type->at) : STR("");
    return arena_printf(arena, "%.*s)%s%.*s", STR_ARG(text), result.n ? " : " : "", STR_ARG(result));
}

/* ---- symbols and modules ---- */

static const char *kind_of(const struct decl *decl)
{
    if (decl->kind == DECL_TYPE) return "type";
    if (decl->kind == DECL_FN) return "function";
    return decl->stack ? "stack" : "component";
}

static bool known_everywhere(const struct program *program, const struct symbol *symbol)
{
    const struct symbol *prelude = program->prelude ? map_get(&program->prelude->symbols, symbol->name) : NULL;
    return symbol->module == program->builtin || symbol->module == program->prelude
        || (prelude && prelude->kind == SYMBOL_IMPORT && str_eq(prelude->target, symbol->module->path));
}

struct doc_entry *doc_of_symbol(struct program *program, const struct symbol *symbol)
{
    struct session *session = program->session;
    const struct decl *decl = symbol->decl;
    struct doc_entry *entry = NEW(session->arena, struct doc_entry);
    *entry = (struct doc_entry){.kind = kind_of(decl), .name = NAME_STR(symbol->name), .module = symbol->module->path, .doc = decl->doc};
    if (!known_everywhere(program, symbol) && !decl->stack)
        entry->use = arena_printf(session->arena, "use %.*s { %s }", STR_ARG(symbol->module->path), symbol->name->s);
    if (decl->kind == DECL_TYPE) describe_type(session, entry, decl->type);
    if (decl->kind == DECL_FN) entry->signature = function_signature_text(session, decl);
    if (decl->kind == DECL_COMPONENT) describe_component(session, entry, symbol->component);
    return entry;
}

/* The comment that a file begins with. */
static Str doc_of_file(struct session *session, uint32_t file)
{
    Str rest = source_at(&session->sources, file)->text, doc = STR("");
    while (str_starts(rest, STR("///"))) {
        Str line = str_skip(str_cut(&rest, '\n'), 3);
        doc = arena_printf(session->arena, "%.*s%s%.*s", STR_ARG(doc), doc.n ? "\n" : "", STR_ARG(str_trim(line)));
    }
    return doc;
}

struct doc_entry *doc_of_module(struct program *program, const struct module *module)
{
    struct session *session = program->session;
    struct doc_entry *entry = NEW(session->arena, struct doc_entry);
    *entry = (struct doc_entry){.kind = "module", .name = module->path, .module = module->path, .doc = doc_of_file(session, module->file)};
    for (size_t i = 0; i < module->ast->decls.n; i++) {
        const struct decl *decl = module->ast->decls.at[i];
        const struct symbol *symbol = decl->name.name ? map_get(&module->symbols, decl->name.name) : NULL;
        if (decl->kind == DECL_USE || !symbol || symbol->decl != decl) continue;
        vec_push(session->arena, &entry->parts, doc_of_symbol(program, symbol));
    }
    return entry;
}

struct doc_entry *doc_of_member(struct session *session, const struct doc_entry *entry, Str name)
{
    for (size_t i = 0; i < entry->sections.n; i++)
        for (size_t k = 0; k < entry->sections.at[i].members.n; k++) {
            const struct doc_member *member = &entry->sections.at[i].members.at[k];
            if (!str_eq(member->name, name)) continue;
            struct doc_entry *found = NEW(session->arena, struct doc_entry);
            *found = (struct doc_entry){.kind = entry->kind, .name = entry->name, .module = entry->module};
            struct doc_section *section = doc_section(session, found, entry->sections.at[i].title);
            vec_push(session->arena, &section->members, *member);
            return found;
        }
    return NULL;
}
