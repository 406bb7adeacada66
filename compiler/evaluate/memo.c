#include "memo.h"

enum {
    READS_MAX = 16,
    FIELDS_MAX = 3,
    LOOKED_AT = 12,      /* parts of a value whose content is compared */
    MISSES_MAX = 32,     /* one after the other: it is different each time */
};

/* A slot, or what lies in it under some fields: pod.plane.name. */
struct place {
    uint32_t slot;
    uint32_t n;
    struct place_field {
        const struct name *name;
        uint32_t position; /* where it is likely to be */
    } fields[FIELDS_MAX];
};

struct memo {
    struct value made;
    uint16_t misses, n;
    bool tested;           /* as in the node: where what it reads came from does not count */
    struct read {
        struct place place;
        struct value value;
    } reads[];
};

static struct memo once, never; /* evaluated once, and not worth another look */

struct told told_so_far(const struct machine *machine) { return (struct told){machine->session->diags.all.n, machine->reveals.n}; }

/* ---- what a node reads ---- */

struct reads {
    struct machine *machine;
    struct place at[READS_MAX];
    size_t n;
    uint32_t bound[READS_MAX]; /* slots of the loops around, which belong to the node itself */
    size_t nbound;
    bool too_many;
};

static void gather(struct reads *, const struct ir *);

static void gather_all(struct reads *reads, const struct ir *const *irs, size_t n)
{
    for (size_t i = 0; i < n; i++) gather(reads, irs[i]);
}

static bool covers(const struct place *whole, const struct place *part)
{
    if (whole->slot != part->slot || whole->n > part->n) return false;
    for (size_t i = 0; i < whole->n; i++)
        if (whole->fields[i].name != part->fields[i].name) return false;
    return true;
}

static void add_place(struct reads *reads, struct place place)
{
    for (size_t i = 0; i < reads->nbound; i++)
        if (reads->bound[i] == place.slot) return;
    for (size_t i = 0; i < reads->n; i++)
        if (covers(&reads->at[i], &place)) return;
    if (reads->n == READS_MAX) reads->too_many = true;
    else reads->at[reads->n++] = place;
}

/* Fields of other values, ports say, are made when they are looked at, and never the same. */
static bool has_kept_fields(const struct ir *ir)
{
    const struct type *type = type_strip(ir->type);
    return type->kind == T_RECORD || type->kind == T_MAP || type->kind == T_INSTANCE;
}

/* False: IR is no place. What lies deeper than FIELDS_MAX counts as what it lies in. */
static bool place_of(const struct ir *ir, struct place *place)
{
    if (ir->kind == IR_SLOT) {
        *place = (struct place){.slot = ir->slot};
        return true;
    }
    if (ir->kind != IR_FIELD || !has_kept_fields(ir->field.of) || !place_of(ir->field.of, place)) return false;
    if (place->n < FIELDS_MAX) place->fields[place->n++] = (struct place_field){ir->field.name, ir->field.position};
    return true;
}

/* What a function reads of its parameters: made once. */
static const struct reads *reads_of(struct machine *machine, const struct function *function)
{
    struct reads *reads = map_get(&machine->reads, function);
    if (reads) return reads;
    reads = NEW(machine->arena, struct reads);
    reads->machine = machine;
    gather(reads, function->body);
    map_put(machine->arena, &machine->reads, function, reads);
    return reads;
}

/* A parameter is the place that was given for it. */
static void add_place_within(struct reads *reads, struct place outer, const struct place *inner)
{
    for (size_t i = 0; i < inner->n && outer.n < FIELDS_MAX; i++) outer.fields[outer.n++] = inner->fields[i];
    add_place(reads, outer);
}

/* Arguments that are no places are evaluated, whether the function looks at them or not. */
static void gather_call(struct reads *reads, const struct ir *ir)
{
    const struct reads *inner = reads_of(reads->machine, ir->call.function);
    struct place argument;
    for (size_t i = 0; i < ir->call.n; i++)
        if (inner->too_many || !place_of(ir->call.arguments[i], &argument)) gather(reads, ir->call.arguments[i]);
    for (size_t i = 0; !inner->too_many && i < inner->n; i++)
        if (place_of(ir->call.arguments[inner->at[i].slot], &argument)) add_place_within(reads, argument, &inner->at[i]);
}

static void bind(struct reads *reads, uint32_t slot)
{
    if (reads->nbound == READS_MAX) reads->too_many = true;
    else reads->bound[reads->nbound++] = slot;
}

static void gather_loop(struct reads *reads, const struct ir *ir)
{
    size_t outside = reads->nbound;
    gather(reads, ir->loop.over);
    bind(reads, ir->loop.first);
    if (ir->loop.two) bind(reads, ir->loop.second);
    gather(reads, ir->loop.condition);
    gather(reads, ir->loop.key);
    gather(reads, ir->loop.value);
    reads->nbound = outside;
}

