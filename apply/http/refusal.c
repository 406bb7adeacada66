/* Messages of field errors (apimachinery, pkg/util/validation/field/errors.go): "FIELD: Invalid value: VALUE: REASON", several of them as
 * "[…, …]". VALUE is a text that Go quotes; a number, true, false or null; else up to 1.25 as Go writes it, core.PodSpec{Volumes:nil},
 * and JSON after that. REASON may be missing, may have ": " in it, and may repeat the value. Seen on 1.20.2 and 1.36.2. */
#include "refusal.h"

#include "json/json_read.h"

#include <ctype.h>

static const char introduction[] = "Invalid value: ";

/* NULL: it is not there. */
static const char *find(Str text, Str part) { return memmem(text.s, text.n, part.s, part.n); }

/* ---- where a value ends ---- */

static bool begins(Str text, const char *with) { return str_starts(text, str_of(with)); }
static bool ends_value(Str rest) { return !rest.n || begins(rest, ": ") || begins(rest, ", ") || rest.s[0] == ']' || rest.s[0] == '\n'; }

/* What stands before a brace: nothing in JSON, a type with its package in Go. The text of other types is not quoted inside the braces. */
static bool is_quoting_type(Str type) { return !type.n || type.s[0] == '[' || begins(type, "map[") || memchr(type.s, '.', type.n); }

/* The same for what is not quoted: brackets are paired, and outside of them there is no blank. */
static size_t bare_size(Str text)
{
    size_t depth = 0, n;
    for (size_t i = 0; i < text.n; i += n) {
        char c = text.s[i];
        n = c == '"' && depth ? json_string_size(str_skip(text, i)) : 1;
        if (!depth && i && ends_value(str_skip(text, i))) return i;
        if (!n || (!depth && (isspace((unsigned char)c) || strchr("\"})]", c)))) return 0;
        if (!depth && c == '{' && !is_quoting_type((Str){text.s, i})) return 0;
        if (strchr("{[(", c)) depth++;
        else if (strchr("}])", c)) depth--;
    }
    return depth ? 0 : text.n;
}

/* What else is neither quoted nor in brackets may go on behind a colon. */
static bool is_scalar(Str value)
{
    return isdigit((unsigned char)value.s[0]) || value.s[0] == '-' || str_is(value, "true") || str_is(value, "false") || str_is(value, "null");
}

/* 0: it cannot be told. */
static size_t value_size(Str text)
{
    bool quoted = text.n && text.s[0] == '"';
    size_t n = quoted ? json_string_size(text) : bare_size(text);
    bool closed = n && strchr("\"})]", text.s[n - 1]);
    return n && (closed || is_scalar((Str){text.s, n})) && ends_value(str_skip(text, n)) ? n : 0;
}

/* ---- reasons ---- */

enum { REPEATED_MIN = 4 }; /* bytes; what is shorter is part of many words */

/* Names of types stand in the place of a value of a wrong one, and have to be read in the reason. */
static bool is_type_name(Str text)
{
    static const char *const types[] = {"string", "integer", "number", "boolean", "object", "array", "null"};
    for (size_t i = 0; i < COUNT(types); i++)
        if (str_is(text, types[i])) return true;
    return false;
}

/* The text that VALUE quotes; of other values nothing. */
static void put_unquoted(struct buf *out, Str value)
{
    if (value.s[0] != '"') return;
    for (size_t i = 1; i + 1 < value.n; i++) {
        i += value.s[i] == '\\';
        buf_char(out, value.s[i]);
    }
}

/* What servers of 1.20 and 1.36 show of the object itself comes last in its line: "expected string, got &value.valueUnstructured{Value:7}". */
static Str without_object(Str line)
{
    static const char *const shown[] = {", got &", ", error found in #"};
    for (size_t i = 0; i < COUNT(shown); i++) {
        const char *at = find(line, str_of(shown[i]));
        if (at) line.n = (size_t)(at - line.s);
    }
    return line;
}

static void put_lines(struct buf *out, Str text)
{
    while (text.n) {
        const char *end = memchr(text.s, '\n', text.n);
        Str line = {text.s, end ? (size_t)(end - text.s) : text.n};
        buf_str(out, without_object(line));
        if (end) buf_char(out, '\n');
        text = str_skip(text, line.n + (end != NULL));
    }
}

/* REASON with an ellipsis wherever it repeats the text of VALUE. */
static void put_reason(struct buf *out, Str reason, Str value)
{
    struct buf text = {0};
    put_unquoted(&text, value);
    Str repeated = {text.s, text.n};
    bool hidden = repeated.n >= REPEATED_MIN && !is_type_name(repeated);
    for (const char *at; hidden && (at = find(reason, repeated));) {
        put_lines(out, (Str){reason.s, (size_t)(at - reason.s)});
        buf_str(out, STR("…"));
        reason = str_skip(reason, (size_t)(at - reason.s) + repeated.n);
    }
    put_lines(out, reason);
    buf_free(&text);
}

/* ---- messages ---- */

/* TEXT up to the next value, which is taken away with it. */
static Str take_until_value(Str *text)
{
    Str part = STR(introduction);
    const char *at = find(*text, part);
    Str before = {text->s, at ? (size_t)(at - text->s) : text->n};
    *text = str_skip(*text, before.n + (at ? part.n : 0));
    return before;
}

void put_refusal(struct buf *out, Str message)
{
    bool valued = find(message, STR(introduction));
    put_lines(out, take_until_value(&message));
    while (valued) {
        size_t n = value_size(message);
        Str value = {message.s, n}, rest = str_skip(message, n);
        bool reasoned = n && begins(rest, ": ");
        if (!reasoned) buf_str(out, STR("the value is not valid"));
        if (!n) return;
        if (reasoned) rest = str_skip(rest, 2);
        valued = find(rest, STR(introduction));
        put_reason(out, take_until_value(&rest), value);
        message = rest;
    }
}
