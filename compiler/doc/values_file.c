#include "values_internal.h"

#include "doc/flow.h"
#include "doc/readers.h"
#include "doc/type_words.h"
#include "syntax/ast.h"

struct values {
    struct values_text text;
    struct program *program;
    struct component *stack;
    const struct override_values *overrides;
};

void put_title(struct values_text *text, const char *title, Str comment)
{
    buf_printf(text->out, "\n# ---- %s ----\n", title);
    put_comment(text, comment);
}

/* ---- what is given ---- */

bool is_given(const struct override_values *overrides, const struct name *param)
{
    for (size_t i = 0; i < overrides->v.n; i++)
        if (overrides->v.at[i].path[0] == param) return true;
    return false;
}

/* Later ones win: fields and keys merge, everything else takes the old one's place. */
static struct value merged(struct arena *arena, struct value old, struct value new)
{
    if (old.kind != V_RECORD || new.kind != V_RECORD) return new;
    for (size_t i = 0; i < new.record->n; i++) {
        const struct value *before = record_get(arena, old.record, new.record->keys[i]);
        old = record_with(arena, old, new.record->keys[i], before ? merged(arena, *before, new.record->values[i]) : new.record->values[i]);
    }
    return old;
}

struct value with_given(struct arena *arena, struct value record, const struct override_value *override, size_t depth)
{
    if (depth == override->npath) return merged(arena, record, override->value);
    struct value old = record.kind == V_RECORD ? record : value_null();
    const struct value *before = old.kind == V_RECORD ? record_get(arena, old.record, override->path[depth]) : NULL;
    return record_with(arena, old, override->path[depth], with_given(arena, before ? *before : value_null(), override, depth + 1));
}

struct value given_value(struct arena *arena, const struct override_values *overrides, const struct name *param)
{
    struct value value = value_null();
    for (size_t i = 0; i < overrides->v.n; i++)
        if (overrides->v.at[i].path[0] == param) value = with_given(arena, value, &overrides->v.at[i], 1);
    return value;
}

/* ---- one parameter ---- */

static void put_readers(struct values *values, const struct param *param)
{
    struct reader_list readers = readers_of(values->text.session, values->stack, param);
    struct buf line = {0};
    for (size_t i = 0; i < readers.v.n; i++) buf_printf(&line, "%s%.*s", i ? ", " : "Read by: ", STR_ARG(readers.v.at[i]));
    if (readers.v.n) buf_char(&line, '.');
    put_comment(&values->text, (Str){line.s, line.n});
    buf_free(&line);
}

static void put_off(struct values *values, const struct param *param, const char *why, Str what)
{
    struct values_text off = values->text;
    off.off = true;
    put_comment(&values->text, arena_printf(values->text.session->arena, "%s%.*s", why, STR_ARG(what)));
    put_gap(&off, param->name);
}

static Str default_text(const struct values *values, const struct param *param)
{
    return param->item->value ? source_text(values->text.session, param->item->value->at) : STR("");
}

/* A file merges with the default: a key that was taken away has to be said. */
static struct value with_taken(struct arena *arena, struct value standard, struct value value)
{
    if (standard.kind != V_RECORD || value.kind != V_RECORD) return value;
    for (size_t i = 0; i < standard.record->n; i++) {
        const struct name *key = standard.record->keys[i];
        const struct value *now = record_get(arena, value.record, key);
        value = record_with(arena, value, key, now ? with_taken(arena, standard.record->values[i], *now) : value_null());
    }
    return value;
}

static struct value default_of(const struct values *values, const struct param *param)
{
    static const struct override_values none;
    struct value value = value_null();
    stack_param(values->text.machine, values->stack, param, &none, &value);
    return value;
}

static void put_known(struct values *values, const struct param *param, struct value value)
{
    struct values_text text = values->text;
    struct value said = with_taken(text.session->arena, default_of(values, param), value);
    text.whole = true;
    put_setting(&text, param->name, said, param->type);
    bool empty = value.kind == V_NULL || (value.kind == V_RECORD && !value.record->n) || (value.kind == V_LIST && !value.list->n);
    if (empty) put_example(&values->text, param->name, param->type);
}

static void put_param(struct values *values, const struct param *param)
{
    struct value value = value_null();
    bool given = is_given(values->overrides, param->name);
    buf_char(values->text.out, '\n');
    put_comment(&values->text, param->doc);
    put_comment(&values->text, type_comment(values->text.session, param->type));
    put_readers(values, param);
    if (type_is_secret(param->type)) put_off(values, param, "A secret: no file holds it; the stack has it from: ", default_text(values, param));
    else if (type_holds_instance(param->type)) put_off(values, param, "No value of a file: an instance, which only a stack gives.", STR(""));
    else if (!given && !param->optional) put_off(values, param, "Required: there is no default.", STR(""));
    else if (stack_param(values->text.machine, values->stack, param, values->overrides, &value) && !value_holds_secret(value))
        put_known(values, param, value);
    else if (given) put_setting(&values->text, param->name, given_value(values->text.session->arena, values->overrides, param->name), param->type);
    else put_off(values, param, "Computed, unless it is set here: ", default_text(values, param));
}

/* ---- the file ---- */

static void put_head(struct values *values, Str source)
{
    struct arena *arena = values->text.session->arena;
    put_comment(&values->text, arena_printf(arena, "The parameters of the stack '%s': stk compile %.*s -f FILE -o out/", values->stack->name->s,
            STR_ARG(source)));
    put_comment(&values->text, STR("Settings behind a '#', as in #name: value, are turned off; without it they count. Secrets have no place in this file."));
}

void put_values_file(struct buf *out, struct program *program, struct component *stack, const struct values_options *options)
{
    struct values values = {.program = program, .stack = stack, .overrides = options->overrides};
    values.text = (struct values_text){.out = out, .session = program->session, .machine = machine_new(program)};
    put_head(&values, options->source);
    for (size_t i = 0; i < stack->nparams; i++) put_param(&values, &stack->params[i]);
    put_inherited(&values.text, program, stack, options->overrides);
    put_inside(&values.text, program, stack, options->overrides, options->deep);
    put_secrets(&values.text, stack);
}
