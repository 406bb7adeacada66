/* Single values as YAML: plain, quoted, or as a block of lines. */
#include "yaml_writer.h"

#include <strings.h>

/* ---- scalars ---- */

/* Words that YAML 1.1 readers take for something other than text. */
static bool reserved_word(Str text)
{
    static const struct { size_t n; const char *s; } words[] = {{4, "true"}, {5, "false"}, {3, "yes"}, {2, "no"}, {2, "on"}, {3, "off"},
                                                                {4, "null"}, {1, "y"},     {1, "n"}};
    if (text.n > 5) return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (words[i].n == text.n && (words[i].s[0] ^ text.s[0]) % 32 == 0 && strncasecmp(words[i].s, text.s, text.n) == 0) return true;
    return false;
}

enum { INSIDE = 1, AT_START = 2, BEFORE_BLANK = 4 };

/* Where a character needs no quotes. */
static const unsigned char plain_class[256] = {
    ['a'] = 7, ['b'] = 7, ['c'] = 7, ['d'] = 7, ['e'] = 7, ['f'] = 7, ['g'] = 7, ['h'] = 7, ['i'] = 7, ['j'] = 7, ['k'] = 7, ['l'] = 7,
    ['m'] = 7, ['n'] = 7, ['o'] = 7, ['p'] = 7, ['q'] = 7, ['r'] = 7, ['s'] = 7, ['t'] = 7, ['u'] = 7, ['v'] = 7, ['w'] = 7, ['x'] = 7,
    ['y'] = 7, ['z'] = 7, ['A'] = 7, ['B'] = 7, ['C'] = 7, ['D'] = 7, ['E'] = 7, ['F'] = 7, ['G'] = 7, ['H'] = 7, ['I'] = 7, ['J'] = 7,
    ['K'] = 7, ['L'] = 7, ['M'] = 7, ['N'] = 7, ['O'] = 7, ['P'] = 7, ['Q'] = 7, ['R'] = 7, ['S'] = 7, ['T'] = 7, ['U'] = 7, ['V'] = 7,
    ['W'] = 7, ['X'] = 7, ['Y'] = 7, ['Z'] = 7, ['/'] = 7, ['_'] = 7, ['$'] = 7, ['('] = 7,
    ['0'] = 5, ['1'] = 5, ['2'] = 5, ['3'] = 5, ['4'] = 5, ['5'] = 5, ['6'] = 5, ['7'] = 5, ['8'] = 5, ['9'] = 5,
    ['-'] = 5, ['.'] = 5, [' '] = 5, ['='] = 5, [')'] = 5, ['+'] = 5, ['@'] = 5, [';'] = 5, ['~'] = 5, ['^'] = 5, ['<'] = 5, ['>'] = 5,
    [':'] = 1, ['%'] = 5, ['?'] = 5, ['*'] = 5, ['&'] = 5, ['!'] = 5, ['|'] = 5, ['\\'] = 5,
};

bool yaml_is_plain(Str text)
{
    if (!text.n || !(plain_class[(unsigned char)text.s[0]] & AT_START)) return false;
    unsigned char all = INSIDE | BEFORE_BLANK;
    for (size_t i = 0; i < text.n; i++) all &= plain_class[(unsigned char)text.s[i]];
    char last = text.s[text.n - 1];
    if (!(all & INSIDE) || last == ' ' || last == ':') return false;
    return !reserved_word(text) && (all & BEFORE_BLANK || !memmem(text.s, text.n, ": ", 2));
}

/* Several lines without trailing blanks or control characters can stand as they are. */
static bool block_style(Str text)
{
    if (!memchr(text.s, '\n', text.n) || text.s[0] == ' ' || text.s[0] == '\n' || text.s[0] == '\t') return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) return false;
        if (c == 0xC2 || c == 0xE2 || c == 0xEF) return false; /* NEL, line separators, byte order mark and neighbours */
        if ((c == ' ' || c == '\t') && (i + 1 == text.n || text.s[i + 1] == '\n')) return false;
    }
    return true;
}

static unsigned code_point(const char *s, size_t n)
{
    const unsigned char *u = (const unsigned char *)s;
    if (n == 1) return u[0];
    return n == 2 ? (u[0] & 0x1Fu) << 6 | (u[1] & 0x3Fu) : (u[0] & 0x0Fu) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
}

static size_t length_of_unprintable(const unsigned char *u, size_t rest)
{
    if (u[0] == 0x7F) return 1;
    if (rest >= 2 && u[0] == 0xC2 && u[1] < 0xA0) return 2;
    if (rest >= 3 && u[0] == 0xE2 && u[1] == 0x80 && (u[2] == 0xA8 || u[2] == 0xA9)) return 3;
    if (rest >= 3 && u[0] == 0xEF && u[1] == 0xBF && (u[2] == 0xBE || u[2] == 0xBF)) return 3;
    return rest >= 3 && u[0] == 0xEF && u[1] == 0xBB && u[2] == 0xBF ? 3 : 0;
}

size_t yaml_unprintable(Str text, size_t i, unsigned *point)
{
    size_t n = length_of_unprintable((const unsigned char *)text.s + i, text.n - i);
    *point = n ? code_point(text.s + i, n) : 0;
    return n;
}

void put_yaml_quoted(struct buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        unsigned point;
        size_t special = yaml_unprintable(text, i, &point);
        if (special) {
            buf_printf(out, special <= 2 ? "\\x%02x" : "\\u%04x", point);
            i += special - 1;
        } else if (c == '\n') buf_put(out, "\\n", 2);
        else if (c == '\t') buf_put(out, "\\t", 2);
        else if (c < ' ') buf_printf(out, "\\x%02x", c);
        else buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void put_block(struct buf *out, Str text, size_t indent)
{
    bool ended = text.s[text.n - 1] == '\n', blank = ended && text.n > 1 && text.s[text.n - 2] == '\n';
    buf_str(out, blank ? STR("|+\n") : ended ? STR("|\n") : STR("|-\n"));
    for (size_t i = 0; i < text.n;) {
        const char *end = memchr(text.s + i, '\n', text.n - i);
        size_t n = end ? (size_t)(end - text.s) - i : text.n - i;
        if (n) buf_fill(out, ' ', indent);
        buf_put(out, text.s + i, n);
        i += n + 1;
        if (end && i < text.n) buf_char(out, '\n');
    }
}

static void put_string(struct buf *out, Str text, size_t indent)
{
    if (yaml_is_plain(text)) buf_str(out, text);
    else if (block_style(text)) put_block(out, text, indent);
    else put_yaml_quoted(out, text);
}

void put_yaml_scalar(struct buf *out, struct value value, size_t indent)
{
    if (value.kind == V_STRING) put_string(out, value_str(value), indent);
    else if (bare_number(value)) value_print(value, out);
    else { /* 512Mi, 250m, 30s, 25%: texts that look like nothing else */
        bool digits = (value.kind == V_BYTES && (value.integer <= 0 || (value.integer % 1000 && value.integer % 1024))) ||
                      (value.kind == V_CPU && value.integer % 1000 == 0); /* a quantity is a text even then */
        if (digits) buf_char(out, '"');
        value_print(value, out);
        if (digits) buf_char(out, '"');
    }
}
