/* Functions and their calls. Type variables of a signature are bound from left to right. */
#include "check_internal.h"

#include "evaluate/builtin.h"

bool enter_definition(struct program *program, Span at)
{
    if (program->depth < DEFINITIONS_MAX) {
        program->depth++;
        return true;
    }
    REPORT(program->session, E0005, at, "definitions need each other more than %d deep", DEFINITIONS_MAX);
    return false;
}

void leave_definition(struct program *program) { program->depth--; }

/* ---- type variables ---- */

enum { VARIABLES_MAX = 4 };

struct variables {
    const struct name *names[VARIABLES_MAX];
    const struct type *types[VARIABLES_MAX];
    size_t n;
};

bool type_has_variable(const struct type *type)
{
    if (type->kind == T_VARIABLE) return true;
    return type->of && type->kind != T_REFINED && type_has_variable(type->of);
}

static const struct type *substitute(struct arena *arena, const struct type *type, const struct variables *bound)
{
    if (type->kind == T_VARIABLE) {
        for (size_t i = 0; i < bound->n; i++)
            if (bound->names[i] == type->name) return bound->types[i];
        return type;
    }
    if (!type_has_variable(type)) return type;
    const struct type *of = substitute(arena, type->of, bound);
    return type->kind == T_OPTIONAL ? type_optional(arena, of) : type_of(arena, type->kind, of);
}

static void bind(struct variables *bound, const struct type *pattern, const struct type *actual)
{
    actual = type_base(actual);
    if (pattern->kind == T_VARIABLE) {
        for (size_t i = 0; i < bound->n; i++)
            if (bound->names[i] == pattern->name) return;
        if (bound->n == VARIABLES_MAX) return;
        bound->names[bound->n] = pattern->name;
        bound->types[bound->n++] = actual;
    } else if (pattern->kind == T_OPTIONAL) bind(bound, pattern->of, actual->kind == T_OPTIONAL ? actual->of : actual);
    else if (pattern->of && actual->of && pattern->kind == actual->kind) bind(bound, pattern->of, actual->of);
}

/* ---- signatures and bodies ---- */

bool function_signature(struct program *program, struct function *function)
{
    if (function->types) return true;
    struct arena *arena = program->session->arena;
    const struct decl *decl = function->decl;
    size_t n = decl->parameters.v.n;
    function->names = NEW_ARRAY(arena, n + 1, const struct name *);
    function->types = NEW_ARRAY(arena, n + 1, const struct type *);
    function->default_values = NEW_ARRAY(arena, n + 1, const struct ir *);
    function->nparameters = n;
    for (size_t i = 0; i < n; i++) {
        const struct parameter *parameter = &decl->parameters.v.at[i];
        function->names[i] = parameter->name.name;
        function->types[i] = check_type(program, function->module, parameter->type);
        if (parameter->default_value)
            function->default_values[i] = check_constant(program, function->module, parameter->default_value, function->types[i]);
    }
    function->result = check_type(program, function->module, decl->type);
    return true;
}

static void check_builtin(struct program *program, struct function *function)
{
    function->builtin = function->module->standard ? builtin_named(function->name) : NULL;
    if (!function->builtin) {
        struct diag *diag = REPORT(program->session, E0205, function->decl->name.at, "function '%s' has no body", function->name->s);
        diag_help(&program->session->diags, diag, "write '= EXPRESSION' after its type");
    }
}

void check_function(struct program *program, struct function *function)
{
    if (function->state != UNCHECKED || !enter_definition(program, function->decl->name.at)) return;
    function->state = CHECKING;
    function_signature(program, function);
    if (function->decl->body) {
        struct scope scope = {.program = program, .module = function->module, .nslots = &function->nslots};
        for (size_t i = 0; i < function->nparameters; i++) {
            struct binding binding = {.name = function->names[i], .type = function->types[i], .slot = function->nslots++,
                                      .at = function->decl->parameters.v.at[i].name.at};
            vec_push(program->session->arena, &scope.locals, binding);
            note_meaning(program, (struct meaning){.at = binding.at, .declared = binding.at, .type = binding.type});
        }
        function->body = check_expr(&scope, function->decl->body, function->result);
    } else check_builtin(program, function);
    function->state = CHECKED;
    leave_definition(program);
}

