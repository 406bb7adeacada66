/* Fields, exports, keys and indexes. */
#include "check_internal.h"

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
        for (size_t i = 0; i < type->nfields; i++) suggestion_offer_declared(suggestion, NAME_STR(type->fields[i].name), type->fields[i].at);
    if (type->kind == T_INSTANCE)
        for (size_t i = 0; i < type->component->nexports; i++) suggestion_offer_declared(suggestion, NAME_STR(type->component->exports[i].name), type->component->exports[i].at);
    if (type->kind == T_KUBE)
        for (size_t i = 0; i < type->kube->nfields; i++) suggestion_offer(suggestion, str_of(type->kube->fields[i].name));
}

static const struct ir *unknown_member(struct scope *scope, const struct ir *of, struct ident field, const struct type *type)
{
    struct session *session = session_of(scope);
    struct suggestion suggestion = suggestion_for(&session->diags, NAME_STR(field.name));
    suggest_members(type, &suggestion);
    Str shown = type_show(session->arena, type);
    struct diag *diag = type->kind == T_INSTANCE
        ? REPORT(session, E0107, field.at, "a %.*s exports no '%s'", STR_ARG(shown), field.name->s)
        : REPORT(session, E0107, field.at, "%.*s has no field '%s'", STR_ARG(shown), field.name->s);
    bool param = type->kind == T_INSTANCE && component_param(type->component, field.name);
    diag_suggest_or_list(&session->diags, diag, &suggestion);
    if (param)
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

/* One key of an export, a map, is finer still. */
static void refine_key(struct scope *scope, const struct ir *of, const struct name *key)
{
    if (!scope->uses || !scope->uses->v.n || of->kind != IR_FIELD || of->field.of->kind != IR_SLOT || type_base(of->type)->kind != T_MAP) return;
    struct use *last = &scope->uses->v.at[scope->uses->v.n - 1];
    if (last->slot == of->field.of->slot && last->export == of->field.name) last->key = key;
}

static void note_member(struct scope *scope, const struct type *type, struct ident field, const struct type *found)
{
    struct meaning meaning = {.at = field.at, .type = found};
    const struct record_field *declared = type->kind == T_RECORD ? type_field(type, field.name) : NULL;
    const struct export *export = type->kind == T_INSTANCE ? component_export(type->component, field.name) : NULL;
    if (declared) meaning.declared = declared->at;
    if (export) meaning.declared = export->at;
    if (type->kind == T_INSTANCE) meaning.symbol = type->component->symbol;
    if (type->kind == T_KUBE) meaning.kube = type->kube;
    note_meaning(scope->program, meaning);
}

static size_t position_of(const struct type *type, const struct name *name)
{
    size_t i = 0;
    while (type->kind == T_RECORD && i < type->nfields && type->fields[i].name != name) i++;
    return i;
}

static const struct ir *member_of(struct scope *scope, const struct expr *expr, const struct ir *of)
{
    struct ident field = expr->member.field;
    const struct type *type = type_base(of->type), *inner = type->kind == T_OPTIONAL ? type_base(type->of) : type;
    bool safe = type->kind == T_OPTIONAL && (expr->member.safe || nulls_pass(inner));
    const struct type *found = member_type(scope, inner, field.name);
    if (!found) return unknown_member(scope, of, field, inner);
    if (type->kind == T_OPTIONAL && !safe) {
        struct diag *diag = REPORT(session_of(scope), E0204, expr->member.of->at, "this may be absent, so '.%s' may have nothing to read",
                field.name->s);
        diag_help(&session_of(scope)->diags, diag, "write '?.%s', or test it with '!= null' first", field.name->s);
        return ir_error(scope, expr->at);
    }
    note_member(scope, inner, field, found);
    refine_use(scope, of, field.name);
    refine_key(scope, of, field.name);
    struct ir *ir = ir_new(scope, IR_FIELD, expr->at, safe ? type_optional(arena_of(scope), found) : found);
    ir->field.of = of;
    ir->field.name = field.name;
    ir->field.name_at = field.at;
    ir->field.position = (uint32_t)position_of(inner, field.name);
    ir->field.safe = safe || nulls_pass(inner);
    ir->field.must = inner->kind == T_MAP;
    return narrowed(scope, expr, ir);
}

const struct ir *check_member(struct scope *scope, const struct expr *expr)
{
    const struct ir *in_module = check_name_in_module(scope, expr);
    if (in_module) return in_module;
    const struct ir *of = check_inner(scope, expr->member.of, NULL);
    return poisoned(of) ? of : member_of(scope, expr, of);
}

static void report_no_index(struct scope *scope, Span at, const struct type *type)
{
    struct session *session = session_of(scope);
    const struct type *inner = type_strip(type);
    if (type->kind != T_OPTIONAL || (inner->kind != T_LIST && inner->kind != T_MAP)) {
        REPORT(session, E0201, at, "only lists and maps have an index, not %.*s", STR_ARG(type_show(session->arena, type)));
        return;
    }
    struct diag *diag = REPORT(session, E0204, at, "this may be absent, so the index may have nothing to read");
    diag_help(&session->diags, diag, "give another value: (%.*s ?? %s)[…]", STR_ARG(span_text(&session->sources, at)),
              inner->kind == T_LIST ? "[]" : "{}");
}

const struct ir *check_index(struct scope *scope, const struct expr *expr)
{
    const struct ir *of = check_inner(scope, expr->index.of, NULL);
    const struct type *type = type_base(of->type);
    bool list = type->kind == T_LIST, map = type->kind == T_MAP, open = type->kind == T_ANY || type->kind == T_PLAIN;
    if (!list && !map && !open && !poisoned(of)) {
        report_no_index(scope, expr->index.of->at, type);
        of = ir_error(scope, expr->at);
    }
    if (poisoned(of)) return ir_error(scope, expr->at);
    const struct ir *index = check_expr(scope, expr->index.index, type_simple(list ? T_INT : T_STRING));
    if (poisoned(index)) return ir_error(scope, expr->at);
    if (map && index->kind == IR_CONST) refine_key(scope, of, name_of(session_of(scope)->names, value_str(index->value)));
    struct ir *ir = ir_new(scope, IR_INDEX, expr->at, open ? type_optional(arena_of(scope), type) : type->of);
    ir->index.of = of;
    ir->index.index = index;
    return ir;
}
