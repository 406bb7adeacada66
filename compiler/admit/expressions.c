#include "expressions.h"

#include <ctype.h>

/* ---- tokens ---- */

enum token { END, IDENTIFIER, NUMBER, TEXT, OPERATOR, BAD };

enum { DEEPEST = 200, MOST_BOUND = 64 };

struct parser {
    struct arena *arena;
    const struct cel_scope *scope;
    Str rest;
    enum token token;
    Str text;                 /* of the token */
    Str bound[MOST_BOUND];    /* names of macros such as all(x, …) */
    size_t nbound;
    size_t depth;
    const char *fault;
};

static const char *const reserved[] = {
    "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace", "null", "package",
    "return", "true", "var", "void", "while",
};

static bool is_among(Str word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, words[i])) return true;
    return false;
}

static bool in_identifier(char c) { return isalnum((unsigned char)c) || c == '_'; }

bool is_cel_identifier(Str name)
{
    size_t i = 0;
    while (i < name.n && in_identifier(name.s[i])) i++;
    return name.n > 0 && i == name.n && !isdigit((unsigned char)name.s[0]) && !is_among(name, reserved, COUNT(reserved));
}

static size_t blanks_before(Str text)
{
    size_t i = 0;
    for (;;) {
        while (i < text.n && isspace((unsigned char)text.s[i])) i++;
        if (i + 1 >= text.n || text.s[i] != '/' || text.s[i + 1] != '/') return i;
        while (i < text.n && text.s[i] != '\n') i++;
    }
}

/* The length of the text literal whose quote is at AT; 0: it has no end. */
static size_t text_length(Str text, size_t at, bool raw)
{
    char quote = text.s[at];
    bool three = at + 2 < text.n && text.s[at + 1] == quote && text.s[at + 2] == quote;
    for (size_t i = at + (three ? 3 : 1); i < text.n; i++) {
        if (text.s[i] == '\\' && !raw) i++;
        else if (text.s[i] == '\n' && !three) return 0;
        else if (text.s[i] == quote && !three) return i + 1;
        else if (text.s[i] == quote && i + 2 < text.n && text.s[i + 1] == quote && text.s[i + 2] == quote) return i + 3;
    }
    return 0;
}

static size_t number_length(Str text)
{
    size_t i = 0;
    if (text.n > 2 && text.s[0] == '0' && (text.s[1] == 'x' || text.s[1] == 'X')) {
        for (i = 2; i < text.n && isxdigit((unsigned char)text.s[i]); i++) { }
        return i + (i < text.n && (text.s[i] == 'u' || text.s[i] == 'U'));
    }
    while (i < text.n && isdigit((unsigned char)text.s[i])) i++;
    if (i + 1 < text.n && text.s[i] == '.' && isdigit((unsigned char)text.s[i + 1]))
        for (i++; i < text.n && isdigit((unsigned char)text.s[i]);) i++;
    if (i < text.n && (text.s[i] == 'e' || text.s[i] == 'E')) {
        size_t k = i + 1 + (i + 1 < text.n && strchr("+-", text.s[i + 1]) != NULL);
        if (k < text.n && isdigit((unsigned char)text.s[k]))
            for (i = k; i < text.n && isdigit((unsigned char)text.s[i]);) i++;
    }
    return i + (i < text.n && (text.s[i] == 'u' || text.s[i] == 'U'));
}

static size_t operator_length(Str text)
{
    static const char *const two[] = {"==", "!=", "<=", ">=", "&&", "||"};
    for (size_t i = 0; i < COUNT(two); i++)
        if (str_starts(text, str_of(two[i]))) return 2;
    return strchr("<>!+-*/%?:.,()[]{}", text.s[0]) ? 1 : 0;
}

/* r'…', b"…": how many letters stand before the quote; SIZE_MAX: it is no text. */
static size_t letters_of_text(Str text, bool *raw)
{
    size_t i = 0;
    for (*raw = false; i < 2 && i < text.n && strchr("rRbB", text.s[i]); i++) *raw |= text.s[i] == 'r' || text.s[i] == 'R';
    return i < text.n && (text.s[i] == '"' || text.s[i] == '\'') ? i : SIZE_MAX;
}

