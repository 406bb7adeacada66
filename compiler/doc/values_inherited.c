/* Inherited parameters: set at the root, they count for all inside. */
#include "values_internal.h"

#include "doc/type_words.h"
#include "program/components.h"

bool own_default(struct values_text *text, const struct component *component, const struct param *param, struct value *value)
{
    static const struct override_values none;
    return stack_param(text->machine, component, param, &none, value) && !value_holds_secret(*value);
}

static bool is_set_by(const struct component *stack, const struct name *name)
{
    for (size_t i = 0; i < stack->nsteps; i++)
        if (stack->steps[i]->kind == STEP_SETTING && stack->steps[i]->name == name) return true;
    return false;
}

/* What belongs to the language: maps, of which none has anything, and whether there are standard labels, which there are. */
static struct value common_default(struct values_text *text, const struct inherited *inherited)
{
    return inherited->type->kind == T_BOOL ? value_bool(true) : value_record(record_new(text->session->arena, NULL, 0));
}

static Str common_comment(const struct inherited *inherited)
{
    return inherited->type->kind == T_BOOL ? STR("Whether objects get labels that nobody has written: app.kubernetes.io/name and others.")
                                           : STR("Of all objects and pods.");
}

/* PARAM is what the first component inside declares; NULL: it belongs to the language, as common labels do. */
static void put_one(struct values_text *text, const struct component *stack, const struct inherited *inherited, const struct component *owner,
        const struct param *param, const struct override_values *overrides)
{
    bool given = is_given(overrides, inherited->name);
    struct values_text line = *text;
    struct value value = given_value(text->session->arena, overrides, inherited->name);
    buf_char(text->out, '\n');
    put_comment(text, param ? param->doc : common_comment(inherited));
    put_comment(text, type_comment(text->session, inherited->type));
    if (is_set_by(stack, inherited->name)) put_comment(text, STR("The stack sets it."));
    line.off = !given;
    if (!given && !param) value = common_default(text, inherited);
    if (given || !param || own_default(text, owner, param, &value)) put_setting(&line, inherited->name, value, inherited->type);
    else put_gap(&line, inherited->name);
}

void put_inherited(struct values_text *text, struct program *program, const struct component *stack, const struct override_values *overrides)
{
    struct component_list inside = {0};
    components_in(text->session->arena, stack, &inside);
    put_title(text, "For all inside", STR("Set here, these count for every instance that does not set them itself."));
    for (size_t i = 0; i < program->inherited.n; i++) {
        const struct inherited *inherited = &program->inherited.at[i];
        const struct param *param;
        const struct component *owner = find_inheriting(&inside, inherited->name, &param);
        bool known = owner || !inherited->at.file;
        if (!known || component_param(stack, inherited->name) || type_holds_instance(inherited->type)) continue;
        put_one(text, stack, inherited, owner, param, overrides);
    }
}
