/* What lies inside a stack: parameters of its instances by their paths, fields of objects, and its secrets. */
#include "values_internal.h"

#include "doc/readers.h"
#include "doc/type_words.h"
#include "syntax/ast.h"

enum { STEP_OF_INDENT = 2 };

/* ---- what is given to an instance, or all that could be ---- */

static const struct value *given_at(struct values_text *text, const struct value *given, const struct name *key)
{
    return given && given->kind == V_RECORD ? record_get(text->session->arena, given->record, key) : NULL;
}

/* What the body around says: "replicas = control_replicas". */
static Str said_by_body(struct session *session, const struct step *step, const struct name *field)
{
    const struct entry_list *entries = &step->item->fields;
    for (size_t i = 0; i < entries->v.n; i++)
        if (entries->v.at[i].key.name == field) return source_text(session, entries->v.at[i].value->at);
    return STR("");
}

/* SAID: what the body around gives it; empty: nothing. */
static void put_inner_param(struct values_text *text, const struct component *component, const struct param *param, const struct value *given,
        Str said)
{
    struct values_text line = *text;
    struct value value;
    line.off = text->off || !given;
    put_comment(&line, param->doc);
    put_comment(&line, type_comment(text->session, param->type));
    if (said.n) put_comment(&line, arena_printf(text->session->arena, "Here: %.*s", STR_ARG(said)));
    bool known = given || own_default(text, component, param, &value);
    if (known && (given || param->optional)) put_setting(&line, param->name, given ? *given : value, param->type);
    else put_gap(&line, param->name);
}

static void put_instance(struct values_text *, const struct step *, const struct value *given, size_t deep);

static void put_params(struct values_text *text, const struct step *step, const struct value *given, size_t deep)
{
    const struct component *component = step->component;
    for (size_t i = 0; i < component->nparams; i++) {
        const struct param *param = &component->params[i];
        const struct value *own = given_at(text, given, param->name);
        bool shown = own || (deep && !param->inherited && !type_holds_instance(param->type) && !type_is_secret(param->type));
        if (shown) put_inner_param(text, component, param, own, said_by_body(text->session, step, param->name));
    }
}

/* Inherited parameters, and fields of objects: as they are given. */
static void put_others(struct values_text *text, const struct component *component, const struct value *given)
{
    for (size_t i = 0; given && given->kind == V_RECORD && i < given->record->n; i++) {
        const struct name *key = given->record->keys[i];
        const struct step *step = map_get(&component->by_name, key);
        if (component_param(component, key) || (step && step->kind == STEP_INSTANCE)) continue;
        put_setting(text, key, given->record->values[i], NULL);
    }
}

static const struct step *instance_of(const struct component *component, const struct item *item)
{
    const struct step *step = item->kind == ITEM_INSTANCE ? map_get(&component->by_name, item->name.name) : NULL;
    return step && step->component ? step : NULL;
}

/* In the order in which they are written. */
static void put_instances(struct values_text *text, const struct component *component, const struct value *given, size_t deep)
{
    for (size_t i = 0; i < component->decl->items.v.n; i++) {
        const struct step *step = instance_of(component, component->decl->items.v.at[i]);
        const struct value *own = step ? given_at(text, given, step->name) : NULL;
        if (step && (own || deep)) put_instance(text, step, own, deep);
    }
}

static void put_body(struct values_text *text, const struct step *step, const struct value *given, size_t deep)
{
    text->indent += STEP_OF_INDENT;
    put_params(text, step, given, deep);
    put_others(text, step->component, given);
    put_instances(text, step->component, given, deep - (deep > 0));
    text->indent -= STEP_OF_INDENT;
}

/* Each key of "for" that is given; else one that stands for all. */
static void put_keyed(struct values_text *text, const struct step *step, const struct value *given, size_t deep)
{
    text->indent += STEP_OF_INDENT;
    for (size_t i = 0; given && given->kind == V_RECORD && i < given->record->n; i++) {
        put_opening(text, given->record->keys[i]);
        put_body(text, step, &given->record->values[i], deep);
    }
    if (!given) {
        put_opening(text, session_name(text->session, "KEY"));
        put_body(text, step, NULL, deep);
    }
    text->indent -= STEP_OF_INDENT;
}

static void put_instance(struct values_text *text, const struct step *step, const struct value *given, size_t deep)
{
    struct values_text inner = *text;
    inner.off = !given;
    if (!text->indent) buf_char(text->out, '\n');
    put_comment(&inner, arena_printf(text->session->arena, "%s %s%s%.*s", step->component->name->s, step->name->s, step->item->doc.n ? ": " : "",
            STR_ARG(step->item->doc)));
    put_opening(&inner, step->name);
    if (step->item->loop) put_keyed(&inner, step, given, deep);
    else put_body(&inner, step, given, deep);
}

void put_inside(struct values_text *text, struct program *program, const struct component *stack, const struct override_values *overrides,
        size_t deep)
{
    struct value given = value_null();
    for (size_t i = 0; i < overrides->v.n; i++) {
        const struct name *first = overrides->v.at[i].path[0];
        if (component_param(stack, first) || (!map_get(&stack->by_name, first) && program_inherited(program, first))) continue;
        given = with_given(text->session->arena, given, &overrides->v.at[i], 0);
    }
    if (given.kind == V_NULL && !deep) return;
    put_title(text, "What lies inside", STR("Parameters of the stack's instances, by their paths. 'Here' is what the stack gives them."));
    put_others(text, stack, &given);
    put_instances(text, stack, &given, deep);
}

/* ---- secrets ---- */

static const char about_secrets[] = "Named by the stack, and made or fetched when it is applied. One of yours takes the place of such a one by its "
    "path and the name of the Secret: with the path a.b, a: { b: { existing: NAME, generate: null } }.\n \n";

static bool is_secret(const struct component *component)
{
    return component->module->standard && str_is(component->module->path, "std/kind/secret") && str_is(NAME_STR(component->name), "secret");
}

/* One that somebody else keeps is there already. */
static Str note_of_secret(struct values_text *text, const struct step *step)
{
    Str existing = said_by_body(text->session, step, session_name(text->session, "existing"));
    return existing.n ? arena_printf(text->session->arena, " (there already: %.*s)", STR_ARG(existing)) : STR("");
}

static void add_secrets(struct values_text *text, const struct component *component, Str path, bool *titled)
{
    struct arena *arena = text->session->arena;
    for (size_t i = 0; i < component->decl->items.v.n; i++) {
        const struct step *step = instance_of(component, component->decl->items.v.at[i]);
        if (!step) continue;
        Str inner = arena_printf(arena, "%.*s%s%s%s", STR_ARG(path), path.n ? "." : "", step->name->s, step->item->loop ? ".KEY" : "");
        if (!is_secret(step->component)) {
            add_secrets(text, step->component, inner, titled);
            continue;
        }
        if (!*titled) put_title(text, "Secrets", STR(about_secrets));
        *titled = true;
        put_comment(text, arena_printf(arena, "- %.*s%.*s%s%.*s", STR_ARG(inner), STR_ARG(note_of_secret(text, step)), step->item->doc.n ? ": " : "",
                STR_ARG(step->item->doc)));
    }
}

void put_secrets(struct values_text *text, const struct component *stack)
{
    bool titled = false;
    add_secrets(text, stack, STR(""), &titled);
}
