/* Parameters that are inherited: of all that are called the same, one declaration stands for all. */
#include "checker.h"

#include "program/components.h"

/* The project's own ones stand before those of the library, then the first by its file and place. */
static bool stands_before(const struct sources *sources, Span at, Span other)
{
    const struct source *source = source_at(sources, at.file), *known = source_at(sources, other.file);
    if (source_is_standard(source) != source_is_standard(known)) return source_is_standard(known);
    return at.file == other.file ? at.lo < other.lo : strcmp(source->path.s, known->path.s) < 0;
}

/* One declaration stands for all: always the same one, in whatever order they are checked. */
void register_inherited(struct program *program, const struct item *item, const struct type *type)
{
    struct session *session = program->session;
    struct inherited inherited = {.name = item->name.name, .type = type, .at = item->name.at};
    struct inherited *known = (struct inherited *)program_inherited(program, item->name.name);
    if (!known) vec_push(session->arena, &program->inherited, inherited);
    else if (!type_equal(type_base(known->type), type_base(type))) {
        struct diag *diag = REPORT(session, E0105, item->name.at, "inherited parameter '%s' has another type elsewhere", item->name.name->s);
        diag_note(&session->diags, diag, known->at, "there it is %.*s", STR_ARG(type_show(session->arena, known->type)));
    } else if (known->at.file && stands_before(&session->sources, item->name.at, known->at)) *known = inherited;
}

/* An editor offers them itself, when it is known which are reached. */
void suggest_inherited(const struct program *program, struct suggestion *suggestion)
{
    if (suggestion->offers) suggestion->offers->inherited = true;
    for (size_t i = 0; !suggestion->offers && i < program->inherited.n; i++) suggestion_offer(suggestion, NAME_STR(program->inherited.at[i].name));
}

/* ---- when all is checked, for an editor ---- */

/* What the components of the project consist of. */
static struct component_list reached(const struct program *program)
{
    struct component_list declared = {0}, list = {0};
    components_declared(program, false, &declared);
    for (size_t i = 0; i < declared.v.n; i++) components_in(program->session->arena, declared.v.at[i], &list);
    return list;
}

static void settle(struct program *program, const struct component_list *inside, struct inherited *inherited)
{
    inherited->reached = !inherited->at.file;
    for (size_t i = 0; i < inside->v.n; i++) {
        const struct param *param = component_param(inside->v.at[i], inherited->name);
        if (!param || !param->inherited) continue;
        bool first = !inherited->reached || stands_before(&program->session->sources, param->at, inherited->at);
        if (first) *inherited = (struct inherited){inherited->name, param->type, param->at, true};
    }
}

/* What was said of an inherited name before all its declarations were known. */
static void link_meanings(struct program *program)
{
    for (size_t i = 0; i < program->meanings->v.n; i++) {
        struct meaning *meaning = &program->meanings->v.at[i];
        if (!meaning->is_inherited) continue;
        Str text = source_at(&program->session->sources, meaning->at.file)->text;
        const struct name *name = name_of(program->session->names, (Str){text.s + meaning->at.lo, meaning->at.hi - meaning->at.lo});
        const struct inherited *inherited = program_inherited(program, name);
        meaning->declared = inherited ? inherited->at : (Span){0};
    }
}

void settle_inherited(struct program *program)
{
    struct component_list inside = reached(program);
    for (size_t i = 0; i < program->inherited.n; i++) settle(program, &inside, &program->inherited.at[i]);
    link_meanings(program);
}
