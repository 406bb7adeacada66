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

static bool same_rule(const struct refinement_rule *a, const struct refinement_rule *b)
{
    if (a->kind != b->kind) return false;
    if (a->kind == RULE_PATTERN) return str_eq(a->pattern, b->pattern);
    if (a->kind == RULE_WHERE) return a->at.file == b->at.file && a->at.lo == b->at.lo;
    return a->has_low == b->has_low && a->has_high == b->has_high && a->low == b->low && a->high == b->high;
}

/* With its rules: what is inherited is not held against them again. */
static bool same_type(const struct type *a, const struct type *b)
{
    if (a == b || a->kind == T_POISON || b->kind == T_POISON) return true;
    if (a->kind == T_OPTIONAL && b->kind == T_OPTIONAL) return same_type(a->of, b->of);
    if (a->kind != T_REFINED || b->kind != T_REFINED) return type_equal(a, b);
    if (a->nrules != b->nrules || !same_type(a->of, b->of)) return false;
    for (size_t i = 0; i < a->nrules; i++)
        if (!same_rule(&a->rules[i], &b->rules[i])) return false;
    return true;
}

/* The project's declaration is told, not the library's. */
static void report_other_type(struct session *session, const struct inherited *one, const struct inherited *other)
{
    const struct sources *sources = &session->sources;
    bool swapped = source_is_standard(source_at(sources, one->at.file)) && !source_is_standard(source_at(sources, other->at.file));
    const struct inherited *told = swapped ? other : one, *known = swapped ? one : other;
    struct diag *diag = REPORT(session, E0105, told->at, "inherited parameter '%s' has another type elsewhere", told->name->s);
    bool by_rules = type_equal(type_base(told->type), type_base(known->type));
    diag_note(&session->diags, diag, known->at, "there it is %.*s%s", STR_ARG(type_show(session->arena, known->type)), by_rules ? ", with rules of its own" : "");
}

/* One declaration stands for all: always the same one, in whatever order they are checked. */
void register_inherited(struct program *program, const struct item *item, const struct type *type)
{
    struct session *session = program->session;
    struct inherited inherited = {.name = item->name.name, .type = type, .at = item->name.at};
    struct inherited *known = (struct inherited *)program_inherited(program, item->name.name);
    if (!known) vec_push(session->arena, &program->inherited, inherited);
    else if (!same_type(known->type, type)) report_other_type(session, &inherited, known);
    else if (known->at.file && stands_before(&session->sources, item->name.at, known->at)) *known = inherited;
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
        const struct name *name = name_of(program->session->names, span_text(&program->session->sources, meaning->at));
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
