/* Expressions become typed IR. */
#include "check.h"

#include "literal.h"

#include <ctype.h>

static const struct ir *check_inner(struct scope *scope, const struct expr *expr, const struct type *hint);

static struct session *session_of(const struct scope *scope) { return scope->program->session; }
static struct arena *arena_of(const struct scope *scope) { return scope->program->session->arena; }

struct ir *ir_new(struct scope *scope, enum ir_kind kind, Span at, const struct type *type)
{
    struct ir *ir = NEW(arena_of(scope), struct ir);
    *ir = (struct ir){.kind = kind, .at = at, .type = type};
    ir->origin = origin_add(arena_of(scope), &scope->program->origins, at, ORIGIN_WRITTEN, 0);
    return ir;
}

const struct ir *ir_error(struct scope *scope, Span at)
{
    struct ir *ir = NEW(arena_of(scope), struct ir);
    *ir = (struct ir){.kind = IR_ERROR, .at = at, .type = type_simple(T_POISON)};
    return ir;
}

static const struct ir *constant(struct scope *scope, Span at, struct value value, const struct type *type, bool literal)
{
    struct ir *ir = ir_new(scope, IR_CONST, at, type);
    ir->value = value_at(value, ir->origin);
    ir->literal = literal;
    return ir;
}

static bool poisoned(const struct ir *ir) { return ir->type->kind == T_POISON; }

/* ---- narrowing: paths that a test has shown not to be null ---- */

static Str path_text(struct arena *arena, const struct expr *expr)
{
    if (expr->kind == EXPR_NAME) return NAME_STR(expr->name);
    if (expr->kind != EXPR_MEMBER) return STR("");
    Str of = path_text(arena, expr->member.of);
    return of.n ? arena_printf(arena, "%.*s.%s", STR_ARG(of), expr->member.field.name->s) : of;
}

static void narrow_path(struct scope *scope, const struct expr *expr)
{
    Str path = path_text(arena_of(scope), expr);
    if (path.n) vec_push(arena_of(scope), &scope->narrowed, path);
}

static void narrow_by(struct scope *scope, const struct expr *test, bool truth)
{
    if (test->kind == EXPR_UNARY && test->op.op == OP_NOT) {
        narrow_by(scope, test->op.left, !truth);
        return;
    }
    if (test->kind != EXPR_BINARY) return;
    enum op both = truth ? OP_AND : OP_OR, differs = truth ? OP_NE : OP_EQ;
    if (test->op.op == both) {
        narrow_by(scope, test->op.left, truth);
        narrow_by(scope, test->op.right, truth);
    }
    if (test->op.op == differs && test->op.right->kind == EXPR_NULL) narrow_path(scope, test->op.left);
    if (test->op.op == differs && test->op.left->kind == EXPR_NULL) narrow_path(scope, test->op.right);
}

size_t narrow(struct scope *scope, const struct expr *condition, bool truth)
{
    size_t mark = scope->narrowed.n;
    if (condition) narrow_by(scope, condition, truth);
    return mark;
}

void widen(struct scope *scope, size_t mark) { scope->narrowed.n = mark; }

static bool is_narrowed(struct scope *scope, const struct expr *expr)
{
    if (!scope->narrowed.n) return false;
    Str path = path_text(arena_of(scope), expr);
    for (size_t i = 0; path.n && i < scope->narrowed.n; i++)
        if (str_eq(scope->narrowed.at[i], path)) return true;
    return false;
}

static const struct ir *narrowed(struct scope *scope, const struct expr *expr, const struct ir *ir)
{
    if (type_base(ir->type)->kind != T_OPTIONAL || !is_narrowed(scope, expr)) return ir;
    struct ir *copy = NEW(arena_of(scope), struct ir);
    *copy = *ir;
    copy->type = type_base(ir->type)->of;
    return copy;
}

/* ---- names ---- */

static const struct binding *find_local(const struct scope *scope, const struct name *name)
{
    for (size_t i = scope->locals.n; i-- > 0;)
        if (scope->locals.at[i].name == name) return &scope->locals.at[i];
    return NULL;
}

/* Items of a component's body are found through its map, so that long bodies stay linear. */
static struct step *find_step(const struct scope *scope, const struct name *name)
{
    return scope->component ? map_get(&scope->component->by_name, name) : NULL;
}

static const struct ir *slot_ir(struct scope *scope, Span at, uint32_t slot, const struct type *type)
{
    struct ir *ir = ir_new(scope, IR_SLOT, at, type);
    ir->slot = slot;
    return ir;
}

static void note_use(struct scope *scope, uint32_t slot, Span at)
{
    struct use use = {.slot = slot, .at = at};
    if (scope->uses) vec_push(arena_of(scope), &scope->uses->v, use);
}

static const struct ir *step_ir(struct scope *scope, const struct expr *expr, struct step *step)
{
    note_use(scope, step->slot, expr->at);
    if (step->kind == STEP_PARAM) {
        struct param *param = (struct param *)component_param(scope->component, step->name);
        if (param) param->read = true;
    }
    if (!step->type) check_step_type(scope->program, scope->component, step);
    return narrowed(scope, expr, slot_ir(scope, expr->at, step->slot, step->type ? step->type : type_simple(T_POISON)));
}

