#include "plain_yaml.h"

enum { PLAIN, QUOTED, LITERAL, MAPPING, MAPPING_END, SEQUENCE, SEQUENCE_END };
enum { DEPTH_MAX = 60, KEY_MAX = 200, INDENT_MAX = 1000 };

/* A collection that has begun. */
struct level {
    size_t indent;
    bool sequence;
};

struct scan {
    struct plain_yaml *yaml;
    size_t at, end;      /* of the line: where the scan stands, and its end */
    size_t line;         /* where it begins */
    size_t next;         /* where the next line begins */
    size_t last;         /* the end of the document */
    struct level levels[DEPTH_MAX];
    size_t depth;
    bool awaited;        /* a key stands alone: what belongs to it follows */
};

static char at(const struct scan *scan, size_t place) { return place < scan->end ? scan->yaml->text.s[place] : '\n'; }

static void add(struct scan *scan, int kind, size_t lo, size_t hi)
{
    struct plain_token token = {.lo = (uint32_t)lo, .hi = (uint32_t)hi, .kind = (uint8_t)kind};
    vec_push(scan->yaml->arena, &scan->yaml->tokens, token);
}

/* ---- characters ---- */

enum { KEY_FIRST = 1, IN_KEY = 2, FIRST = 4, INSIDE = 8 };

#define WORD (KEY_FIRST | IN_KEY | FIRST | INSIDE)
#define MARK (FIRST | INSIDE)
static const unsigned char classes[256] = {
    [' ' ... '#'] = INSIDE, ['$'] = MARK, ['%' ... '\''] = INSIDE, ['(' ... ')'] = MARK, ['*'] = INSIDE, ['+'] = MARK, [','] = INSIDE,
    ['-'] = IN_KEY | INSIDE, ['.' ... '9'] = WORD, [':'] = INSIDE, [';' ... '='] = MARK, ['>' ... '@'] = INSIDE, ['A' ... 'Z'] = WORD, ['['] = INSIDE,
    ['\\'] = MARK, [']'] = INSIDE, ['^'] = MARK, ['_'] = WORD, ['`'] = INSIDE, ['a' ... 'z'] = WORD, ['{' ... '}'] = INSIDE, ['~'] = MARK,
};

static bool is(const struct scan *scan, size_t place, unsigned char class) { return classes[(unsigned char)at(scan, place)] & class; }

/* ---- lines ---- */

static bool is_printable(const struct scan *scan)
{
    for (size_t i = scan->at; i < scan->end; i++)
        if (!is(scan, i, INSIDE)) return false;
    return true;
}

static size_t end_of_line(const struct scan *scan, size_t from)
{
    const char *end = memchr(scan->yaml->text.s + from, '\n', scan->last - from);
    return end ? (size_t)(end - scan->yaml->text.s) : scan->last;
}

/* One with something in it; of a comment, what is not read here. */
static bool next_line(struct scan *scan)
{
    while (scan->next < scan->last) {
        scan->line = scan->at = scan->next;
        scan->end = end_of_line(scan, scan->line);
        scan->next = scan->end + 1;
        while (at(scan, scan->at) == ' ') scan->at++;
        if (scan->at < scan->end && (at(scan, scan->at) != '#' || !is_printable(scan))) return true;
    }
    return false;
}

static bool is_entry(const struct scan *scan) { return at(scan, scan->at) == '-' && at(scan, scan->at + 1) == ' '; }

/* The end of a key that a colon follows; 0: there is none here. */
static size_t key_end(const struct scan *scan)
{
    size_t end = scan->at + 1;
    if (!is(scan, scan->at, KEY_FIRST)) return 0;
    while (is(scan, end, IN_KEY)) end++;
    bool ends = at(scan, end) == ':' && end < scan->end && (end + 1 == scan->end || at(scan, end + 1) == ' ');
    return ends && end - scan->at <= KEY_MAX ? end : 0;
}

/* ---- collections ---- */

static struct level *top(struct scan *scan) { return &scan->levels[scan->depth - 1]; }

static bool begin(struct scan *scan, size_t indent, bool sequence, size_t place_n)
{
    if (scan->depth == DEPTH_MAX || indent > INDENT_MAX) return false;
    scan->levels[scan->depth++] = (struct level){indent, sequence};
    add(scan, sequence ? SEQUENCE : MAPPING, scan->at, scan->at + place_n);
    return true;
}

