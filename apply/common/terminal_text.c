#include "common/terminal_text.h"

#include <locale.h>
#include <wchar.h>

enum { REPLACEMENT = 0xFFFD };

/* ---- characters ---- */

static size_t length_by_first(unsigned char c)
{
    return c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xF0 && c < 0xF5 ? 4 : 0;
}

/* The bytes of the character that TEXT, which is not empty, begins with. One that is malformed is one byte. */
static size_t take_character(Str text, uint32_t *code)
{
    unsigned char first = (unsigned char)text.s[0];
    size_t n = length_by_first(first);
    *code = REPLACEMENT;
    if (!n || n > text.n || (n > 1 && !str_utf8((Str){text.s, n}))) return 1;
    *code = n == 1 ? first : first & (0x7Fu >> n);
    for (size_t i = 1; i < n; i++) *code = *code << 6 | ((unsigned char)text.s[i] & 0x3F);
    return n;
}

/* Controls, marks of direction, and what shows nothing at all. */
static bool is_treacherous(uint32_t code)
{
    static const struct { uint32_t from, to; } ranges[] = {
        {0, 0x1F}, {0x7F, 0x9F}, {0x61C, 0x61C}, {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E},
        {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F},
    };
    for (size_t i = 0; i < COUNT(ranges); i++)
        if (code >= ranges[i].from && code <= ranges[i].to) return true;
    return false;
}

/* ---- escape sequences (ECMA-48) ---- */

static size_t skip_range(Str text, size_t i, char from, char to)
{
    while (i < text.n && text.s[i] >= from && text.s[i] <= to) i++;
    return i;
}

/* Up to BEL, or ESC and a backslash: window titles, links. */
static size_t string_sequence(Str text)
{
    for (size_t i = 2; i < text.n && text.s[i] != '\n'; i++) {
        if (text.s[i] == '\a') return i + 1;
        if (text.s[i] == '\033') return i + 1 < text.n && text.s[i + 1] == '\\' ? i + 2 : 0;
    }
    return 0;
}

/* The bytes of the sequence that TEXT begins with; 0: none, or one without an end. */
static size_t escape_sequence(Str text)
{
    if (text.n < 2 || text.s[0] != '\033') return 0;
    if (memchr("]PX^_", text.s[1], 5)) return string_sequence(text);
    size_t end = text.s[1] == '[' ? skip_range(text, 2, 0x20, 0x3F) : skip_range(text, 1, 0x20, 0x2F);
    return end < text.n && text.s[end] >= 0x30 && text.s[end] <= 0x7E ? end + 1 : 0;
}

void put_clean(struct buf *out, Str text)
{
    for (size_t n; text.n; text.s += n, text.n -= n) {
        uint32_t code;
        if ((n = escape_sequence(text))) continue;
        n = take_character(text, &code);
        if (code == '\n' || code == '\t' || code == '\r') buf_char(out, ' ');
        else if (code == REPLACEMENT || is_treacherous(code)) buf_put(out, "\xEF\xBF\xBD", 3);
        else buf_put(out, text.s, n);
    }
}

/* ---- columns ---- */

/* As Unicode has it, whatever locale the process runs in. */
static size_t columns_of(uint32_t code)
{
    static locale_t unicode;
    if (code < 0x7F) return 1;
    if (!unicode) unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (!unicode) return 1;
    locale_t before = uselocale(unicode);
    int columns = wcwidth((wchar_t)code);
    uselocale(before);
    return columns < 0 ? 1 : (size_t)columns;
}

size_t text_columns(Str text)
{
    size_t columns = 0;
    for (size_t n; text.n; text.s += n, text.n -= n) {
        uint32_t code;
        n = take_character(text, &code);
        columns += columns_of(code);
    }
    return columns;
}

/* The bytes of TEXT that take at most COLUMNS. */
static size_t bytes_within(Str text, size_t columns)
{
    size_t i = 0;
    for (size_t n; i < text.n; i += n) {
        uint32_t code;
        n = take_character((Str){text.s + i, text.n - i}, &code);
        size_t width = columns_of(code);
        if (width > columns) break;
        columns -= width;
    }
    return i;
}

/* As many question marks as a character takes columns. */
static void put_ascii(struct buf *out, Str text)
{
    for (size_t n; text.n; text.s += n, text.n -= n) {
        uint32_t code;
        n = take_character(text, &code);
        if (code < 0x80) buf_char(out, (char)code);
        else buf_fill(out, '?', columns_of(code));
    }
}

size_t put_fitting(struct buf *out, Str text, size_t columns, bool ascii)
{
    Str whole = {text.s, bytes_within(text, columns)};
    bool cut = whole.n < text.n && columns;
    Str kept = cut ? (Str){text.s, bytes_within(text, columns - 1)} : whole;
    if (ascii) put_ascii(out, kept);
    else buf_str(out, kept);
    if (cut) buf_put(out, ascii ? "~" : "…", ascii ? 1 : strlen("…"));
    return text_columns(kept) + cut;
}
