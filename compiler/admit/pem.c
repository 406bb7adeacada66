#include "pem.h"

#include "base/base64.h"

#include <ctype.h>

/* ---- blocks ---- */

static Str next_line(Str *text)
{
    Str line = str_cut(text, '\n');
    while (line.n && isspace((unsigned char)line.s[line.n - 1])) line.n--;
    return line;
}

/* The label of "-----BEGIN LABEL-----"; empty: LINE is no such line. */
static Str label_in(Str line, Str word)
{
    Str dashes = STR("-----");
    if (!str_starts(line, word) || !str_ends(line, dashes) || line.n < word.n + dashes.n) return STR("");
    return (Str){line.s + word.n, line.n - word.n - dashes.n};
}

bool next_pem_block(struct arena *arena, Str *text, struct pem_block *block)
{
    while (text->n) {
        Str label = label_in(next_line(text), STR("-----BEGIN "));
        if (!label.n) continue;
        Str rest = *text, content = {text->s, 0}, line;
        *block = (struct pem_block){.label = label};
        while (rest.n && !str_starts(line = next_line(&rest), STR("-----"))) {
            bool header = memchr(line.s, ':', line.n) != NULL;
            block->headers |= header;
            if (header) content.s = rest.s;
            content.n = (size_t)(rest.s - content.s);
        }
        if (!str_eq(label_in(line, STR("-----END ")), label) || !base64_content(arena, content, &block->content)) continue;
        *text = rest;
        return true;
    }
    return false;
}

/* ---- DER ---- */

enum { SEQUENCE = 0x30 };

/* Takes the head of a value; the number of bytes that follow, or SIZE_MAX. */
static size_t der_length(Str *der)
{
    if (der->n < 2 || (unsigned char)der->s[0] != SEQUENCE) return SIZE_MAX;
    size_t length = (unsigned char)der->s[1], more = length & 0x80 ? length & 0x7f : 0;
    *der = str_skip(*der, 2);
    if (more > 4 || more > der->n) return SIZE_MAX;
    if (more) length = 0;
    for (size_t i = 0; i < more; i++) length = length << 8 | (unsigned char)der->s[i];
    *der = str_skip(*der, more);
    return length;
}

bool is_signed_sequence(Str der)
{
    if (der_length(&der) != der.n) return false;
    size_t inner = der_length(&der);
    return inner != SIZE_MAX && inner < der.n;
}
