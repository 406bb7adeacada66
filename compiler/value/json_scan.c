#include "value/json_scan.h"

#include <ctype.h>
#include <stdlib.h>

/* ---- where a value ends ---- */

enum { NESTED_MAX = 256 }; /* no deeper than the reader goes for YAML */

static size_t after_blanks(Str text, size_t at)
{
    while (at < text.n && text.s[at] && strchr(" \t\r\n", text.s[at])) at++;
    return at;
}

static bool has(Str text, size_t at, char c) { return at < text.n && text.s[at] == c; }

static size_t string_end(Str text, size_t at)
{
    for (at++; at < text.n && text.s[at] != '"'; at++) {
        if ((unsigned char)text.s[at] < ' ') return 0;
        if (text.s[at] != '\\') continue;
        if (++at >= text.n || !text.s[at] || !strchr("\"\\/bfnrtu", text.s[at])) return 0;
        for (size_t digits = text.s[at] == 'u' ? 4 : 0; digits; digits--)
            if (++at >= text.n || !isxdigit((unsigned char)text.s[at])) return 0;
    }
    return at < text.n ? at + 1 : 0;
}

static size_t digits_end(Str text, size_t at)
{
    size_t from = at;
    while (at < text.n && isdigit((unsigned char)text.s[at])) at++;
    return at > from ? at : 0;
}

static size_t number_end(Str text, size_t at)
{
    at += has(text, at, '-');
    at = has(text, at, '0') ? at + 1 : digits_end(text, at);
    if (at && has(text, at, '.')) at = digits_end(text, at + 1);
    if (!at || !(has(text, at, 'e') || has(text, at, 'E'))) return at;
    at++;
    return digits_end(text, at + (has(text, at, '-') || has(text, at, '+')));
}

static size_t word_end(Str text, size_t at)
{
    static const char *const words[] = {"true", "false", "null"};
    Str rest = {text.s + at, text.n - at};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_starts(rest, str_of(words[i]))) return at + strlen(words[i]);
    return number_end(text, at);
}

static size_t value_end(Str text, size_t at, size_t depth);

/* "KEY:" in front of what stands in a map. */
static size_t key_end(Str text, size_t at)
{
    size_t end = has(text, at, '"') ? string_end(text, at) : 0;
    if (!end) return 0;
    end = after_blanks(text, end);
    return has(text, end, ':') ? end + 1 : 0;
}

static size_t collection_end(Str text, size_t at, size_t depth)
{
    char close = text.s[at] == '{' ? '}' : ']';
    at = after_blanks(text, at + 1);
    if (has(text, at, close)) return at + 1;
    for (;;) {
        if (close == '}' && !(at = key_end(text, after_blanks(text, at)))) return 0;
        if (!(at = value_end(text, at, depth + 1))) return 0;
        at = after_blanks(text, at);
        if (has(text, at, close)) return at + 1;
        if (!has(text, at++, ',')) return 0;
    }
}

static size_t value_end(Str text, size_t at, size_t depth)
{
    at = after_blanks(text, at);
    if (at >= text.n || depth > NESTED_MAX) return 0;
    if (text.s[at] == '"') return string_end(text, at);
    return text.s[at] == '{' || text.s[at] == '[' ? collection_end(text, at, depth) : word_end(text, at);
}

size_t json_end(Str text, size_t from)
{
    size_t end = value_end(text, from, 0);
    return end && str_utf8((Str){text.s + from, end - from}) ? end : 0;
}

/* ---- a way through a text ---- */

static void break_off(struct json_scan *scan)
{
    scan->broken = true;
    scan->at = scan->text.n;
}

void json_enter(struct json_scan *scan, char open)
{
    scan->at = after_blanks(scan->text, scan->at);
    if (!has(scan->text, scan->at, open)) break_off(scan);
    else scan->at++;
    scan->first = true;
}

