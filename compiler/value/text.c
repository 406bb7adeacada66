#include "value/text.h"

#include <ctype.h>

static Str json_escaped(struct arena *arena, Str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c == '"' || c == '\\') buf_printf(&out, "\\%c", c);
        else if (c == '\n') buf_put(&out, "\\n", 2);
        else if (c == '\t') buf_put(&out, "\\t", 2);
        else if (c < ' ') buf_printf(&out, "\\u%04x", c);
        else buf_char(&out, (char)c);
    }
    Str copy = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return copy;
}

/* For the inside of single quotes. */
static Str shell_escaped(struct arena *arena, Str text)
{
    struct buf out = {0};
    for (size_t i = 0; i < text.n; i++)
        if (text.s[i] == '\'') buf_put(&out, "'\\''", 4);
        else buf_char(&out, text.s[i]);
    Str copy = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return copy;
}

/* For oslo.config, which replaces "\$" by "$$" first, then "$$" by "$" (_substitute in cfg.py of 9.7.1 and 10.7.0): a doubled one would
 * be two behind a backslash. */
static Str dollars_escaped(struct arena *arena, Str text)
{
    char *out = arena_alloc(arena, text.n * 2 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '$') out[n++] = '\\';
        out[n++] = text.s[i];
    }
    return (Str){out, n};
}

Str escaped(struct arena *arena, Str text, enum escape escape)
{
    switch (escape) {
    case ESCAPE_URL: return arena_percent(arena, text, "");
    case ESCAPE_JSON: return json_escaped(arena, text);
    case ESCAPE_SHELL: return shell_escaped(arena, text);
    case ESCAPE_DOLLARS: return dollars_escaped(arena, text);
    case ESCAPE_NONE: break;
    }
    return text;
}

void text_add(struct text_builder *builder, Str text) { buf_str(&builder->plain, text); }

struct text_builder text_begin(struct arena *arena, struct map *lines)
{
    return (struct text_builder){.arena = arena, .lines = lines};
}

struct text_builder text_begin_in(struct text_room *room, struct arena *arena, struct map *lines)
{
    struct text_builder builder = text_begin(arena, lines);
    builder.plain = (struct buf){.s = room->plain, .cap = sizeof room->plain, .lent = true};
    builder.marks = (struct buf){.s = room->marks, .cap = sizeof room->marks, .lent = true};
    return builder;
}

/* ---- where its lines come from ---- */

struct line_mark {
    uint32_t line;
    uint32_t origin; /* 0: several */
    bool whole;      /* whatever else stands on the line */
};

static uint32_t current_line(struct text_builder *builder)
{
    const struct buf *plain = &builder->plain;
    for (const char *end; builder->counted < plain->n; builder->counted = (size_t)(end - plain->s) + 1) {
        end = memchr(plain->s + builder->counted, '\n', plain->n - builder->counted);
        if (!end) break;
        builder->line++;
    }
    builder->counted = plain->n;
    return builder->line;
}

/* NULL: no line is marked. */
static struct line_mark *last_mark(const struct text_builder *builder)
{
    return builder->marks.n ? (struct line_mark *)(void *)(builder->marks.s + builder->marks.n - sizeof(struct line_mark)) : NULL;
}

static void mark_line(struct text_builder *builder, struct line_mark mark)
{
    struct line_mark *last = last_mark(builder);
    if (!last || last->line != mark.line) buf_put(&builder->marks, (const char *)&mark, sizeof mark);
    else if (mark.whole) *last = mark;
    else if (!last->whole && last->origin != mark.origin) last->origin = 0;
}

void text_mark(struct text_builder *builder, uint32_t origin)
{
    if (builder->lines && origin) mark_line(builder, (struct line_mark){current_line(builder), origin, true});
}

void text_mark_rest(struct text_builder *builder, uint32_t origin)
{
    const struct line_mark *last = last_mark(builder);
    uint32_t end = current_line(builder);
    for (uint32_t line = last ? last->line + 1 : 0; builder->lines && line <= end; line++) mark_line(builder, (struct line_mark){line, origin, true});
}