static void finish(struct scan *scan)
{
    add(scan, top(scan)->sequence ? SEQUENCE_END : MAPPING_END, scan->at, scan->at);
    scan->depth--;
}

/* A sequence may stand as far left as the key that it belongs to. */
static bool begin_awaited(struct scan *scan, size_t indent)
{
    bool entry = is_entry(scan), beside = entry && indent == top(scan)->indent && !top(scan)->sequence;
    scan->awaited = false;
    return (beside || indent > top(scan)->indent) && begin(scan, indent, entry, beside);
}

static bool find_level(struct scan *scan, size_t indent)
{
    bool entry = is_entry(scan);
    while (scan->depth > 1 && top(scan)->indent > indent) finish(scan);
    if (scan->depth > 1 && top(scan)->sequence && !entry && scan->levels[scan->depth - 2].indent == indent) finish(scan);
    return top(scan)->indent == indent && top(scan)->sequence == entry;
}

/* ---- scalars ---- */

static bool scan_quoted(struct scan *scan)
{
    char quote = at(scan, scan->at);
    size_t end = scan->at + 1;
    while (is(scan, end, INSIDE) && at(scan, end) != quote && (quote == '\'' || at(scan, end) != '\\')) end++;
    if (end + 1 != scan->end || at(scan, end) != quote) return false;
    add(scan, QUOTED, scan->at, scan->end);
    return true;
}

static bool scan_plain(struct scan *scan)
{
    bool negative = at(scan, scan->at) == '-' && is(scan, scan->at + 1, KEY_FIRST);
    if (!negative && !is(scan, scan->at, FIRST)) return false;
    for (size_t i = scan->at; i < scan->end; i++) {
        char c = at(scan, i);
        bool ends = (c == ':' && (i + 1 == scan->end || at(scan, i + 1) == ' ')) || (c == '#' && at(scan, i - 1) == ' ');
        if (ends || !is(scan, i, INSIDE)) return false;
    }
    if (at(scan, scan->end - 1) == ' ') return false;
    add(scan, PLAIN, scan->at, scan->end);
    return true;
}

/* Behind the header: lines that are indented as the first, and empty ones. */
static bool scan_literal(struct scan *scan)
{
    size_t lo = scan->at, indent = 0, hi;
    bool chomped = at(scan, lo + 1) == '-' || at(scan, lo + 1) == '+';
    if (lo + 1 + chomped != scan->end || scan->end == scan->last) return false;
    for (hi = scan->end + 1; hi < scan->last; hi = scan->end + 1) {
        size_t begins = hi;
        size_t ends = end_of_line(scan, hi);
        if (ends == scan->last) return false;
        while (begins < ends && scan->yaml->text.s[begins] == ' ') begins++;
        if (begins == ends && begins > hi) return false;
        if (!indent) indent = begins < ends ? begins - hi : 0;
        if (!indent) return false;
        if (begins < ends && begins - hi < indent) break;
        scan->end = ends;
        scan->at = hi;
        if (!is_printable(scan)) return false;
    }
    if (indent <= top(scan)->indent || indent > INDENT_MAX) return false;
    scan->next = hi;
    add(scan, LITERAL, lo, hi);
    scan->yaml->tokens.at[scan->yaml->tokens.n - 1].indent = (uint16_t)indent;
    return true;
}

static bool scan_empty(struct scan *scan, int kind, char closing)
{
    if (scan->at + 2 != scan->end || at(scan, scan->at + 1) != closing) return false;
    add(scan, kind, scan->at, scan->at + 1);
    add(scan, kind + 1, scan->at + 1, scan->at + 2);
    return true;
}

static bool scan_value(struct scan *scan)
{
    switch (at(scan, scan->at)) {
    case '"': case '\'': return scan_quoted(scan);
    case '|': return scan_literal(scan);
    case '{': return scan_empty(scan, MAPPING, '}');
    case '[': return scan_empty(scan, SEQUENCE, ']');
    default: return scan_plain(scan);
    }
}

/* ---- a line ---- */

