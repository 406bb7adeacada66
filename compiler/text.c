/* Texts with secret parts: built from pieces, escaped for their target. */
#include "machine.h"

#include <ctype.h>

static Str percent_encoded(struct arena *arena, Str text)
{
    char *out = arena_alloc(arena, text.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (isalnum(c) || memchr("-._~", c, 4)) out[n++] = (char)c;
        else {
            static const char digits[] = "0123456789ABCDEF";
            out[n++] = '%';
            out[n++] = digits[c >> 4];
            out[n++] = digits[c & 15];
        }
    }
    return (Str){out, n};
}

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

Str escaped(struct arena *arena, Str text, enum escape escape)
{
    switch (escape) {
    case ESCAPE_URL: return percent_encoded(arena, text);
    case ESCAPE_JSON: return json_escaped(arena, text);
    case ESCAPE_SHELL: return shell_escaped(arena, text);
    case ESCAPE_NONE: break;
    }
    return text;
}

void text_add(struct text_builder *builder, Str text) { buf_str(&builder->plain, text); }

static void flush_plain(struct text_builder *builder)
{
    if (!builder->plain.n) return;
    struct secret_part part = {.text = arena_copy(builder->arena, (Str){builder->plain.s, builder->plain.n})};
    vec_push(builder->arena, &builder->parts, part);
    builder->plain.n = 0;
}

static void add_leaf(struct text_builder *builder, const struct secret_part *part, enum escape escape)
{
    flush_plain(builder);
    struct secret_part leaf = {.leaf = part->leaf, .escape = part->escape ? part->escape : escape};
    vec_push(builder->arena, &builder->parts, leaf);
}

void text_add_value(struct text_builder *builder, struct value value, enum escape escape)
{
    if (value.kind == V_SECRET) {
        for (size_t i = 0; i < value.secret->n; i++) {
            const struct secret_part *part = &value.secret->parts[i];
            if (part->leaf) add_leaf(builder, part, escape);
            else text_add(builder, escaped(builder->arena, part->text, escape));
        }
    } else if (value.kind == V_STRING) text_add(builder, escape ? escaped(builder->arena, value_str(value), escape) : value_str(value));
    else value_print(value, &builder->plain);
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
    buf_free(&builder->plain);
    return value;
}

Str leaf_variable(struct arena *arena, const struct leaf *leaf)
{
    Str text = arena_printf(arena, "%s_%s", leaf->secret->s, leaf->key->s);
    for (size_t i = 0; i < text.n; i++) {
        char *c = (char *)&text.s[i];
        *c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
    }
    return text;
}
