#include "formats.h"
#include "name_syntax.h"

#include <ctype.h>

/* A subdomain, in letters of any case. */
bool is_driver(Str name)
{
    char small[63];
    if (name.n == 0 || name.n > sizeof small) return false;
    for (size_t i = 0; i < name.n; i++) small[i] = (char)tolower((unsigned char)name.s[i]);
    return first_refused((Str){small, name.n}, SUBDOMAIN) == name.n;
}

bool is_pool(Str name)
{
    if (name.n == 0 || name.n > 253) return false;
    bool more = true;
    while (more) {
        size_t before = name.n;
        Str part = str_cut(&name, '/');
        more = part.n < before;
        if (part.n == 0 || first_refused(part, SUBDOMAIN) != part.n) return false;
    }
    return true;
}

static bool is_identifier(Str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (name.s[i] != '_' && !isalpha((unsigned char)name.s[i]) && (i == 0 || !isdigit((unsigned char)name.s[i]))) return false;
    return name.n > 0 && name.n <= 32;
}

bool is_device_key(Str key)
{
    Str rest = key, domain = str_cut(&rest, '/');
    if (memchr(rest.s, '/', rest.n)) return true; /* servers up to 1.36 look no further */
    return domain.n == key.n ? is_identifier(key) : is_driver(domain) && is_identifier(rest);
}

bool is_device_attribute(Str key) { return memchr(key.s, '/', key.n) && is_device_key(key); }

/* ---- versions, https://semver.org ---- */

static bool take_version_number(Str *text)
{
    size_t before = text->n;
    bool zero = before && text->s[0] == '0';
    str_take_number(text);
    return text->n < before && (!zero || text->n == before - 1);
}

/* Identifiers between dots up to END; numbers of pre-releases do not begin with 0. */
static bool take_identifiers(Str *text, char end, bool numbers)
{
    for (;;) {
        size_t n = 0, digits = 0;
        for (; n < text->n && (isalnum((unsigned char)text->s[n]) || text->s[n] == '-'); n++) digits += isdigit((unsigned char)text->s[n]) != 0;
        if (n == 0 || (numbers && digits == n && n > 1 && text->s[0] == '0')) return false;
        *text = str_skip(*text, n);
        if (text->n == 0 || text->s[0] == end) return true;
        if (text->s[0] != '.') return false;
        *text = str_skip(*text, 1);
    }
}

bool is_semantic_version(Str text)
{
    for (int i = 0; i < 3; i++) {
        if (i && (text.n == 0 || text.s[0] != '.')) return false;
        if (i) text = str_skip(text, 1);
        if (!take_version_number(&text)) return false;
    }
    if (text.n && text.s[0] == '-') {
        text = str_skip(text, 1);
        if (!take_identifiers(&text, '+', true)) return false;
    }
    if (text.n && text.s[0] == '+') {
        text = str_skip(text, 1);
        return take_identifiers(&text, '\0', false) && text.n == 0;
    }
    return text.n == 0;
}
