/* Patterns of schemas are of Go's regexp package: https://pkg.go.dev/regexp/syntax. */
#include "formats.h"

#include <ctype.h>

enum { MOST_REPEATS = 1000, MOST_GROUPS = 1000 };

struct pattern {
    Str rest;
    size_t open;     /* groups */
    bool atom;       /* there is something that can be repeated */
    bool repeated;   /* and it is already */
    const char *fault;
};

static bool refuse(struct pattern *pattern, const char *fault)
{
    if (!pattern->fault) pattern->fault = fault;
    return false;
}

static char peek(const struct pattern *pattern) { return pattern->rest.n ? pattern->rest.s[0] : '\0'; }

static bool take(struct pattern *pattern, const char *text)
{
    bool taken = str_starts(pattern->rest, str_of(text));
    if (taken) pattern->rest = str_skip(pattern->rest, strlen(text));
    return taken;
}

static bool take_up_to(struct pattern *pattern, const char *end)
{
    const char *found = memmem(pattern->rest.s, pattern->rest.n, end, strlen(end));
    if (!found) return false;
    pattern->rest = str_skip(pattern->rest, (size_t)(found - pattern->rest.s) + strlen(end));
    return true;
}

/* ---- escapes ---- */

static bool take_hex(struct pattern *pattern)
{
    if (take(pattern, "{")) return take_up_to(pattern, "}");
    for (int i = 0; i < 2; i++) {
        if (!isxdigit((unsigned char)peek(pattern))) return false;
        pattern->rest = str_skip(pattern->rest, 1);
    }
    return true;
}

static bool take_escape(struct pattern *pattern, bool in_class)
{
    pattern->rest = str_skip(pattern->rest, 1);
    char c = peek(pattern);
    if (!pattern->rest.n) return refuse(pattern, "it ends with '\\'");
    pattern->rest = str_skip(pattern->rest, 1);
    if (c == 'x') return take_hex(pattern) || refuse(pattern, "it has '\\x' without a number");
    if (c == 'p' || c == 'P') {
        if (take(pattern, "{")) return take_up_to(pattern, "}") || refuse(pattern, "it has '\\p' without a class");
        pattern->rest = str_skip(pattern->rest, pattern->rest.n > 0);
        return true;
    }
    if (c == 'Q' && !in_class) {
        if (!take_up_to(pattern, "\\E")) pattern->rest = str_skip(pattern->rest, pattern->rest.n);
        return true;
    }
    if (c >= '1' && c <= '7' && peek(pattern) >= '0' && peek(pattern) <= '7') return true; /* octal */
    if (c >= '1' && c <= '9') return refuse(pattern, "it refers back to a group, as \\1");
    if (!isalnum((unsigned char)c) || c == '0' || strchr(in_class ? "dDsSwWaftnrv" : "dDsSwWaftnrvAbBz", c)) return true;
    return refuse(pattern, "it has an escape that Go does not know");
}

/* ---- classes ---- */

/* One character, or an escape; its code in *CODE, or -1 where it is a class of its own. */
static bool take_class_character(struct pattern *pattern, int *code)
{
    char c = peek(pattern);
    *code = -1;
    if (c == '\\') {
        char next = pattern->rest.n > 1 ? pattern->rest.s[1] : '\0';
        if (!isalnum((unsigned char)next)) *code = (unsigned char)next;
        return take_escape(pattern, true);
    }
    *code = (unsigned char)c;
    pattern->rest = str_skip(pattern->rest, 1);
    while (pattern->rest.n && ((unsigned char)peek(pattern) & 0xC0) == 0x80) {
        pattern->rest = str_skip(pattern->rest, 1);
        *code = -1;
    }
    return true;
}

static bool take_range(struct pattern *pattern)
{
    int from, to;
    if (take(pattern, "[:")) return take_up_to(pattern, ":]") || refuse(pattern, "it has '[:' without ':]'");
    if (!take_class_character(pattern, &from)) return false;
    bool range = pattern->rest.n > 1 && peek(pattern) == '-' && pattern->rest.s[1] != ']';
    if (!range) return true;
    take(pattern, "-");
    if (!take_class_character(pattern, &to)) return false;
    return from < 0 || to < 0 || from <= to || refuse(pattern, "it has a range that goes back, as z-a");
}

