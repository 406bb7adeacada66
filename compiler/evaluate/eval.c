/* Expressions become values. */
#include "evaluate/machine.h"

#include "evaluate/refine.h"
#include "value/literal.h"
#include "value/text.h"

#include <stdio.h>

enum { STEPS_MAX = 200000000 };

static bool poison(struct value value) { return value.kind == V_POISON; }

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

static struct value fail(struct machine *machine, enum diag_code code, Span at, const char *what)
{
    eval_error(machine, code, at, "%s", what);
    return value_poison();
}

/* ---- texts ---- */

static struct value eval_text(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
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
    if (too_long) return fail(machine, E0504, ir->at, "this text is longer than 16 MiB");
    return failed ? value_poison() : value_at(text, ir->origin);
}

/* ---- lists and records ---- */

static struct value eval_list(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct list *list = list_new(machine->arena, ir->list.n);
    for (size_t i = 0; i < ir->list.n; i++) list->at[i] = eval(machine, ir->list.items[i], slots);
    return value_at(value_list(list), ir->origin);
}

static struct value eval_record(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct record *record = record_new(machine->arena, ir->record.keys, ir->record.n);
    record->places = ir->record.places;
    for (size_t i = 0; i < ir->record.n; i++) record->values[i] = eval(machine, ir->record.values[i], slots);
    return value_at(value_record(record), ir->origin);
}

struct map_builder {
    VEC(const struct name *) keys;
    VEC(struct value) values;
    struct map seen;
};

static void map_add(struct machine *machine, struct map_builder *builder, struct value key, struct value value, Span at)
{
    if (poison(key)) return;
    const struct name *name = name_of(machine->session->names, value_str(key));
    if (map_get(&builder->seen, name)) {
        eval_error(machine, E0105, at, "key '%s' is given twice", name->s);
        return;
    }
    map_put(machine->arena, &builder->seen, name, builder);
    vec_push(machine->arena, &builder->keys, name);
    vec_push(machine->arena, &builder->values, value);
}

static struct value map_done(struct machine *machine, struct map_builder *builder, uint32_t origin)
{
    struct record *record = NEW(machine->arena, struct record);
    *record = (struct record){.n = builder->keys.n, .keys = builder->keys.at, .values = builder->values.at};
    return value_at(value_record(record), origin);
}

static struct value eval_map(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct map_builder builder = {0};
    for (size_t i = 0; i < ir->map.n; i++)
        map_add(machine, &builder, eval(machine, ir->map.keys[i], slots), eval(machine, ir->map.values[i], slots), ir->map.keys[i]->at);
    return map_done(machine, &builder, ir->origin);
}

/* ---- loops ---- */

static size_t length_of(struct value over) { return over.kind == V_LIST ? over.list->n : over.kind == V_RECORD ? over.record->n : 0; }

static void bind_element(struct machine *machine, const struct ir *ir, struct value over, size_t i, struct value *slots)
{
    struct value key, element;
    if (over.kind == V_LIST) {
        key = value_int((int64_t)i);
        element = over.list->at[i];
    } else {
        key = value_string(machine->arena, NAME_STR(over.record->keys[i]));
        element = over.record->values[i];
    }
    bool map = over.kind == V_RECORD;
    slots[ir->loop.first] = ir->loop.two || map ? key : element;
    if (ir->loop.two) slots[ir->loop.second] = element;
}

static bool wanted(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (!ir->loop.condition) return true;
    struct value condition = eval(machine, ir->loop.condition, slots);
    return !poison(condition) && condition.boolean;
}

static struct value eval_list_for(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value over = eval(machine, ir->loop.over, slots);
    if (poison(over)) return over;
    struct list *list = list_new(machine->arena, length_of(over));
    list->n = 0;
    for (size_t i = 0; i < length_of(over); i++) {
        bind_element(machine, ir, over, i, slots);
        if (wanted(machine, ir, slots)) list->at[list->n++] = eval(machine, ir->loop.value, slots);
    }
    return value_at(value_list(list), ir->origin);
}