static void suggest_names(struct scope *scope, struct suggestion *suggestion)
{
    if (!suggestions_wanted(&session_of(scope)->diags)) return;
    for (size_t i = 0; i < scope->locals.n; i++) suggestion_offer(suggestion, NAME_STR(scope->locals.at[i].name));
    const struct map *map = scope->component ? &scope->component->by_name : NULL;
    for (size_t i = 0; map && i < map->cap; i++)
        if (map->slots[i].key) suggestion_offer(suggestion, NAME_STR((const struct name *)map->slots[i].key));
    suggest_symbols(scope->program, scope->module, suggestion, SYMBOL_FUNCTION);
}

/* "workers = 3" in a body was reported as what it is: no setting. */
static bool was_meant_as_let(const struct scope *scope, const struct name *name)
{
    for (size_t i = 0; scope->component && i < scope->component->nsteps; i++)
        if (scope->component->steps[i]->kind == STEP_SETTING && scope->component->steps[i]->name == name) return true;
    return false;
}

static bool foreign_boolean(Str text)
{
    static const char *const words[] = {"yes", "no", "on", "off", "True", "False", "Yes", "No"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(text, words[i])) return true;
    return false;
}

static const struct ir *unknown_name(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    if (was_meant_as_let(scope, expr->name) && !program_inherited(scope->program, expr->name)) return ir_error(scope, expr->at);
    struct suggestion suggestion = suggestion_for(NAME_STR(expr->name));
    for (size_t i = 0; hint && hint->kind == T_ENUM && i < hint->nmembers; i++) suggestion_offer(&suggestion, NAME_STR(hint->members[i]));
    suggest_names(scope, &suggestion);
    struct diags *diags = &session_of(scope)->diags;
    struct diag *diag;
    if (hint && hint->kind == T_ENUM)
        diag = diag_add(diags, E0209, expr->at, "'%s' is not one of %.*s", expr->name->s, STR_ARG(type_show_members(arena_of(scope), hint)));
    else diag = diag_add(diags, E0101, expr->at, "there is no '%s' here", expr->name->s);
    if (foreign_boolean(NAME_STR(expr->name))) {
        diag_help(diags, diag, "the booleans are true and false");
        return ir_error(scope, expr->at);
    }
    diag_suggest(diags, diag, &suggestion);
    if (hint && hint->kind == T_STRING && !suggestion.best.n) diag_help(diags, diag, "text is written in quotes: \"%s\"", expr->name->s);
    return ir_error(scope, expr->at);
}

static const struct ir *symbol_as_value(struct scope *scope, const struct expr *expr, const struct symbol *symbol)
{
    static const char *const what[] = {"a type", "a function", "a component", "a module", "an import"};
    struct diag *diag = REPORT(session_of(scope), E0101, expr->at, "'%s' is %s, not a value", expr->name->s, what[symbol->kind]);
    if (symbol->kind == SYMBOL_FUNCTION) diag_help(&session_of(scope)->diags, diag, "call it: %s(…)", expr->name->s);
    if (symbol->kind == SYMBOL_COMPONENT) diag_help(&session_of(scope)->diags, diag, "make an instance: %s NAME { … }, and use NAME", expr->name->s);
    return ir_error(scope, expr->at);
}

static const struct ir *check_name(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    if (hint && hint->kind == T_ENUM && type_member(hint, expr->name))
        return constant(scope, expr->at, value_string(arena_of(scope), NAME_STR(expr->name)), hint, true);
    const struct binding *local = find_local(scope, expr->name);
    if (local) {
        const struct ir *ir = slot_ir(scope, expr->at, local->slot, local->type);
        return narrowed(scope, expr, ir);
    }
    struct step *step = find_step(scope, expr->name);
    if (step) return step_ir(scope, expr, step);
    if (scope->component && expr->name == scope->program->names.self) return slot_ir(scope, expr->at, 0, scope->program->self_type);
    struct symbol *symbol = module_symbol(scope->program, scope->module, expr->name);
    symbol = symbol ? symbol_resolve(scope->program, symbol) : NULL;
    return symbol ? symbol_as_value(scope, expr, symbol) : unknown_name(scope, expr, hint);
}

/* ---- numbers and strings ---- */

static const struct ir *check_number(struct scope *scope, const struct expr *expr)
{
    struct value value = value_null();
    enum type_kind kind = T_POISON;
    const char *problem = literal_number(arena_of(scope), expr->number, &value, &kind);
    if (!problem) return constant(scope, expr->at, value, type_simple(kind), true);
    struct diag *diag = REPORT(session_of(scope), E0004, expr->at, "'%.*s' is not a number that exists", STR_ARG(expr->number));
    diag_help(&session_of(scope)->diags, diag, "%s", problem);
    return ir_error(scope, expr->at);
}

static bool begins_url(const struct part_list *parts)
{
    if (!parts->v.n || parts->v.at[0].expr) return false;
    Str text = parts->v.at[0].text;
    size_t i = 0;
    while (i < text.n && (isalnum((unsigned char)text.s[i]) || memchr("+-.", text.s[i], 3))) i++;
    return i > 0 && str_starts((Str){text.s + i, text.n - i}, STR("://"));
}

static bool interpolates(const struct type *type)
{
    return type->kind <= T_TEXT ? type->kind != T_NULL : type->kind == T_ENUM || (type->kind == T_KUBE && type->kube->kind == KUBE_INT);
}

