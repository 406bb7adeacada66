#include "review/show_field.h"

#include "value/serialize.h"

/* A text as it is where that cannot be mistaken; everything else as JSON on one line. */
static bool plain(struct value value)
{
    Str text = value.kind == V_STRING ? value_str(value) : STR("");
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.s[i] < ' ' || text.s[i] == 0x7f) return false;
    return text.n && text.s[0] != ' ' && text.s[text.n - 1] != ' ';
}

static void put_value(struct buf *out, struct value value)
{
    if (value.kind == V_NULL) return;
    if (plain(value)) buf_str(out, value_str(value));
    else write_json(out, value, -1);
}

static size_t character_start(const struct buf *text, size_t at)
{
    while (at > 0 && at < text->n && ((unsigned char)text->s[at] & 0xC0) == 0x80) at--;
    return at;
}

/* FROM bytes are left out at the beginning, and what is too much at the end. */
static Str cut(struct arena *arena, const struct buf *text, size_t from, size_t width)
{
    if (from > text->n) from = text->n;
    size_t to = text->n - from > width ? from + width : text->n;
    from = character_start(text, from);
    to = character_start(text, to);
    return arena_printf(arena, "%s%.*s%s", from ? "…" : "", (int)(to - from), text->s ? text->s + from : "", to < text->n ? "…" : "");
}

struct shown show_values(struct arena *arena, const struct field_change *field, size_t width)
{
    struct buf before = {0}, after = {0};
    size_t same = 0;
    put_value(&before, field->before);
    put_value(&after, field->after);
    while (same < before.n && same < after.n && before.s[same] == after.s[same]) same++;
    bool long_texts = before.n > width || after.n > width;
    size_t from = long_texts && same > width / 3 ? same - width / 3 : 0;
    struct shown shown = {cut(arena, &before, from, width), cut(arena, &after, from, width)};
    if (field->hidden) shown.before = shown.after = STR("(not shown)");
    if (field->before.kind == V_NULL) shown.before = STR("");
    if (field->after.kind == V_NULL) shown.after = STR("");
    buf_free(&before);
    buf_free(&after);
    return shown;
}

Str show_field(struct arena *arena, const struct field_change *field, size_t skip, size_t width)
{
    struct shown shown = show_values(arena, field, width);
    Str path = {field->path.s + skip, field->path.n - skip};
    bool old = field->before.kind != V_NULL, new = field->after.kind != V_NULL;
    if (field->hidden) return arena_printf(arena, "%.*s: %s (not shown)", STR_ARG(path), old && new ? "changed" : new ? "new" : "gone");
    if (old && new) return arena_printf(arena, "%.*s: %.*s → %.*s", STR_ARG(path), STR_ARG(shown.before), STR_ARG(shown.after));
    if (new) return arena_printf(arena, "%.*s: + %.*s", STR_ARG(path), STR_ARG(shown.after));
    return arena_printf(arena, "%.*s: - %.*s", STR_ARG(path), STR_ARG(shown.before));
}

void put_field_change(struct fields *fields, const struct field_change *field)
{
    put_text(fields, "path", field->path);
    if (field->hidden) put(fields, "hidden", value_bool(true));
    if (!field->hidden && field->before.kind != V_NULL) put(fields, "before", field->before);
    if (!field->hidden && field->after.kind != V_NULL) put(fields, "after", field->after);
}
