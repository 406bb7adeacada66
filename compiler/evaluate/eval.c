/* Expressions become values. */
#include "eval_internal.h"
#include "memo.h"

#include "value/literal.h"
#include "value/text.h"

#include <stdio.h>

enum { STEPS_MAX = 200000000, STEPS_FOR_NODE = 2000 }; /* a large stack may take more */

struct diag *eval_error(struct machine *machine, enum diag_code code, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str text = arena_vprintf(machine->arena, fmt, args);
    va_end(args);
    struct diag *diag = diag_add(&machine->session->diags, code, at, "%.*s", STR_ARG(text));
    note_instance(machine, diag, machine->current);
    return diag;
}

struct value eval_fail(struct machine *machine, enum diag_code code, Span at, const char *what)
{
    eval_error(machine, code, at, "%s", what);
    return value_poison();
}

/* ---- texts ---- */

static struct value eval_text(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct text_room room;
    struct text_builder builder = text_begin_in(&room, machine->arena, &machine->lines);
    bool failed = false;
    for (size_t i = 0; i < ir->text.n; i++) {
        const struct ir_part *part = &ir->text.parts[i];
        if (!part->ir) {
            text_add(&builder, part->text);
            continue;
        }
        struct value value = eval(machine, part->ir, slots);
        failed |= poison(value);
        if (!failed) text_add_value(&builder, value, part->encode ? ESCAPE_URL : ESCAPE_NONE);
    }
    bool too_long = builder.plain.n > STRING_MAX;
    struct value text = text_done(&builder);
    if (too_long) return eval_fail(machine, E0504, ir->at, "this text is longer than 16 MiB");
    return failed ? value_poison() : value_with_origin(text, ir->origin);
}

/* ---- lists and records ---- */

/* All items are evaluated, so that each tells its own errors; with one that is poison the whole is: nobody who looks at items meets it. */
static struct value eval_list(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct list *list = list_new(machine->arena, ir->list.n);
    bool failed = false;
    for (size_t i = 0; i < ir->list.n; i++) {
        list->at[i] = eval(machine, ir->list.items[i], slots);
        failed |= poison(list->at[i]);
    }
    return failed ? value_poison() : value_with_origin(value_list(list), ir->origin);
}

static struct value eval_record(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct record *record = record_new(machine->arena, ir->record.keys, ir->record.n);
    record->key_spans = ir->record.key_spans;
    for (size_t i = 0; i < ir->record.n; i++) record->values[i] = eval(machine, ir->record.values[i], slots);
    return value_with_origin(value_record(record), ir->origin);
}

struct map_builder {
    const struct name **keys; /* of the record, which has room for all */
    struct record *record;
    struct name_set seen;
};

static struct map_builder map_new(struct machine *machine, size_t most)
{
    struct map_builder builder = {.keys = NEW_ARRAY(machine->arena, most, const struct name *)};
    builder.record = record_new(machine->arena, builder.keys, most);
    builder.record->n = 0;
    return builder;
}

static void map_add(struct machine *machine, struct map_builder *builder, struct value key, struct value value, Span at)
{
    if (poison(key)) return;
    const struct name *name = name_of(machine->session->names, value_str(key));
    if (name_set_add(machine->arena, &builder->seen, name)) record_add(builder->record, builder->keys, name, value);
    else eval_error(machine, E0105, at, "key '%s' is given twice", name->s);
}

static struct value map_done(const struct map_builder *builder, uint32_t origin) { return value_with_origin(value_record(builder->record), origin); }

static struct value eval_map(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct map_builder builder = map_new(machine, ir->map.n);
    for (size_t i = 0; i < ir->map.n; i++)
        map_add(machine, &builder, eval(machine, ir->map.keys[i], slots), eval(machine, ir->map.values[i], slots), ir->map.keys[i]->at);
    return map_done(&builder, ir->origin);
}

/* ---- loops ---- */

static size_t length_of(struct value over) { return over.kind == V_LIST ? over.list->n : over.kind == V_RECORD ? over.record->n : 0; }