static bool scan_pair(struct scan *scan)
{
    size_t end = key_end(scan);
    if (!end) return false;
    add(scan, PLAIN, scan->at, end);
    scan->awaited = end + 1 == scan->end;
    scan->at = end + 2;
    return scan->awaited || scan_value(scan);
}

static bool scan_content(struct scan *scan)
{
    if (!top(scan)->sequence) return scan_pair(scan);
    scan->at += 2;
    if (!key_end(scan)) return scan_value(scan);
    return begin(scan, scan->at - scan->line, false, 0) && scan_pair(scan);
}

static bool scan_document(struct scan *scan)
{
    if (!next_line(scan) || !begin(scan, scan->at - scan->line, is_entry(scan), 0)) return false;
    do {
        size_t indent = scan->at - scan->line;
        bool fits = scan->awaited ? begin_awaited(scan, indent) : find_level(scan, indent);
        if (!fits || !scan_content(scan)) return false;
    } while (next_line(scan));
    if (scan->awaited) return false;
    while (scan->depth) finish(scan);
    return true;
}

bool plain_yaml_read(struct plain_yaml *yaml, Str text, size_t from, size_t end)
{
    struct scan scan = {.yaml = yaml, .next = from, .last = end};
    yaml->text = text;
    yaml->tokens.n = yaml->next = 0;
    return end <= UINT32_MAX && scan_document(&scan);
}

/* ---- events ---- */

static void take_literal(struct plain_yaml *yaml, const struct plain_token *token)
{
    const char *s = yaml->text.s;
    char chomping = s[token->lo + 1];
    size_t at = token->lo + 2 + (chomping != '\n'), text_end = 0;
    for (size_t end; at < token->hi; at = end + 1) {
        end = (size_t)((const char *)memchr(s + at, '\n', token->hi - at) - s);
        if (end > at) buf_put(&yaml->scratch, s + at + token->indent, end - at - token->indent);
        if (end > at) text_end = yaml->scratch.n;
        buf_char(&yaml->scratch, '\n');
    }
    if (chomping == '-') yaml->scratch.n = text_end;
    else if (chomping != '+') yaml->scratch.n = text_end + 1;
}

static void take_text(struct plain_yaml *yaml, const struct plain_token *token)
{
    size_t quote = token->kind == QUOTED;
    yaml->scratch.n = 0;
    if (token->kind == LITERAL) take_literal(yaml, token);
    else buf_put(&yaml->scratch, yaml->text.s + token->lo + quote, token->hi - token->lo - 2 * quote);
    buf_char(&yaml->scratch, '\0');
}

static const yaml_event_type_t types[] = {
    [PLAIN] = YAML_SCALAR_EVENT, [QUOTED] = YAML_SCALAR_EVENT, [LITERAL] = YAML_SCALAR_EVENT, [MAPPING] = YAML_MAPPING_START_EVENT,
    [MAPPING_END] = YAML_MAPPING_END_EVENT, [SEQUENCE] = YAML_SEQUENCE_START_EVENT, [SEQUENCE_END] = YAML_SEQUENCE_END_EVENT,
};
static const yaml_scalar_style_t styles[] = {
    [PLAIN] = YAML_PLAIN_SCALAR_STYLE, [QUOTED] = YAML_DOUBLE_QUOTED_SCALAR_STYLE, [LITERAL] = YAML_LITERAL_SCALAR_STYLE};

bool plain_yaml_next(struct plain_yaml *yaml, yaml_event_t *event)
{
    if (yaml->next == yaml->tokens.n) return false;
    const struct plain_token *token = &yaml->tokens.at[yaml->next++];
    *event = (yaml_event_t){.type = types[token->kind], .start_mark = {.index = token->lo}, .end_mark = {token->hi, token->kind == LITERAL, 0}};
    if (token->kind > LITERAL) return true;
    take_text(yaml, token);
    event->data.scalar.value = (yaml_char_t *)yaml->scratch.s;
    event->data.scalar.length = yaml->scratch.n - 1;
    event->data.scalar.plain_implicit = token->kind == PLAIN;
    event->data.scalar.quoted_implicit = token->kind != PLAIN;
    event->data.scalar.style = styles[token->kind];
    return true;
}

void plain_yaml_free(struct plain_yaml *yaml)
{
    vec_outgrown(yaml->arena, &yaml->tokens);
    buf_free(&yaml->scratch);
}