static struct value eval_map_for(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value over = eval(machine, ir->loop.over, slots);
    struct map_builder builder = {0};
    if (poison(over)) return over;
    for (size_t i = 0; i < length_of(over); i++) {
        bind_element(machine, ir, over, i, slots);
        if (!wanted(machine, ir, slots)) continue;
        struct value key = eval(machine, ir->loop.key, slots);
        map_add(machine, &builder, key, eval(machine, ir->loop.value, slots), ir->loop.key->at);
    }
    return map_done(machine, &builder, ir->origin);
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

static struct value no_key(struct machine *machine, Span at, const struct record *record, Str key)
{
    struct suggestion suggestion = suggestion_for(key);
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
    if (str_is(NAME_STR(name), "number")) return value_at(value_int(port.integer & 0xFFFF), port.origin);
    const char *text = str_is(NAME_STR(name), "protocol") ? transports[protocol] : applications[protocol];
    return text ? value_at(value_string(machine->arena, str_of(text)), port.origin) : value_null();
}

static struct value endpoint_field(struct machine *machine, struct value endpoint, const struct name *name)
{
    Str text = value_str(endpoint);
    size_t colon = text.n;
    while (colon > 0 && text.s[colon - 1] != ':') colon--;
    if (str_is(NAME_STR(name), "host")) return value_at(value_string(machine->arena, (Str){text.s, colon ? colon - 1 : 0}), endpoint.origin);
    struct value number;
    enum type_kind kind;
    literal_number(machine->arena, (Str){text.s + colon, text.n - colon}, &number, &kind);
    literal_as(machine->arena, number, T_PORT, &number);
    return value_at(number, endpoint.origin);
}

static struct value object_field(struct machine *machine, const struct object *object, const struct name *name)
{
    const struct value *field = record_get(machine->arena, object->value.record, name);
    if (field) return *field;
    const struct name *text = name == machine->program->names.name ? object->name : name == machine->program->names.namespace ? object->namespace : NULL;
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
        eval_error(machine, E0503, ir->index.index->at, "index %lld lies outside a list of %zu; the first index is 0", (long long)index.integer,
                of.list->n);
        return value_poison();
    }
    if (of.kind != V_RECORD) return value_null();
    const struct value *found = record_get(machine->arena, of.record, name_of(machine->session->names, value_str(index)));
    if (found) return *found;
    bool open = type_base(ir->type)->kind == T_OPTIONAL && type_holds_secret(ir->type) == type_holds_secret(ir->index.of->type);
    return open && !type_is(ir->index.of->type, T_MAP) ? value_null() : no_key(machine, ir->index.index->at, of.record, value_str(index));
}

/* ---- arithmetic ---- */

static struct value too_large(struct machine *machine, const struct ir *ir)
{
    return fail(machine, E0501, ir->at, "the result does not fit into 64 bits");
}

static double real_of(struct value value) { return value.kind == V_FLOAT ? value.real : (double)value.integer; }

/* Two integers of one unit, or one with a unit and a plain number. */
static struct value integer_arithmetic(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    int64_t result = 0;
    bool overflow = false;
    enum value_kind kind = a.kind == V_INT && ir->op.op == OP_MUL ? b.kind : a.kind;
    switch (ir->op.op) {
    case OP_ADD: overflow = __builtin_add_overflow(a.integer, b.integer, &result); break;
    case OP_SUB: overflow = __builtin_sub_overflow(a.integer, b.integer, &result); break;
    case OP_MUL: overflow = __builtin_mul_overflow(a.integer, b.integer, &result); break;
    default:
        if (b.integer == 0) return fail(machine, E0502, ir->op.right->at, "division by zero");
        if (b.integer == -1) overflow = __builtin_sub_overflow((int64_t)0, a.integer, &result);
        else result = ir->op.op == OP_DIV ? a.integer / b.integer : a.integer % b.integer;
        if (ir->op.op == OP_MOD && b.integer == -1) result = 0;
    }
    return overflow ? too_large(machine, ir) : value_at(value_unit(kind, result), ir->origin);
}