/* VALUE stands on the lines from FIRST on; one whose lines stayed lines may know more of them. */
static void mark_lines(struct text_builder *builder, uint32_t first, struct value value, bool as_it_was)
{
    bool text = value.kind == V_STRING || value.kind == V_SECRET;
    const struct line_origins *own = text && as_it_was ? map_get(builder->lines, value.string) : NULL;
    uint32_t end = current_line(builder);
    bool behind = end > first && builder->plain.n && builder->plain.s[builder->plain.n - 1] == '\n';
    for (uint32_t line = first; line < end + !behind; line++) {
        uint32_t known = own && line - first < own->n ? own->at[line - first] : 0, origin = known ? known : value.origin;
        if (origin) mark_line(builder, (struct line_mark){line, origin, false});
    }
}

static void keep_lines(struct text_builder *builder, const void *text)
{
    const struct line_mark *marks = (const void *)builder->marks.s;
    size_t n = builder->marks.n / sizeof *marks;
    while (n && !marks[n - 1].origin) n--;
    if (!n || !current_line(builder)) return;
    size_t lines = marks[n - 1].line + 1;
    struct line_origins *origins = arena_alloc(builder->arena, sizeof *origins + lines * sizeof *origins->at);
    origins->n = lines;
    for (size_t i = 0; i < n; i++) origins->at[marks[i].line] = marks[i].origin;
    map_put(builder->arena, builder->lines, text, origins);
}

void text_keep_lines(struct arena *arena, struct map *lines, const void *from, const void *to)
{
    void *origins = map_get(lines, from);
    if (origins) map_put(arena, lines, to, origins);
}

/* ---- parts ---- */

static void flush_plain(struct text_builder *builder)
{
    if (!builder->plain.n) return;
    current_line(builder);
    builder->counted = 0;
    struct secret_part part = {.text = arena_copy(builder->arena, (Str){builder->plain.s, builder->plain.n})};
    vec_push(builder->arena, &builder->parts, part);
    builder->plain.n = 0;
}

static void add_key_ref(struct text_builder *builder, const struct secret_part *part, enum escape escape)
{
    flush_plain(builder);
    struct secret_part key_ref = {.key_ref = part->key_ref, .escape = part->escape ? part->escape : escape};
    vec_push(builder->arena, &builder->parts, key_ref);
}

static void add_value(struct text_builder *builder, struct value value, enum escape escape)
{
    if (value.kind == V_SECRET) {
        for (size_t i = 0; i < value.secret->n; i++) {
            const struct secret_part *part = &value.secret->parts[i];
            if (part->key_ref) add_key_ref(builder, part, escape);
            else text_add(builder, escaped(builder->arena, part->text, escape));
        }
    } else if (value.kind == V_STRING) text_add(builder, escape ? escaped(builder->arena, value_str(value), escape) : value_str(value));
    else value_print(value, &builder->plain);
}

void text_add_value(struct text_builder *builder, struct value value, enum escape escape)
{
    uint32_t first = builder->lines ? current_line(builder) : 0;
    add_value(builder, value, escape);
    if (builder->lines) mark_lines(builder, first, value, escape == ESCAPE_NONE);
}

struct value text_done(struct text_builder *builder)
{
    struct value value;
    if (builder->parts.n) {
        flush_plain(builder);
        struct secret_text *secret = arena_alloc(builder->arena, sizeof *secret + builder->parts.n * sizeof *secret->parts);
        secret->n = builder->parts.n;
        memcpy(secret->parts, builder->parts.at, builder->parts.n * sizeof *secret->parts);
        value = (struct value){.kind = V_SECRET, .secret = secret};
    } else value = value_string(builder->arena, (Str){builder->plain.s, builder->plain.n});
    keep_lines(builder, value.string);
    buf_free(&builder->plain);
    buf_free(&builder->marks);
    return value;
}

Str secret_variable(struct arena *arena, const struct secret_key_ref *key_ref)
{
    const Str parts[] = {NAME_STR(key_ref->secret), STR("_"), NAME_STR(key_ref->key)};
    Str text = arena_join(arena, parts, COUNT(parts));
    for (size_t i = 0; i < text.n; i++) {
        char *c = (char *)&text.s[i];
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    }
    return text;
}
