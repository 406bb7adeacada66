#include "base/markup.h"

/* XML 1.0 has no other control characters than tab and line end, escaped or not, and neither U+FFFE nor U+FFFF; what is no UTF-8 is none of it
 * either. In attributes line ends would become blanks. */
static void put_escaped(struct buf *out, Str text, bool attribute)
{
    bool readable = str_utf8(text);
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        bool outside = c == 0xEF && (str_starts(str_skip(text, i), STR("\xEF\xBF\xBE")) || str_starts(str_skip(text, i), STR("\xEF\xBF\xBF")));
        if (c == '&') buf_str(out, STR("&amp;"));
        else if (c == '<') buf_str(out, STR("&lt;"));
        else if (c == '>') buf_str(out, STR("&gt;"));
        else if (c == '"') buf_str(out, STR("&quot;"));
        else if (attribute && (c == '\n' || c == '\t')) buf_printf(out, "&#%u;", c);
        else if (outside) i += 2;
        else buf_char(out, (c < ' ' && c != '\n' && c != '\t') || c == 0x7f || (c > 0x7f && !readable) ? '?' : (char)c);
    }
}

void put_xml(struct buf *out, Str text) { put_escaped(out, text, false); }

void put_attribute(struct buf *out, const char *name, Str text)
{
    buf_printf(out, " %s=\"", name);
    put_escaped(out, text, true);
    buf_char(out, '"');
}

void put_element(struct buf *out, const char *tag, Str text)
{
    buf_printf(out, "<%s>", tag);
    put_xml(out, text);
    buf_printf(out, "</%s>", tag);
}
