#include "evaluate/typing.h"

#include "evaluate/refine.h"
#include "program/kube_fields.h"
#include "value/literal.h"

static Span place_of(struct machine *machine, struct value value) { return origin_span(&machine->program->origins, value.origin); }

static const char *found_name(struct value value)
{
    switch (value.kind) {
    case V_NULL: return "null";
    case V_BOOL: return "a bool";
    case V_INT: return "an int";
    case V_FLOAT: return "a float";
    case V_STRING: return "a string";
    case V_LIST: return "a list";
    default: return "a map";
    }
}

struct value mistyped_value(struct machine *machine, struct value value, const struct type *type, const char *help)
{
    struct session *session = machine->session;
    Str name = origin_name(&machine->program->origins, &session->sources, value.origin);
    Str shown = type_show(session->arena, type);
    struct diag *diag = name.n ? diag_add(&session->diags, E0201, place_of(machine, value), "'%.*s' must be %.*s, and this is %s", STR_ARG(name),
            STR_ARG(shown), found_name(value))
                             : diag_add(&session->diags, E0201, place_of(machine, value), "expected %.*s, found %s", STR_ARG(shown),
                                     found_name(value));
    if (value.kind == V_NULL) help = null_help(type->kind);
    if (help && *help) diag_help(&session->diags, diag, "%s", help);
    return value_poison();
}

static struct value refused_secret(struct machine *machine, struct value value)
{
    struct session *session = machine->session;
    Span at = place_of(machine, value);
    diag_hide(&session->diags, at);
    at.hi = at.lo + 1; /* not even its length */
    struct diag *diag = diag_add(&session->diags, E0902, at, "a secret is written down here");
    diag_help(&session->diags, diag, "leave it out: the stack names its secrets, and the person who applies binds them");
    return value_poison();
}

/* What typing leaves as it is, is not copied: most values are. */
static struct value typed_list(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind != V_LIST) return mistyped_value(machine, value, type, "a list is written [a, b]");
    struct list *changed = NULL;
    for (size_t i = 0; i < value.list->n; i++) {
        struct value element = typed_value(machine, value.list->at[i], type->of);
        if (!changed && value_is_same(element, value.list->at[i])) continue;
        if (!changed) {
            changed = list_new(machine->session->arena, value.list->n);
            memcpy(changed->at, value.list->at, changed->n * sizeof *changed->at);
        }
        changed->at[i] = element;
    }
    return changed ? value_with_origin(value_list(changed), value.origin) : value;
}

static struct record *copy_of(struct machine *machine, const struct record *record)
{
    struct record *copy = record_new(machine->session->arena, record->keys, record->n);
    if (record->n) memcpy(copy->values, record->values, record->n * sizeof *record->values);
    return copy;
}

/* The field I of VALUE is PART, once it is typed. CHANGED: NULL as long as all are as they were. */
static void put_typed(struct machine *machine, struct value value, struct record **changed, size_t i, struct value part)
{
    if (!*changed && value_is_same(part, value.record->values[i])) return;
    if (!*changed) *changed = copy_of(machine, value.record);
    (*changed)->values[i] = part;
}

static struct value typed_map(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind != V_RECORD) return mistyped_value(machine, value, type, NULL);
    struct record *changed = NULL;
    for (size_t i = 0; i < value.record->n; i++)
        put_typed(machine, value, &changed, i, typed_value(machine, value.record->values[i], type->of));
    return changed ? value_with_origin(value_record(changed), value.origin) : value;
}

static void unknown_key(struct machine *machine, struct value value, const struct name *key, const struct type *type)
{
    struct session *session = machine->session;
    struct suggestion suggestion = suggestion_for(&machine->session->diags, NAME_STR(key));
    for (size_t i = 0; i < type->nfields; i++) suggestion_offer(&suggestion, NAME_STR(type->fields[i].name));
    Span written = origin_at(&machine->program->origins, value.origin).key_at;
    Span at = written.file ? written : place_of(machine, value);
    struct diag *diag = diag_add(&session->diags, E0107, at, "%.*s has no field '%s'", STR_ARG(type_show(session->arena, type)),
            key->s);
    diag_suggest(&session->diags, diag, &suggestion);
}

static struct value typed_record(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind != V_RECORD) return mistyped_value(machine, value, type, NULL);
    struct arena *arena = machine->session->arena;
    const struct name **keys = NEW_ARRAY(arena, type->nfields, const struct name *);
    struct record *record = record_new(arena, keys, type->nfields);
    for (size_t i = 0; i < type->nfields; i++) {
        const struct record_field *field = &type->fields[i];
        const struct value *given = record_get(arena, value.record, field->name);
        keys[i] = field->name;
        if (given) record->values[i] = typed_value(machine, *given, field->type);
        else if (field->default_value) record->values[i] = eval(machine, field->default_value, NULL);
        else if (type_base(field->type)->kind == T_OPTIONAL) record->values[i] = value_null();
        else diag_add(&machine->session->diags, E0203, place_of(machine, value), "%.*s needs '%s'", STR_ARG(type_show(arena, type)), field->name->s);
    }
    for (size_t i = 0; i < value.record->n; i++)
        if (!type_field(type, value.record->keys[i])) unknown_key(machine, value.record->values[i], value.record->keys[i], type);
    return value_with_origin(value_record(record), value.origin);
}

