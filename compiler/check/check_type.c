/* Types as written become types. */
#include "checker.h"

#include <ctype.h>

static const struct { const char *name; enum type_kind kind; } scalars[] = {
    {"bool", T_BOOL}, {"int", T_INT}, {"float", T_FLOAT}, {"string", T_STRING}, {"bytes", T_BYTES}, {"cpu", T_CPU},
    {"duration", T_DURATION}, {"port", T_PORT}, {"percent", T_PERCENT}, {"ip", T_IP}, {"cidr", T_CIDR}, {"host", T_HOST},
    {"endpoint", T_ENDPOINT}, {"url", T_URL}, {"image", T_IMAGE}, {"path", T_PATH}, {"text", T_TEXT}, {"any", T_ANY},
    {"plain", T_PLAIN},
};

const struct type *scalar_type_named(const struct name *name)
{
    for (size_t i = 0; i < COUNT(scalars); i++)
        if (str_is(NAME_STR(name), scalars[i].name)) return type_simple(scalars[i].kind);
    return NULL;
}

static bool is_variable(const struct name *name) { return name->n == 1 && isupper((unsigned char)name->s[0]); }

static const struct type *variable_type(struct program *program, const struct name *name)
{
    struct type *type = NEW(program->session->arena, struct type);
    *type = (struct type){.kind = T_VARIABLE, .name = name};
    return type;
}

/* ---- names ---- */

static const struct type *kube_type(struct program *program, const struct type_expr *written)
{
    struct session *session = program->session;
    Str path = STR("");
    for (size_t i = 1; i < written->names.v.n; i++)
        path = arena_printf(session->arena, "%.*s%s%s", STR_ARG(path), i > 1 ? "." : "", written->names.v.at[i].name->s);
    const struct kube_type *kube = path.n ? kube_type_find(path.s) : NULL;
    if (kube) {
        note_meaning(program, (struct meaning){.at = written->names.v.at[written->names.v.n - 1].at, .type = type_of_kube(session, kube), .kube = kube});
        return type_of_kube(session, kube);
    }
    struct suggestion suggestion = suggestion_for(&program->session->diags, path);
    for (size_t i = 0; i < kube_type_count(); i++) {
        const char *name = kube_type_at(i)->name, *dot = name ? strrchr(name, '.') : NULL;
        if (dot) suggestion_offer(&suggestion, str_of(dot + 1));
    }
    struct diag *diag = REPORT(session, E0103, written->at, "Kubernetes has no type '%.*s'", STR_ARG(path));
    diag_suggest(&session->diags, diag, &suggestion);
    return type_simple(T_POISON);
}

const struct type *symbol_type(struct program *program, struct symbol *symbol)
{
    if (symbol->kind == SYMBOL_COMPONENT) {
        component_signature(program, symbol->component);
        return symbol->component->type;
    }
    if (symbol->state == CHECKED) return symbol->type;
    if (symbol->state == CHECKING) {
        REPORT(program->session, E0112, symbol->decl->name.at, "type '%s' contains itself", symbol->name->s);
        return type_simple(T_POISON);
    }
    symbol->state = CHECKING;
    const struct type *type = check_type(program, symbol->module, symbol->decl->type);
    if (type->kind >= T_ENUM && !type->name) { /* its name, for messages */
        struct type *named = NEW(program->session->arena, struct type);
        *named = *type;
        named->name = symbol->name;
        named->at = symbol->decl->name.at;
        named->doc = symbol->decl->doc;
        type = named;
    }
    symbol->type = type;
    symbol->state = CHECKED;
    return type;
}

/* What people from elsewhere write, or nearly one of our scalars. */
static bool report_foreign_type(struct program *program, struct module *module, struct ident name)
{
    static const char *const foreign[][2] = {{"list", "[string]"}, {"array", "[string]"}, {"map", "{string: string}"}, {"object", "{ field : type }"},
        {"number", "int"}, {"integer", "int"}, {"boolean", "bool"}, {"str", "string"}, {"Integer", "int"}, {"String", "string"}, {"Boolean", "bool"}};
    if (module_symbol(program, module, name.name)) return false;
    struct suggestion suggestion = suggestion_for(&program->session->diags, NAME_STR(name.name));
    for (size_t i = 0; i < COUNT(scalars); i++) suggestion_offer(&suggestion, str_of(scalars[i].name));
    const char *ours = NULL;
    for (size_t i = 0; i < COUNT(foreign); i++)
        if (str_is(NAME_STR(name.name), foreign[i][0])) ours = foreign[i][1];
    if (!ours && suggestion.distance > 1) return false;
    struct diag *diag = REPORT(program->session, E0103, name.at, "there is no type '%s'", name.name->s);
    if (ours) diag_help(&program->session->diags, diag, "write %s", ours);
    else diag_suggest(&program->session->diags, diag, &suggestion);
    return true;
}