/* ---- calls ---- */

static struct symbol *callee_symbol(struct scope *scope, const struct expr *callee)
{
    struct ident_list path = {0};
    const struct expr *expr = callee;
    if (expr->kind == EXPR_MEMBER && expr->member.of->kind == EXPR_NAME) {
        struct ident module = {expr->member.of->name, expr->member.of->at};
        vec_push(session_of(scope)->arena, &path.v, module);
        vec_push(session_of(scope)->arena, &path.v, expr->member.field);
    } else if (expr->kind == EXPR_NAME) {
        struct ident name = {expr->name, expr->at};
        vec_push(session_of(scope)->arena, &path.v, name);
    } else {
        REPORT(session_of(scope), E0205, callee->at, "only functions can be called");
        return NULL;
    }
    return qualified_symbol(scope->program, scope->module, &path, SYMBOL_FUNCTION, E0101);
}

static const struct ir *report_not_function(struct scope *scope, const struct expr *expr, const struct symbol *symbol)
{
    struct diag *diag = REPORT(session_of(scope), E0205, expr->call.callee->at, "'%s' is not a function", symbol->name->s);
    if (symbol->kind == SYMBOL_COMPONENT)
        diag_help(&session_of(scope)->diags, diag, "components are instantiated: %s NAME { … }", symbol->name->s);
    return ir_error(scope, expr->at);
}

static size_t parameter_index(const struct function *function, const struct name *name)
{
    size_t i = 0;
    while (i < function->nparameters && function->names[i] != name) i++;
    return i;
}

static void report_unknown_argument(struct scope *scope, const struct function *function, struct ident name)
{
    struct session *session = session_of(scope);
    struct suggestion suggestion = suggestion_for(&session->diags, NAME_STR(name.name));
    for (size_t i = 0; i < function->nparameters; i++) suggestion_offer_declared(&suggestion, NAME_STR(function->names[i]), function->decl->parameters.v.at[i].name.at);
    struct diag *diag = REPORT(session, E0108, name.at, "function '%s' has no argument '%s'", function->name->s, name.name->s);
    diag_suggest_or_list(&session->diags, diag, &suggestion);
    diag_note(&session->diags, diag, function->decl->name.at, "'%s' is declared here", function->name->s);
}

/* The written argument of each parameter, or NULL. */
static bool place_arguments(struct scope *scope, const struct expr *expr, const struct function *function, const struct expr **placed)
{
    struct session *session = session_of(scope);
    bool fine = true;
    for (size_t i = 0; i < expr->call.arguments.v.n; i++) {
        const struct argument *argument = &expr->call.arguments.v.at[i];
        size_t index = argument->name.name ? parameter_index(function, argument->name.name) : i;
        if (argument->name.name && index < function->nparameters)
            note_meaning(scope->program, (struct meaning){.at = argument->name.at, .declared = function->decl->parameters.v.at[index].name.at,
                    .type = function->types[index]});
        if (index < function->nparameters && !placed[index]) {
            placed[index] = argument->value;
            continue;
        }
        fine = false;
        if (argument->name.name && index >= function->nparameters) report_unknown_argument(scope, function, argument->name);
        else if (index < function->nparameters) REPORT(session, E0206, argument->value->at, "argument '%s' is given twice",
                function->names[index]->s);
        else {
            struct diag *diag = REPORT(session, E0206, argument->value->at, "function '%s' takes %zu argument%s", function->name->s,
                                       function->nparameters, function->nparameters == 1 ? "" : "s");
            diag_note(&session->diags, diag, function->decl->name.at, "'%s' is declared here", function->name->s);
        }
    }
    return fine;
}

