/* List, record and map literals. */
#include "check_internal.h"
#include "program/kube_fields.h"

#include <stdlib.h>

/* ---- lists ---- */

const struct type *common_type(struct scope *scope, const struct type *a, const struct type *b)
{
    if (type_assignable(b, a)) return a;
    if (type_assignable(a, b)) return b;
    bool optional = type_base(a)->kind == T_OPTIONAL || type_base(b)->kind == T_OPTIONAL || a->kind == T_NULL || b->kind == T_NULL;
    if (optional && a->kind != T_NULL && b->kind != T_NULL)
        return type_optional(arena_of(scope), common_type(scope, type_strip(a), type_strip(b)));
    if (a->kind == T_NULL) return type_optional(arena_of(scope), b);
    if (b->kind == T_NULL) return type_optional(arena_of(scope), a);
    if (type_assignable(a, type_simple(T_TEXT)) && type_assignable(b, type_simple(T_TEXT)))
        return type_simple(type_holds_secret(a) || type_holds_secret(b) ? T_TEXT : T_STRING);
    return type_simple(type_holds_secret(a) || type_holds_secret(b) ? T_ANY : T_PLAIN);
}

const struct type *element_hint(const struct type *hint)
{
    if (!hint) return NULL;
    if (hint->kind == T_LIST || hint->kind == T_MAP) return hint->of;
    return hint->kind == T_ANY || hint->kind == T_PLAIN ? hint : NULL;
}

const struct ir *check_list(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    const struct type *wanted = hint && hint->kind == T_MAP ? NULL : element_hint(hint), *type = wanted;
    const struct ir **items = NEW_ARRAY(arena_of(scope), expr->list.v.n, const struct ir *);
    for (size_t i = 0; i < expr->list.v.n; i++) {
        items[i] = check_expr(scope, expr->list.v.at[i], wanted);
        if (!wanted) type = i ? common_type(scope, type, items[i]->type) : items[i]->type;
    }
    const struct type *whole = wanted && hint->kind != T_LIST ? hint
                             : type_of(arena_of(scope), T_LIST, type ? type : type_simple(T_POISON));
    struct ir *ir = ir_new(scope, IR_LIST, expr->at, whole);
    ir->literal = true;
    ir->list.items = items;
    ir->list.n = expr->list.v.n;
    return ir;
}

/* ---- records and maps ---- */

static void report_unknown_field(struct scope *scope, struct ident key, const struct type *type, struct suggestion *suggestion)
{
    struct session *session = session_of(scope);
    struct diag *diag = REPORT(session, E0107, key.at, "%.*s has no field '%s'", STR_ARG(type_show(session->arena, type)), key.name->s);
    diag_suggest_or_list(&session->diags, diag, suggestion);
    if (type->at.file && type->name) diag_note(&session->diags, diag, type->at, "'%s' is declared here", type->name->s);
}

/* The type that KEY's value must have in a literal of TYPE; NULL: reported. */
static const struct type *key_type(struct scope *scope, struct ident key, const struct type *type)
{
    if (type->kind == T_MAP) return type->of;
    if (type->kind == T_KUBE) {
        note_meaning(scope->program, (struct meaning){.at = key.at, .kube = type->kube});
        const struct kube_field *field = kube_field_find(type->kube, key.name->s, key.name->n);
        if (field && kube_field_served(field, session_of(scope)->kube))
            return type_optional(arena_of(scope), type_of_kube(session_of(scope), field->type));
        report_kube_field(session_of(scope), key.at, type->kube, key.name);
        return NULL;
    }
    const struct record_field *field = type_field(type, key.name);
    if (field) {
        note_meaning(scope->program, (struct meaning){.at = key.at, .declared = field->at, .type = field->type});
        return field->type;
    }
    struct suggestion suggestion = suggestion_for(&session_of(scope)->diags, NAME_STR(key.name));
    for (size_t i = 0; i < type->nfields; i++) suggestion_offer_declared(&suggestion, NAME_STR(type->fields[i].name), type->fields[i].at);
    report_unknown_field(scope, key, type, &suggestion);
    return NULL;
}