static const struct type *named_type(struct program *program, struct module *module, const struct type_expr *written)
{
    struct ident first = written->names.v.at[0];
    const struct type *scalar = written->names.v.n == 1 ? scalar_type_named(first.name) : NULL;
    if (written->secret) {
        if (scalar && scalar->kind == T_STRING) return type_simple(T_SECRET);
        struct diag *diag = REPORT(program->session, E0103, written->at, "only a string can be secret");
        diag_help(&program->session->diags, diag, "write 'secret string'; a secret url is an interpolated secret string");
        return type_simple(T_POISON);
    }
    if (scalar) return scalar;
    bool declared = is_variable(first.name) && module_symbol(program, module, first.name);
    if (written->names.v.n == 1 && is_variable(first.name) && !declared) return variable_type(program, first.name);
    if (str_is(NAME_STR(first.name), "kube")) return kube_type(program, written);
    if (written->names.v.n == 1 && report_foreign_type(program, module, first)) return type_simple(T_POISON);
    struct symbol *symbol = qualified_symbol(program, module, &written->names, SYMBOL_TYPE, E0103);
    if (!symbol) return type_simple(T_POISON);
    if (symbol->kind == SYMBOL_TYPE || symbol->kind == SYMBOL_COMPONENT) return symbol_type(program, symbol);
    REPORT(program->session, E0103, written->at, "'%s' is not a type", symbol->name->s);
    return type_simple(T_POISON);
}

/* ---- composed types ---- */

static const struct type *record_type(struct program *program, struct module *module, const struct type_expr *written)
{
    struct session *session = program->session;
    struct type *type = NEW(session->arena, struct type);
    struct record_field *fields = NEW_ARRAY(session->arena, written->fields.v.n, struct record_field);
    *type = (struct type){.kind = T_RECORD, .fields = fields, .at = written->at};
    struct map known = {0}; /* name to field */
    for (size_t i = 0; i < written->fields.v.n; i++) {
        const struct field_type *field = &written->fields.v.at[i];
        const struct record_field *earlier = map_get(&known, field->name.name);
        if (earlier) {
            struct diag *diag = REPORT(session, E0105, field->name.at, "field '%s' is declared twice", field->name.name->s);
            diag_note(&session->diags, diag, earlier->at, "first declared here");
            continue;
        }
        struct record_field *made = &fields[type->nfields++];
        *made = (struct record_field){.name = field->name.name, .written = field, .at = field->name.at};
        map_put(session->arena, &known, field->name.name, made);
        made->type = check_type(program, module, field->type);
        note_meaning(program, (struct meaning){.at = made->at, .declared = made->at, .type = made->type});
        if (field->default_value) made->default_value = check_constant(program, module, field->default_value, made->type);
    }
    return type;
}

static const struct type *enum_type(struct program *program, const struct type_expr *written)
{
    struct type *type = NEW(program->session->arena, struct type);
    const struct name **members = NEW_ARRAY(program->session->arena, written->names.v.n, const struct name *);
    *type = (struct type){.kind = T_ENUM, .members = members, .at = written->at};
    struct name_set seen = {0};
    for (size_t i = 0; i < written->names.v.n; i++) {
        struct ident member = written->names.v.at[i];
        if (name_set_add(program->session->arena, &seen, member.name)) members[type->nmembers++] = member.name;
        else REPORT(program->session, E0105, member.at, "'%s' is in this enum already", member.name->s);
    }
    return type;
}

/* ---- refinements ---- */

static bool ordered_by_integer(const struct type *type)
{
    return type->kind == T_INT || (type->kind >= T_BYTES && type->kind <= T_PERCENT && type->kind != T_PORT);
}

