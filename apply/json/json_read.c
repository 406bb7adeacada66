/* libjansson 2.14 (src/load.c) refuses U+0000 unless it is told not to, and in keys in any case; whole numbers beyond 64 bits, real ones
 * beyond a double, and halves of surrogate pairs. API servers (1.20.2, 1.36.2) store and send U+0000 in any text that is not validated,
 * such as the termination message of a container, and numbers of 20 digits in objects of definitions. */
#include "json/json_read.h"

#include "json/json_path.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

size_t json_string_size(Str text)
{
    for (size_t i = 1; i < text.n; i++) {
        if (text.s[i] == '"') return i + 1;
        i += text.s[i] == '\\';
    }
    return 0;
}

/* One that does not end takes all. */
static size_t string_size(Str text)
{
    size_t n = json_string_size(text);
    return n ? n : text.n;
}

static bool is_key(Str after)
{
    while (after.n && isspace((unsigned char)after.s[0])) after = str_skip(after, 1);
    return after.n && after.s[0] == ':';
}

/* ---- what libjansson can read ---- */

/* The number after "\u"; -1: TEXT does not begin with such an escape. */
static long escaped(Str text)
{
    char digits[5] = "";
    if (text.n < 6 || text.s[0] != '\\' || text.s[1] != 'u') return -1;
    memcpy(digits, text.s + 2, 4);
    return strspn(digits, "0123456789abcdefABCDEF") == 4 ? strtol(digits, NULL, 16) : -1;
}

static bool is_high(long unit) { return unit >= 0xD800 && unit < 0xDC00; }
static bool is_low(long unit) { return unit >= 0xDC00 && unit < 0xE000; }

static void put_string(struct buf *out, Str string, bool key)
{
    for (size_t i = 0, n; i < string.n; i += n) {
        Str rest = str_skip(string, i);
        long unit = escaped(rest);
        bool pair = is_high(unit) && is_low(escaped(str_skip(rest, 6)));
        bool mended = !pair && (is_high(unit) || is_low(unit) || (key && unit == 0));
        n = pair ? 12 : unit >= 0 ? 6 : rest.s[0] == '\\' && rest.n > 1 ? 2 : 1;
        if (mended) buf_str(out, STR("\\uFFFD"));
        else buf_put(out, rest.s, n);
    }
}

static bool in_number(char c) { return isdigit((unsigned char)c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'; }

static size_t number_size(Str text)
{
    size_t n = 0;
    while (n < text.n && in_number(text.s[n])) n++;
    return n;
}

static bool is_beyond_64_bits(const char *number)
{
    errno = 0;
    return !strpbrk(number, ".eE") && (strtoll(number, NULL, 10), errno == ERANGE);
}

static void put_number(struct buf *out, Str number)
{
    struct buf text = {0};
    buf_str(&text, number);
    buf_char(&text, '\0');
    double value = strtod(text.s, NULL);
    if (isinf(value)) buf_printf(out, "%.17g", value < 0 ? -DBL_MAX : DBL_MAX);
    else buf_printf(out, "%s%s", text.s, is_beyond_64_bits(text.s) ? ".0" : "");
    buf_free(&text);
}

/* TEXT with other words for what libjansson refuses. */
static void put_mended(struct buf *out, Str text)
{
    for (size_t i = 0, n; i < text.n; i += n) {
        Str rest = str_skip(text, i);
        char c = rest.s[0];
        bool number = c == '-' || isdigit((unsigned char)c);
        n = c == '"' ? string_size(rest) : number ? number_size(rest) : 1;
        if (c == '"') put_string(out, (Str){rest.s, n}, is_key(str_skip(rest, n)));
        else if (number) put_number(out, (Str){rest.s, n});
        else buf_char(out, c);
    }
}

/* ---- where it cannot be read ---- */

enum { LEVELS = 8 }; /* a name lies no deeper: object, items, item, metadata */

struct level { size_t begin; Str key, name, namespace; };

static void take_string(struct level *levels, size_t depth, Str string, bool key)
{
    if (depth < 1 || depth >= LEVELS) return;
    struct level *object = &levels[depth - 1];
    Str member = levels[depth].key;
    if (key) levels[depth].key = string;
    else if (str_is(object->key, "\"metadata\"") && str_is(member, "\"name\"")) object->name = string;
    else if (str_is(object->key, "\"metadata\"") && str_is(member, "\"namespace\"")) object->namespace = string;
}

static Str unquoted(Str string) { return string.n < 2 ? string : (Str){string.s + 1, string.n - 2}; }

static void put_name(struct buf *out, const struct level *object)
{
    Str name = unquoted(object->name), namespace = unquoted(object->namespace);
    out->n = 0;
    buf_printf(out, "%.*s%s%.*s", STR_ARG(namespace), namespace.n ? "/" : "", STR_ARG(name));
    buf_one_line(out);
}

/* The outermost object with a name that has the byte AT in it. */
static void put_object_at(struct buf *out, Str text, size_t at)
{
    struct level levels[LEVELS] = {0};
    for (size_t i = 0, n, depth = 0; i < text.n; i += n) {
        char c = text.s[i];
        const struct level *ended = &levels[depth < LEVELS ? depth : 0];
        n = c == '"' ? string_size(str_skip(text, i)) : 1;
        if (c == '"') take_string(levels, depth, (Str){text.s + i, n}, is_key(str_skip(text, i + n)));
        if ((c == '{' || c == '[') && ++depth < LEVELS) levels[depth] = (struct level){.begin = i};
        if (c != '}' && c != ']') continue;
        if (ended->name.n && ended->begin <= at && at <= i + 1) put_name(out, ended);
        depth -= depth > 0;
    }
}

/* ---- all of it ---- */

json_t *json_read(Str text, struct buf *object)
{
    json_error_t error;
    struct buf mended = {0};
    json_t *json = json_loadb(text.n ? text.s : "", text.n, JSON_ALLOW_NUL, NULL);
    if (json) return json;
    buf_need(&mended, text.n + 1); /* at once: a buffer that grows leaves copies */
    put_mended(&mended, text);
    json = json_loadb(mended.s, mended.n, JSON_ALLOW_NUL, &error);
    if (!json && object) put_object_at(object, (Str){mended.s, mended.n}, (size_t)error.position);
    explicit_bzero(mended.s, mended.n);
    buf_free(&mended);
    return json;
}
