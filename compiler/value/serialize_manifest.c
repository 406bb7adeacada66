/* Values as manifests, fast: YAML and JSON. */
#include "serialize_internal.h"

#include <strings.h>

/* ---- YAML scalars ---- */

/* Words that YAML 1.1 readers take for something other than text. */
static bool reserved_word(Str text)
{
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    if (text.n > 5 || !memchr("tfynoTFYNO", text.s[0], 10)) return false;
    for (size_t i = 0; i < COUNT(words); i++)
        if (strlen(words[i]) == text.n && strncasecmp(words[i], text.s, text.n) == 0) return true;
    return false;
}

/* 0: needs quotes, 1: fine inside, 3: fine at the start too. */
static const unsigned char plain_class[256] = {
    ['a'] = 3, ['b'] = 3, ['c'] = 3, ['d'] = 3, ['e'] = 3, ['f'] = 3, ['g'] = 3, ['h'] = 3, ['i'] = 3, ['j'] = 3, ['k'] = 3, ['l'] = 3,
    ['m'] = 3, ['n'] = 3, ['o'] = 3, ['p'] = 3, ['q'] = 3, ['r'] = 3, ['s'] = 3, ['t'] = 3, ['u'] = 3, ['v'] = 3, ['w'] = 3, ['x'] = 3,
    ['y'] = 3, ['z'] = 3, ['A'] = 3, ['B'] = 3, ['C'] = 3, ['D'] = 3, ['E'] = 3, ['F'] = 3, ['G'] = 3, ['H'] = 3, ['I'] = 3, ['J'] = 3,
    ['K'] = 3, ['L'] = 3, ['M'] = 3, ['N'] = 3, ['O'] = 3, ['P'] = 3, ['Q'] = 3, ['R'] = 3, ['S'] = 3, ['T'] = 3, ['U'] = 3, ['V'] = 3,
    ['W'] = 3, ['X'] = 3, ['Y'] = 3, ['Z'] = 3, ['/'] = 3, ['_'] = 3, ['$'] = 3, ['('] = 3,
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1, ['9'] = 1,
    ['-'] = 1, ['.'] = 1, [' '] = 1, ['='] = 1, [')'] = 1, ['+'] = 1, ['@'] = 1, [';'] = 1, ['~'] = 1, ['^'] = 1, ['<'] = 1, ['>'] = 1,
    [':'] = 1, ['%'] = 1, ['?'] = 1, ['*'] = 1, ['&'] = 1, ['!'] = 1, ['|'] = 1, ['\\'] = 1,
};

static bool plain_style(Str text)
{
    if (!text.n || plain_class[(unsigned char)text.s[0]] != 3) return false;
    char last = text.s[text.n - 1];
    unsigned char all = 3;
    for (size_t i = 0; i < text.n; i++) all &= plain_class[(unsigned char)text.s[i]];
    if (!all || last == ' ' || last == ':') return false;
    return !reserved_word(text) && !memmem(text.s, text.n, ": ", 2);
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

static void put_quoted(struct buf *out, Str text)
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
    if (plain_style(text)) buf_str(out, text);
    else if (block_style(text)) put_block(out, text, indent);
    else put_quoted(out, text);
}

static void put_scalar(struct buf *out, struct value value, size_t indent)
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

/* ---- YAML ---- */

static void yaml_record(struct buf *, const struct record *, size_t indent, bool inline_first, struct origin_list *);

static void note_origin(struct origin_list *origins, struct value value)
{
    if (!origins) return;
    if (origins->text) text_mark_rest(origins->text, value.origin);
    else vec_push(origins->arena, &origins->v, value.origin);
    const struct line_origins *lines = origins->lines && value.kind == V_STRING ? map_get(origins->lines, value.string) : NULL;
    if (lines) vec_push(origins->arena, &origins->texts, ((struct leaf_lines){origins->v.n - 1, lines}));
}

static void yaml_list(struct buf *out, const struct list *list, size_t indent, struct origin_list *origins)
{
    for (size_t i = 0; i < list->n; i++) {
        struct value value = list->at[i];
        buf_fill(out, ' ', indent);
        buf_put(out, "- ", 2);
        if (value.kind == V_RECORD && !empty(value)) yaml_record(out, value.record, indent + 2, true, origins);
        else if (value.kind == V_LIST && !empty(value)) {
            buf_char(out, '\n');
            yaml_list(out, value.list, indent + 2, origins);
        } else {
            if (scalar(value)) put_scalar(out, value, indent + 2);
            else buf_str(out, value.kind == V_LIST ? STR("[]") : STR("{}"));
            note_origin(origins, value);
            buf_char(out, '\n');
        }
    }
}