static void bind_element(const struct ir *ir, struct value over, size_t i, struct value *slots)
{
    struct value key, element;
    if (over.kind == V_LIST) {
        key = value_int((int64_t)i);
        element = over.list->at[i];
    } else {
        key = value_of_name(over.record->keys[i]);
        element = over.record->values[i];
    }
    bool map = over.kind == V_RECORD;
    slots[ir->loop.first] = ir->loop.two || map ? key : element;
    if (ir->loop.two) slots[ir->loop.second] = element;
}

/* *FAILED: it cannot be known. */
static bool wanted(struct machine *machine, const struct ir *ir, struct value *slots, bool *failed)
{
    if (!ir->loop.condition) return true;
    struct value condition = eval(machine, ir->loop.condition, slots);
    *failed |= poison(condition);
    return !poison(condition) && condition.boolean;
}

static struct value eval_list_for(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value over = eval(machine, ir->loop.over, slots);
    if (poison(over)) return over;
    struct list *list = list_new(machine->arena, length_of(over));
    bool failed = false;
    list->n = 0;
    for (size_t i = 0; i < length_of(over); i++) {
        bind_element(ir, over, i, slots);
        if (!wanted(machine, ir, slots, &failed)) continue;
        list->at[list->n] = eval(machine, ir->loop.value, slots);
        failed |= poison(list->at[list->n++]);
    }
    return failed ? value_poison() : value_with_origin(value_list(list), ir->origin);
}

static struct value eval_map_for(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value over = eval(machine, ir->loop.over, slots);
    bool failed = false;
    if (poison(over)) return over;
    struct map_builder builder = map_new(machine, length_of(over));
    for (size_t i = 0; i < length_of(over); i++) {
        bind_element(ir, over, i, slots);
        if (!wanted(machine, ir, slots, &failed)) continue;
        struct value key = eval(machine, ir->loop.key, slots);
        map_add(machine, &builder, key, eval(machine, ir->loop.value, slots), ir->loop.key->at);
    }
    return failed ? value_poison() : map_done(&builder, ir->origin);
}

/* ---- fields and indexes ---- */

enum { FEW_KEYS = 8 };

static Str key_list(struct arena *arena, const struct record *record)
{
    Str text = STR("");
    for (size_t i = 0; i < record->n; i++)
        text = arena_printf(arena, "%.*s%s'%s'", STR_ARG(text), i == 0 ? "" : i + 1 == record->n ? " and " : ", ", record->keys[i]->s);
    return text;
}

/* Where the library looks a key up, the one who gave it is to blame. */
static Span blame(const struct machine *machine, Span at, struct value key)
{
    Span given = origin_span(&machine->program->origins, key.origin);
    bool library = source_at(&machine->session->sources, at.file)->library;
    return library && given.file && !source_at(&machine->session->sources, given.file)->library ? given : at;
}

static struct value no_key(struct machine *machine, Span at, const struct record *record, Str key)
{
    struct suggestion suggestion = suggestion_for(&machine->session->diags, key);
    for (size_t i = 0; i < record->n; i++) suggestion_offer(&suggestion, NAME_STR(record->keys[i]));
    struct diag *diag = eval_error(machine, E0111, at, "this map has no key '%.*s'", STR_ARG(key));
    diag_suggest(&machine->session->diags, diag, &suggestion);
    if (record->n && record->n <= FEW_KEYS) diag_help(&machine->session->diags, diag, "it has %.*s", STR_ARG(key_list(machine->arena, record)));
    else diag_help(&machine->session->diags, diag, "for a key that may be missing: get(MAP, \"%.*s\") ?? …", STR_ARG(key));
    return value_poison();
}

static struct value port_field(struct machine *machine, struct value port, const struct name *name)
{
    static const char *const transports[] = {"TCP", "UDP", "SCTP", "TCP", "TCP", "TCP"};
    static const char *const applications[] = {NULL, NULL, NULL, "http", "https", "grpc"};
    int64_t protocol = port.integer >> 16;
    if (str_is(NAME_STR(name), "number")) return value_with_origin(value_int(port.integer & 0xFFFF), port.origin);
    const char *text = str_is(NAME_STR(name), "protocol") ? transports[protocol] : applications[protocol];
    return text ? value_with_origin(value_string(machine->arena, str_of(text)), port.origin) : value_null();
}

