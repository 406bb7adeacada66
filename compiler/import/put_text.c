#include "import/literals.h"

#include "value/literal.h"

#include <ctype.h>

/* ---- in quotes ---- */

static bool opens_expression(Str text, size_t i) { return text.s[i] == '$' && i + 1 < text.n && text.s[i + 1] == '{'; }

static void put_character(struct buf *buf, Str text, size_t i)
{
    unsigned char c = (unsigned char)text.s[i];
    if (c == '\n') buf_str(buf, STR("\\n"));
    else if (c == '\t') buf_str(buf, STR("\\t"));
    else if (c == '\r') buf_str(buf, STR("\\r"));
    else if (c < ' ' || c == 0x7F) buf_printf(buf, "\\u{%x}", c);
    else if (c == '"' || c == '\\' || opens_expression(text, i)) buf_printf(buf, "\\%c", c);
    else buf_char(buf, (char)c);
}

void put_quoted(struct buf *buf, Str text)
{
    buf_char(buf, '"');
    for (size_t i = 0; i < text.n; i++) put_character(buf, text, i);
    buf_char(buf, '"');
}

void put_key(struct buf *buf, const struct name *key)
{
    bool word = key->n > 0 && !isdigit((unsigned char)key->s[0]);
    for (size_t i = 0; word && i < key->n; i++) word = isalnum((unsigned char)key->s[i]) || key->s[i] == '_';
    if (word) buf_str(buf, NAME_STR(key));
    else put_quoted(buf, NAME_STR(key));
}

/* ---- several lines ---- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'; }

/* A text that ends without a line end is cut from one that ends with it, and then nothing else may be cut. */
static bool ends_well(Str text) { return text.s[text.n - 1] == '\n' || (!is_blank(text.s[0]) && !is_blank(text.s[text.n - 1])); }

/* What stands as an expression in a URL would be escaped. */
bool is_lines(Str text)
{
    const char *end = text.n ? memchr(text.s, '\n', text.n) : NULL;
    if (!end || end == text.s + text.n - 1 || !ends_well(text) || begins_with_scheme(text)) return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7F) return false;
    }
    return true;
}

static void put_expression(struct buf *buf, Str text)
{
    buf_str(buf, STR("${"));
    put_quoted(buf, text);
    buf_char(buf, '}');
}

/* Three quotes would be the end of the text, and a blank at the end of a line is seen by nobody. */
static size_t put_part(struct buf *buf, Str line, size_t i)
{
    const Str quotes = STR("\"\"\"");
    bool closes = str_starts(str_skip(line, i), quotes), unseen = i + 1 == line.n && is_blank(line.s[i]);
    size_t n = closes ? quotes.n : 1;
    if (opens_expression(line, i)) buf_char(buf, '$');
    if (closes || unseen) put_expression(buf, (Str){line.s + i, n});
    else buf_char(buf, line.s[i]);
    return n;
}

static void put_line(struct buf *buf, Str line, size_t indent)
{
    if (line.n) buf_fill(buf, ' ', indent);
    for (size_t i = 0; i < line.n;) i += put_part(buf, line, i);
    buf_char(buf, '\n');
}

void put_lines(struct buf *buf, Str text, size_t indent)
{
    bool cut = text.s[text.n - 1] != '\n';
    buf_str(buf, cut ? STR("trim(\"\"\"\n") : STR("\"\"\"\n"));
    while (text.n) {
        Str line = str_cut(&text, '\n');
        put_line(buf, line, indent);
    }
    buf_fill(buf, ' ', indent);
    buf_str(buf, cut ? STR("\"\"\")") : STR("\"\"\""));
}
