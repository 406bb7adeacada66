/* What a value is in the end, in one line. */
#include "editor/answers.h"

#include "import/literals.h"

enum { SHOWN_MAX = 100 }; /* bytes */

static void put_value(struct buf *out, struct value value);

/* What is absent is not there. */
static void put_record(struct buf *out, const struct record *record)
{
    size_t n = 0;
    for (size_t i = 0; i < record->n && out->n <= SHOWN_MAX; i++) {
        if (record->values[i].kind == V_NULL) continue;
        buf_str(out, n++ ? STR(", ") : STR("{ "));
        put_key(out, record->keys[i]);
        buf_str(out, STR(" = "));
        put_value(out, record->values[i]);
    }
    buf_str(out, n ? STR(" }") : STR("{}"));
}

static void put_list(struct buf *out, const struct list *list)
{
    buf_char(out, '[');
    for (size_t i = 0; i < list->n && out->n <= SHOWN_MAX; i++) {
        if (i) buf_str(out, STR(", "));
        put_value(out, list->at[i]);
    }
    buf_char(out, ']');
}

/* Inside of others; a text has quotes there. */
static void put_value(struct buf *out, struct value value)
{
    if (value.kind == V_RECORD) put_record(out, value.record);
    else if (value.kind == V_LIST) put_list(out, value.list);
    else if (value.kind == V_INSTANCE) buf_str(out, value.instance->path);
    else if (value.kind == V_STRING) put_quoted(out, value_str(value));
    else value_print(value, out);
}

Str shown_value(struct arena *arena, struct value value)
{
    struct buf text = {0};
    if (value.kind != V_RECORD && value.kind != V_LIST && value.kind != V_INSTANCE) return value_show(arena, value);
    put_value(&text, value);
    size_t n = text.n > SHOWN_MAX ? SHOWN_MAX : text.n;
    while (n < text.n && n > 0 && ((unsigned char)text.s[n] & 0xC0) == 0x80) n--;
    Str shown = arena_printf(arena, "%.*s%s", (int)n, text.s, n < text.n ? "…" : "");
    buf_free(&text);
    return shown;
}
