#include "comments.h"

#include "value/value.h"

#include <yaml.h>

/* One document while its tokens are read. */
struct scan {
    struct arena *arena;
    Str text;                /* of the whole file */
    size_t at, index, begin; /* the byte of the character INDEX of the document, which begins at the byte BEGIN */
    struct comments *comments;
};

/* libyaml counts characters; marks go forward. */
static size_t byte_of(struct scan *scan, size_t index)
{
    while (scan->index < index && scan->at < scan->text.n) {
        scan->at++;
        while (scan->at < scan->text.n && ((unsigned char)scan->text.s[scan->at] & 0xC0) == 0x80) scan->at++;
        scan->index++;
    }
    return scan->at;
}

static size_t line_begin(Str text, size_t at)
{
    while (at > 0 && text.s[at - 1] != '\n') at--;
    return at;
}

static size_t line_end(Str text, size_t at)
{
    const char *end = memchr(text.s + at, '\n', text.n - at);
    return end ? (size_t)(end - text.s) : text.n;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static void add_comment(struct scan *scan, size_t lo, size_t end)
{
    size_t line = line_begin(scan->text, lo), first = line;
    while (is_blank(scan->text.s[first])) first++;
    Str text = {scan->text.s + lo + 1, end - lo - 1};
    while (text.n && is_blank(text.s[text.n - 1])) text.n--;
    if (text.n && text.s[0] == ' ') text = str_skip(text, 1);
    struct comment comment = {.lo = (uint32_t)lo, .line = (uint32_t)line, .behind = first < lo, .text = text};
    vec_push(scan->arena, &scan->comments->v, comment);
}

/* What stands between two tokens is blanks and comments. */
static void take_gap(struct scan *scan, size_t from, size_t to)
{
    const char *found;
    while (from < to && (found = memchr(scan->text.s + from, '#', to - from))) {
        size_t at = (size_t)(found - scan->text.s);
        from = line_end(scan->text, at);
        if (at == 0 || is_blank(found[-1]) || found[-1] == '\n') add_comment(scan, at, from);
    }
}

/* "key: |  # a comment" is part of its text for libyaml. */
static void take_header(struct scan *scan, const yaml_token_t *token, size_t from)
{
    yaml_scalar_style_t style = token->type == YAML_SCALAR_TOKEN ? token->data.scalar.style : YAML_ANY_SCALAR_STYLE;
    size_t end = line_end(scan->text, from);
    if (style != YAML_LITERAL_SCALAR_STYLE && style != YAML_FOLDED_SCALAR_STYLE) return;
    for (size_t i = from + 1; i < end; i++)
        if (scan->text.s[i] == '#' && is_blank(scan->text.s[i - 1])) {
            add_comment(scan, i, end);
            return;
        }
}

static void take_tokens(struct scan *scan, yaml_parser_t *parser, size_t end)
{
    size_t from = scan->begin;
    for (bool more = true; more;) {
        yaml_token_t token;
        if (!yaml_parser_scan(parser, &token)) return;
        more = token.type != YAML_STREAM_END_TOKEN;
        size_t start = more ? byte_of(scan, token.start_mark.index) : end;
        if (start > from) take_gap(scan, from, start);
        size_t stop = byte_of(scan, token.end_mark.index);
        if (more) take_header(scan, &token, start);
        if (stop > from) from = stop;
        yaml_token_delete(&token);
    }
}

/* Behind the "---" that a document may begin with, on its line. */
static size_t behind_mark(struct scan *scan, size_t from, size_t end)
{
    Str rest = {scan->text.s + from, end - from};
    if (!str_starts(rest, STR("---"))) return from;
    size_t line = line_end(scan->text, from);
    take_gap(scan, from + strlen("---"), line < end ? line : end);
    return line < end ? line : end;
}

static void read_document(struct scan *scan, size_t from, size_t end)
{
    yaml_parser_t parser;
    from = behind_mark(scan, from, end);
    if (str_starts((Str){scan->text.s + from, end - from}, STR("\xEF\xBB\xBF"))) from += strlen("\xEF\xBB\xBF");
    scan->at = scan->begin = from;
    scan->index = 0;
    if (from >= end || !memchr(scan->text.s + from, '#', end - from)) return;
    memory_checked(yaml_parser_initialize(&parser) ? &parser : NULL);
    yaml_parser_set_input_string(&parser, (const unsigned char *)scan->text.s + from, end - from);
    take_tokens(scan, &parser, end);
    yaml_parser_delete(&parser);
}

void read_comments(struct arena *arena, Str text, struct comments *comments)
{
    struct scan scan = {.arena = arena, .text = text, .comments = comments};
    for (size_t from = 0; from < text.n;) {
        size_t end = line_end(text, from) + 1;
        while (end < text.n && !str_starts((Str){text.s + end, text.n - end}, STR("---"))) end = line_end(text, end) + 1;
        read_document(&scan, from, end < text.n ? end : text.n);
        from = end;
    }
}