enum { KEY_MAX = 1000 }; /* longer keys must be marked as such */

static void put_key(struct buf *out, Str key, size_t indent)
{
    bool long_key = key.n > KEY_MAX / 6;
    if (long_key) buf_put(out, "? ", 2);
    if (plain_style(key)) buf_str(out, key);
    else put_quoted(out, key);
    if (!long_key) return;
    buf_char(out, '\n');
    buf_fill(out, ' ', indent);
}

static void yaml_field(struct buf *out, const struct name *key, struct value value, size_t indent, struct origin_list *origins)
{
    put_key(out, NAME_STR(key), indent);
    buf_char(out, ':');
    if (value.kind == V_RECORD && !empty(value)) {
        buf_char(out, '\n');
        yaml_record(out, value.record, indent + 2, false, origins);
    } else if (value.kind == V_LIST && !empty(value)) {
        buf_char(out, '\n');
        yaml_list(out, value.list, indent, origins);
    } else {
        buf_char(out, ' ');
        if (scalar(value)) put_scalar(out, value, indent + 2);
        else buf_str(out, value.kind == V_LIST ? STR("[]") : STR("{}"));
        note_origin(origins, value);
        buf_char(out, '\n');
    }
}

/* INLINE_FIRST: the first field stands behind "- ". */
static void yaml_record(struct buf *out, const struct record *record, size_t indent, bool inline_first, struct origin_list *origins)
{
    for (size_t i = 0; i < record->n; i++) {
        if (absent(record->values[i])) continue;
        if (!inline_first) buf_fill(out, ' ', indent);
        inline_first = false;
        yaml_field(out, record->keys[i], record->values[i], indent, origins);
    }
}

void write_yaml(struct buf *out, struct value value, struct origin_list *origins)
{
    if (value.kind == V_RECORD && !empty(value)) yaml_record(out, value.record, 0, false, origins);
    else if (value.kind == V_LIST && !empty(value)) yaml_list(out, value.list, 0, origins);
    else {
        if (scalar(value)) put_scalar(out, value, 2);
        else buf_str(out, value.kind == V_LIST ? STR("[]") : STR("{}"));
        buf_char(out, '\n');
    }
}

/* ---- JSON manifests ---- */

static void json_break(struct buf *out, int indent)
{
    if (indent < 0) return;
    buf_char(out, '\n');
    buf_fill(out, ' ', (size_t)indent);
}

static void put_json_string(struct buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c == '"' || c == '\\') buf_char(out, '\\');
        if (c == '\n') buf_put(out, "\\n", 2);
        else if (c < ' ') buf_printf(out, "\\u%04x", c);
        else buf_char(out, (char)c);
    }
    buf_char(out, '"');
}

static void json_scalar(struct buf *out, struct value value)
{
    if (bare_number(value)) value_print(value, out);
    else if (value.kind == V_STRING) put_json_string(out, value_str(value));
    else {
        buf_char(out, '"');
        value_print(value, out);
        buf_char(out, '"');
    }
}

void write_json(struct buf *out, struct value value, int indent)
{
    int inner = indent < 0 ? indent : indent + 2;
    bool first = true;
    if (scalar(value)) json_scalar(out, value);
    else if (empty(value)) buf_str(out, value.kind == V_LIST ? STR("[]") : STR("{}"));
    else if (value.kind == V_LIST) {
        for (size_t i = 0; i < value.list->n; i++) {
            buf_char(out, i ? ',' : '[');
            json_break(out, inner);
            write_json(out, value.list->at[i], inner);
        }
        json_break(out, indent);
        buf_char(out, ']');
    } else if (value.kind == V_RECORD) {
        for (size_t i = 0; i < value.record->n; i++) {
            if (absent(value.record->values[i])) continue;
            buf_char(out, first ? '{' : ',');
            first = false;
            json_break(out, inner);
            put_json_string(out, NAME_STR(value.record->keys[i]));
            buf_put(out, ": ", indent < 0 ? 1 : 2);
            write_json(out, value.record->values[i], inner);
        }
        json_break(out, indent);
        buf_char(out, '}');
    }
}