static size_t token_length(Str text, enum token *token)
{
    bool raw;
    size_t n = 0, letters = letters_of_text(text, &raw);
    *token = BAD;
    if (letters != SIZE_MAX) {
        if ((n = text_length(text, letters, raw))) *token = TEXT;
    } else if (isdigit((unsigned char)text.s[0]) || (text.s[0] == '.' && text.n > 1 && isdigit((unsigned char)text.s[1]))) {
        *token = NUMBER;
        n = number_length(text);
    } else if (text.s[0] == '`' && (n = text_length(text, 0, true))) *token = IDENTIFIER;
    else if (in_identifier(text.s[0])) {
        *token = IDENTIFIER;
        while (n < text.n && in_identifier(text.s[n])) n++;
    } else if ((n = operator_length(text))) *token = OPERATOR;
    return n;
}

static void refuse(struct parser *parser, const char *fault)
{
    if (!parser->fault) parser->fault = fault;
    parser->token = END;
    parser->text = STR("");
    parser->rest = STR("");
}

static void next(struct parser *parser)
{
    parser->rest = str_skip(parser->rest, blanks_before(parser->rest));
    parser->token = END;
    parser->text = STR("");
    if (!parser->rest.n) return;
    size_t n = token_length(parser->rest, &parser->token);
    if (parser->token == BAD) {
        refuse(parser, strchr("\"'", parser->rest.s[0]) ? "it has a quote without its counterpart"
                       : arena_printf(parser->arena, "it has '%c' where CEL has none", parser->rest.s[0]).s);
        return;
    }
    parser->text = (Str){parser->rest.s, n};
    parser->rest = str_skip(parser->rest, n);
}

static bool at(const struct parser *parser, const char *text) { return parser->token == OPERATOR && str_is(parser->text, text); }

static bool take(struct parser *parser, const char *text)
{
    bool taken = at(parser, text);
    if (taken) next(parser);
    return taken;
}

static void expect(struct parser *parser, const char *text)
{
    if (!take(parser, text)) refuse(parser, arena_printf(parser->arena, "'%s' is expected at '%.*s'", text, STR_ARG(parser->text)).s);
}

/* ---- names ---- */

static bool is_bound(const struct parser *parser, Str name)
{
    for (size_t i = 0; i < parser->nbound; i++)
        if (str_eq(parser->bound[i], name)) return true;
    return false;
}

static bool is_type_or_library(Str name)
{
    static const char *const names[] = {
        "base64", "bool", "bytes", "cel", "cidr", "double", "duration", "dyn", "format", "google", "int", "ip", "isQuantity", "jsonpatch", "list",
        "lists", "map", "math", "null_type", "optional", "optional_type", "quantity", "regex", "semver", "sets", "string", "strings", "timestamp",
        "type", "uint", "url",
    };
    return is_among(name, names, COUNT(names));
}

static void check_name(struct parser *parser, Str name)
{
    const struct cel_scope *scope = parser->scope;
    size_t n = 0;
    while (scope->names[n]) n++;
    if (is_among(name, reserved, COUNT(reserved))) refuse(parser, arena_printf(parser->arena, "'%.*s' is a word of CEL", STR_ARG(name)).s);
    else if (scope->variables && str_is(name, "variables")) return;
    else if (!is_among(name, scope->names, n) && !is_bound(parser, name) && !is_type_or_library(name))
        refuse(parser, arena_printf(parser->arena, "there is no '%.*s' here", STR_ARG(name)).s);
}

static enum cel_type type_of_variable(struct parser *parser, Str name)
{
    for (size_t i = 0; i < parser->scope->nvariables; i++)
        if (str_eq(parser->scope->variables[i].name, name)) return parser->scope->variables[i].type;
    refuse(parser, arena_printf(parser->arena, "there is no 'variables.%.*s' before it", STR_ARG(name)).s);
    return CEL_ANY;
}

/* ---- expressions ---- */

static enum cel_type expression(struct parser *parser);

/* a, b, c up to END. A trailing comma is possible in lists and maps. */
static void arguments(struct parser *parser, const char *end)
{
    while (parser->token != END && !at(parser, end)) {
        take(parser, "?");
        expression(parser);
        if (!take(parser, ",")) break;
    }
    expect(parser, end);
}

