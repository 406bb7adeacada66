/* Values as manifests in YAML, fast. */
#include "serialize_internal.h"

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

static bool plain_style(Str text)
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

/* ---- parts that many values share ---- */

/* What such a list or record was written as, at that indent. */
struct yaml_part {
    size_t indent;
    bool inline_first;
    Str text;
    const uint32_t *origins;
    size_t norigins;
    const struct leaf_lines *texts; /* their leaves are counted from the part's first */
    size_t ntexts;
    const struct yaml_part *next;
};

struct writer {
    struct buf *out;
    struct origin_list *origins; /* NULL: they are not wanted */
    struct yaml_parts *parts;    /* NULL: none are kept */
};

static const struct yaml_part *find_part(const struct writer *writer, const void *value, size_t indent, bool inline_first)
{
    const struct yaml_part *part = map_get(&writer->parts->of, value);
    while (part && (part->indent != indent || part->inline_first != inline_first)) part = part->next;
    return part;
}

static void put_part(const struct writer *writer, const struct yaml_part *part)
{
    struct origin_list *origins = writer->origins;
    buf_str(writer->out, part->text);
    if (!origins) return;
    size_t first = origins->v.n;
    for (size_t i = 0; i < part->norigins; i++) vec_push(origins->arena, &origins->v, part->origins[i]);
    for (size_t i = 0; i < part->ntexts; i++)
        vec_push(origins->arena, &origins->texts, ((struct leaf_lines){first + part->texts[i].leaf, part->texts[i].lines}));
}

/* Where the writer stands. */
struct mark { size_t text, origins, texts; };

static struct mark mark_of(const struct writer *writer)
{
    const struct origin_list *origins = writer->origins;
    return (struct mark){writer->out->n, origins ? origins->v.n : 0, origins ? origins->texts.n : 0};
}

static void *copy_of(struct arena *arena, const void *items, size_t n, size_t size)
{
    void *copy = arena_array(arena, n, size);
    if (n) memcpy(copy, items, n * size);
    return copy;
}

static void keep_part(const struct writer *writer, const void *value, size_t indent, bool inline_first, struct mark begun)
{
    struct arena *arena = writer->parts->arena;
    const struct origin_list *origins = writer->origins;
    struct yaml_part *part = NEW(arena, struct yaml_part);
    *part = (struct yaml_part){.indent = indent, .inline_first = inline_first, .next = map_get(&writer->parts->of, value)};
    part->text = arena_copy(arena, (Str){writer->out->s + begun.text, writer->out->n - begun.text});
    map_put(arena, &writer->parts->of, value, part);
    if (!origins) return;
    part->norigins = origins->v.n - begun.origins;
    part->origins = copy_of(arena, origins->v.at + begun.origins, part->norigins, sizeof *part->origins);
    struct leaf_lines *texts = copy_of(arena, origins->texts.at + begun.texts, origins->texts.n - begun.texts, sizeof *texts);
    part->ntexts = origins->texts.n - begun.texts;
    for (size_t i = 0; i < part->ntexts; i++) texts[i].leaf -= begun.origins;
    part->texts = texts;
}

/* ---- lists and records ---- */

static void put_list(const struct writer *, const struct list *, size_t indent);
static void put_record(const struct writer *, const struct record *, size_t indent, bool inline_first);

static void put_collection(const struct writer *writer, struct value value, size_t indent, bool inline_first)
{
    if (value.kind == V_LIST) put_list(writer, value.list, indent);
    else put_record(writer, value.record, indent, inline_first);
}

/* A list or record with something in it. INLINE_FIRST: the first field of a record stands behind "- ". */
static void put_lines(const struct writer *writer, struct value value, size_t indent, bool inline_first)
{
    if (!writer->parts || !value_is_shared(value)) {
        put_collection(writer, value, indent, inline_first);
        return;
    }
    const struct yaml_part *part = find_part(writer, value.record, indent, inline_first);
    struct mark begun = mark_of(writer);
    if (part) put_part(writer, part);
    else {
        put_collection(writer, value, indent, inline_first);
        keep_part(writer, value.record, indent, inline_first, begun);
    }
}

static bool has_lines(struct value value) { return !scalar(value) && !empty(value); }

static void note_origin(struct origin_list *origins, struct value value)
{
    if (!origins) return;
    if (origins->text) text_mark_rest(origins->text, value.origin);
    else vec_push(origins->arena, &origins->v, value.origin);
    const struct line_origins *lines = origins->lines && value.kind == V_STRING ? map_get(origins->lines, value.string) : NULL;
    if (lines) vec_push(origins->arena, &origins->texts, ((struct leaf_lines){origins->v.n - 1, lines}));
}

/* A scalar, or an empty collection, and the end of the line. */
static void put_leaf(const struct writer *writer, struct value value, size_t indent)
{
    if (scalar(value)) put_scalar(writer->out, value, indent);
    else buf_str(writer->out, value.kind == V_LIST ? STR("[]") : STR("{}"));
    note_origin(writer->origins, value);
    buf_char(writer->out, '\n');
}

static void put_list(const struct writer *writer, const struct list *list, size_t indent)
{
    for (size_t i = 0; i < list->n; i++) {
        struct value value = list->at[i];
        buf_fill(writer->out, ' ', indent);
        buf_put(writer->out, "- ", 2);
        if (!has_lines(value)) put_leaf(writer, value, indent + 2);
        else {
            if (value.kind == V_LIST) buf_char(writer->out, '\n');
            put_lines(writer, value, indent + 2, true);
        }
    }
}

enum { KEY_MAX = 1000 }; /* longer keys must be marked as such */

static bool is_plain_key(const struct writer *writer, const struct name *key)
{
    if (!writer->parts) return plain_style(NAME_STR(key));
    const struct name **known = &writer->parts->plain[key->hash % PLAIN_KEYS];
    if (*known == key) return true;
    bool plain = plain_style(NAME_STR(key));
    if (plain) *known = key;
    return plain;
}

static void put_key(const struct writer *writer, const struct name *key, size_t indent)
{
    bool long_key = key->n > KEY_MAX / 6;
    if (long_key) buf_put(writer->out, "? ", 2);
    if (is_plain_key(writer, key)) buf_str(writer->out, NAME_STR(key));
    else put_quoted(writer->out, NAME_STR(key));
    if (!long_key) return;
    buf_char(writer->out, '\n');
    buf_fill(writer->out, ' ', indent);
}

static void put_field(const struct writer *writer, const struct name *key, struct value value, size_t indent)
{
    put_key(writer, key, indent);
    bool lines = has_lines(value);
    buf_put(writer->out, lines ? ":\n" : ": ", 2);
    if (!lines) put_leaf(writer, value, indent + 2);
    else put_lines(writer, value, value.kind == V_LIST ? indent : indent + 2, false);
}

static void put_record(const struct writer *writer, const struct record *record, size_t indent, bool inline_first)
{
    for (size_t i = 0; i < record->n; i++) {
        if (absent(record->values[i])) continue;
        if (!inline_first) buf_fill(writer->out, ' ', indent);
        inline_first = false;
        put_field(writer, record->keys[i], record->values[i], indent);
    }
}

void write_yaml(struct buf *out, struct value value, struct origin_list *origins, struct yaml_parts *parts)
{
    struct writer writer = {out, origins, parts};
    if (has_lines(value)) {
        put_lines(&writer, value, 0, false);
        return;
    }
    writer.origins = NULL;
    put_leaf(&writer, value, 2);
}