static struct value real_arithmetic(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    double x = real_of(a), y = real_of(b), result;
    if (ir->op.op == OP_DIV && y == 0) return fail(machine, E0502, ir->op.right->at, "division by zero");
    switch (ir->op.op) {
    case OP_ADD: result = x + y; break;
    case OP_SUB: result = x - y; break;
    case OP_MUL: result = x * y; break;
    default: result = x / y;
    }
    enum type_kind kind = type_base(ir->type)->kind;
    if (kind == T_FLOAT) return value_at(value_float(result), ir->origin);
    if (!(result > -9e18 && result < 9e18)) return too_large(machine, ir);
    return value_at(value_unit(a.kind == V_FLOAT || a.kind == V_INT ? b.kind : a.kind, (int64_t)result), ir->origin);
}

static struct value joined_text(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    struct text_builder builder = text_begin(machine->arena, &machine->lines);
    text_add_value(&builder, a, ESCAPE_NONE);
    text_add_value(&builder, b, ESCAPE_NONE);
    bool too_long = builder.plain.n > STRING_MAX;
    struct value text = text_done(&builder);
    return too_long ? fail(machine, E0504, ir->at, "this text is longer than 16 MiB") : value_at(text, ir->origin);
}

static struct value joined_list(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    if (a.list->n + b.list->n > RANGE_MAX * 16) return fail(machine, E0504, ir->at, "this list has too many elements");
    struct list *list = list_new(machine->arena, a.list->n + b.list->n);
    memcpy(list->at, a.list->at, a.list->n * sizeof *list->at);
    memcpy(list->at + a.list->n, b.list->at, b.list->n * sizeof *list->at);
    return value_at(value_list(list), ir->origin);
}

static struct value sum(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    bool texts = a.kind == V_STRING || a.kind == V_SECRET;
    if (texts) return joined_text(machine, ir, a, b);
    if (a.kind == V_LIST && b.kind == V_LIST) return joined_list(machine, ir, a, b);
    if (a.kind == V_NULL) return b;
    if (b.kind == V_NULL) return a;
    if (a.kind == V_RECORD && b.kind == V_RECORD) return value_at(record_merge(machine->arena, a.record, b.record), ir->origin);
    bool real = a.kind == V_FLOAT || b.kind == V_FLOAT;
    return real ? real_arithmetic(machine, ir, a, b) : integer_arithmetic(machine, ir, a, b);
}

static struct value product(struct machine *machine, const struct ir *ir, struct value a, struct value b)
{
    bool real = type_is(ir->type, T_FLOAT) || a.kind == V_FLOAT || b.kind == V_FLOAT;
    return real ? real_arithmetic(machine, ir, a, b) : integer_arithmetic(machine, ir, a, b);
}

static int compare(struct value a, struct value b)
{
    if (a.kind == V_STRING) return str_cmp(value_str(a), value_str(b));
    if (a.kind == V_FLOAT) return (a.real > b.real) - (a.real < b.real);
    return (a.integer > b.integer) - (a.integer < b.integer);
}

static bool contains(struct machine *machine, struct value element, struct value in)
{
    if (in.kind == V_RECORD) return record_get(machine->arena, in.record, name_of(machine->session->names, value_str(element)));
    for (size_t i = 0; in.kind == V_LIST && i < in.list->n; i++)
        if (value_equal(element, in.list->at[i])) return true;
    return false;
}

static bool truth(struct machine *machine, enum op op, struct value a, struct value b)
{
    switch (op) {
    case OP_EQ: return value_equal(a, b);
    case OP_NE: return !value_equal(a, b);
    case OP_LT: return compare(a, b) < 0;
    case OP_LE: return compare(a, b) <= 0;
    case OP_GT: return compare(a, b) > 0;
    case OP_GE: return compare(a, b) >= 0;
    default: return contains(machine, a, b);
    }
}

/* && || ?? look at the right side only when they need it. */
static struct value eval_lazy(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value left = eval(machine, ir->op.left, slots);
    if (poison(left)) return left;
    bool decided = ir->op.op == OP_ELSE ? left.kind != V_NULL : left.boolean == (ir->op.op == OP_OR);
    return decided ? left : eval(machine, ir->op.right, slots);
}

