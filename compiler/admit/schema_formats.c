/* What servers make of 'format' in the schema of a custom kind: apiextensions-apiserver/pkg/apiserver/validation/formats.go and kube-openapi,
 * pkg/validation/strfmt, the same from 1.20 to 1.36; formats that they do not know mean nothing. Dashes in a format's name do not count. Where
 * a server reads more than is looked at here, only what it refuses for certain is refused. */
#include "formats.h"

#include <ctype.h>

static bool is_there(Str text) { return text.n > 0; }

/* ---- numbers and letters ---- */

static bool base64_character(char c) { return letter_or_digit(c) || c == '+' || c == '/'; }

static bool is_base64(Str text)
{
    size_t padding = 0;
    if (!text.n || text.n % 4) return false;
    while (padding < 2 && text.s[text.n - 1 - padding] == '=') padding++;
    return only((Str){text.s, text.n - padding}, base64_character);
}

static bool hexadecimal(char c) { return isxdigit((unsigned char)c); }

/* 8-4-4-4-12 digits; each dash may be missing. */
static bool is_uuid(Str text)
{
    static const size_t groups[] = {8, 4, 4, 4, 12};
    for (size_t i = 0; i < COUNT(groups); i++) {
        if (text.n < groups[i] || !only((Str){text.s, groups[i]}, hexadecimal)) return false;
        text = str_skip(text, groups[i]);
        if (i + 1 < COUNT(groups) && text.n && text.s[0] == '-') text = str_skip(text, 1);
    }
    return !text.n;
}

/* ---- networks ---- */

static bool is_four(Str text) { return is_ip(text) && memchr(text.s, '.', text.n); }
static bool is_six(Str text) { return is_ip(text) && memchr(text.s, ':', text.n); }

/* An absolute path, or something with a scheme. */
static bool may_be_uri(Str text) { return str_starts(text, STR("/")) || str_is(text, "*") || (text.n && memchr(text.s + 1, ':', text.n - 1)); }

/* ---- times ---- */

static bool take_date(Str *text) { return take_digits(text, 4, "-") && take_digits(text, 2, "-") && take_digits(text, 2, ""); }
static bool is_date(Str text) { return take_date(&text) && !text.n; }

static bool is_moment(Str text)
{
    if (!take_date(&text) || !text.n || tolower((unsigned char)text.s[0]) != 't') return false;
    text = str_skip(text, 1);
    return take_digits(&text, 2, ":") && take_digits(&text, 2, ":") && take_digits(&text, 2, "") && text.n;
}

/* "5m", "1h30m", "2 days", "0" */
static bool may_be_duration(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.n; i++) digits += isdigit((unsigned char)text.s[i]) != 0;
    return digits && (digits < text.n || str_is(text, "0"));
}

/* ---- all of them ---- */

bool is_of_schema_format(Str format, Str text)
{
    static const struct { const char *name; bool (*fits)(Str); } formats[] = {
        {"bsonobjectid", is_there}, {"byte", is_base64}, {"cidr", is_cidr}, {"creditcard", is_there}, {"date", is_date},
        {"datetime", is_moment}, {"duration", may_be_duration}, {"email", is_there}, {"hexcolor", is_there}, {"hostname", is_there},
        {"ipv4", is_four}, {"ipv6", is_six}, {"isbn", is_there}, {"isbn10", is_there}, {"isbn13", is_there}, {"mac", is_there},
        {"rgbcolor", is_there}, {"ssn", is_there}, {"uri", may_be_uri}, {"uuid", is_uuid}, {"uuid3", is_uuid}, {"uuid4", is_uuid},
        {"uuid5", is_uuid},
    };
    char name[16];
    size_t n = 0;
    for (size_t i = 0; i < format.n && n < sizeof name; i++)
        if (format.s[i] != '-') name[n++] = format.s[i];
    for (size_t i = 0; i < COUNT(formats); i++)
        if (str_is((Str){name, n}, formats[i].name)) return formats[i].fits(text);
    return true;
}
