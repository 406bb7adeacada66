/* Slices of text. */
#include "base/base.h"

#include <ctype.h>

Str str_of(const char *z) { return (Str){z, strlen(z)}; }

bool str_eq(Str a, Str b) { return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0); }

bool str_is(Str a, const char *z) { return str_eq(a, str_of(z)); }

bool str_is_among(Str a, const char *const *words)
{
    while (*words && !str_is(a, *words)) words++;
    return *words;
}

int str_cmp(Str a, Str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.s, b.s, n) : 0;
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

bool str_starts(Str a, Str prefix) { return a.n >= prefix.n && str_eq((Str){a.s, prefix.n}, prefix); }

bool str_ends(Str a, Str suffix)
{
    return a.n >= suffix.n && str_eq((Str){a.s + a.n - suffix.n, suffix.n}, suffix);
}

/* Bytes after the first one of a character; its second byte lies from LOW to HIGH. */
static const struct utf8_lead { unsigned char from, to, more, low, high; } utf8_leads[] = {
    {0x01, 0x7F, 0, 0, 0},          {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
    {0xED, 0xED, 2, 0x80, 0x9F},    {0xEE, 0xEF, 2, 0x80, 0xBF}, {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF},
    {0xF4, 0xF4, 3, 0x80, 0x8F},
};

/* Bytes of the character that S begins with; 0: it is none. */
static size_t utf8_character(const unsigned char *s, size_t n)
{
    for (size_t i = 0; i < COUNT(utf8_leads); i++) {
        const struct utf8_lead *lead = &utf8_leads[i];
        if (s[0] < lead->from || s[0] > lead->to) continue;
        if (lead->more >= n || (lead->more && (s[1] < lead->low || s[1] > lead->high))) return 0;
        for (size_t k = 2; k <= lead->more; k++)
            if ((s[k] & 0xC0) != 0x80) return 0;
        return lead->more + 1u;
    }
    return 0;
}

/* Eight bytes from 0x01 to 0x7F. */
static bool is_ascii_word(const char *s)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t word;
    memcpy(&word, s, sizeof word);
    return !((word | (word - ones)) & tops);
}

bool str_utf8(Str a)
{
    for (size_t i = 0, n; i < a.n; i += n) {
        if (a.n - i >= 8 && is_ascii_word(a.s + i)) n = 8;
        else if (!(n = utf8_character((const unsigned char *)a.s + i, a.n - i))) return false;
    }
    return true;
}

enum { NUMBER_MAX = 1 << 28 };

size_t str_take_number(Str *text)
{
    size_t value = 0, i = 0;
    for (; i < text->n && isdigit((unsigned char)text->s[i]); i++)
        if (value < NUMBER_MAX) value = value * 10 + (size_t)(text->s[i] - '0');
    *text = (Str){text->s + i, text->n - i};
    return value;
}

Str str_skip(Str a, size_t n) { return (Str){a.s + n, a.n - n}; }

Str str_trim(Str a)
{
    while (a.n && isspace((unsigned char)a.s[a.n - 1])) a.n--;
    while (a.n && isspace((unsigned char)a.s[0])) a = str_skip(a, 1);
    return a;
}

Str str_cut(Str *text, char at)
{
    const char *end = text->n ? memchr(text->s, at, text->n) : NULL;
    Str head = {text->s, end ? (size_t)(end - text->s) : text->n};
    *text = end ? (Str){end + 1, text->n - head.n - 1} : (Str){text->s + text->n, 0};
    return head;
}

Str str_after_last(Str a, char c)
{
    const char *last = a.n ? memrchr(a.s, c, a.n) : NULL;
    return last ? (Str){last + 1, a.n - (size_t)(last + 1 - a.s)} : a;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

enum { DISTANCE_MAX = 64 }; /* longer texts are never suggestions */

static bool same_letter(Str a, size_t i, Str b, size_t j) { return tolower((unsigned char)a.s[i]) == tolower((unsigned char)b.s[j]); }

/* Two neighbours that have changed places are one edit. */
size_t str_distance(Str a, Str b, size_t limit)
{
    size_t rows[3][DISTANCE_MAX + 1], *row = rows[0], *above = rows[1], *second = rows[2];
    if (a.n > DISTANCE_MAX || b.n > DISTANCE_MAX || a.n > b.n + limit || b.n > a.n + limit) return limit + 1;
    for (size_t j = 0; j <= b.n; j++) row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t *spare = second;
        second = above, above = row, row = spare;
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + !same_letter(a, i - 1, b, j - 1));
            bool exchanged = i > 1 && j > 1 && same_letter(a, i - 1, b, j - 2) && same_letter(a, i - 2, b, j - 1);
            if (exchanged && second[j - 2] + 1 < row[j]) row[j] = second[j - 2] + 1;
        }
    }
    return row[b.n] > limit ? limit + 1 : row[b.n];
}