static struct value eval_binary(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (ir->op.op >= OP_AND) return eval_lazy(machine, ir, slots);
    struct value a = eval(machine, ir->op.left, slots), b = eval(machine, ir->op.right, slots);
    if (poison(a) || poison(b)) return value_poison();
    switch (ir->op.op) {
    case OP_ADD: return sum(machine, ir, a, b);
    case OP_SUB: case OP_MUL: case OP_DIV: case OP_MOD: return product(machine, ir, a, b);
    default: return value_at(value_bool(truth(machine, ir->op.op, a, b)), ir->origin);
    }
}

/* ---- conversions ---- */

static struct value parsed(struct machine *machine, const struct ir *ir, struct value text, enum type_kind to)
{
    struct value value;
    enum type_kind kind = T_POISON;
    Str str = value_str(text);
    bool negative = str.n && str.s[0] == '-';
    Str digits = negative ? (Str){str.s + 1, str.n - 1} : str;
    bool number = digits.n && digits.s[0] >= '0' && digits.s[0] <= '9' && !literal_number(machine->arena, digits, &value, &kind);
    if (number && negative && value.kind == V_FLOAT) value.real = -value.real;
    else if (number && negative) value.integer = -value.integer;
    if (number && kind != to && !literal_as(machine->arena, value, to, &value)) kind = to;
    if (number && kind == to) return value_at(value, text.origin);
    if (to == T_BOOL && (str_is(str, "true") || str_is(str, "false"))) return value_at(value_bool(str.s[0] == 't'), text.origin);
    struct diag *diag = eval_error(machine, E0505, ir->at, "'%.*s' is not a valid %.*s", STR_ARG(value_show(machine->arena, text)),
                                   STR_ARG(type_show(machine->arena, ir->type)));
    Span set = origin_span(&machine->program->origins, text.origin);
    if (set.file) diag_note(&machine->session->diags, diag, set, "the text was set here");
    return value_poison();
}

static struct value to_string(struct machine *machine, struct value value)
{
    struct buf text = {0};
    value_print(value, &text);
    struct value string = value_at(value_string(machine->arena, (Str){text.s, text.n}), value.origin);
    buf_free(&text);
    return string;
}

static struct value from_number(struct machine *machine, const struct ir *ir, struct value value, enum type_kind to)
{
    struct value converted = value;
    if (!(real_of(value) > -9e15 && real_of(value) < 9e15)) return fail(machine, E0505, ir->at, "this number is too large to be converted");
    if (to == T_KUBE || to == T_INT) {
        int64_t integer = value.kind == V_PORT ? value.integer & 0xFFFF : value.kind == V_DURATION ? value.integer / 1000
                        : value.kind == V_FLOAT ? (int64_t)value.real : value.integer;
        return value_at(value_int(integer), value.origin);
    }
    if (to == T_FLOAT) return value_at(value_float(real_of(value)), value.origin);
    if (to == T_BYTES) converted = value_unit(V_BYTES, (int64_t)real_of(value));
    else if (to == T_DURATION) converted = value_unit(V_DURATION, (int64_t)(real_of(value) * 1000));
    else if (to == T_PERCENT) converted = value_unit(V_PERCENT, (int64_t)real_of(value));
    else if (literal_as(machine->arena, value, to, &converted)) return fail(machine, E0505, ir->at, "this number cannot be converted");
    return value_at(converted, value.origin);
}

static struct value convert(struct machine *machine, const struct ir *ir, struct value value)
{
    const struct type *type = type_strip(ir->type);
    if (value.kind == V_NULL || value.kind == V_POISON) return value;
    if (type->kind == T_STRING) return value.kind == V_STRING ? value : to_string(machine, value);
    if (type_domain_text(type)) {
        if (value.kind != V_STRING) value = to_string(machine, value);
        const char *problem = text_problem(type->kind, value_str(value));
        if (!problem) return value;
        struct diag *diag = eval_error(machine, type->kind == T_IMAGE ? E0712 : E0505, ir->at, "'%.*s' is not a valid %.*s",
                STR_ARG(value_show(machine->arena, value)),
                                       STR_ARG(type_show(machine->arena, type)));
        diag_help(&machine->session->diags, diag, "%s", problem);
        return value_poison();
    }
    if (value.kind == V_STRING) return parsed(machine, ir, value, type->kind);
    return value.kind == V_BOOL ? value : from_number(machine, ir, value, type->kind);
}

