/* What a parameter or a let is in the end: where the line makes an instance, of that one, else of all. */
#include "editor/answers.h"

enum { SHOWN = 8 }; /* places, and environments */

struct values { VEC(Str) v; }; /* "`PATH` = `VALUE`" of each instance */

/* An instance of COMPONENT; made by ITEM, unless that is NULL. */
static bool is_meant(const struct instance *instance, const struct component *component, const struct item *item)
{
    if (!instance || instance->component != component) return false;
    const struct step *step = instance->parent ? instance->declaration : NULL;
    return !item || (step && step->item == item);
}

static struct values values_by(struct desk *desk, const struct view *view, const struct meaning *meaning, const struct item *item)
{
    const struct machine *machine = view->compilation.machine;
    struct values values = {0};
    for (size_t i = 0; i < machine->nodes.n; i++) {
        const struct instance *instance = whole_instance(&machine->nodes.at[i]);
        bool meant = is_meant(instance, meaning->symbol->component, item);
        const struct value *slots = meant ? map_get(machine->kept, instance) : NULL;
        if (!slots || slots[meaning->step->slot].kind == V_POISON) continue;
        Str value = shown_value(machine->arena, slots[meaning->step->slot]);
        vec_push(desk->session->arena, &values.v, arena_printf(desk->session->arena, "`%.*s` = `%.*s`", STR_ARG(instance->path), STR_ARG(value)));
    }
    return values;
}

static bool is_valued(const struct meaning *meaning)
{
    return meaning && meaning->step && (meaning->step->kind == STEP_PARAM || meaning->step->kind == STEP_LET) && meaning->symbol;
}

static struct values values_at(struct desk *desk, const struct spot *spot, const struct meaning *meaning)
{
    if (!is_valued(meaning) || !view_evaluate(desk, spot->view)) return (struct values){0};
    const struct item *item = spot->file ? item_around(spot) : NULL;
    struct values values = {0};
    if (item && item->kind == ITEM_INSTANCE) values = values_by(desk, spot->view, meaning, item);
    return values.v.n ? values : values_by(desk, spot->view, meaning, NULL);
}

/* The same place in another environment; its meaning is found where the name is declared, as a values file may be read in one of them only. */
static struct values values_in(struct desk *desk, struct view *view, const struct spot *spot, const struct meaning *meaning)
{
    struct spot here = {.view = view}, declared = {.view = view, .offset = meaning->declared.lo};
    view_check(desk, view);
    declared.file = source_of(view, file_of_source(spot->view, meaning->declared.file).s);
    if (!declared.file) return (struct values){0};
    declared.text = source_at(&view->session->sources, declared.file)->text;
    here.file = is_stk(spot) ? source_of(view, file_of_source(spot->view, spot->file).s) : 0;
    here.offset = spot->offset;
    return values_at(desk, &here, meaning_at(desk, &declared));
}

/* ---- showing ---- */

static bool has(const struct values *values, Str text)
{
    for (size_t i = 0; i < values->v.n; i++)
        if (str_eq(values->v.at[i], text)) return true;
    return false;
}

static void put_all(struct buf *out, const struct view *view, const struct values *values)
{
    const char *environment = view->environment ? view->environment->name : NULL;
    buf_printf(out, "\nin %s%s%s:\n", view->compilation.program->root->name->s, environment ? ", " : "", environment ? environment : "");
    for (size_t i = 0; i < values->v.n && i < SHOWN; i++) buf_printf(out, "* %.*s\n", STR_ARG(values->v.at[i]));
    if (values->v.n > SHOWN) buf_printf(out, "* and %zu more\n", values->v.n - SHOWN);
}

/* A line of what differs from USUAL; false: nothing does. */
static bool put_difference(struct buf *out, const struct view *view, const struct values *values, const struct values *usual)
{
    size_t n = 0;
    for (size_t i = 0; i < values->v.n; i++) {
        if (has(usual, values->v.at[i])) continue;
        if (n++ == 0) buf_printf(out, "* %s: %.*s", view->environment->name, STR_ARG(values->v.at[i]));
    }
    if (n > 1) buf_printf(out, " and %zu more", n - 1);
    if (n) buf_char(out, '\n');
    return n;
}

static void put_differences(struct desk *desk, struct buf *out, const struct spot *spot, const struct meaning *meaning, const struct values *usual)
{
    struct buf lines = {0}, rest = {0};
    size_t n = 0;
    for (size_t i = 0; i < desk->project_views; i++) {
        struct view *view = desk->views.at[i];
        if (view == spot->view || !is_of_stack(view, spot->view)) continue;
        struct values values = values_in(desk, view, spot, meaning);
        n += put_difference(n < SHOWN ? &lines : &rest, view, &values, usual);
    }
    if (n) buf_printf(out, "\notherwise in\n%.*s", (int)lines.n, lines.s);
    if (n > SHOWN) buf_printf(out, "* and %zu more environments\n", n - SHOWN);
    buf_free(&lines);
    buf_free(&rest);
}

void put_final_values(struct desk *desk, struct buf *out, const struct spot *spot, const struct meaning *meaning)
{
    struct values values = values_at(desk, spot, meaning);
    if (!values.v.n) return;
    put_all(out, spot->view, &values);
    put_differences(desk, out, spot, meaning, &values);
}