static struct value endpoint_field(struct machine *machine, struct value endpoint, const struct name *name)
{
    Str text = value_str(endpoint);
    size_t colon = text.n;
    while (colon > 0 && text.s[colon - 1] != ':') colon--;
    if (str_is(NAME_STR(name), "host")) return value_with_origin(value_string(machine->arena, (Str){text.s, colon ? colon - 1 : 0}), endpoint.origin);
    struct value number;
    enum type_kind kind;
    literal_number(machine->arena, (Str){text.s + colon, text.n - colon}, &number, &kind);
    literal_as(machine->arena, number, T_PORT, &number);
    return value_with_origin(number, endpoint.origin);
}

static struct value object_field(struct machine *machine, const struct object *object, const struct name *name)
{
    const struct value *field = record_get(machine->arena, object->value.record, name);
    if (field) return *field;
    const struct well_known *names = &machine->program->names;
    const struct name *text = name == names->name ? object->name : name == names->namespace ? object->namespace : NULL;
    return text ? value_string(machine->arena, NAME_STR(text)) : value_null();
}

static struct value field_of(struct machine *machine, const struct ir *ir, struct value of)
{
    const struct value *field;
    switch (of.kind) {
    case V_RECORD:
        if (ir->field.position < of.record->n && of.record->keys[ir->field.position] == ir->field.name) return of.record->values[ir->field.position];
        field = record_get(machine->arena, of.record, ir->field.name);
        if (field) return *field;
        return ir->field.must ? no_key(machine, ir->field.name_at, of.record, NAME_STR(ir->field.name)) : value_null();
    case V_INSTANCE: return instance_export(of.instance, ir->field.name);
    case V_OBJECT: return object_field(machine, of.object, ir->field.name);
    case V_PORT: return port_field(machine, of, ir->field.name);
    case V_STRING: return type_is(ir->field.of->type, T_ENDPOINT) ? endpoint_field(machine, of, ir->field.name) : value_null();
    case V_POISON: return of;
    default: return value_null();
    }
}

static struct value eval_index(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value of = eval(machine, ir->index.of, slots), index = eval(machine, ir->index.index, slots);
    if (poison(of) || poison(index)) return value_poison();
    if (of.kind == V_LIST) {
        if (index.integer >= 0 && (size_t)index.integer < of.list->n) return of.list->at[index.integer];
        eval_error(machine, E0503, ir->index.index->at, "index %lld lies outside a list of %u; the first index is 0", (long long)index.integer,
                of.list->n);
        return value_poison();
    }
    if (of.kind != V_RECORD) return value_null();
    const struct value *found = record_get(machine->arena, of.record, name_of(machine->session->names, value_str(index)));
    if (found) return *found;
    bool open = type_base(ir->type)->kind == T_OPTIONAL && type_holds_secret(ir->type) == type_holds_secret(ir->index.of->type);
    if (open && !type_is(ir->index.of->type, T_MAP)) return value_null();
    return no_key(machine, blame(machine, ir->index.index->at, index), of.record, value_str(index));
}

/* ---- calls ---- */

static struct value *frame_of(struct machine *machine, const void *owner, uint32_t nslots)
{
    struct value *frame = map_get(&machine->frames, owner);
    if (frame) return frame;
    frame = NEW_ARRAY(machine->arena, nslots + 1, struct value);
    map_put(machine->arena, &machine->frames, owner, frame);
    return frame;
}

/* No function calls itself, so one frame for each is enough. */
struct value call_function(struct machine *machine, const struct function *function, const struct value *arguments)
{
    struct value *slots = frame_of(machine, function, function->nslots);
    for (size_t i = 0; i < function->nparameters; i++) slots[i] = arguments[i];
    return eval(machine, function->body, slots);
}

enum { FEW_ARGUMENTS = 8 };

