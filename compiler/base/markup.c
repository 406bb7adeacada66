#include "base/markup.h"

void put_xml(struct buf *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i];
        if (c == '&') buf_str(out, STR("&amp;"));
        else if (c == '<') buf_str(out, STR("&lt;"));
        else if (c == '>') buf_str(out, STR("&gt;"));
        else if (c == '"') buf_str(out, STR("&quot;"));
        else buf_char(out, (unsigned char)c < ' ' && c != '\n' ? ' ' : c);
    }
}

void put_attribute(struct buf *out, const char *name, Str text)
{
    if (!text.n) return;
    buf_printf(out, " %s=\"", name);
    put_xml(out, text);
    buf_char(out, '"');
}

void put_element(struct buf *out, const char *tag, Str text)
{
    buf_printf(out, "<%s>", tag);
    put_xml(out, text);
    buf_printf(out, "</%s>", tag);
}