static void entries(struct parser *parser)
{
    while (parser->token != END && !at(parser, "}")) {
        take(parser, "?");
        expression(parser);
        expect(parser, ":");
        expression(parser);
        if (!take(parser, ",")) break;
    }
    expect(parser, "}");
}

/* Fields of a message: names, not expressions. */
static void fields(struct parser *parser)
{
    while (parser->token != END && !at(parser, "}")) {
        take(parser, "?");
        if (parser->token != IDENTIFIER) refuse(parser, "a field is expected");
        else next(parser);
        expect(parser, ":");
        expression(parser);
        if (!take(parser, ",")) break;
    }
    expect(parser, "}");
}

/* How many names a macro binds at most, which come first among its arguments. */
static size_t names_of_macro(Str name)
{
    static const char *const one[] = {"bind", "filter", "map"};
    static const char *const two[] = {"all", "exists", "exists_one", "existsOne", "optFlatMap", "optMap", "sortBy", "transformList", "transformMap",
                                      "transformMapEntry"};
    return is_among(name, one, COUNT(one)) ? 1 : is_among(name, two, COUNT(two)) ? 2 : 0;
}

static bool comma_follows(const struct parser *parser)
{
    Str rest = str_skip(parser->rest, blanks_before(parser->rest));
    return rest.n && rest.s[0] == ',';
}

static void call(struct parser *parser, Str name)
{
    size_t before = parser->nbound, most = names_of_macro(name);
    for (size_t i = 0; i < most && parser->token == IDENTIFIER && comma_follows(parser) && parser->nbound < MOST_BOUND; i++) {
        parser->bound[parser->nbound++] = parser->text;
        next(parser);
        take(parser, ",");
    }
    arguments(parser, ")");
    parser->nbound = before;
}

static enum cel_type literal(struct parser *parser, Str name)
{
    if (str_is(name, "true") || str_is(name, "false")) return CEL_BOOL;
    if (str_is(name, "null")) return CEL_NULL;
    check_name(parser, name);
    return CEL_ANY;
}

static enum cel_type named(struct parser *parser, bool *of_variables)
{
    Str name = parser->text;
    next(parser);
    *of_variables = str_is(name, "variables") && parser->scope->variables && !is_bound(parser, name);
    if (!take(parser, "(")) return literal(parser, name);
    call(parser, name);
    return str_is(name, "has") ? CEL_BOOL : str_is(name, "string") ? CEL_STRING : CEL_ANY;
}

static enum cel_type primary(struct parser *parser, bool *of_variables)
{
    enum cel_type type = CEL_ANY;
    *of_variables = false;
    if (parser->token == IDENTIFIER) return named(parser, of_variables);
    if (parser->token == NUMBER || parser->token == TEXT) {
        type = parser->token == NUMBER ? CEL_NUMBER : strchr("bB", parser->text.s[0]) ? CEL_ANY : CEL_STRING;
        next(parser);
    } else if (take(parser, "(")) {
        type = expression(parser);
        expect(parser, ")");
    } else if (take(parser, "[")) {
        arguments(parser, "]");
        type = CEL_LIST;
    } else if (take(parser, "{")) {
        entries(parser);
        type = CEL_MAP;
    } else if (take(parser, ".") && parser->token == IDENTIFIER) named(parser, of_variables);
    else refuse(parser, parser->text.n ? arena_printf(parser->arena, "a value is expected at '%.*s'", STR_ARG(parser->text)).s
                : "it ends where a value is expected");
    return type;
}

static enum cel_type selected(struct parser *parser, bool of_variables)
{
    bool optional = take(parser, "?");
    Str name = parser->text;
    if (parser->token != IDENTIFIER || is_among(name, (const char *const[]){"in", "true", "false", "null"}, 4)) {
        refuse(parser, "the name of a field is expected behind '.'");
        return CEL_ANY;
    }
    next(parser);
    if (of_variables && !optional && !at(parser, "(")) return type_of_variable(parser, name);
    if (!take(parser, "(")) return CEL_ANY;
    call(parser, name);
    static const char *const tests[] = {"all", "exists", "exists_one", "startsWith", "endsWith", "matches"};
    return is_among(name, tests, COUNT(tests)) ? CEL_BOOL : CEL_ANY;
}

/* Of values, no others are made with braces. */
static bool is_value(const struct parser *parser, Str name)
{
    for (size_t i = 0; parser->scope->names[i]; i++)
        if (str_is(name, parser->scope->names[i])) return islower((unsigned char)name.s[0]);
    return is_bound(parser, name);
}

