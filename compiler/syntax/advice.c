#include "advice.h"

#include "build.h"
#include "syntax/stk.tab.h"

static bool starts_operand(int kind)
{
    return kind == TOK_IDENT || kind == TOK_NUMBER || kind == TOK_STRING_OPEN || kind == TOK_LINES_OPEN;
}

static bool is_text(int kind) { return kind == TOK_STRING_OPEN || kind == TOK_LINES_OPEN; }

static bool is_one_of(Str text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(text, words[i])) return true;
    return false;
}

static bool declares_outside(Str word)
{
    static const char *const words[] = {"component", "stack", "fn", "type", "use", "schema", "test", "external"};
    return is_one_of(word, words, COUNT(words));
}

static bool declares_inside(Str word)
{
    static const char *const words[] = {"param", "inherit", "include", "let", "export", "resource", "require", "warn", "fact", "moved"};
    return is_one_of(word, words, COUNT(words));
}

/* The word that the line of AT begins with. */
static Str first_word(const struct lexer *lexer, Span at)
{
    uint32_t lo = at.lo, hi;
    while (lo > 0 && lexer->text.s[lo - 1] != '\n') lo--;
    while (lo < at.lo && (lexer->text.s[lo] == ' ' || lexer->text.s[lo] == '\t')) lo++;
    for (hi = lo; hi < lexer->text.n && lexer->text.s[hi] >= 'a' && lexer->text.s[hi] <= 'z'; hi++) continue;
    return (Str){lexer->text.s + lo, hi - lo};
}

static bool follows(const struct lexer *lexer, Span at, const char *text)
{
    return str_starts(str_skip(lexer->text, at.lo), str_of(text));
}

/* The word before it is the first of a field or an item. */
static bool begins_field(const struct lexer *lexer) { return lexer->earlier == '{' || lexer->earlier == ',' || lexer->earlier == TOK_SEP; }

/* Behind the text that begins at AT, a name perhaps: { or another text. */
static bool opens_block(const struct lexer *lexer, Span at)
{
    Str rest = str_skip(lexer->text, at.hi);
    while (rest.n && rest.s[0] == ' ') rest = str_skip(rest, 1);
    return rest.n && (rest.s[0] == '{' || rest.s[0] == '"');
}

/* ---- by subject ---- */

static const char *advice_of_types(const struct lexer *lexer, Str found, Str line)
{
    bool word = lexer->earlier == ':' && lexer->before == TOK_IDENT;
    if (word && (str_is(found, "(") || str_is(found, "["))) return "types are written [T] for a list, {string: T} for a map, a | b for a choice of words";
    if (is_text(lexer->previous) && (lexer->before == ':' || lexer->before == '|')) return "a choice of words is written without quotes: a | b";
    if (str_is(line, "fn") && str_is(found, ")") && lexer->before == TOK_IDENT) return "each parameter of a function has a type: fn NAME(a : T) : R = …";
    if (lexer->earlier == TOK_PARAM && str_is(found, "=")) return "a parameter has a type: param NAME : TYPE = …";
    return NULL;
}

static const char *advice_of_modules(const struct lexer *lexer, Str line)
{
    if (!str_is(line, "use")) return NULL;
    if (is_text(lexer->previous) || lexer->previous == '.') return "a module is named by its path from the root of the project: use parts/tier";
    return NULL;
}

static const char *advice_of_places(const struct lexer *lexer, Span at, Str found, Str line)
{
    bool inside = lexer->depth > 0;
    if (declares_inside(found)) return inside ? "is a bracket before this still open?" : "it belongs inside a stack or component";
    if (inside && (declares_outside(found) || (declares_outside(line) && is_text(lexer->previous)))) return "it stands by itself, outside of stacks and components";
    if (str_is(found, "=") && !inside) return str_is(line, "fn") ? "each parameter of a function has a type, and so has its result: fn NAME(a : T) : R = …"
        : "fields belong inside a stack or component";
    if (is_text(lexer->previous) && opens_block(lexer, at)) return "names are written without quotes";
    if (is_text(lexer->previous) && lexer->before == TOK_IDENT && begins_field(lexer)) return "fields are set with '=': write 'name = value'";
    if (str_is(found, "=") && lexer->before == TOK_IDENT && lexer->earlier == TOK_IDENT) return "a value gets a name by 'let': let NAME = VALUE";
    return NULL;
}