struct fields {
    VEC(const struct name *) keys;
    VEC(const struct ir *) values;
    VEC(Span) places;
    struct name_set given; /* of the keys, those that are written */
};

static bool given_twice(struct scope *scope, struct fields *fields, struct ident key)
{
    if (name_set_add(arena_of(scope), &fields->given, key.name)) return false;
    struct diag *diag = REPORT(session_of(scope), E0105, key.at, "'%s' is given twice", key.name->s);
    for (size_t i = 0; i < fields->keys.n; i++)
        if (fields->keys.at[i] == key.name) diag_note(&session_of(scope)->diags, diag, fields->places.at[i], "first given here");
    return true;
}

static void add_field(struct scope *scope, struct fields *fields, struct ident key, const struct ir *value)
{
    vec_push(arena_of(scope), &fields->keys, key.name);
    vec_push(arena_of(scope), &fields->values, value);
    vec_push(arena_of(scope), &fields->places, key.at);
}

static void report_missing(struct scope *scope, Span at, enum diag_code code, const struct type *type, const char *name, const struct type *wanted,
        Span declared)
{
    struct session *session = session_of(scope);
    struct diag *diag = REPORT(session, code, at, "%.*s needs '%s'", STR_ARG(type_show(session->arena, type)), name);
    diag_help(&session->diags, diag, "add: %s = … (%.*s)", name, STR_ARG(type_show(session->arena, wanted)));
    if (declared.file) diag_note(&session->diags, diag, declared, "declared here, without a default");
}

static void complete_record(struct scope *scope, Span at, struct fields *fields, const struct type *type)
{
    for (size_t i = 0; i < type->nfields; i++) {
        const struct record_field *field = &type->fields[i];
        if (name_set_has(&fields->given, field->name)) continue;
        if (field->default_value) add_field(scope, fields, (struct ident){field->name, at}, field->default_value);
        else if (type_base(field->type)->kind != T_OPTIONAL) report_missing(scope, at, E0203, type, field->name->s, field->type, field->at);
    }
}

static void complete_kube(struct scope *scope, Span at, struct fields *fields, const struct type *type)
{
    for (size_t i = 0; i < type->kube->nfields; i++) {
        const struct kube_field *field = &type->kube->fields[i];
        if (!field->required || !kube_field_served(field, session_of(scope)->kube)) continue;
        if (!name_set_has(&fields->given, session_name(session_of(scope), field->name))) report_missing(scope, at, E0804, type, field->name,
                type_of_kube(session_of(scope), field->type), (Span){0});
    }
}

static const struct type *inferred_record(struct scope *scope, Span at, const struct fields *fields)
{
    struct record_field *types = NEW_ARRAY(arena_of(scope), fields->keys.n, struct record_field);
    for (size_t i = 0; i < fields->keys.n; i++)
        types[i] = (struct record_field){.name = fields->keys.at[i], .type = fields->values.at[i]->type, .at = fields->places.at[i]};
    struct type *type = NEW(arena_of(scope), struct type);
    *type = (struct type){.kind = T_RECORD, .fields = types, .nfields = fields->keys.n, .at = at};
    return type;
}

static bool structured(const struct type *type)
{
    return type && (type->kind == T_RECORD || type->kind == T_MAP || (type->kind == T_KUBE && type->kube->kind == KUBE_STRUCT));
}

static const struct ir *check_field_value(struct scope *scope, const struct entry *entry, const struct type *expected, bool in_map)
{
    bool outer = scope->seconds;
    const struct name *subject = scope->subject;
    scope->seconds = str_ends(NAME_STR(entry->key.name), STR("Seconds"));
    if (!in_map) scope->subject = entry->key.name;
    const struct ir *value = check_expr(scope, entry->value, expected);
    scope->subject = subject;
    scope->seconds = outer;
    return value;
}

/* if kube_minor() >= N then …, and the target is older: the field is left out, whether it exists there or not. */
static bool for_newer_versions(struct scope *scope, const struct expr *value)
{
    const struct expr *condition = value->kind == EXPR_IF && !value->branch.otherwise ? value->branch.condition : NULL;
    if (!condition || condition->kind != EXPR_BINARY || condition->op.op != OP_GE) return false;
    const struct expr *call = condition->op.left, *number = condition->op.right;
    bool minor = call->kind == EXPR_CALL && call->call.callee->kind == EXPR_NAME && str_is(NAME_STR(call->call.callee->name), "kube_minor");
    return minor && number->kind == EXPR_NUMBER && session_of(scope)->kube < atoi(number->number.s);
}