/* Whether another one comes before CLOSE. */
static bool another(struct json_scan *scan, char close)
{
    scan->at = after_blanks(scan->text, scan->at);
    bool ends = has(scan->text, scan->at, close), first = scan->first;
    scan->first = false;
    if (!ends && !first && !has(scan->text, scan->at, ',')) break_off(scan);
    if (ends || !first) scan->at += !scan->broken;
    return !ends && !scan->broken;
}

bool json_next_item(struct json_scan *scan) { return another(scan, ']'); }

bool json_next_key(struct json_scan *scan, Str *key)
{
    if (!another(scan, '}')) return false;
    size_t from = after_blanks(scan->text, scan->at), colon = key_end(scan->text, from);
    if (!colon) {
        break_off(scan);
        return false;
    }
    size_t end = string_end(scan->text, from);
    *key = (Str){scan->text.s + from + 1, end - from - 2};
    scan->at = colon;
    return true;
}

Str json_skip(struct json_scan *scan)
{
    size_t from = after_blanks(scan->text, scan->at), end = value_end(scan->text, from, 0);
    if (!end) {
        break_off(scan);
        return STR("");
    }
    scan->at = end;
    return (Str){scan->text.s + from, end - from};
}

bool json_finished(const struct json_scan *scan) { return !scan->broken && after_blanks(scan->text, scan->at) == scan->text.n; }

/* ---- what a text means ---- */

static void put_code_point(struct buf *out, unsigned long c)
{
    int more = c >= 0x10000 ? 3 : c >= 0x800 ? 2 : c >= 0x80 ? 1 : 0; /* bytes behind the first */
    static const unsigned char firsts[] = {0, 0xC0, 0xE0, 0xF0};
    buf_char(out, (char)(firsts[more] | c >> 6 * more));
    while (more--) buf_char(out, (char)(0x80 | (c >> 6 * more & 0x3F)));
}

static unsigned long code_unit(const char *digits) { return strtoul((char[]){digits[0], digits[1], digits[2], digits[3], 0}, NULL, 16); }

static bool is_half(unsigned long unit, unsigned long first) { return unit >= first && unit < first + 0x400; }

/* DIGITS stand behind "\u"; half of a pair without the other is U+FFFD, as in Go. Returns the last character that was read. */
static const char *put_escaped_unit(struct buf *out, const char *digits)
{
    unsigned long unit = code_unit(digits), other = digits[4] == '\\' && digits[5] == 'u' ? code_unit(digits + 6) : 0;
    bool pair = is_half(unit, 0xD800) && is_half(other, 0xDC00);
    bool half = !pair && (is_half(unit, 0xD800) || is_half(unit, 0xDC00));
    put_code_point(out, pair ? 0x10000 + ((unit - 0xD800) << 10) + (other - 0xDC00) : half ? 0xFFFD : unit);
    return digits + (pair ? 9 : 3);
}

static Str unescaped(struct arena *arena, Str quoted)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    struct buf out = {0};
    for (const char *at = quoted.s; at < quoted.s + quoted.n; at++) {
        if (*at != '\\') {
            buf_char(&out, *at);
            continue;
        }
        const char *letter = strchr(letters, *++at);
        if (*at == 'u') at = put_escaped_unit(&out, at + 1);
        else buf_char(&out, letter ? meant[letter - letters] : *at);
    }
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

Str json_text_of(struct arena *arena, Str json)
{
    if (!json.n || json.s[0] != '"') return STR("");
    Str inner = {json.s + 1, json.n - 2};
    return memchr(inner.s, '\\', inner.n) ? unescaped(arena, inner) : inner;
}

Str json_field(struct arena *arena, Str object, const char *key)
{
    struct json_scan scan = {.text = object};
    Str found;
    json_enter(&scan, '{');
    while (json_next_key(&scan, &found)) {
        Str value = json_skip(&scan);
        if (str_is(found, key)) return json_text_of(arena, value);
    }
    return STR("");
}