static struct value typed_enum(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind != V_STRING) return mistyped_value(machine, value, type, NULL);
    if (type_member(type, name_of(machine->session->names, value_str(value)))) return value;
    struct session *session = machine->session;
    struct suggestion suggestion = suggestion_for(&machine->session->diags, value_str(value));
    for (size_t i = 0; i < type->nmembers; i++) suggestion_offer(&suggestion, NAME_STR(type->members[i]));
    struct diag *diag = diag_add(&session->diags, E0209, place_of(machine, value), "'%.*s' is not one of %.*s", STR_ARG(value_str(value)),
                                 STR_ARG(type_show_members(session->arena, type)));
    diag_suggest(&session->diags, diag, &suggestion);
    return value_poison();
}

static bool quoted(struct machine *machine, struct value value)
{
    Span at = place_of(machine, value);
    char c = source_at(&machine->program->session->sources, at.file)->text.s[at.lo];
    return c == '"' || c == '\'';
}

/* release=2025.1: on the command line nobody quotes, so that a text is what was typed. */
static bool typed_there(struct machine *machine, struct value value, const struct type *type)
{
    bool number = value.kind == V_INT || value.kind == V_FLOAT || value.kind == V_BOOL;
    return number && (type->kind == T_STRING || type->kind == T_TEXT)
        && origin_at(&machine->program->origins, value.origin).role == ORIGIN_COMMAND_LINE;
}

static struct value as_typed(struct machine *machine, struct value value)
{
    Span at = place_of(machine, value);
    Str source = source_at(&machine->session->sources, at.file)->text;
    return value_with_origin(value_string(machine->session->arena, (Str){source.s + at.lo, at.hi - at.lo}), value.origin);
}

/* 512Mi, 30s, 80/tcp and the like are plain text to YAML. */
static struct value typed_scalar(struct machine *machine, struct value value, const struct type *type)
{
    struct arena *arena = machine->session->arena;
    static const enum value_kind kinds[] = {[T_BOOL] = V_BOOL, [T_INT] = V_INT, [T_FLOAT] = V_FLOAT, [T_STRING] = V_STRING};
    if (type->kind <= T_STRING && value.kind == kinds[type->kind]) return value;
    struct value result = value;
    enum type_kind kind = T_POISON;
    const char *problem = "";
    if (value.kind == V_STRING && type->kind >= T_BYTES && type->kind <= T_PERCENT) {
        problem = value.string->n ? literal_number(arena, value_str(value), &result, &kind) : "";
        if (!problem && kind == type->kind) return value_with_origin(result, value.origin);
        if (!problem) problem = literal_as(arena, result, type->kind, &result);
    } else problem = literal_as(arena, value, type->kind, &result);
    if (!problem) return value_with_origin(result, value.origin);
    if (!*problem && type->kind == T_STRING) problem = "put it in quotes";
    if (!*problem && literal_examples(type->kind))
        problem = arena_printf(arena, "%s: %s", value.kind == V_INT ? "say the unit" : "write it like these", literal_examples(type->kind)).s;
    if (!*problem && value.kind == V_STRING) problem = quoted(machine,
            value) ? "write it without quotes" : type->kind == T_BOOL ? "the booleans are true and false" : "";
    return mistyped_value(machine, value, type, problem);
}

static struct value typed_refined(struct machine *machine, struct value value, const struct type *type)
{
    value = typed_value(machine, value, type->of);
    struct value culprit = value;
    const struct refinement_rule *broken = broken_rule(machine, type, value, &culprit);
    if (!broken) return value;
    Str name = origin_name(&machine->program->origins, &machine->session->sources, culprit.origin);
    Str subject = name.n ? arena_printf(machine->session->arena, "'%.*s'", STR_ARG(name)) : STR("");
    report_broken_rule(machine, broken, culprit, place_of(machine, culprit), subject);
    return value_poison();
}

/* ---- Kubernetes ---- */

