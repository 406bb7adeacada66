#include "formats.h"

#include <ctype.h>

/* ---- times ---- */

static bool days_fit(Str date)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    Str month_text = {date.s + 5, 2}, day_text = {date.s + 8, 2}, year_text = {date.s, 4};
    size_t year = str_take_number(&year_text), month = str_take_number(&month_text), day = str_take_number(&day_text);
    if (month < 1 || month > 12 || day < 1) return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= days[month - 1] + (size_t)(leap && month == 2);
}

static size_t number_at(Str text, size_t i)
{
    Str number = {text.s + i, 2};
    return str_take_number(&number);
}

/* 2026-01-31T15:04:05, taken away. */
static bool take_moment(Str *text)
{
    Str at = *text;
    if (!take_digits(text, 4, "-") || !take_digits(text, 2, "-") || !take_digits(text, 2, "T") || !take_digits(text, 2, ":") ||
        !take_digits(text, 2, ":") || !take_digits(text, 2, "")) return false;
    return days_fit(at) && number_at(at, 11) <= 23 && number_at(at, 14) <= 59 && number_at(at, 17) <= 59;
}

/* "Z" or "+01:30". */
static bool is_zone(Str text)
{
    Str zone = text;
    if (str_is(text, "Z")) return true;
    if (text.n != 6 || (text.s[0] != '+' && text.s[0] != '-')) return false;
    zone = str_skip(zone, 1);
    return take_digits(&zone, 2, ":") && take_digits(&zone, 2, "") && number_at(text, 1) <= 24 && number_at(text, 4) <= 60;
}

bool is_time(Str text)
{
    if (!take_moment(&text)) return false;
    if (str_starts(text, STR(".")) || str_starts(text, STR(","))) {
        size_t digits = strspn(text.s + 1, "0123456789");
        if (digits == 0) return false;
        text = str_skip(text, 1 + digits);
    }
    return is_zone(text);
}

bool is_micro_time(Str text) { return take_moment(&text) && str_starts(text, STR(".")) && take_digits(&(Str){text.s + 1, text.n - 1}, 6, "") && is_zone(str_skip(text, 7)); }