static struct value eval_call(struct machine *machine, const struct ir *ir, struct value *slots)
{
    bool builtin = ir->kind == IR_BUILTIN;
    size_t n = builtin ? ir->builtin.n : ir->call.n;
    const struct ir *const *arguments = builtin ? ir->builtin.arguments : ir->call.arguments;
    struct value few[FEW_ARGUMENTS], *values = n <= FEW_ARGUMENTS ? few : NEW_ARRAY(machine->arena, n, struct value);
    for (size_t i = 0; i < n; i++) {
        values[i] = eval(machine, arguments[i], slots);
        if (poison(values[i])) return values[i];
    }
    if (!builtin) return call_function(machine, ir->call.function, values);
    struct value result = ir->builtin.builtin->run(machine, ir, values, n);
    return result.origin ? result : value_with_origin(result, ir->origin);
}

/* ---- the dispatch ---- */

static struct value eval_if(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value condition = eval(machine, ir->branch.condition, slots);
    if (poison(condition)) return condition;
    if (condition.boolean) return eval(machine, ir->branch.then, slots);
    return ir->branch.otherwise ? eval(machine, ir->branch.otherwise, slots) : value_null();
}

static struct value eval_node(struct machine *machine, const struct ir *ir, struct value *slots);

/* Shared parts count as often as they are seen: comparing, hashing and writing walk all of them. */
static struct value hold_limit(struct machine *machine, const struct ir *ir, struct value value)
{
    if (value_expanded_size(value) <= EXPANDED_MAX) return value;
    return eval_fail(machine, E0504, ir->at, "this value has more than 20,000,000 parts");
}

static inline struct value within_limit(struct machine *machine, const struct ir *ir, struct value value)
{
    return value.kind == V_LIST || value.kind == V_RECORD ? hold_limit(machine, ir, value) : value;
}

struct value eval(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (ir->kind == IR_SLOT) return slots[ir->slot];
    if (ir->kind == IR_CONST) return ir->value;
    if (!ir->number) return eval_node(machine, ir, slots);
    if (!machine->memos) return within_limit(machine, ir, eval_node(machine, ir, slots));
    struct value made;
    if (memo_find(machine, ir, slots, &made)) return made;
    struct told told = told_so_far(machine);
    made = within_limit(machine, ir, eval_node(machine, ir, slots));
    memo_keep(machine, ir, slots, told, made);
    return made;
}

static struct value out_of_steps(struct machine *machine, const struct ir *ir)
{
    if (machine->out_of_steps) return value_poison();
    machine->out_of_steps = true;
    struct diag *diag = eval_error(machine, E0504, ir->at, "evaluation takes more than 200,000,000 steps");
    diag_help(&machine->session->diags, diag, "a loop goes over too much here, or one of those around it");
    return value_poison();
}

static struct value eval_node(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (++machine->steps > STEPS_MAX && machine->steps > STEPS_MAX + machine->nodes.n * STEPS_FOR_NODE) return out_of_steps(machine, ir);
    switch (ir->kind) {
    case IR_ERROR: return value_poison();
    case IR_CONST: case IR_SLOT: break; /* eval gives them without a step */
    case IR_FIELD: return field_of(machine, ir, eval(machine, ir->field.of, slots));
    case IR_INDEX: return eval_index(machine, ir, slots);
    case IR_CALL: case IR_BUILTIN: return eval_call(machine, ir, slots);
    case IR_TEXT: return eval_text(machine, ir, slots);
    case IR_LIST: return eval_list(machine, ir, slots);
    case IR_RECORD: return eval_record(machine, ir, slots);
    case IR_MAP: return eval_map(machine, ir, slots);
    case IR_IF: return eval_if(machine, ir, slots);
    case IR_NOT: case IR_NEG: return eval_negation(machine, ir, eval(machine, ir->of, slots));
    case IR_BINARY: return eval_binary(machine, ir, slots);
    case IR_LIST_FOR: return eval_list_for(machine, ir, slots);
    case IR_MAP_FOR: return eval_map_for(machine, ir, slots);
    case IR_CONVERT: return eval_conversion(machine, ir, eval(machine, ir->of, slots));
    case IR_REFINE: return eval_refinement(machine, ir, eval(machine, ir->of, slots));
    }
    panic("no such IR");
}