static enum cel_type member(struct parser *parser)
{
    bool of_variables, value = parser->token == IDENTIFIER && is_value(parser, parser->text);
    enum cel_type type = primary(parser, &of_variables);
    for (; parser->token == OPERATOR; of_variables = false) {
        if (take(parser, ".")) type = selected(parser, of_variables);
        else if (take(parser, "[")) {
            take(parser, "?");
            expression(parser);
            expect(parser, "]");
            type = CEL_ANY;
        } else if (type == CEL_ANY && !value && take(parser, "{")) fields(parser);
        else break;
    }
    return type;
}

static void want_bool(struct parser *parser, enum cel_type type, const char *operator)
{
    if (type != CEL_ANY && type != CEL_BOOL) refuse(parser, arena_printf(parser->arena, "'%s' is about bools", operator).s);
}

static enum cel_type unary(struct parser *parser)
{
    bool inverted = at(parser, "!");
    if (!inverted && !at(parser, "-")) return member(parser);
    while (take(parser, inverted ? "!" : "-")) { }
    enum cel_type type = member(parser);
    if (inverted) want_bool(parser, type, "!");
    return inverted ? CEL_BOOL : type;
}

static bool take_one(struct parser *parser, const char *const *operators, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (take(parser, operators[i])) return true;
    return false;
}

static enum cel_type product(struct parser *parser)
{
    static const char *const operators[] = {"*", "/", "%"};
    enum cel_type type = unary(parser);
    while (take_one(parser, operators, COUNT(operators))) unary(parser);
    return type;
}

static enum cel_type sum(struct parser *parser)
{
    static const char *const operators[] = {"+", "-"};
    enum cel_type type = product(parser);
    while (take_one(parser, operators, COUNT(operators))) {
        enum cel_type other = product(parser);
        if (type == CEL_ANY) type = other;
    }
    return type;
}

static bool take_in(struct parser *parser)
{
    bool taken = parser->token == IDENTIFIER && str_is(parser->text, "in");
    if (taken) next(parser);
    return taken;
}

static enum cel_type relation(struct parser *parser)
{
    static const char *const operators[] = {"<=", ">=", "==", "!=", "<", ">"};
    enum cel_type type = sum(parser);
    while (take_in(parser) || take_one(parser, operators, COUNT(operators))) {
        sum(parser);
        type = CEL_BOOL;
    }
    return type;
}

static enum cel_type conjunction(struct parser *parser)
{
    enum cel_type type = relation(parser);
    while (take(parser, "&&")) {
        want_bool(parser, type, "&&");
        want_bool(parser, relation(parser), "&&");
        type = CEL_BOOL;
    }
    return type;
}

static enum cel_type expression(struct parser *parser)
{
    if (++parser->depth > DEEPEST) refuse(parser, "it is nested too deep");
    enum cel_type type = conjunction(parser);
    while (take(parser, "||")) {
        want_bool(parser, type, "||");
        want_bool(parser, conjunction(parser), "||");
        type = CEL_BOOL;
    }
    if (take(parser, "?")) {
        want_bool(parser, type, "?");
        type = expression(parser);
        expect(parser, ":");
        enum cel_type other = expression(parser);
        if (type != other) type = CEL_ANY;
    }
    parser->depth--;
    return type;
}

const char *expression_fault(struct arena *arena, Str text, const struct cel_scope *scope, enum cel_type *type)
{
    static const char *const names[] = {
        [CEL_BOOL] = "its value is no bool", [CEL_NUMBER] = "its value is no number", [CEL_STRING] = "its value is no text",
        [CEL_LIST] = "its value is no list", [CEL_MAP] = "its value is no map", [CEL_OBJECT] = "its value is no object, as Object{…} is",
    };
    struct parser parser = {.arena = arena, .scope = scope, .rest = text};
    next(&parser);
    *type = expression(&parser);
    if (parser.token != END) refuse(&parser, arena_printf(arena, "'%.*s' is not expected", STR_ARG(parser.text)).s);
    if (!parser.fault && scope->wanted != CEL_ANY && *type != CEL_ANY && *type != scope->wanted) return names[scope->wanted];
    return parser.fault;
}