static void gather(struct reads *reads, const struct ir *ir)
{
    struct place place;
    if (!ir || reads->too_many) return;
    switch (ir->kind) {
    case IR_ERROR: case IR_CONST: break;
    case IR_SLOT: case IR_FIELD:
        if (place_of(ir, &place)) add_place(reads, place);
        else gather(reads, ir->field.of);
        break;
    case IR_INDEX:
        gather(reads, ir->index.of);
        gather(reads, ir->index.index);
        break;
    case IR_CALL: gather_call(reads, ir); break;
    case IR_BUILTIN: gather_all(reads, ir->builtin.arguments, ir->builtin.n); break;
    case IR_TEXT:
        for (size_t i = 0; i < ir->text.n; i++) gather(reads, ir->text.parts[i].ir);
        break;
    case IR_LIST: gather_all(reads, ir->list.items, ir->list.n); break;
    case IR_RECORD: gather_all(reads, ir->record.values, ir->record.n); break;
    case IR_MAP:
        gather_all(reads, ir->map.keys, ir->map.n);
        gather_all(reads, ir->map.values, ir->map.n);
        break;
    case IR_IF:
        gather(reads, ir->branch.condition);
        gather(reads, ir->branch.then);
        gather(reads, ir->branch.otherwise);
        break;
    case IR_BINARY:
        gather(reads, ir->op.left);
        gather(reads, ir->op.right);
        break;
    case IR_LIST_FOR: case IR_MAP_FOR: gather_loop(reads, ir); break;
    case IR_NOT: case IR_NEG: case IR_CONVERT: case IR_REFINE: gather(reads, ir->of); break;
    }
}

/* ---- looking ---- */

static struct value field_of(struct machine *machine, struct value of, const struct place_field *field)
{
    if (of.kind == V_POISON) return of;
    if (of.kind == V_INSTANCE) return instance_export(of.instance, field->name);
    if (of.kind != V_RECORD) return value_null();
    if (field->position < of.record->n && of.record->keys[field->position] == field->name) return of.record->values[field->position];
    return value_get(machine->arena, of, field->name);
}

/* As evaluation does, but nothing is told of what is not there. */
static struct value look(struct machine *machine, const struct place *place, const struct value *slots)
{
    struct value value = slots[place->slot];
    for (size_t i = 0; i < place->n; i++) value = field_of(machine, value, &place->fields[i]);
    return value;
}

static struct memo *memo_new(struct machine *machine, const struct ir *ir)
{
    struct reads reads = {.machine = machine};
    gather(&reads, ir);
    if (reads.too_many) return &never;
    struct memo *memo = arena_alloc(machine->arena, sizeof *memo + reads.n * sizeof *memo->reads);
    memo->n = (uint16_t)reads.n;
    memo->tested = ir->tested;
    for (size_t i = 0; i < reads.n; i++) memo->reads[i].place = reads.at[i];
    return memo;
}

static bool is_large(struct value value) { return (value.kind == V_LIST || value.kind == V_RECORD) && value_expanded_size(value) > LOOKED_AT; }

static bool is_unchanged(const struct memo *memo, const struct read *read, struct value now)
{
    if (now.kind == V_POISON) return false;
    return value_is_same(now, read->value) || (memo->tested && !is_large(now) && value_looks_same(now, read->value));
}

/* What differed comes first: it is likely to do so again. */
static void put_first(struct memo *memo, size_t i)
{
    struct read first = memo->reads[0];
    memo->reads[0] = memo->reads[i];
    memo->reads[i] = first;
}

bool memo_find(struct machine *machine, const struct ir *ir, const struct value *slots, struct value *made)
{
    struct memo *memo = machine->memos[ir->number];
    if (!memo || memo == &once || memo == &never || memo->made.kind == V_POISON) return false;
    for (size_t i = 0; i < memo->n; i++) {
        struct value now = look(machine, &memo->reads[i].place, slots);
        if (is_unchanged(memo, &memo->reads[i], now)) continue;
        put_first(memo, i);
        return false;
    }
    memo->misses = 0;
    *made = memo->made;
    return true;
}

void memo_keep(struct machine *machine, const struct ir *ir, const struct value *slots, struct told told, struct value value)
{
    struct memo **place = &machine->memos[ir->number], *memo = *place;
    struct told now = told_so_far(machine);
    if (memo == &never) return;
    if (!memo) *place = &once;
    if (memo == &once) *place = memo_new(machine, ir);
    if (!memo || *place == &never) return;
    memo = *place;
    if (memo->misses++ == MISSES_MAX) *place = &never;
    memo->made = now.diagnostics == told.diagnostics && now.reveals == told.reveals ? value : value_poison();
    for (size_t i = 0; i < memo->n; i++) memo->reads[i].value = look(machine, &memo->reads[i].place, slots);
}