static bool bound(struct program *program, struct module *module, const struct expr *written, const struct type *base, int64_t *value)
{
    if (!written) return false;
    const struct ir *ir = check_constant(program, module, written, base);
    if (ir->kind != IR_CONST) return false;
    *value = ir->value.integer;
    return true;
}

static void range_rule(struct program *program, struct module *module, const struct refinement *written, const struct type *base,
                       struct refinement_rule *rule)
{
    rule->kind = RULE_RANGE;
    if (!ordered_by_integer(base)) {
        REPORT(program->session, E0210, written->at, "%.*s has no ranges", STR_ARG(type_show(program->session->arena, base)));
        return;
    }
    rule->has_low = bound(program, module, written->low, base, &rule->low);
    rule->has_high = bound(program, module, written->high, base, &rule->high);
    if (rule->has_low && rule->has_high && rule->low > rule->high)
        REPORT(program->session, E0210, written->at, "this range is empty");
}

static void pattern_rule(struct program *program, const struct refinement *written, const struct type *base, struct refinement_rule *rule)
{
    struct session *session = program->session;
    rule->kind = RULE_PATTERN;
    bool plain = written->low->parts.v.n == 1 && !written->low->parts.v.at[0].expr;
    if (base->kind != T_STRING && !type_domain_text(base)) {
        REPORT(session, E0210, written->at, "%.*s has no pattern", STR_ARG(type_show(session->arena, base)));
        return;
    }
    rule->pattern = plain ? arena_copy(session->arena, written->low->parts.v.at[0].text) : STR("");
    rule->regex = plain ? session_pattern(session, rule->pattern.s) : NULL;
    if (!rule->regex) {
        struct diag *diag = REPORT(session, E0210, written->low->at, "this is not a regular expression");
        diag_help(&session->diags, diag, "patterns are POSIX extended: ^[a-z][a-z0-9-]*$");
    }
}

static void where_rule(struct program *program, struct module *module, const struct refinement *written, const struct type *base,
                       struct refinement_rule *rule)
{
    uint32_t nslots = 1;
    struct scope scope = {.program = program, .module = module, .nslots = &nslots, .sink = "a message"};
    struct binding it = {.name = program->names.it, .type = base};
    vec_push(program->session->arena, &scope.locals, it);
    rule->kind = RULE_WHERE;
    rule->condition = check_test(&scope, written->condition);
    rule->message = check_expr(&scope, written->message, type_simple(T_STRING));
    rule->nslots = nslots;
}

static const struct type *refined_type(struct program *program, struct module *module, const struct type_expr *written)
{
    const struct type *of = check_type(program, module, written->of);
    if (of->kind == T_POISON) return of;
    struct refinement_rule *rules = NEW_ARRAY(program->session->arena, written->refinements.n, struct refinement_rule);
    for (size_t i = 0; i < written->refinements.n; i++) {
        const struct refinement *refinement = &written->refinements.at[i];
        rules[i].at = refinement->at;
        switch (refinement->kind) {
        case REFINE_RANGE: range_rule(program, module, refinement, type_base(of), &rules[i]); break;
        case REFINE_PATTERN: pattern_rule(program, refinement, type_base(of), &rules[i]); break;
        case REFINE_WHERE: where_rule(program, module, refinement, type_base(of), &rules[i]); break;
        }
    }
    struct type *type = NEW(program->session->arena, struct type);
    *type = (struct type){.kind = T_REFINED, .of = of, .rules = rules, .nrules = written->refinements.n, .at = written->at};
    return type;
}

const struct type *check_type(struct program *program, struct module *module, const struct type_expr *written)
{
    struct arena *arena = program->session->arena;
    switch (written->kind) {
    case TYPE_NAME: return named_type(program, module, written);
    case TYPE_LIST: return type_of(arena, T_LIST, check_type(program, module, written->of));
    case TYPE_MAP: return type_of(arena, T_MAP, check_type(program, module, written->of));
    case TYPE_OPTIONAL: return type_optional(arena, check_type(program, module, written->of));
    case TYPE_RECORD: return record_type(program, module, written);
    case TYPE_ENUM: return enum_type(program, written);
    case TYPE_REFINED: return refined_type(program, module, written);
    case TYPE_ERROR: break;
    }
    return type_simple(T_POISON);
}
