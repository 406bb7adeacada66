#include "formats.h"
#include "name_syntax.h"

#include <ctype.h>

bool has_no_slash(Str text) { return !memchr(text.s, '/', text.n); }
bool is_trimmed(Str text) { return str_trim(text).n == text.n; }

static bool in_header_name(char c) { return letter_or_digit(c) || c == '-'; }
bool is_header_name(Str text) { return text.n > 0 && only(text, in_header_name); }

static bool in_sysctl(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

/* Words that begin and end with a letter or digit, joined by one of the SEPARATORS. */
static bool is_sysctl_with(Str text, const char *separators)
{
    bool fits = text.n > 0 && text.n <= 253;
    for (size_t i = 0; i < text.n && fits; i++) {
        bool first = i == 0 || strchr(separators, text.s[i - 1]), last = i + 1 == text.n || strchr(separators, text.s[i + 1]);
        if (strchr(separators, text.s[i])) fits = !first && !last;
        else fits = first || last ? is_alphanumeric(text.s[i]) : in_sysctl(text.s[i]);
    }
    return fits;
}

bool is_sysctl(Str text) { return is_sysctl_with(text, "./"); }
bool is_dotted_sysctl(Str text) { return is_sysctl_with(text, "."); }

/* N digits, and then THEN. */
bool take_digits(Str *text, size_t n, const char *then)
{
    for (size_t i = 0; i < n; i++)
        if (i >= text->n || !isdigit((unsigned char)text->s[i])) return false;
    *text = str_skip(*text, n);
    if (!str_starts(*text, str_of(then))) return false;
    *text = str_skip(*text, strlen(then));
    return true;
}

static bool in_authority(char c) { return letter_or_digit(c) || c == '-' || c == '.'; }

/* An address of iSCSI: iqn.2001-04.com.example:disk, eui. and 16 characters, naa. and 32. */
bool is_iscsi_name(Str text)
{
    if (str_starts(text, STR("eui")) || str_starts(text, STR("naa")))
        return text.n == (*text.s == 'e' ? 20 : 36) && only(str_skip(text, 4), letter_or_digit);
    if (!str_starts(text, STR("iqn."))) return false;
    Str rest = str_skip(text, 4);
    if (!take_digits(&rest, 4, "-") || !take_digits(&rest, 2, ".")) return false;
    Str authority = str_cut(&rest, ':');
    for (size_t i = 0; i < rest.n; i++)
        if (strchr(",;*&$| \t\n\r\f", rest.s[i])) return false;
    return authority.n > 0 && rest.n > 0 && only(authority, in_authority);
}

/* Options whose names begin with a domain of Kubernetes are reserved. */
bool is_foreign_option(Str text)
{
    static const char *const domains[] = {"kubernetes.io", "k8s.io"};
    Str domain = str_cut(&text, '/');
    for (size_t i = 0; i < COUNT(domains); i++) {
        size_t n = strlen(domains[i]);
        bool ends = domain.n >= n && strncasecmp(domain.s + domain.n - n, domains[i], n) == 0;
        if (ends && (domain.n == n || domain.s[domain.n - n - 1] == '.')) return false;
    }
    return true;
}

/* ---- users of Windows ---- */

static bool only_without(Str text, const char *refused)
{
    for (size_t i = 0; i < text.n; i++)
        if (strchr(refused, text.s[i])) return false;
    return true;
}

/* The old names of at most 15 characters, or DNS names, in which capitals are possible. */
static bool is_windows_domain(Str text)
{
    if (text.n == 0 || text.n >= 256) return false;
    return (text.n <= 15 && text.s[0] != '.' && only_without(text, "\\/:*?\"<>|")) || is_caseless_subdomain(text);
}

static bool dot_or_space(char c) { return c == '.' || c == ' '; }

bool is_windows_user(Str text)
{
    Str user = str_after_last(text, '\\'), domain = {text.s, text.n - user.n};
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.s[i] < ' ' || text.s[i] == 127) return false;
    if (domain.n && !is_windows_domain((Str){domain.s, domain.n - 1})) return false;
    return user.n > 0 && user.n <= 104 && !only(user, dot_or_space) && only_without(user, "\"/\\:;|=,+*?<>@[]");
}

bool is_percent(Str text)
{
    size_t before = text.n;
    str_take_number(&text);
    return text.n < before && str_is(text, "%");
}

bool is_share(Str text)
{
    return is_percent(text) && str_take_number(&text) <= 100;
}

/* Of a Lease: one that Kubernetes knows, or DOMAIN/NAME. */
bool is_lease_strategy(Str text) { return str_is(text, "OldestEmulationVersion") || (memchr(text.s, '/', text.n) && is_qualified_name(text)); }

bool is_finalizer(Str text)
{
    bool known = str_is(text, "kubernetes") || str_is(text, "orphan") || str_is(text, "foregroundDeletion");
    return known || (memchr(text.s, '/', text.n) && is_qualified_name(text));
}

/* What is a number needs no format. */
bool is_number(Str text)
{
    (void)text;
    return false;
}

/* A part of a sysctl's name, or * in place of the last one. */
bool is_sysctl_pattern(Str text)
{
    if (text.n > 253) return false;
    while (text.n) {
        Str part = str_cut(&text, '.');
        bool last = part.s + part.n == text.s;
        for (size_t i = 0; i < part.n; i++) {
            bool edge = i == 0 || i + 1 == part.n, star = last && i + 1 == part.n && part.s[i] == '*';
            if (!is_alphanumeric(part.s[i]) && !star && (edge || (part.s[i] != '-' && part.s[i] != '_'))) return false;
        }
        if (part.n == 0) return false;
    }
    return true;
}