/* A rule about a whole record can only be held against a whole one. */
bool may_be_partial(const struct expr *expr, const struct type *expected)
{
    const struct type *type = expected && expected->kind == T_OPTIONAL ? expected->of : expected;
    return type && expr->kind == EXPR_RECORD && (type->kind == T_RECORD || type->kind == T_MAP || type->kind == T_KUBE);
}

/* A literal with known keys, against a record, a map, a Kubernetes struct, untyped data or nothing. */
const struct ir *check_fields(struct scope *scope, Span at, const struct entry_list *entries, const struct type *expected)
{
    struct fields fields = {0};
    bool partial = scope->partial;
    const struct type *open = expected && !structured(expected) ? element_hint(expected) : NULL;
    for (size_t i = 0; i < entries->v.n; i++) {
        const struct entry *entry = &entries->v.at[i];
        if (expected && expected->kind == T_KUBE && for_newer_versions(scope, entry->value)) continue;
        const struct type *type = structured(expected) ? key_type(scope, entry->key, expected) : open;
        bool unknown = structured(expected) && !type;
        scope->partial = partial && may_be_partial(entry->value, type);
        if (partial && entry->value->kind == EXPR_NULL && type && expected->kind == T_MAP) type = type_optional(arena_of(scope), type);
        const struct ir *value = check_field_value(scope, entry, unknown ? NULL : type, expected && expected->kind == T_MAP);
        if (!unknown && !given_twice(scope, &fields, entry->key)) add_field(scope, &fields, entry->key, value);
    }
    scope->partial = false;
    if (!partial && structured(expected) && expected->kind == T_RECORD) complete_record(scope, at, &fields, expected);
    if (!partial && structured(expected) && expected->kind == T_KUBE) complete_kube(scope, at, &fields, expected);
    const struct type *type = structured(expected) ? expected : open ? expected : inferred_record(scope, at, &fields);
    struct ir *ir = ir_new(scope, IR_RECORD, at, type);
    ir->literal = true;
    ir->record.keys = repeated_keys(arena_of(scope), &scope->program->repeated, fields.keys.at, fields.keys.n);
    ir->record.values = fields.values.at;
    ir->record.key_spans = fields.places.at;
    ir->record.n = fields.keys.n;
    return ir;
}

static const struct ir *check_key(struct scope *scope, const struct entry *entry)
{
    if (entry->computed) return check_expr(scope, entry->computed, type_simple(T_STRING));
    return constant(scope, entry->key.at, value_string(arena_of(scope), NAME_STR(entry->key.name)), type_simple(T_STRING), false);
}

static const struct ir *check_map(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    const struct type *wanted = element_hint(hint), *type = wanted;
    size_t n = expr->record.v.n;
    const struct ir **keys = NEW_ARRAY(arena_of(scope), n, const struct ir *), **values = NEW_ARRAY(arena_of(scope), n, const struct ir *);
    for (size_t i = 0; i < n; i++) {
        keys[i] = check_key(scope, &expr->record.v.at[i]);
        values[i] = check_expr(scope, expr->record.v.at[i].value, wanted);
        if (!wanted) type = i ? common_type(scope, type, values[i]->type) : values[i]->type;
    }
    bool open = hint && (hint->kind == T_ANY || hint->kind == T_PLAIN);
    struct ir *ir = ir_new(scope, IR_MAP, expr->at, open ? hint : type_of(arena_of(scope), T_MAP, type));
    ir->literal = true;
    ir->map.keys = keys;
    ir->map.values = values;
    ir->map.n = n;
    return ir;
}

const struct ir *check_record(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    for (size_t i = 0; i < expr->record.v.n; i++) {
        if (!expr->record.v.at[i].computed) continue;
        scope->partial = false;
        return check_map(scope, expr, hint);
    }
    return check_fields(scope, expr->at, &expr->record, hint);
}
