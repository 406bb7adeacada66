/* What an instance inherits, written behind its name. */
#include "editor/answers.h"

static bool is_given(const struct item *item, const struct name *name)
{
    for (size_t i = 0; i < item->fields.v.n; i++)
        if (item->fields.v.at[i].key.name == name) return true;
    return false;
}

/* What is inherited as nobody has set it, or says nothing, is not worth a word. */
static bool is_usual(const struct param *param, struct value value)
{
    const struct ir *standard = param->step->ir;
    bool empty = (value.kind == V_LIST && !value.list->n) || (value.kind == V_RECORD && !value.record->n);
    return value.kind == V_POISON || value.kind == V_NULL || empty || (standard && standard->kind == IR_CONST && value_equal(standard->value, value));
}

/* "plane = controllers", for each parameter that is inherited and not given here; a value is short or it is left out. */
static void put_inherited(struct buf *out, const struct machine *machine, const struct instance *instance, const struct item *item)
{
    enum { SHORT = 40 };
    const struct value *slots = map_get(machine->kept, instance);
    for (size_t i = 0; slots && i < instance->component->nparams; i++) {
        const struct param *param = &instance->component->params[i];
        struct value value = slots[param->step->slot];
        if (!param->inherited || is_given(item, param->name) || is_usual(param, value)) continue;
        Str text = shown_value(machine->arena, value);
        if (text.n <= SHORT) buf_printf(out, "%s%s = %.*s", out->n ? ", " : "", param->name->s, STR_ARG(text));
    }
}

static void add_hint(struct desk *desk, const struct spot *spot, const struct instance *instance, const struct item *item, json_t *all)
{
    struct buf text = {0};
    put_inherited(&text, spot->view->compilation.machine, instance, item);
    if (text.n) json_array_append_new(all, json_pack("{s:o, s:s%, s:b, s:s}", "position",
                                                     place_to_json(place_at(spot->text, item->name.at.hi, desk->encoding)), "label", text.s, text.n,
                                                     "paddingLeft", 1, "tooltip", "inherited"));
    buf_free(&text);
}

/* Of several instances of one item, of the first one. */
json_t *answer_hints(struct desk *desk, const json_t *params)
{
    struct spot spot;
    const json_t *range = json_object_get(params, "range");
    if (!find_spot(desk, params, &spot) || !view_evaluate(desk, spot.view)) return NULL;
    size_t lo = offset_at(spot.text, place_from_json(json_object_get(range, "start")), desk->encoding);
    size_t hi = offset_at(spot.text, place_from_json(json_object_get(range, "end")), desk->encoding);
    const struct machine *machine = spot.view->compilation.machine;
    struct map seen = {0};
    json_t *all = json_array();
    for (size_t i = 0; i < machine->nodes.n; i++) {
        const struct instance *instance = whole_instance(&machine->nodes.at[i]);
        const struct step *step = instance && instance->parent ? instance->declaration : NULL;
        if (!step || step->item->at.file != spot.file || step->item->name.at.lo < lo || step->item->name.at.hi > hi || map_get(&seen, step)) continue;
        map_put(machine->arena, &seen, step, (void *)step);
        add_hint(desk, &spot, instance, step->item, all);
    }
    return all;
}
