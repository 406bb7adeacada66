#include "import/literals.h"
#include "words.h"

#include "admit/quantity.h"
#include "value/literal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const not_written = "it has no literal for such a number";

/* ---- numbers ---- */

static const char *put_integer(struct buf *buf, int64_t integer)
{
    if (integer == INT64_MIN) return not_written;
    if (integer < 0) buf_char(buf, '-');
    buf_number(buf, (uint64_t)(integer < 0 ? -integer : integer));
    return NULL;
}

/* Decimals have no exponents: as many digits as it takes to be the same number. */
static const char *put_float(struct buf *buf, double real)
{
    enum { DIGITS_MOST = 60 };
    char text[400];
    for (int digits = 1; digits <= DIGITS_MOST; digits++) {
        snprintf(text, sizeof text, "%.*f", digits, real);
        if (strtod(text, NULL) != real) continue;
        buf_str(buf, str_of(text));
        return NULL;
    }
    return not_written;
}

/* ---- quantities ---- */

/* As it is written, if that is a literal: 512Mi, 250m, 2, 1.5. */
static bool put_literal_quantity(struct buf *buf, struct arena *arena, Str text)
{
    struct value value;
    enum type_kind kind;
    if (!text.n || !isdigit((unsigned char)text.s[0]) || text.s[text.n - 1] == '.' || literal_number(arena, text, &value, &kind)) return false;
    if (kind == T_FLOAT && literal_as(arena, value, T_CPU, &value)) return false;
    if (kind != T_BYTES && kind != T_CPU && kind != T_INT && kind != T_FLOAT) return false;
    buf_str(buf, text);
    return true;
}

/* 2E is 2000P, 1Ei is 1024Pi: the language has no larger unit. */
static bool put_large_quantity(struct buf *buf, Str text)
{
    Str unit = text;
    size_t count = str_take_number(&unit);
    bool binary = str_is(unit, "Ei");
    if (!count || count > 8 || (!binary && !str_is(unit, "E"))) return false;
    buf_printf(buf, "%zu%s", count * (binary ? 1024 : 1000), binary ? "Pi" : "P");
    return true;
}

/* In thousandths: 1e3 is 1000, 0.1Gi is 107374182400m. */
static const char *put_quantity(struct buf *buf, struct arena *arena, struct value value)
{
    static const long double most = 9e15L; /* that a double counts one by one */
    long double amount;
    if (value.kind == V_STRING && (put_literal_quantity(buf, arena, value_str(value)) || put_large_quantity(buf, value_str(value)))) return NULL;
    if (!quantity_in(value, &amount) || !(amount > -most && amount < most)) return not_written;
    bool whole = amount == (long double)(int64_t)amount;
    long double thousandths = amount * 1000;
    if (!whole && thousandths != (long double)(int64_t)thousandths) return "quantities are counted in thousandths";
    if (amount < 0) buf_char(buf, '-');
    int64_t count = (int64_t)(whole ? amount : thousandths);
    buf_number(buf, (uint64_t)(count < 0 ? -count : count));
    if (!whole) buf_char(buf, 'm');
    return NULL;
}

/* ---- texts ---- */

/* 25%, but not 025% or +25%. */
static bool is_percent(Str text)
{
    if (text.n < 2 || text.n > 6 || text.s[text.n - 1] != '%' || (text.s[0] == '0' && text.n > 2)) return false;
    for (size_t i = 0; i + 1 < text.n; i++)
        if (!isdigit((unsigned char)text.s[i])) return false;
    return true;
}

static bool is_word(Str text)
{
    if (!text.n || !isalpha((unsigned char)text.s[0]) || is_reserved(text)) return false;
    for (size_t i = 0; i < text.n; i++)
        if (!isalnum((unsigned char)text.s[i])) return false;
    return true;
}

static void put_string(struct buf *buf, Str text, enum kube_kind kind)
{
    bool bare = (kind == KUBE_ENUM && is_word(text)) || (kind == KUBE_INT_OR_STRING && is_percent(text));
    if (bare) buf_str(buf, text);
    else put_quoted(buf, text);
}

/* ---- all ---- */

static const char *put_whole(struct buf *buf, int64_t integer, enum kube_kind kind, const struct name *key)
{
    const char *problem = put_integer(buf, integer);
    bool seconds = kind == KUBE_INT && key && str_ends(NAME_STR(key), STR("Seconds"));
    if (seconds && integer >= 0 && integer < INT64_MAX / 1000) buf_char(buf, 's');
    return problem;
}

const char *put_scalar(struct buf *buf, struct arena *arena, struct value value, const struct kube_type *type, const struct name *key)
{
    enum kube_kind kind = type ? type->kind : KUBE_ANY;
    if (kind == KUBE_QUANTITY && value.kind != V_NULL) return put_quantity(buf, arena, value);
    switch (value.kind) {
    case V_NULL: buf_str(buf, STR("null")); return NULL;
    case V_BOOL: buf_str(buf, value.boolean ? STR("true") : STR("false")); return NULL;
    case V_INT: return put_whole(buf, value.integer, kind, key);
    case V_FLOAT: return put_float(buf, value.real);
    case V_STRING: put_string(buf, value_str(value), kind); return NULL;
    default: return not_written;
    }
}
