#include "admit/quantity.h"

#include <stdlib.h>

static bool decimal_exponent(Str unit, long double *factor)
{
    if (unit.n < 2 || unit.n > 5 || (unit.s[0] != 'e' && unit.s[0] != 'E')) return false;
    bool sign = unit.s[1] == '+' || unit.s[1] == '-';
    Str digits = str_skip(unit, sign ? 2 : 1);
    size_t exponent = str_take_number(&digits);
    *factor = 1;
    for (size_t i = 0; i < exponent; i++) *factor = unit.s[1] == '-' ? *factor / 10 : *factor * 10;
    return digits.n == 0;
}

static bool factor_of(Str unit, long double *factor)
{
    static const struct { const char *unit; long double factor; } units[] = {
        {"", 1}, {"n", 1e-9L}, {"u", 1e-6L}, {"m", 1e-3L}, {"k", 1e3L}, {"M", 1e6L}, {"G", 1e9L}, {"T", 1e12L}, {"P", 1e15L}, {"E", 1e18L},
        {"Ki", 0x1p10L}, {"Mi", 0x1p20L}, {"Gi", 0x1p30L}, {"Ti", 0x1p40L}, {"Pi", 0x1p50L}, {"Ei", 0x1p60L},
    };
    for (size_t i = 0; i < COUNT(units); i++)
        if (str_is(unit, units[i].unit)) {
            *factor = units[i].factor;
            return true;
        }
    return decimal_exponent(unit, factor);
}

static bool read_quantity(Str text, long double *amount)
{
    char number[64];
    size_t n = 0;
    long double factor;
    if (text.n >= sizeof number) return false;
    while (n < text.n && strchr("+-.0123456789", text.s[n])) n++;
    memcpy(number, text.s, n);
    number[n] = '\0';
    if (n == 0 || !factor_of(str_skip(text, n), &factor)) return false;
    *amount = strtold(number, NULL) * factor;
    return true;
}

bool quantity_in(struct value value, long double *amount)
{
    switch (value.kind) {
    case V_INT: case V_BYTES: *amount = (long double)value.integer; return true;
    case V_CPU: *amount = (long double)value.integer / 1000; return true;
    case V_FLOAT: *amount = value.real; return true;
    case V_STRING: return read_quantity(value_str(value), amount);
    default: return false;
    }
}