static const struct ir *check_part(struct scope *scope, const struct expr *expr)
{
    const struct ir *ir = check_inner(scope, expr, NULL);
    if (poisoned(ir)) return ir;
    const struct type *type = type_base(ir->type);
    if (interpolates(type)) return ir;
    struct diags *diags = &session_of(scope)->diags;
    bool absent = type->kind == T_OPTIONAL;
    struct diag *diag = absent ? diag_add(diags, E0204, expr->at, "this may be absent, and a text needs it")
                               : diag_add(diags, E0201, expr->at, "%.*s cannot be put into a text", STR_ARG(type_show(arena_of(scope), type)));
    if (absent) diag_help(diags, diag, "give another value: … ?? \"\"");
    else if (type->kind == T_LIST) diag_help(diags, diag, "join its elements: join(\",\", …)");
    else if (type->kind == T_INSTANCE) diag_help(diags, diag, "use one of its exports");
    return ir_error(scope, expr->at);
}

static enum type_kind wider_text(enum type_kind so_far, const struct type *part)
{
    enum type_kind kind = type_base(part)->kind;
    if (kind == T_SECRET || so_far == T_SECRET) return T_SECRET;
    return kind == T_TEXT ? T_TEXT : so_far;
}

static bool needs_encoding(const struct type *type)
{
    type = type_base(type);
    return type->kind == T_STRING || type->kind == T_SECRET || type->kind == T_TEXT || type->kind == T_ENUM;
}

static const struct ir *check_interpolation(struct scope *scope, const struct expr *expr)
{
    bool url = begins_url(&expr->parts);
    struct ir_part *parts = NEW_ARRAY(arena_of(scope), expr->parts.v.n, struct ir_part);
    enum type_kind kind = T_STRING;
    bool failed = false;
    for (size_t i = 0; i < expr->parts.v.n; i++) {
        const struct part *part = &expr->parts.v.at[i];
        parts[i].text = part->text;
        if (!part->expr) continue;
        parts[i].ir = check_part(scope, part->expr);
        parts[i].encode = url && needs_encoding(parts[i].ir->type);
        failed |= poisoned(parts[i].ir);
        kind = wider_text(kind, parts[i].ir->type);
    }
    if (failed) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, IR_TEXT, expr->at, type_simple(kind));
    ir->literal = true;
    ir->text.parts = parts;
    ir->text.n = expr->parts.v.n;
    return ir;
}

static const struct ir *check_string(struct scope *scope, const struct expr *expr)
{
    bool plain = expr->parts.v.n == 0 || (expr->parts.v.n == 1 && !expr->parts.v.at[0].expr);
    if (!plain) return check_interpolation(scope, expr);
    Str text = expr->parts.v.n ? expr->parts.v.at[0].text : STR("");
    return constant(scope, expr->at, value_string(arena_of(scope), text), type_simple(T_STRING), true);
}

/* ---- lists ---- */

static const struct type *common_type(struct scope *scope, const struct type *a, const struct type *b)
{
    if (type_fits(b, a)) return a;
    if (type_fits(a, b)) return b;
    bool optional = type_base(a)->kind == T_OPTIONAL || type_base(b)->kind == T_OPTIONAL || a->kind == T_NULL || b->kind == T_NULL;
    if (optional && a->kind != T_NULL && b->kind != T_NULL)
        return type_optional(arena_of(scope), common_type(scope, type_strip(a), type_strip(b)));
    if (a->kind == T_NULL) return type_optional(arena_of(scope), b);
    if (b->kind == T_NULL) return type_optional(arena_of(scope), a);
    if (type_fits(a, type_simple(T_TEXT)) && type_fits(b, type_simple(T_TEXT)))
        return type_simple(type_holds_secret(a) || type_holds_secret(b) ? T_TEXT : T_STRING);
    return type_simple(type_holds_secret(a) || type_holds_secret(b) ? T_ANY : T_PLAIN);
}

static const struct type *element_hint(const struct type *hint)
{
    if (!hint) return NULL;
    if (hint->kind == T_LIST || hint->kind == T_MAP) return hint->of;
    return hint->kind == T_ANY || hint->kind == T_PLAIN ? hint : NULL;
}

static const struct ir *check_list(struct scope *scope, const struct expr *expr, const struct type *hint)
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
    diag_suggest(&session->diags, diag, suggestion);
    if (type->at.file && type->name) diag_note(&session->diags, diag, type->at, "'%s' is declared here", type->name->s);
}

static void report_kube_field(struct scope *scope, struct ident key, const struct type *type, const struct kube_field *field)
{
    struct session *session = session_of(scope);
    if (field) {
        struct diag *diag = REPORT(session, E0803, key.at, "%.*s has no field '%s' in Kubernetes 1.%d", STR_ARG(type_show(session->arena, type)), key.name->s, session->kube);
        if (field->since > session->kube && field->since <= KUBE_MINOR_MAX) diag_help(&session->diags, diag, "it came with 1.%d", field->since);
        else if (field->until && field->until <= session->kube) diag_help(&session->diags, diag, "it went away with 1.%d", field->until);
        return;
    }
    struct suggestion suggestion = suggestion_for(NAME_STR(key.name));
    for (size_t i = 0; i < type->kube->nfields; i++)
        if (kube_field_served(&type->kube->fields[i], session->kube)) suggestion_offer(&suggestion, str_of(type->kube->fields[i].name));
    report_unknown_field(scope, key, type, &suggestion);
}