static bool take_class(struct pattern *pattern)
{
    take(pattern, "[");
    take(pattern, "^");
    for (bool first = true; pattern->rest.n; first = false) {
        if (!first && take(pattern, "]")) return true;
        if (!take_range(pattern)) return false;
    }
    return refuse(pattern, "it has '[' without ']'");
}

/* ---- groups ---- */

static bool take_group_name(struct pattern *pattern)
{
    size_t n = 0;
    while (n < pattern->rest.n && (isalnum((unsigned char)pattern->rest.s[n]) || pattern->rest.s[n] == '_')) n++;
    pattern->rest = str_skip(pattern->rest, n);
    return (n > 0 && take(pattern, ">")) || refuse(pattern, "it has a group with a bad name");
}

static bool take_group(struct pattern *pattern)
{
    take(pattern, "(");
    pattern->open++;
    pattern->atom = pattern->repeated = false;
    if (pattern->open > MOST_GROUPS) return refuse(pattern, "its groups are too deep");
    if (!take(pattern, "?")) return true;
    if (take(pattern, "P<")) return take_group_name(pattern);
    if (str_starts(pattern->rest, STR("=")) || str_starts(pattern->rest, STR("!")) || str_starts(pattern->rest, STR("<=")) ||
        str_starts(pattern->rest, STR("<!")))
        return refuse(pattern, "it looks ahead or behind, as (?=x) does");
    if (take(pattern, "<")) return take_group_name(pattern);
    while (pattern->rest.n && strchr("imsU-", peek(pattern))) pattern->rest = str_skip(pattern->rest, 1);
    if (take(pattern, ")")) pattern->open--;
    else if (!take(pattern, ":")) return refuse(pattern, "it has '(?' with something that Go does not know");
    return true;
}

/* ---- repeats ---- */

/* {2}, {2,} or {2,5}; other braces are themselves. */
static bool take_count(struct pattern *pattern, bool *count)
{
    Str rest = str_skip(pattern->rest, 1);
    size_t before = rest.n, least = str_take_number(&rest), most = least;
    *count = false;
    if (rest.n == before) return true;
    bool comma = rest.n && rest.s[0] == ',';
    if (comma) {
        rest = str_skip(rest, 1);
        before = rest.n;
        most = str_take_number(&rest);
        if (rest.n == before) most = MOST_REPEATS;
    }
    if (!rest.n || rest.s[0] != '}') return true;
    if (least > MOST_REPEATS || most > MOST_REPEATS || least > most) return refuse(pattern, "it repeats more than 1000 times, or from more to fewer");
    pattern->rest = str_skip(rest, 1);
    return *count = true;
}

static bool take_repeat(struct pattern *pattern)
{
    if (!pattern->atom) return refuse(pattern, "it repeats nothing, as '*' alone does");
    if (pattern->repeated) return refuse(pattern, "it repeats what is repeated, as a** does");
    take(pattern, "?"); /* the shortest */
    return pattern->repeated = true;
}

static bool take_one(struct pattern *pattern)
{
    char c = peek(pattern);
    if (c == '(') return take_group(pattern);
    pattern->repeated = false;
    if (c == ')' && pattern->open == 0) return refuse(pattern, "it has ')' without '('");
    if (c == ')') pattern->open--;
    else if (c == '\\') {
        pattern->atom = true;
        return take_escape(pattern, false);
    } else if (c == '[') {
        pattern->atom = true;
        return take_class(pattern);
    }
    pattern->atom = c != '|';
    pattern->rest = str_skip(pattern->rest, 1);
    return true;
}

const char *pattern_fault(Str text)
{
    struct pattern pattern = {.rest = text};
    while (pattern.rest.n && !pattern.fault) {
        char c = peek(&pattern);
        bool count = false;
        if (c == '{' && !take_count(&pattern, &count)) break;
        if (!count && strchr("*+?", c)) {
            pattern.rest = str_skip(pattern.rest, 1);
            count = true;
        }
        if (count) take_repeat(&pattern);
        else take_one(&pattern);
    }
    if (pattern.open > 0) refuse(&pattern, "it has '(' without ')'");
    return pattern.fault;
}
