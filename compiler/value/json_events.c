#include "json_events.h"
#include "value/read_yaml.h"

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

/* ---- events ---- */

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
    if (!memchr(quoted.s, '\\', quoted.n)) return arena_copy(arena, quoted);
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

static void scalar_event(struct arena *arena, struct json_events *json, yaml_event_t *event)
{
    bool quoted = json->text.s[json->at] == '"';
    size_t end = quoted ? string_end(json->text, json->at) : word_end(json->text, json->at);
    Str raw = {json->text.s + json->at, end - json->at};
    Str text = quoted ? unescaped(arena, (Str){raw.s + 1, raw.n - 2}) : arena_copy(arena, raw);
    event->type = YAML_SCALAR_EVENT;
    event->data.scalar.value = (yaml_char_t *)text.s;
    event->data.scalar.length = text.n;
    event->data.scalar.plain_implicit = !quoted;
    event->data.scalar.style = quoted ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_PLAIN_SCALAR_STYLE;
    json->at = end;
}

bool json_next(struct arena *arena, struct json_events *json, yaml_event_t *event)
{
    *event = (yaml_event_t){0};
    while (json->at < json->text.n && strchr(" \t\r\n,:", json->text.s[json->at])) json->at++;
    if (json->at >= json->text.n) return false;
    char first = json->text.s[json->at];
    event->start_mark.index = json->at;
    if (first == '{' || first == '[') {
        event->type = first == '{' ? YAML_MAPPING_START_EVENT : YAML_SEQUENCE_START_EVENT;
        vec_push(arena, &json->open, first == '{' ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT);
        json->at++;
    } else if (first == '}' || first == ']') {
        event->type = json->open.at[--json->open.n];
        json->at++;
    } else scalar_event(arena, json, event);
    event->end_mark.index = json->at;
    return true;
}