/* The type that KEY's value must have in a literal of TYPE; NULL: reported. */
static const struct type *key_type(struct scope *scope, struct ident key, const struct type *type)
{
    if (type->kind == T_MAP) return type->of;
    if (type->kind == T_KUBE) {
        const struct kube_field *field = kube_field_find(type->kube, key.name->s, key.name->n);
        if (field && kube_field_served(field, session_of(scope)->kube))
            return type_optional(arena_of(scope), type_of_kube(session_of(scope), field->type));
        report_kube_field(scope, key, type, field);
        return NULL;
    }
    const struct record_field *field = type_field(type, key.name);
    if (field) return field->type;
    struct suggestion suggestion = suggestion_for(NAME_STR(key.name));
    for (size_t i = 0; i < type->nfields; i++) suggestion_offer(&suggestion, NAME_STR(type->fields[i].name));
    report_unknown_field(scope, key, type, &suggestion);
    return NULL;
}

struct fields {
    VEC(const struct name *) keys;
    VEC(const struct ir *) values;
    VEC(Span) places;
};

static bool given_twice(struct scope *scope, const struct fields *fields, struct ident key)
{
    if (fields->keys.n > 64) return false; /* long literals are checked when they are evaluated */
    for (size_t i = 0; i < fields->keys.n; i++) {
        if (fields->keys.at[i] != key.name) continue;
        struct diag *diag = REPORT(session_of(scope), E0105, key.at, "'%s' is given twice", key.name->s);
        diag_note(&session_of(scope)->diags, diag, fields->places.at[i], "first given here");
        return true;
    }
    return false;
}

static void add_field(struct scope *scope, struct fields *fields, struct ident key, const struct ir *value)
{
    vec_push(arena_of(scope), &fields->keys, key.name);
    vec_push(arena_of(scope), &fields->values, value);
    vec_push(arena_of(scope), &fields->places, key.at);
}

static bool has_key(const struct fields *fields, const struct name *name)
{
    for (size_t i = 0; i < fields->keys.n; i++)
        if (fields->keys.at[i] == name) return true;
    return false;
}

static void report_missing(struct scope *scope, Span at, enum diag_code code, const struct type *type, const char *name, const struct type *wanted, Span declared)
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
        if (has_key(fields, field->name)) continue;
        if (field->standard) add_field(scope, fields, (struct ident){field->name, at}, field->standard);
        else if (type_base(field->type)->kind != T_OPTIONAL) report_missing(scope, at, E0203, type, field->name->s, field->type, field->at);
    }
}