static const struct ir *check_argument(struct scope *scope, const struct expr *expr, const struct type *type, struct variables *bound)
{
    struct arena *arena = session_of(scope)->arena;
    const struct type *expected = substitute(arena, type, bound);
    if (!type_has_variable(expected)) return check_expr(scope, expr, expected);
    const struct ir *ir = check_expr(scope, expr, NULL);
    if (type->kind == T_VARIABLE && type_base(ir->type)->kind == T_OPTIONAL) return coerce(scope, ir, type_base(ir->type)->of);
    bind(bound, type, ir->type);
    expected = substitute(arena, type, bound);
    return type_has_variable(expected) ? ir : coerce(scope, ir, expected);
}

static const struct ir **check_arguments(struct scope *scope, const struct expr *expr, const struct function *function, struct variables *bound)
{
    struct session *session = session_of(scope);
    size_t n = function->nparameters;
    const struct expr **placed = NEW_ARRAY(session->arena, n + 1, const struct expr *);
    const struct ir **arguments = NEW_ARRAY(session->arena, n + 1, const struct ir *);
    const struct name *outer = scope->argument;
    bool fine = place_arguments(scope, expr, function, placed);
    for (size_t i = 0; i < n; i++) {
        scope->argument = function->names[i];
        if (placed[i]) arguments[i] = check_argument(scope, placed[i], function->types[i], bound);
        else arguments[i] = function->default_values[i];
        if (!arguments[i] && fine) {
            struct diag *diag = REPORT(session, E0206, expr->at, "function '%s' needs the argument '%s'", function->name->s, function->names[i]->s);
            diag_note(&session->diags, diag, function->decl->name.at, "'%s' is declared here", function->name->s);
        }
        if (!arguments[i] || arguments[i]->kind == IR_ERROR) fine = false;
    }
    scope->argument = outer;
    return fine ? arguments : NULL;
}

static bool recursive(struct scope *scope, const struct expr *expr, struct function *function)
{
    check_function(scope->program, function);
    if (function->state != CHECKING) return false;
    struct diag *diag = REPORT(session_of(scope), E0112, expr->at, "function '%s' calls itself", function->name->s);
    diag_help(&session_of(scope)->diags, diag, "every program must end: use a 'for' over a list instead");
    return true;
}

/* The elements of a literal tell more than the type it was asked to have, also in a sum or a branch. */
static bool may_hold_secret(const struct ir *ir)
{
    if (ir->kind == IR_BINARY && ir->op.op == OP_ADD) return may_hold_secret(ir->op.left) || may_hold_secret(ir->op.right);
    if (ir->kind == IR_IF) return may_hold_secret(ir->branch.then) || (ir->branch.otherwise && may_hold_secret(ir->branch.otherwise));
    if (ir->kind == IR_LIST_FOR || ir->kind == IR_MAP_FOR) return may_hold_secret(ir->loop.value);
    bool list = ir->kind == IR_LIST, record = ir->kind == IR_RECORD, map = ir->kind == IR_MAP;
    if (!list && !record && !map) return type_holds_secret(ir->type);
    const struct ir *const *items = list ? ir->list.items : record ? ir->record.values : ir->map.values;
    size_t n = list ? ir->list.n : record ? ir->record.n : ir->map.n;
    for (size_t i = 0; i < n; i++)
        if (may_hold_secret(items[i])) return true;
    return false;
}

/* A built in function of texts gives a plain string when no secret goes in. */
static bool stays_plain(const struct function *function, const struct ir **arguments)
{
    if (!function->builtin || function->result->kind != T_TEXT) return false;
    for (size_t i = 0; i < function->nparameters; i++)
        if (may_hold_secret(arguments[i])) return false;
    return true;
}