/* A decimal with an exponent or a unit: 512Mi, 0.5, 1e3. */
static bool is_quantity(Str text)
{
    static const char *const units[] = {"", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    size_t i = text.n && (text.s[0] == '+' || text.s[0] == '-'), digits = 0, dots = 0;
    for (; i < text.n && ((text.s[i] >= '0' && text.s[i] <= '9') || (text.s[i] == '.' && !dots)); i++) {
        digits += text.s[i] != '.';
        dots += text.s[i] == '.';
    }
    Str unit = {text.s + i, text.n - i};
    for (size_t k = 0; k < COUNT(units); k++)
        if (digits && str_is(unit, units[k])) return true;
    if (!digits || unit.n < 2 || (unit.s[0] != 'e' && unit.s[0] != 'E')) return false;
    size_t k = unit.s[1] == '+' || unit.s[1] == '-' ? 2 : 1;
    if (k == unit.n) return false;
    while (k < unit.n && unit.s[k] >= '0' && unit.s[k] <= '9') k++;
    return k == unit.n;
}

static struct value typed_kube_field(struct machine *machine, struct value given, const struct name *key, const struct kube_type *kube)
{
    const struct kube_field *field = kube_field_find(kube, key->s, key->n);
    if (field && kube_field_served(field, machine->session->kube))
        return given.kind == V_NULL ? given : typed_value(machine, given, type_of_kube(machine->session, field->type));
    report_kube_field(machine->session, origin_at(&machine->program->origins, given.origin).key_at, kube, key);
    return value_poison();
}

static struct value typed_kube_struct(struct machine *machine, struct value value, const struct kube_type *kube)
{
    struct record *changed = NULL;
    for (size_t i = 0; i < value.record->n; i++)
        put_typed(machine, value, &changed, i, typed_kube_field(machine, value.record->values[i], value.record->keys[i], kube));
    report_missing_kube_fields(machine->session, place_of(machine, value), kube, changed ? changed : value.record);
    return changed ? value_with_origin(value_record(changed), value.origin) : value;
}

/* A number as the text that Kubernetes makes of it; one that a cpu cannot hold stays what it is. */
static struct value quantity_of(struct value value)
{
    double exact = value.kind == V_INT ? (double)value.integer * 1000 : value.kind == V_FLOAT ? value.real * 1000 : -1;
    bool fits = exact >= 0 && exact < 9e15 && (double)(int64_t)exact == exact;
    return fits ? value_with_origin(value_unit(V_CPU, (int64_t)exact), value.origin) : value;
}

static struct value typed_kube(struct machine *machine, struct value value, const struct type *type)
{
    bool fits;
    const char *help = NULL;
    switch (type->kube->kind) {
    case KUBE_INT:
        fits = value.kind == V_INT;
        if (value.kind == V_STRING && quoted(machine, value)) help = "write it without quotes";
        break;
    case KUBE_INT_OR_STRING: fits = value.kind == V_INT || value.kind == V_STRING; break;
    case KUBE_QUANTITY:
        fits = value.kind == V_INT || value.kind == V_FLOAT || (value.kind == V_STRING && is_quantity(value_str(value)));
        help = "a quantity looks like 500m, 0.5, 64Mi or 2Gi";
        break;
    default: return value.kind == V_RECORD ? typed_kube_struct(machine, value, type->kube) : mistyped_value(machine, value, type, NULL);
    }
    if (!fits) return mistyped_value(machine, value, type, help);
    return type->kube->kind == KUBE_QUANTITY ? quantity_of(value) : value;
}

struct value typed_value(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind == V_POISON) return value;
    if (typed_there(machine, value, type)) return as_typed(machine, value);
    switch (type->kind) {
    case T_POISON: return value_poison();
    case T_OPTIONAL: return value.kind == V_NULL ? value : typed_value(machine, value, type->of);
    case T_REFINED: return typed_refined(machine, value, type);
    case T_LIST: return typed_list(machine, value, type);
    case T_MAP: return typed_map(machine, value, type);
    case T_RECORD: return typed_record(machine, value, type);
    case T_ENUM: return typed_enum(machine, value, type);
    case T_SECRET: return refused_secret(machine, value);
    case T_ANY: case T_PLAIN: return value;
    case T_TEXT: return value.kind == V_STRING ? value : mistyped_value(machine, value, type, "put it in quotes");
    case T_KUBE: return typed_kube(machine, value, type);
    case T_INSTANCE: case T_VARIABLE: case T_NULL:
        return mistyped_value(machine, value, type,
                "this can only be set in a stack; its name may come from a parameter: KIND NAME { name = PARAMETER }");
    default: return typed_scalar(machine, value, type);
    }
}

/* ---- values that merge with others ---- */

static struct value typed_map_part(struct machine *machine, struct value value, const struct type *type)
{
    struct record *record = record_new(machine->arena, value.record->keys, value.record->n);
    for (size_t i = 0; i < record->n; i++) {
        struct value given = value.record->values[i];
        record->values[i] = given.kind == V_NULL ? given : typed_part(machine, given, type->of);
    }
    return value_with_origin(value_record(record), value.origin);
}

static struct value typed_record_part(struct machine *machine, struct value value, const struct type *type)
{
    struct record *record = record_new(machine->arena, value.record->keys, value.record->n);
    for (size_t i = 0; i < record->n; i++) {
        const struct record_field *field = type_field(type, value.record->keys[i]);
        record->values[i] = field ? typed_part(machine, value.record->values[i], field->type) : value_poison();
        if (!field) unknown_key(machine, value.record->values[i], value.record->keys[i], type);
    }
    return value_with_origin(value_record(record), value.origin);
}

struct value typed_part(struct machine *machine, struct value value, const struct type *type)
{
    if (value.kind != V_RECORD) return typed_value(machine, value, type);
    switch (type->kind) {
    case T_OPTIONAL: case T_REFINED: return typed_part(machine, value, type->of); /* rules are held against the whole, once it is merged */
    case T_MAP: return typed_map_part(machine, value, type);
    case T_RECORD: return typed_record_part(machine, value, type);
    default: return typed_value(machine, value, type);
    }
}