static void complete_kube(struct scope *scope, Span at, struct fields *fields, const struct type *type)
{
    for (size_t i = 0; i < type->kube->nfields; i++) {
        const struct kube_field *field = &type->kube->fields[i];
        if (!field->required || !kube_field_served(field, session_of(scope)->kube)) continue;
        if (!has_key(fields, session_name(session_of(scope), field->name))) report_missing(scope, at, E0804, type, field->name, type_of_kube(session_of(scope), field->type), (Span){0});
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

/* A literal with known keys, against a record, a map, a Kubernetes struct, untyped data or nothing. */
const struct ir *check_fields(struct scope *scope, Span at, const struct entry_list *entries, const struct type *expected)
{
    struct fields fields = {0};
    const struct type *open = expected && !structured(expected) ? element_hint(expected) : NULL;
    for (size_t i = 0; i < entries->v.n; i++) {
        const struct entry *entry = &entries->v.at[i];
        const struct type *type = structured(expected) ? key_type(scope, entry->key, expected) : open;
        bool unknown = structured(expected) && !type;
        const struct ir *value = check_field_value(scope, entry, unknown ? NULL : type, expected && expected->kind == T_MAP);
        if (!unknown && !given_twice(scope, &fields, entry->key)) add_field(scope, &fields, entry->key, value);
    }
    if (structured(expected) && expected->kind == T_RECORD) complete_record(scope, at, &fields, expected);
    if (structured(expected) && expected->kind == T_KUBE) complete_kube(scope, at, &fields, expected);
    const struct type *type = structured(expected) ? expected : open ? expected : inferred_record(scope, at, &fields);
    struct ir *ir = ir_new(scope, IR_RECORD, at, type);
    ir->literal = true;
    ir->record.keys = fields.keys.at;
    ir->record.values = fields.values.at;
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

static const struct ir *check_record(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    for (size_t i = 0; i < expr->record.v.n; i++)
        if (expr->record.v.at[i].computed) return check_map(scope, expr, hint);
    return check_fields(scope, expr->at, &expr->record, hint);
}

/* ---- members and indexes ---- */

static const struct type *protocol_type(struct scope *scope)
{
    static const char *const names[] = {"SCTP", "TCP", "UDP"};
    const struct name **members = NEW_ARRAY(arena_of(scope), COUNT(names), const struct name *);
    for (size_t i = 0; i < COUNT(names); i++) members[i] = session_name(session_of(scope), names[i]);
    struct type *type = NEW(arena_of(scope), struct type);
    *type = (struct type){.kind = T_ENUM, .members = members, .nmembers = COUNT(names)};
    return type;
}

static const struct type *port_member(struct scope *scope, const struct name *name)
{
    if (str_is(NAME_STR(name), "number")) return type_simple(T_INT);
    if (str_is(NAME_STR(name), "protocol")) return protocol_type(scope);
    if (str_is(NAME_STR(name), "application")) return type_optional(arena_of(scope), type_simple(T_STRING));
    return NULL;
}

static const struct type *endpoint_member(const struct name *name)
{
    if (str_is(NAME_STR(name), "host")) return type_simple(T_HOST);
    return str_is(NAME_STR(name), "port") ? type_simple(T_PORT) : NULL;
}

static const struct type *kube_member(struct scope *scope, const struct type *type, const struct name *name)
{
    if (type->kube->kind != KUBE_STRUCT) return NULL;
    const struct kube_field *field = kube_field_find(type->kube, name->s, name->n);
    if (field) return type_optional(arena_of(scope), type_of_kube(session_of(scope), field->type));
    bool object = kube_field_find(type->kube, "metadata", 8) != NULL;
    return object && (name == scope->program->names.name || name == scope->program->names.namespace) ? type_simple(T_STRING) : NULL;
}

static const struct type *member_type(struct scope *scope, const struct type *type, const struct name *name)
{
    const struct record_field *field;
    switch (type->kind) {
    case T_RECORD: field = type_field(type, name); return field ? field->type : NULL;
    case T_INSTANCE: return export_type(scope->program, type->component, name);
    case T_MAP: return type->of;
    case T_ANY: case T_PLAIN: return type_optional(arena_of(scope), type);
    case T_PORT: return port_member(scope, name);
    case T_ENDPOINT: return endpoint_member(name);
    case T_KUBE: return kube_member(scope, type, name);
    default: return NULL;
    }
}

static void suggest_members(const struct type *type, struct suggestion *suggestion)
{
    if (type->kind == T_RECORD)
        for (size_t i = 0; i < type->nfields; i++) suggestion_offer(suggestion, NAME_STR(type->fields[i].name));
    if (type->kind == T_INSTANCE)
        for (size_t i = 0; i < type->component->nexports; i++) suggestion_offer(suggestion, NAME_STR(type->component->exports[i].name));
    if (type->kind == T_KUBE)
        for (size_t i = 0; i < type->kube->nfields; i++) suggestion_offer(suggestion, str_of(type->kube->fields[i].name));
}

static const struct ir *unknown_member(struct scope *scope, const struct ir *of, struct ident field, const struct type *type)
{
    struct session *session = session_of(scope);
    struct suggestion suggestion = suggestion_for(NAME_STR(field.name));
    suggest_members(type, &suggestion);
    Str shown = type_show(session->arena, type);
    struct diag *diag = type->kind == T_INSTANCE
        ? REPORT(session, E0107, field.at, "a %.*s exports no '%s'", STR_ARG(shown), field.name->s)
        : REPORT(session, E0107, field.at, "%.*s has no field '%s'", STR_ARG(shown), field.name->s);
    diag_suggest(&session->diags, diag, &suggestion);
    if (type->kind == T_INSTANCE && component_param(type->component, field.name))
        diag_help(&session->diags, diag, "'%s' is a parameter; from outside only exports can be read", field.name->s);
    return ir_error(scope, of->at);
}

static bool nulls_pass(const struct type *inner)
{
    return inner->kind == T_KUBE || inner->kind == T_ANY || inner->kind == T_PLAIN;
}

/* A reference to an export is a finer use than one to the whole instance. */
static void refine_use(struct scope *scope, const struct ir *of, const struct name *export)
{
    if (!scope->uses || of->kind != IR_SLOT || type_strip(of->type)->kind != T_INSTANCE || !scope->uses->v.n) return;
    struct use *last = &scope->uses->v.at[scope->uses->v.n - 1];
    if (last->slot == of->slot) last->export = export;
}

static const struct ir *member_of(struct scope *scope, const struct expr *expr, const struct ir *of)
{
    struct ident field = expr->member.field;
    const struct type *type = type_base(of->type), *inner = type->kind == T_OPTIONAL ? type_base(type->of) : type;
    bool safe = type->kind == T_OPTIONAL && (expr->member.safe || nulls_pass(inner));
    const struct type *found = member_type(scope, inner, field.name);
    if (!found) return unknown_member(scope, of, field, inner);
    if (type->kind == T_OPTIONAL && !safe) {
        struct diag *diag = REPORT(session_of(scope), E0204, expr->member.of->at, "this may be absent, so '.%s' may have nothing to read", field.name->s);
        diag_help(&session_of(scope)->diags, diag, "write '?.%s', or test it with '!= null' first", field.name->s);
        return ir_error(scope, expr->at);
    }
    refine_use(scope, of, field.name);
    struct ir *ir = ir_new(scope, IR_FIELD, expr->at, safe ? type_optional(arena_of(scope), found) : found);
    ir->field.of = of;
    ir->field.name = field.name;
    ir->field.name_at = field.at;
    ir->field.safe = safe || nulls_pass(inner);
    ir->field.must = inner->kind == T_MAP;
    return narrowed(scope, expr, ir);
}

static const struct ir *check_member(struct scope *scope, const struct expr *expr)
{
    const struct ir *of = check_inner(scope, expr->member.of, NULL);
    return poisoned(of) ? of : member_of(scope, expr, of);
}

static const struct ir *check_index(struct scope *scope, const struct expr *expr)
{
    const struct ir *of = check_inner(scope, expr->index.of, NULL);
    const struct type *type = type_base(of->type);
    bool list = type->kind == T_LIST, map = type->kind == T_MAP, open = type->kind == T_ANY || type->kind == T_PLAIN;
    if (!list && !map && !open && !poisoned(of)) {
        REPORT(session_of(scope), E0201, expr->index.of->at, "only lists and maps have an index, not %.*s", STR_ARG(type_show(arena_of(scope), type)));
        of = ir_error(scope, expr->at);
    }
    if (poisoned(of)) return ir_error(scope, expr->at);
    const struct ir *index = check_expr(scope, expr->index.index, type_simple(list ? T_INT : T_STRING));
    if (poisoned(index)) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, IR_INDEX, expr->at, open ? type_optional(arena_of(scope), type) : type->of);
    ir->index.of = of;
    ir->index.index = index;
    return ir;
}

/* ---- operators ---- */

static bool numeric(const struct type *type)
{
    return type->kind == T_INT || type->kind == T_FLOAT || (type->kind >= T_BYTES && type->kind <= T_DURATION) || type->kind == T_PERCENT;
}

static bool plain_number(const struct type *type) { return type->kind == T_INT || type->kind == T_FLOAT; }

static bool text_like(const struct type *type)
{
    return type->kind == T_STRING || type->kind == T_TEXT || type->kind == T_SECRET || type->kind == T_ENUM || type_domain_text(type);
}

static const struct type *sum_type(struct scope *scope, const struct type *left, const struct type *right)
{
    if (numeric(left) && left->kind == right->kind) return left;
    if (text_like(left) && text_like(right)) {
        if (left->kind == T_URL && right->kind == T_STRING) return left;
        if (left->kind == T_PATH && right->kind == T_STRING) return left;
        return type_simple(wider_text(wider_text(T_STRING, left), right));
    }
    bool lists = left->kind == T_LIST && right->kind == T_LIST, maps = left->kind == T_MAP && right->kind == T_MAP;
    if (lists || maps) return type_of(arena_of(scope), left->kind, common_type(scope, left->of, right->of));
    bool open = left->kind == T_MAP || left->kind == T_RECORD || left->kind == T_ANY || left->kind == T_PLAIN;
    bool open_right = right->kind == T_MAP || right->kind == T_RECORD || right->kind == T_ANY || right->kind == T_PLAIN;
    if (open && open_right) return type_simple(type_holds_secret(left) || type_holds_secret(right) ? T_ANY : T_PLAIN);
    return NULL;
}

static const struct type *product_type(enum op op, const struct type *left, const struct type *right)
{
    if (!numeric(left) || !numeric(right)) return NULL;
    if (left->kind == T_INT && right->kind == T_INT) return left;
    if (op == OP_MOD) return NULL;
    if (plain_number(left) && plain_number(right)) return type_simple(T_FLOAT);
    if (plain_number(right)) return left;
    if (op == OP_MUL && plain_number(left)) return right;
    return op == OP_DIV && left->kind == right->kind ? type_simple(T_FLOAT) : NULL;
}

static const struct type *order_type(const struct type *left, const struct type *right)
{
    bool numbers = numeric(left) && left->kind == right->kind, texts = left->kind == T_STRING && right->kind == T_STRING;
    return numbers || texts ? type_simple(T_BOOL) : NULL;
}

static const struct type *equality_type(const struct type *left, const struct type *right)
{
    bool related = left->kind == T_NULL || right->kind == T_NULL || type_fits(left, right) || type_fits(right, left) ||
                   type_fits(type_strip(left), type_strip(right)) || type_fits(type_strip(right), type_strip(left));
    return related ? type_simple(T_BOOL) : NULL;
}

static const struct type *in_type(const struct type *left, const struct type *right)
{
    if (right->kind == T_LIST) return type_fits(left, right->of) ? type_simple(T_BOOL) : NULL;
    return right->kind == T_MAP && type_fits(left, type_simple(T_STRING)) ? type_simple(T_BOOL) : NULL;
}

static const struct type *binary_type(struct scope *scope, enum op op, const struct type *left, const struct type *right)
{
    switch (op) {
    case OP_ADD: return sum_type(scope, left, right);
    case OP_SUB: return numeric(left) && left->kind == right->kind ? left : NULL;
    case OP_MUL: case OP_DIV: case OP_MOD: return product_type(op, left, right);
    case OP_EQ: case OP_NE: return equality_type(left, right);
    case OP_LT: case OP_LE: case OP_GT: case OP_GE: return order_type(left, right);
    case OP_IN: return in_type(left, right);
    default: return NULL;
    }
}

static const char *op_text(enum op op)
{
    static const char *const texts[] = {"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "&&", "||", "??", "!", "-"};
    return texts[op];
}

static const struct ir *report_absent_operand(struct scope *scope, const struct expr *expr, const struct ir *operand)
{
    struct session *session = session_of(scope);
    struct diag *diag = REPORT(session, E0204, operand->at, "this may be absent, and '%s' needs it", op_text(expr->op.op));
    Str text = source_at(&session->sources, operand->at.file)->text;
    diag_help(&session->diags, diag, "give another value: (%.*s ?? …)", (int)(operand->at.hi - operand->at.lo), text.s + operand->at.lo);
    return ir_error(scope, expr->at);
}

static const struct ir *report_operator(struct scope *scope, const struct expr *expr, const struct ir *left, const struct ir *right)
{
    struct session *session = session_of(scope);
    if (type_base(left->type)->kind == T_OPTIONAL) return report_absent_operand(scope, expr, left);
    if (type_base(right->type)->kind == T_OPTIONAL) return report_absent_operand(scope, expr, right);
    struct diag *diag = REPORT(session, E0202, expr->op.op_at, "%.*s %s %.*s means nothing", STR_ARG(type_show(session->arena, left->type)),
                               op_text(expr->op.op), STR_ARG(type_show(session->arena, right->type)));
    const struct type *l = type_base(left->type), *r = type_base(right->type);
    if (numeric(l) && numeric(r) && l->kind != r->kind) diag_help(&session->diags, diag, "the units differ");
    else if (expr->op.op == OP_ADD && (text_like(l) || text_like(r))) diag_help(&session->diags, diag, "put values into a text with \"${…}\"");
    else if (expr->op.op >= OP_EQ && expr->op.op <= OP_GE) diag_help(&session->diags, diag, "both sides must have one type; string(…) and int(…) convert");
    return ir_error(scope, expr->at);
}

/* A literal beside a value takes its type: cpu + 1, size == small. */
static const struct ir *adapt(struct scope *scope, const struct ir *ir, const struct type *other)
{
    if (ir->kind != IR_CONST || !ir->literal || type_base(ir->type)->kind == other->kind) return ir;
    struct value value;
    const char *problem = literal_as(arena_of(scope), ir->value, other->kind, &value);
    return problem ? ir : constant(scope, ir->at, value, type_simple(other->kind), true);
}

static struct ir *binary_ir(struct scope *scope, const struct expr *expr, const struct ir *left, const struct ir *right, const struct type *type)
{
    struct ir *ir = ir_new(scope, IR_BINARY, expr->at, type);
    ir->op.op = expr->op.op;
    ir->op.op_at = expr->op.op_at;
    ir->op.left = left;
    ir->op.right = right;
    return ir;
}

static bool looks_into_secret(enum op op, const struct ir *left, const struct ir *right)
{
    if (op < OP_EQ || op > OP_IN || type_is(left->type, T_NULL) || type_is(right->type, T_NULL)) return false;
    const struct type *l = type_strip(left->type), *r = type_strip(right->type);
    return l->kind == T_SECRET || l->kind == T_TEXT || r->kind == T_SECRET || r->kind == T_TEXT;
}

static const struct ir *check_arithmetic(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    enum op op = expr->op.op;
    const struct ir *left = check_inner(scope, expr->op.left, op == OP_ADD ? hint : NULL);
    const struct ir *right = check_inner(scope, expr->op.right, op == OP_ADD && hint ? hint : op == OP_IN ? NULL : type_strip(left->type));
    if (poisoned(left) || poisoned(right)) return ir_error(scope, expr->at);
    if (looks_into_secret(op, left, right)) {
        REPORT(session_of(scope), E0903, expr->at, "a secret cannot be compared: its content is not known here");
        return ir_error(scope, expr->at);
    }
    bool same_unit = op == OP_ADD || op == OP_SUB || (op >= OP_EQ && op <= OP_GE);
    if (same_unit) right = adapt(scope, right, type_strip(left->type));
    if (same_unit) left = adapt(scope, left, type_strip(right->type));
    const struct type *type = binary_type(scope, op, type_base(left->type), type_base(right->type));
    return type ? binary_ir(scope, expr, left, right, type) : report_operator(scope, expr, left, right);
}

static const struct ir *check_logic(struct scope *scope, const struct expr *expr)
{
    const struct ir *left = check_condition(scope, expr->op.left);
    size_t mark = narrow(scope, expr->op.left, expr->op.op == OP_AND);
    const struct ir *right = check_condition(scope, expr->op.right);
    widen(scope, mark);
    return binary_ir(scope, expr, left, right, type_simple(T_BOOL));
}

static const struct ir *check_else(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    const struct ir *left = check_inner(scope, expr->op.left, hint);
    const struct type *inner = type_strip(left->type);
    const struct ir *right = check_inner(scope, expr->op.right, hint ? hint : inner);
    if (poisoned(left) || poisoned(right)) return ir_error(scope, expr->at);
    if (left->type->kind == T_NULL) return right;
    right = adapt(scope, right, inner);
    return binary_ir(scope, expr, left, right, common_type(scope, type_base(left->type)->kind == T_OPTIONAL ? type_base(left->type)->of : left->type, right->type));
}

static const struct ir *check_binary(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    switch (expr->op.op) {
    case OP_AND: case OP_OR: return check_logic(scope, expr);
    case OP_ELSE: return check_else(scope, expr, hint);
    default: return check_arithmetic(scope, expr, hint);
    }
}

static const struct ir *check_unary(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    bool not = expr->op.op == OP_NOT;
    const struct ir *of = not ? check_condition(scope, expr->op.left) : check_inner(scope, expr->op.left, hint);
    if (poisoned(of)) return of;
    if (!not && !numeric(type_base(of->type))) {
        REPORT(session_of(scope), E0202, expr->at, "-%.*s means nothing", STR_ARG(type_show(arena_of(scope), of->type)));
        return ir_error(scope, expr->at);
    }
    if (!not && of->kind == IR_CONST && of->value.kind != V_FLOAT)
        return constant(scope, expr->at, value_unit(of->value.kind, -of->value.integer), of->type, true);
    struct ir *ir = ir_new(scope, not ? IR_NOT : IR_NEG, expr->at, type_base(of->type));
    ir->of = of;
    return ir;
}

/* ---- branches and loops ---- */

static const struct ir *check_if(struct scope *scope, const struct expr *expr, const struct type *expected)
{
    const struct ir *condition = check_condition(scope, expr->branch.condition);
    size_t mark = narrow(scope, expr->branch.condition, true);
    const struct ir *then = check_expr(scope, expr->branch.then, expected);
    widen(scope, mark);
    mark = narrow(scope, expr->branch.condition, false);
    const struct ir *otherwise = expr->branch.otherwise ? check_expr(scope, expr->branch.otherwise, expected) : NULL;
    widen(scope, mark);
    const struct type *type = otherwise ? common_type(scope, then->type, otherwise->type) : type_optional(arena_of(scope), then->type);
    if (poisoned(then) || (otherwise && poisoned(otherwise))) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, IR_IF, expr->at, expected && otherwise ? expected : type);
    ir->branch.condition = condition;
    ir->branch.then = then;
    ir->branch.otherwise = otherwise;
    return ir;
}

static uint32_t bind_local(struct scope *scope, struct ident ident, const struct type *type)
{
    struct binding binding = {.name = ident.name, .type = type, .slot = (*scope->nslots)++, .at = ident.at};
    vec_push(arena_of(scope), &scope->locals, binding);
    return binding.slot;
}

bool check_loop(struct scope *scope, const struct loop *loop, struct ir *ir)
{
    const struct ir *over = check_inner(scope, loop->over, NULL);
    const struct type *type = type_base(over->type);
    bool list = type->kind == T_LIST, map = type->kind == T_MAP;
    if (type->kind == T_OPTIONAL) {
        struct diag *diag = REPORT(session_of(scope), E0204, loop->over->at, "this may be absent, and 'for' needs it");
        diag_help(&session_of(scope)->diags, diag, "give another value: … ?? []");
    } else if (!list && !map && !poisoned(over)) {
        struct diag *diag = REPORT(session_of(scope), E0208, loop->over->at, "%.*s cannot be iterated", STR_ARG(type_show(arena_of(scope), type)));
        diag_help(&session_of(scope)->diags, diag, type->kind == T_INT ? "write range(0, n)" : "for goes over lists and maps");
    }
    const struct type *element = list || map ? type->of : type_simple(T_POISON);
    const struct type *first = loop->second.name ? type_simple(list ? T_INT : T_STRING) : map ? type_simple(T_STRING) : element;
    ir->loop.over = over;
    ir->loop.two = loop->second.name != NULL;
    ir->loop.first = bind_local(scope, loop->first, list || map ? first : element);
    if (loop->second.name) ir->loop.second = bind_local(scope, loop->second, element);
    ir->loop.condition = loop->condition ? check_condition(scope, loop->condition) : NULL;
    return list || map;
}

static const struct ir *check_comprehension(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    bool map = expr->kind == EXPR_RECORD_FOR;
    size_t locals = scope->locals.n;
    struct ir *ir = ir_new(scope, map ? IR_MAP_FOR : IR_LIST_FOR, expr->at, NULL);
    bool fine = check_loop(scope, &expr->loop.loop, ir);
    size_t mark = narrow(scope, expr->loop.loop.condition, true);
    const struct type *wanted = element_hint(hint);
    ir->loop.key = map ? check_expr(scope, expr->loop.key, type_simple(T_STRING)) : NULL;
    ir->loop.value = check_expr(scope, expr->loop.value, wanted);
    widen(scope, mark);
    scope->locals.n = locals;
    bool open = hint && (hint->kind == T_ANY || hint->kind == T_PLAIN);
    ir->type = open ? hint : type_of(arena_of(scope), map ? T_MAP : T_LIST, wanted ? wanted : ir->loop.value->type);
    return fine && !poisoned(ir->loop.value) ? ir : ir_error(scope, expr->at);
}

/* ---- the dispatch ---- */

static const struct ir *check_inner(struct scope *scope, const struct expr *expr, const struct type *hint)
{
    hint = hint ? type_strip(hint) : NULL;
    switch (expr->kind) {
    case EXPR_ERROR: return ir_error(scope, expr->at);
    case EXPR_NULL: return constant(scope, expr->at, value_null(), type_simple(T_NULL), false);
    case EXPR_BOOL: return constant(scope, expr->at, value_bool(expr->boolean), type_simple(T_BOOL), true);
    case EXPR_NUMBER: return check_number(scope, expr);
    case EXPR_STRING: return check_string(scope, expr);
    case EXPR_NAME: return check_name(scope, expr, hint);
    case EXPR_MEMBER: return check_member(scope, expr);
    case EXPR_INDEX: return check_index(scope, expr);
    case EXPR_CALL: return check_call(scope, expr, hint);
    case EXPR_LIST: return check_list(scope, expr, hint);
    case EXPR_RECORD: return check_record(scope, expr, hint);
    case EXPR_LIST_FOR: case EXPR_RECORD_FOR: return check_comprehension(scope, expr, hint);
    case EXPR_UNARY: return check_unary(scope, expr, hint);
    case EXPR_BINARY: return check_binary(scope, expr, hint);
    case EXPR_IF: return check_if(scope, expr, NULL);
    }
    panic("no such expression");
}

const struct ir *check_expr(struct scope *scope, const struct expr *expr, const struct type *expected)
{
    if (expr->kind == EXPR_IF) return fit(scope, check_if(scope, expr, expected), expected);
    return fit(scope, check_inner(scope, expr, expected), expected);
}

const struct ir *check_condition(struct scope *scope, const struct expr *expr) { return check_expr(scope, expr, type_simple(T_BOOL)); }

const struct ir *check_constant(struct program *program, struct module *module, const struct expr *expr, const struct type *expected)
{
    uint32_t nslots = 0;
    struct scope scope = {.program = program, .module = module, .nslots = &nslots};
    const struct ir *ir = check_expr(&scope, expr, expected);
    if (nslots == 0) return ir;
    REPORT(program->session, E0201, expr->at, "a default in a type must be a constant");
    return ir_error(&scope, expr->at);
}
