#include "plain_word.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- numbers ---- */

enum { DIGITS_MAX = 512 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* 0x1f, 0b11, 0o17 and 017, not 08. REST comes to stand at the digits. */
static int base_of(const char **rest)
{
    static const struct { char letter; int base; } prefixes[] = {{'x', 16}, {'o', 8}, {'b', 2}};
    if (**rest != '0' || !(*rest)[1]) return 10;
    for (size_t i = 0; i < COUNT(prefixes); i++)
        if (((*rest)[1] | 0x20) == prefixes[i].letter) {
            *rest += 2;
            return prefixes[i].base;
        }
    return 8;
}

static const char *digits_in(int base)
{
    return base == 16 ? "0123456789abcdefABCDEF" : base == 10 ? "0123456789" : base == 8 ? "01234567" : "01";
}

/* Up to 18446744073709551615 without a sign. */
static bool whole_number(const char *digits, struct word *word)
{
    bool negative = *digits == '-', sign = negative || *digits == '+';
    const char *rest = digits + sign;
    int base = base_of(&rest);
    errno = 0;
    unsigned long long amount = strtoull(rest, NULL, base);
    if (!*rest || rest[strspn(rest, digits_in(base))] || errno) return false;
    if (amount > INT64_MAX && sign && !(negative && amount == (unsigned long long)INT64_MAX + 1)) return false;
    if (amount > INT64_MAX && !sign) *word = (struct word){WORD_FLOAT, .real = (double)amount};
    else *word = (struct word){WORD_INT, .integer = (int64_t)(negative ? 0 - amount : amount)};
    return true;
}

static const char *after_digits(const char *at)
{
    while (is_digit(*at)) at++;
    return at;
}

/* 1, 1., 1.5, .5, each with a sign and an exponent, in the range of a double. */
static bool fraction(const char *digits, struct word *word)
{
    const char *first = digits + (*digits == '-' || *digits == '+'), *end = after_digits(first);
    if (*end == '.') end = after_digits(end + 1);
    if (!is_digit(*first) && !(*first == '.' && is_digit(first[1]))) return false;
    if (*end == 'e' || *end == 'E') {
        const char *exponent = end + 1 + (end[1] == '-' || end[1] == '+');
        if (!is_digit(*exponent)) return false;
        end = after_digits(exponent);
    }
    *word = (struct word){WORD_FLOAT, .real = strtod(digits, NULL)};
    return !*end && isfinite(word->real);
}

/* Without "_", which may stand anywhere behind the first character, behind a "." only between digits. False: it is no number. */
static bool digits_of(Str text, char digits[static DIGITS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] != '_') digits[n++] = text.s[i];
        else if (text.s[0] == '.' && !(is_digit(text.s[i - 1]) && is_digit(text.s[i + 1]))) return false;
        if (n == DIGITS_MAX || !strchr("0123456789abcdefABCDEFxXoO.+-_", text.s[i])) return false;
    }
    digits[n] = '\0';
    return true;
}

static struct word number(Str text)
{
    char digits[DIGITS_MAX];
    struct word word;
    bool found = digits_of(text, digits) && ((text.s[0] != '.' && whole_number(digits, &word)) || fraction(digits, &word));
    return found ? word : (struct word){.kind = WORD_TEXT};
}

/* ---- words ---- */

struct known { const char *text; struct word word; };

#define IS_BOOL(text, is) {text, {WORD_BOOL, .boolean = is}}
#define IS_REAL(text, is) {text, {WORD_FLOAT, .real = is}}

