/* Values as manifests in JSON, fast. */
#include "serialize_internal.h"

static void json_break(struct buf *out, int indent)
{
    if (indent < 0) return;
    buf_char(out, '\n');
    buf_fill(out, ' ', (size_t)indent);
}

static bool is_plain(unsigned char c) { return c >= ' ' && c != '"' && c != '\\'; }

void put_json_text(struct buf *out, Str text)
{
    buf_char(out, '"');
    for (size_t i = 0, n; i < text.n; i += n) {
        unsigned char c = (unsigned char)text.s[i];
        n = 0;
        while (i + n < text.n && is_plain((unsigned char)text.s[i + n])) n++;
        buf_put(out, text.s + i, n);
        if (n) continue;
        n = 1;
        if (c == '\n') buf_put(out, "\\n", 2);
        else if (c < ' ') buf_printf(out, "\\u%04x", c);
        else {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        }
    }
    buf_char(out, '"');
}

static void json_scalar(struct buf *out, struct value value)
{
    if (bare_number(value)) value_print(value, out);
    else if (value.kind == V_STRING) put_json_text(out, value_str(value));
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
            put_json_text(out, NAME_STR(value.record->keys[i]));
            buf_put(out, ": ", indent < 0 ? 1 : 2);
            write_json(out, value.record->values[i], inner);
        }
        json_break(out, indent);
        buf_char(out, '}');
    }
}