static const char *advice_of_braces(const struct lexer *lexer, Str line)
{
    if (lexer->condition) return "a choice is written if CONDITION then VALUE else OTHER";
    if (lexer->before == '{') return "templates do not exist here; a parameter is read by its name";
    if (str_is(line, "fn")) return "the value of a function follows '=': fn NAME(a : T) : R = VALUE";
    if (str_is(line, "resource")) return "an object has a name and a kind: resource NAME : KIND { … }";
    return lexer->before == TOK_IDENT && lexer->depth > 2 ? "a field has '=': NAME = { … }" : NULL;
}

static const char *advice_of_words(const struct lexer *lexer, Str found)
{
    if (str_is(found, "if")) return "a condition follows the name: KIND NAME when CONDITION { … }; a value is written if C then A else B";
    if (str_is(found, "with") && lexer->before == TOK_IDENT) return "overrides follow the braces of an instance: KIND NAME { … } with { PATH = VALUE }";
    if (str_is(found, "for") && !in_braces(lexer)) return "a loop stands first: [for x in LIST : VALUE]";
    if (str_is(found, "for")) return "a loop follows the name: KIND NAME for x in LIST { … }";
    return lexer->previous >= TOK_USE && lexer->previous <= TOK_NULL ? "this is a reserved word; choose another name" : NULL;
}

static const char *advice_of_signs(const struct lexer *lexer, Span at, Str found, Str line)
{
    if (str_is(found, "}")) return lexer->depth == 0 ? "this bracket closes nothing" : NULL;
    if (str_is(found, "?")) return begins_field(lexer) ? "what may be absent has a type with '?': NAME : T?" : "a choice is written if CONDITION then VALUE else OTHER";
    if (str_is(found, "->") || str_is(found, "=>")) return "functions have names: fn NAME(x : T) : R = …; over a list goes [for x in LIST : VALUE]";
    if (follows(lexer, at, "/*")) return "comments begin with //";
    if (follows(lexer, at, "<<") || (str_is(found, "|") && lexer->before == '=')) return "a text over several lines stands in three quotation marks";
    if (str_is(found, ",") && (str_is(line, "require") || str_is(line, "warn"))) return "what is said otherwise follows 'else': require CONDITION else \"…\"";
    if (str_is(found, "[") && lexer->earlier == '.') return "an item is reached by its name, or by its number: containers.main, ports.\"0\"";
    if (str_is(found, ".") && lexer->before == TOK_IDENT && lexer->depth) return "a field of a field is written NAME = { FIELD = … }; a key with dots stands in quotes";
    if (str_is(found, ":") && lexer->before == TOK_IDENT && lexer->earlier == '=') return "a text stands in quotes, an image too: \"nginx:1.27\"";
    if (str_is(found, ":")) return "fields are set with '=': write 'name = value'";
    if (str_is(found, "-")) return lexer->before == TOK_IDENT ? "names have no '-': write '_', or put a key in quotes" : "lists are written [a, b]";
    if (str_is(found, "%") || str_is(found, "&")) return "templates and anchors do not exist here; use let, functions and components";
    return NULL;
}

const char *syntax_advice(const struct lexer *lexer, Span at, Str found)
{
    Str line = first_word(lexer, at);
    if (!in_braces(lexer) && ends_item(lexer->before) && starts_operand(lexer->previous)) return "is a comma missing before this?";
    const char *advice = advice_of_types(lexer, found, line);
    if (!advice) advice = advice_of_modules(lexer, line);
    if (!advice) advice = advice_of_places(lexer, at, found, line);
    if (!advice && str_is(found, "{")) advice = advice_of_braces(lexer, line);
    if (!advice) advice = advice_of_words(lexer, found);
    return advice ? advice : advice_of_signs(lexer, at, found, line);
}
