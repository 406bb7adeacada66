#include "base/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(Str bytes, struct buf *out)
{
    buf_need(out, (bytes.n + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t left = bytes.n - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.s[i] << 16;
        if (left > 1) group |= (uint32_t)(unsigned char)bytes.s[i + 1] << 8;
        if (left > 2) group |= (unsigned char)bytes.s[i + 2];
        buf_char(out, alphabet[group >> 18]);
        buf_char(out, alphabet[group >> 12 & 63]);
        buf_char(out, left > 1 ? alphabet[group >> 6 & 63] : '=');
        buf_char(out, left > 2 ? alphabet[group & 63] : '=');
    }
}

/* -1: not a digit. */
static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Four characters, of which the last PADDING are '='. */
static void put_group(uint32_t group, size_t padding, struct buf *out)
{
    char bytes[3] = {(char)(group >> 16), (char)(group >> 8), (char)group};
    buf_put(out, bytes, 3 - padding);
}

/* At most two '=', and only where a group of four ends. */
static bool fits(char c, size_t position, size_t padding) { return c == '=' ? position >= 2 && padding < 2 : digit_of(c) >= 0 && !padding; }

bool is_base64(Str text)
{
    size_t n = 0, padding = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i];
        if (c == '\n' || c == '\r') continue;
        if (!fits(c, n % 4, padding)) return false;
        padding += c == '=';
        n++;
    }
    return n % 4 == 0;
}

bool base64_decode(Str text, struct buf *out)
{
    size_t n = 0, padding = 0;
    uint32_t group = 0;
    if (!is_base64(text)) return false;
    buf_need(out, text.n / 4 * 3);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i];
        if (c == '\n' || c == '\r') continue;
        padding += c == '=';
        group = group << 6 | (uint32_t)(c == '=' ? 0 : digit_of(c));
        if (++n % 4 == 0) put_group(group, padding, out);
    }
    return true;
}

bool base64_content(struct arena *arena, Str text, Str *content)
{
    struct buf bytes = {0};
    bool fine = base64_decode(text, &bytes);
    if (fine) *content = arena_copy(arena, (Str){bytes.s, bytes.n});
    buf_free(&bytes);
    return fine;
}
