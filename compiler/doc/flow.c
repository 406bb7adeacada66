#include "doc/flow.h"

static bool own_line(Str line) { return line.n && (line.s[0] == '*' || line.s[0] == '-' || line.s[0] == ' '); }

/* Columns, not bytes. */
static size_t width_of(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return n;
}

/* Ends a line without blanks behind its last word. */
static void end_line(struct buf *out)
{
    while (out->n && out->s[out->n - 1] == ' ') out->n--;
    buf_char(out, '\n');
}

struct flow { struct buf *out; Str prefix; size_t column; /* 0: a line has to be begun */ };

static void put_word(struct flow *flow, Str word)
{
    size_t width = width_of(word);
    if (flow->column && flow->column + 1 + width > FLOW_WIDTH) {
        end_line(flow->out);
        flow->column = 0;
    }
    if (flow->column) buf_char(flow->out, ' ');
    else buf_str(flow->out, flow->prefix);
    flow->column = (flow->column ? flow->column + 1 : width_of(flow->prefix)) + width;
    buf_str(flow->out, word);
}

static void break_line(struct flow *flow)
{
    if (flow->column) end_line(flow->out);
    flow->column = 0;
}

static void put_line(struct flow *flow, Str line)
{
    Str bare = str_trim(line);
    if (own_line(line) || !bare.n) break_line(flow);
    if (!bare.n) {
        buf_str(flow->out, flow->prefix);
        end_line(flow->out);
    }
    while (bare.n) {
        Str word = str_cut(&bare, ' ');
        if (word.n) put_word(flow, word);
    }
}

void put_flow(struct buf *out, Str prefix, Str text)
{
    struct flow flow = {out, prefix, 0};
    text = str_trim(text);
    while (text.n) put_line(&flow, str_cut(&text, '\n'));
    break_line(&flow);
}

Str first_sentence(Str doc)
{
    for (size_t i = 0; i + 1 < doc.n; i++)
        if (doc.s[i] == '.' && (doc.s[i + 1] == ' ' || doc.s[i + 1] == '\n')) return (Str){doc.s, i + 1};
    return doc;
}