static Str subject_of(struct machine *machine, uint32_t id)
{
    const struct origin *origin = id < machine->program->origins.v.n ? &machine->program->origins.v.at[id] : NULL;
    return origin && origin->name ? arena_printf(machine->arena, "'%s'", origin->name->s) : STR("");
}

static struct value refine(struct machine *machine, const struct ir *ir, struct value value)
{
    struct value culprit = value;
    const struct refinement_rule *broken = broken_rule(machine, ir->type, value, &culprit);
    if (!broken) return value;
    Span at = origin_span(&machine->program->origins, culprit.origin);
    report_broken_rule(machine, broken, culprit, at.file ? at : ir->at, subject_of(machine, culprit.origin));
    return value_poison();
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
    return result.origin ? result : value_at(result, ir->origin);
}

/* ---- the dispatch ---- */

static struct value eval_if(struct machine *machine, const struct ir *ir, struct value *slots)
{
    struct value condition = eval(machine, ir->branch.condition, slots);
    if (poison(condition)) return condition;
    if (condition.boolean) return eval(machine, ir->branch.then, slots);
    return ir->branch.otherwise ? eval(machine, ir->branch.otherwise, slots) : value_null();
}

static struct value negated(struct machine *machine, const struct ir *ir, struct value value)
{
    if (poison(value)) return value;
    if (ir->kind == IR_NOT) return value_at(value_bool(!value.boolean), value.origin ? value.origin : ir->origin);
    if (value.kind == V_FLOAT) return value_at(value_float(-value.real), ir->origin);
    if (value.integer == INT64_MIN) return too_large(machine, ir);
    return value_at(value_unit(value.kind, -value.integer), ir->origin);
}

static struct value eval_node(struct machine *machine, const struct ir *ir, struct value *slots);

/* Shared parts count as often as they are seen: comparing, hashing and writing walk all of them. */
static struct value weighed(struct machine *machine, const struct ir *ir, struct value value)
{
    if ((value.kind != V_LIST && value.kind != V_RECORD) || value_weight(value) <= WEIGHT_MAX) return value;
    return fail(machine, E0504, ir->at, "this value has more than 20,000,000 parts");
}

struct value eval(struct machine *machine, const struct ir *ir, struct value *slots) { return weighed(machine, ir, eval_node(machine, ir, slots)); }

static struct value eval_node(struct machine *machine, const struct ir *ir, struct value *slots)
{
    if (++machine->steps > STEPS_MAX) {
        if (machine->steps == STEPS_MAX + 1ull) fail(machine, E0504, ir->at, "evaluation takes more than 200,000,000 steps");
        return value_poison();
    }
    switch (ir->kind) {
    case IR_ERROR: return value_poison();
    case IR_CONST: return ir->value;
    case IR_SLOT: return slots[ir->slot];
    case IR_FIELD: return field_of(machine, ir, eval(machine, ir->field.of, slots));
    case IR_INDEX: return eval_index(machine, ir, slots);
    case IR_CALL: case IR_BUILTIN: return eval_call(machine, ir, slots);
    case IR_TEXT: return eval_text(machine, ir, slots);
    case IR_LIST: return eval_list(machine, ir, slots);
    case IR_RECORD: return eval_record(machine, ir, slots);
    case IR_MAP: return eval_map(machine, ir, slots);
    case IR_IF: return eval_if(machine, ir, slots);
    case IR_NOT: case IR_NEG: return negated(machine, ir, eval(machine, ir->of, slots));
    case IR_BINARY: return eval_binary(machine, ir, slots);
    case IR_LIST_FOR: return eval_list_for(machine, ir, slots);
    case IR_MAP_FOR: return eval_map_for(machine, ir, slots);
    case IR_CONVERT: return convert(machine, ir, eval(machine, ir->of, slots));
    case IR_REFINE: return refine(machine, ir, eval(machine, ir->of, slots));
    }
    panic("no such IR");
}