static const struct known letters[] = {
    IS_BOOL("y", true), IS_BOOL("Y", true), IS_BOOL("yes", true), IS_BOOL("Yes", true), IS_BOOL("YES", true), IS_BOOL("true", true),
    IS_BOOL("True", true), IS_BOOL("TRUE", true), IS_BOOL("on", true), IS_BOOL("On", true), IS_BOOL("ON", true), IS_BOOL("n", false),
    IS_BOOL("N", false), IS_BOOL("no", false), IS_BOOL("No", false), IS_BOOL("NO", false), IS_BOOL("false", false), IS_BOOL("False", false),
    IS_BOOL("FALSE", false), IS_BOOL("off", false), IS_BOOL("Off", false), IS_BOOL("OFF", false), {"", {.kind = WORD_NULL}},
    {"~", {.kind = WORD_NULL}}, {"null", {.kind = WORD_NULL}}, {"Null", {.kind = WORD_NULL}}, {"NULL", {.kind = WORD_NULL}},
};
static const struct known not_finite[] = {
    IS_REAL(".inf", INFINITY), IS_REAL(".Inf", INFINITY), IS_REAL(".INF", INFINITY), IS_REAL("+.inf", INFINITY), IS_REAL("+.Inf", INFINITY),
    IS_REAL("+.INF", INFINITY), IS_REAL("-.inf", -INFINITY), IS_REAL("-.Inf", -INFINITY), IS_REAL("-.INF", -INFINITY), IS_REAL(".nan", NAN),
    IS_REAL(".NaN", NAN), IS_REAL(".NAN", NAN),
};

static struct word known_word(const struct known *known, size_t n, Str text)
{
    enum { LONGEST = 5 };
    for (size_t i = 0; text.n <= LONGEST && i < n; i++)
        if (*known[i].text == (text.n ? *text.s : '\0') && str_is(text, known[i].text)) return known[i].word;
    return (struct word){.kind = WORD_TEXT};
}

struct word plain_word(Str text)
{
    switch (text.n ? text.s[0] : '~') {
    case 'y': case 'Y': case 'n': case 'N': case 't': case 'T': case 'f': case 'F': case 'o': case 'O': case '~':
        return known_word(letters, COUNT(letters), text);
    case '+': case '-': case '.': {
        struct word word = known_word(not_finite, COUNT(not_finite), text);
        return word.kind == WORD_TEXT ? number(text) : word;
    }
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': return number(text);
    default: return (struct word){.kind = WORD_TEXT};
    }
}

/* ---- what becomes of them ---- */

struct value plain_word_value(struct arena *arena, struct word word, Str text)
{
    switch (word.kind) {
    case WORD_TEXT: return value_string(arena, text);
    case WORD_NULL: return value_null();
    case WORD_BOOL: return value_bool(word.boolean);
    case WORD_INT: return value_int(word.integer);
    case WORD_FLOAT: break;
    }
    bool whole = fabs(word.real) < 0x1p63 && word.real == trunc(word.real);
    return whole ? value_int((int64_t)word.real) : value_float(word.real);
}

/* As Go formats it: the fewest digits that make the same number of 32 bits, with an exponent below 1e-4 and from 1e6 on. */
static Str short_number(struct arena *arena, double real)
{
    char digits[32];
    int precision = 0;
    if (!isfinite((float)real)) return isnan(real) ? STR(".nan") : real < 0 ? STR("-.inf") : STR(".inf");
    do snprintf(digits, sizeof digits, "%.*e", precision, (double)(float)real);
    while (strtof(digits, NULL) != (float)real && ++precision < 9);
    int exponent = atoi(strchr(digits, 'e') + 1);
    if (exponent < -4 || exponent >= 6) return arena_copy(arena, str_of(digits));
    return arena_printf(arena, "%.*f", precision > exponent ? precision - exponent : 0, (double)(float)real);
}

Str plain_word_key(struct arena *arena, struct word word, Str text)
{
    switch (word.kind) {
    case WORD_TEXT: return text;
    case WORD_NULL: return STR("");
    case WORD_BOOL: return word.boolean ? STR("true") : STR("false");
    case WORD_INT: return arena_printf(arena, "%lld", (long long)word.integer);
    case WORD_FLOAT: return short_number(arena, word.real);
    }
    return text;
}