/* object("Deployment", "web") of a test is typed by its kind. */
static const struct type *result_type(struct scope *scope, const struct function *function, const struct ir **arguments,
        const struct variables *bound)
{
    if (stays_plain(function, arguments)) return type_simple(T_STRING);
    bool object = function->builtin && str_is(NAME_STR(function->name), "object");
    if (!object || arguments[0]->kind != IR_CONST) return substitute(session_of(scope)->arena, function->result, bound);
    const struct kube_resource *kube = program_resource(scope->program, arguments[0]->at.file, STR(""), value_str(arguments[0]->value));
    if (kube) return type_of_kube(session_of(scope), kube->type);
    REPORT(session_of(scope), E0801, arguments[0]->at, "there is no kind '%.*s'", STR_ARG(value_str(arguments[0]->value)));
    return type_simple(T_POISON);
}

static const struct ir *call_function(struct scope *scope, const struct expr *expr, struct function *function, const struct type *expected)
{
    function_signature(scope->program, function);
    struct variables bound = {0};
    const struct ir **arguments = check_arguments(scope, expr, function, &bound);
    if (recursive(scope, expr, function) || !arguments) return ir_error(scope, expr->at);
    struct ir *ir = ir_new(scope, function->builtin ? IR_BUILTIN : IR_CALL, expr->at, result_type(scope, function, arguments, &bound));
    if (function->builtin) {
        ir->builtin.builtin = function->builtin;
        ir->builtin.arguments = arguments;
        ir->builtin.n = function->nparameters;
        if (str_is(NAME_STR(function->name), "file")) return file_text(scope, ir);
        if (str_is(NAME_STR(function->name), "data")) return file_data(scope, ir, expected);
    } else {
        ir->call.function = function;
        ir->call.arguments = arguments;
        ir->call.n = function->nparameters;
    }
    return ir;
}

/* int("5"), host(name): a type's name converts. */
static const struct ir *call_conversion(struct scope *scope, const struct expr *expr, const struct type *type)
{
    struct session *session = session_of(scope);
    if (expr->call.arguments.v.n != 1) {
        REPORT(session, E0206, expr->at, "a conversion takes one argument");
        return ir_error(scope, expr->at);
    }
    const struct ir *of = check_expr(scope, expr->call.arguments.v.at[0].value, NULL);
    const struct type *from = type_base(of->type);
    if (from->kind == T_POISON) return of;
    bool scalar = (from->kind >= T_BOOL && from->kind <= T_PATH) || from->kind == T_ENUM;
    if (!scalar || type->kind == T_TEXT || type->kind == T_ANY || type->kind == T_PLAIN) {
        bool secret = from->kind == T_SECRET || from->kind == T_TEXT;
        REPORT(session, secret ? E0903 : E0201, expr->at, "%.*s cannot be converted to %.*s", STR_ARG(type_show(session->arena, from)),
               STR_ARG(type_show(session->arena, type)));
        return ir_error(scope, expr->at);
    }
    struct ir *ir = ir_new(scope, IR_CONVERT, expr->at, type);
    ir->of = of;
    return ir;
}

static bool is_value(const struct scope *scope, const struct name *name)
{
    for (size_t i = 0; i < scope->locals.n; i++)
        if (scope->locals.at[i].name == name) return true;
    return scope->component && map_get(&scope->component->by_name, name);
}

const struct ir *check_call(struct scope *scope, const struct expr *expr, const struct type *expected)
{
    const struct expr *callee = expr->call.callee;
    const struct type *scalar = callee->kind == EXPR_NAME ? scalar_type_named(callee->name) : NULL;
    if (scalar) return call_conversion(scope, expr, scalar);
    if (callee->kind == EXPR_NAME && !module_symbol(scope->program, scope->module, callee->name) && is_value(scope, callee->name)) {
        REPORT(session_of(scope), E0205, callee->at, "'%s' is a value, not a function", callee->name->s);
        return ir_error(scope, expr->at);
    }
    struct symbol *symbol = callee_symbol(scope, callee);
    if (!symbol) return ir_error(scope, expr->at);
    return symbol->kind == SYMBOL_FUNCTION ? call_function(scope, expr, symbol->function, expected) : report_not_function(scope, expr, symbol);
}
