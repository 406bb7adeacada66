#include "value_format.h"
#include "address.h"
#include "expressions.h"
#include "name_syntax.h"
#include "quantity.h"
#include "special_formats.h"

#include <ctype.h>
#include <strings.h>

static bool only(Str text, bool (*allowed)(char))
{
    size_t i = 0;
    while (i < text.n && allowed(text.s[i])) i++;
    return i == text.n;
}

/* ---- names ---- */

static bool has_syntax(Str text, enum syntax syntax, size_t max) { return text.n > 0 && text.n <= max && first_refused(text, syntax) == text.n; }

bool is_label(Str text) { return has_syntax(text, LABEL, 63); }
bool is_host_label(Str text) { return has_syntax(text, HOST_LABEL, 63); }
bool is_subdomain(Str text) { return has_syntax(text, SUBDOMAIN, 253); }

/* As a beginning of one: in place of a last '-' and what is before it, the server looks at an 'a'. */
static bool is_subdomain_prefix(Str text)
{
    char copy[254];
    if (text.n < 2 || text.n > sizeof copy || text.s[text.n - 1] != '-') return is_subdomain(text);
    memcpy(copy, text.s, text.n - 2);
    copy[text.n - 2] = 'a';
    return is_subdomain((Str){copy, text.n - 1});
}

static Str without_last_dot(Str text) { return str_ends(text, STR(".")) ? (Str){text.s, text.n - 1} : text; }
static bool is_dotted_subdomain(Str text) { return is_subdomain(without_last_dot(text)); }

static bool is_caseless_subdomain(Str text)
{
    char copy[254];
    for (size_t i = 0; i < text.n && i < sizeof copy; i++) copy[i] = (char)tolower((unsigned char)text.s[i]);
    return text.n < sizeof copy && is_subdomain((Str){copy, text.n});
}

static bool in_search_label(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

/* A '_' may come first. */
static bool is_search_label(Str text)
{
    if (str_starts(text, STR("_"))) text = str_skip(text, 1);
    return text.n > 0 && only(text, in_search_label) && is_alphanumeric(text.s[0]) && is_alphanumeric(text.s[text.n - 1]);
}

/* A subdomain with '_' in its labels; a dot alone is the root. */
static bool is_search_domain(Str text)
{
    Str rest = without_last_dot(text), label;
    bool fits = rest.n <= 253;
    if (str_is(text, ".")) return true;
    do {
        label = str_cut(&rest, '.');
        fits &= is_search_label(label);
    } while (rest.n);
    return fits && label.s + label.n == without_last_dot(text).s + without_last_dot(text).n;
}

static bool is_path_segment(Str text)
{
    return first_refused(text, PATH_SEGMENT) == text.n && !str_is(text, ".") && !str_is(text, "..");
}

static bool letter_or_digit(char c) { return isalnum((unsigned char)c); }
static bool inside_of_label(char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; }

static bool is_label_text(Str text)
{
    return text.n <= 63 && only(text, inside_of_label) && (text.n == 0 || (letter_or_digit(text.s[0]) && letter_or_digit(text.s[text.n - 1])));
}

static bool is_label_value(Str text) { return is_label_text(text); }

bool is_qualified_name(Str text)
{
    Str name = str_after_last(text, '/'), prefix = {text.s, text.n - name.n};
    if (prefix.n && !has_syntax((Str){prefix.s, prefix.n - 1}, SUBDOMAIN, 253)) return false;
    return name.n > 0 && is_label_text(name);
}

static bool in_port_name(char c) { return is_alphanumeric(c) || c == '-'; }

/* Lower-case letters, digits and single '-' between them, at most 15, one letter at least. */
static bool is_port_name(Str text)
{
    bool letter = false;
    for (size_t i = 0; i < text.n; i++) {
        letter |= islower((unsigned char)text.s[i]) != 0;
        if (text.s[i] == '-' && i > 0 && text.s[i - 1] == '-') return false;
    }
    return text.n > 0 && text.n <= 15 && letter && only(text, in_port_name) && text.s[0] != '-' && text.s[text.n - 1] != '-';
}

static bool is_config_key(Str text)
{
    return text.n > 0 && text.n <= 253 && only(text, inside_of_label) && !str_is(text, ".") && !str_starts(text, STR(".."));
}

/* ---- addresses and paths ---- */

static bool is_ip(Str text)
{
    struct address address;
    return address_in(text, &address);
}

static bool is_ipv4(Str text)
{
    struct address address;
    return address_in(text, &address) && !address.six;
}

static bool is_ipv6(Str text)
{
    struct address address;
    return address_in(text, &address) && address.six;
}

static bool is_cidr(Str text)
{
    struct network network;
    return network_in(text, &network);
}

/* What is no address at all is told by another format. */
static bool is_strict_ip(Str text)
{
    struct address address;
    return !address_in(text, &address) || !address.loose;
}

static bool is_canonical_ip(Str text) { return !is_ip(text) || address_is_canonical(text); }

static bool is_reachable_ip(Str text)
{
    struct address address;
    return !address_in(text, &address) || address_is_reachable(&address);
}

static bool is_strict_cidr(Str text)
{
    struct network network;
    return !network_in(text, &network) || (!network.loose && !network_has_host_bits(&network));
}

static bool is_canonical_cidr(Str text) { return !is_cidr(text) || network_is_canonical(text); }

static bool is_absolute_path(Str text) { return str_starts(text, STR("/")); }

static bool contains(Str text, const char *part) { return memmem(text.s, text.n, part, strlen(part)) != NULL; }

/* Of a path whose parts a proxy compares: pathType Exact or Prefix. */
static bool is_plain_path(Str text)
{
    static const char *const parts[] = {"//", "/./", "/../", "%2f", "%2F"};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (contains(text, parts[i])) return false;
    return is_absolute_path(text) && !str_ends(text, STR("/..")) && !str_ends(text, STR("/."));
}

static bool is_forward_path(Str text)
{
    while (text.n)
        if (str_is(str_cut(&text, '/'), "..")) return false;
    return true;
}

/* ---- host names and what begins with one ---- */

static bool is_domain_or_wildcard(Str text)
{
    if (text.n > 253 || !memchr(text.s, '*', text.n)) return is_subdomain(text);
    return str_starts(text, STR("*.")) && is_subdomain(str_skip(text, 2));
}

static bool is_not_ip(Str text) { return !is_ip(text); }

static bool is_host(Str text) { return is_subdomain(without_last_dot(text)); }

/* Two labels at least. */
static bool is_domain_name(Str text)
{
    text = without_last_dot(text);
    if (!is_subdomain(text) || !memchr(text.s, '.', text.n)) return false;
    while (text.n)
        if (!is_label(str_cut(&text, '.'))) return false;
    return true;
}

static bool in_path(char c) { return letter_or_digit(c) || (c && strchr("/-._~%!$&'()*+,;=:", c)); }

static bool is_domain_path(Str text)
{
    Str path = text, domain = str_cut(&path, '/');
    return domain.n < text.n && is_subdomain(domain) && path.n > 0 && only(path, in_path);
}

/* TEXT in small letters, of at most 317 characters; what is longer becomes empty. */
static Str lower(Str text, char copy[static 318])
{
    if (text.n > 317) return STR("");
    for (size_t i = 0; i < text.n; i++) copy[i] = (char)tolower((unsigned char)text.s[i]);
    return (Str){copy, text.n};
}

static bool is_caseless_qualified_name(Str text)
{
    char copy[318];
    return is_qualified_name(lower(text, copy));
}

/* HOST:PORT, several with commas between them; [::1]:80 as well. */
static bool is_host_ports(Str text)
{
    if (str_ends(text, STR(","))) return false;
    while (text.n) {
        Str pair = str_cut(&text, ','), host = pair;
        if (str_starts(pair, STR("["))) str_cut(&pair, ']');
        host = str_cut(&pair, ':');
        bool port = host.s + host.n < pair.s;
        if (!port || memchr(pair.s, ':', pair.n)) return false;
    }
    return true;
}

static bool is_relative_path(Str text) { return !is_absolute_path(text) && is_forward_path(text); }
static bool is_inner_path(Str text) { return is_relative_path(text) && !str_starts(text, STR("..")); }
static bool is_subscription_path(Str text) { return str_starts(text, STR("/subscriptions/")); }
static bool is_https_address(Str text) { return str_starts(text, STR("https://")); }

/* ---- other texts ---- */

static bool has_no_slash(Str text) { return !memchr(text.s, '/', text.n); }
static bool is_trimmed(Str text) { return str_trim(text).n == text.n; }

static bool in_header_name(char c) { return letter_or_digit(c) || c == '-'; }
static bool is_header_name(Str text) { return text.n > 0 && only(text, in_header_name); }

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

static bool is_sysctl(Str text) { return is_sysctl_with(text, "./"); }
static bool is_dotted_sysctl(Str text) { return is_sysctl_with(text, "."); }

/* N digits, and then THEN. */
static bool take_digits(Str *text, size_t n, const char *then)
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
static bool is_iscsi_name(Str text)
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
static bool is_foreign_option(Str text)
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

static bool is_windows_user(Str text)
{
    Str user = str_after_last(text, '\\'), domain = {text.s, text.n - user.n};
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.s[i] < ' ' || text.s[i] == 127) return false;
    if (domain.n && !is_windows_domain((Str){domain.s, domain.n - 1})) return false;
    return user.n > 0 && user.n <= 104 && !only(user, dot_or_space) && only_without(user, "\"/\\:;|=,+*?<>@[]");
}

static bool is_percent(Str text)
{
    size_t before = text.n;
    str_take_number(&text);
    return text.n < before && str_is(text, "%");
}

static bool is_share(Str text)
{
    return is_percent(text) && str_take_number(&text) <= 100;
}

/* Of a Lease: one that Kubernetes knows, or DOMAIN/NAME. */
static bool is_lease_strategy(Str text) { return str_is(text, "OldestEmulationVersion") || (memchr(text.s, '/', text.n) && is_qualified_name(text)); }

static bool is_finalizer(Str text)
{
    bool known = str_is(text, "kubernetes") || str_is(text, "orphan") || str_is(text, "foregroundDeletion");
    return known || (memchr(text.s, '/', text.n) && is_qualified_name(text));
}

/* What is a number needs no format. */
static bool is_number(Str text)
{
    (void)text;
    return false;
}

/* A part of a sysctl's name, or * in place of the last one. */
static bool is_sysctl_pattern(Str text)
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

static bool is_time(Str text)
{
    if (!take_moment(&text)) return false;
    if (str_starts(text, STR(".")) || str_starts(text, STR(","))) {
        size_t digits = strspn(text.s + 1, "0123456789");
        if (digits == 0) return false;
        text = str_skip(text, 1 + digits);
    }
    return is_zone(text);
}

static bool is_micro_time(Str text) { return take_moment(&text) && str_starts(text, STR(".")) && take_digits(&(Str){text.s + 1, text.n - 1}, 6, "") && is_zone(str_skip(text, 7)); }

/* ---- bytes ---- */

/* Line ends do not count. */
static bool is_base64(Str text)
{
    size_t letters = 0, padding = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.s[i];
        if (c == '\n' || c == '\r') continue;
        if (c == '=') padding++;
        else if (padding || (!letter_or_digit(c) && c != '+' && c != '/')) return false;
        else letters++;
    }
    return padding <= 2 && (letters + padding) % 4 == 0;
}

/* ---- quantities ---- */

static bool not_negative(long double amount) { return amount >= 0; }
static bool positive(long double amount) { return amount > 0; }
/* To the thousandth: the server rounds the rest up before it looks. */
static bool integer(long double amount)
{
    long double thousandths = amount * 1000;
    if (thousandths < -0x1p62L || thousandths > 0x1p62L) return true;
    int64_t rounded = (int64_t)thousandths;
    return (rounded + (rounded < thousandths)) % 1000 == 0;
}

/* ---- all of them ---- */

static const struct format {
    bool (*fits)(Str);
    bool (*amount_fits)(long double); /* of a quantity instead */
    const char *meaning;
} formats[] = {
    [FORMAT_LABEL] = {is_label, NULL, "a name of at most 63 characters: lower-case letters, digits and '-', a letter or digit at both ends"},
    [FORMAT_HOST_LABEL] = {is_host_label, NULL,
                           "a name of at most 63 characters: lower-case letters, digits and '-', a letter first, a letter or digit last"},
    [FORMAT_SUBDOMAIN] = {is_subdomain, NULL, "a name of at most 253 characters: lower-case letters, digits, '-' and '.', a letter or digit at both ends"},
    [FORMAT_QUALIFIED_NAME] = {is_qualified_name, NULL,
                               "called NAME or DOMAIN/NAME; NAME has letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"},
    [FORMAT_LABEL_VALUE] = {is_label_value, NULL, "letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"},
    [FORMAT_PATH_SEGMENT] = {is_path_segment, NULL, "a name without '/' and '%', and neither '.' nor '..'"},
    [FORMAT_PORT_NAME] = {is_port_name, NULL, "lower-case letters, digits and single '-' between them, at most 15, one letter at least"},
    [FORMAT_CONFIG_KEY] = {is_config_key, NULL, "letters, digits, '-', '_' and '.', at most 253, not beginning with '..'"},
    [FORMAT_IP] = {is_ip, NULL, "an IP address, as 10.9.8.7 or 2001:db8::ffff"},
    [FORMAT_CIDR] = {is_cidr, NULL, "a network, as 10.9.0.0/16 or 2001:db8::/64"},
    [FORMAT_ABSOLUTE_PATH] = {is_absolute_path, NULL, "a path that begins with '/'"},
    [FORMAT_PERCENT] = {is_percent, NULL, "a share, as 25%"},
    [FORMAT_STRICT_IP] = {is_strict_ip, NULL, "without leading zeros, and without IPv4 in IPv6: from Kubernetes 1.36 on"},
    [FORMAT_FORWARD_PATH] = {is_forward_path, NULL, "a path without '..'"},
    [FORMAT_RELATIVE_PATH] = {is_relative_path, NULL, "a path that does not begin with '/', without '..'"},
    [FORMAT_INNER_PATH] = {is_inner_path, NULL, "a path that begins neither with '/' nor with '..', without '..'"},
    [FORMAT_SUBSCRIPTION_PATH] = {is_subscription_path, NULL, "a path that begins with /subscriptions/"},
    [FORMAT_HTTPS_ADDRESS] = {is_https_address, NULL, "an address that begins with https://"},
    [FORMAT_HOST_PORTS] = {is_host_ports, NULL, "HOST:PORT, several with commas between them"},
    [FORMAT_ISCSI_NAME] = {is_iscsi_name, NULL, "iqn.YYYY-MM.DOMAIN:NAME, eui. with 16 characters, or naa. with 32"},
    [FORMAT_CASELESS_SUBDOMAIN] = {is_caseless_subdomain, NULL, "letters, digits, '-' and '.', a letter or digit at both ends"},
    [FORMAT_SUBDOMAIN_PREFIX] = {is_subdomain_prefix, NULL,
                                 "a name of at most 253 characters: lower-case letters, digits, '-' and '.', a letter or digit first"},
    [FORMAT_DOTTED_SUBDOMAIN] = {is_dotted_subdomain, NULL, "a domain of lower-case letters, digits, '-' and '.', as svc.example.org"},
    [FORMAT_SEARCH_DOMAIN] = {is_search_domain, NULL, "a domain of lower-case letters, digits, '-', '_' and '.', as _tcp.example.org"},
    [FORMAT_SYSCTL] = {is_sysctl, NULL, "words of lower-case letters, digits, '-' and '_', with '.' or '/' between them, as net.core.somaxconn"},
    [FORMAT_DOTTED_SYSCTL] = {is_dotted_sysctl, NULL,
                              "words of lower-case letters, digits, '-' and '_', with '.' between them, as net.core.somaxconn"},
    [FORMAT_HEADER_NAME] = {is_header_name, NULL, "letters, digits and '-', as X-Probe"},
    [FORMAT_WINDOWS_USER] = {is_windows_user, NULL, "USER or DOMAIN\\USER; USER has at most 104 characters, none of \"/:;|=,+*?<>@[]"},
    [FORMAT_FOREIGN_OPTION] = {is_foreign_option, NULL, "names in kubernetes.io and k8s.io are reserved"},
    [FORMAT_NO_SLASH] = {has_no_slash, NULL, "a name without '/'"},
    [FORMAT_TRIMMED] = {is_trimmed, NULL, "without white space at its ends"},
    [FORMAT_IPV4] = {is_ipv4, NULL, "an IPv4 address, as 10.9.8.7"},
    [FORMAT_IPV6] = {is_ipv6, NULL, "an IPv6 address, as 2001:db8::ffff"},
    [FORMAT_CANONICAL_IP] = {is_canonical_ip, NULL, "in the shortest form, as 2001:db8::ffff"},
    [FORMAT_REACHABLE_IP] = {is_reachable_ip, NULL, "no loopback, no link-local address, and not 0.0.0.0 or ::"},
    [FORMAT_STRICT_CIDR] = {is_strict_cidr, NULL,
                            "without leading zeros, and no bits of the address beyond the prefix, as 10.9.0.0/16: from Kubernetes 1.36 on"},
    [FORMAT_CANONICAL_CIDR] = {is_canonical_cidr, NULL, "in the shortest form, without bits beyond the prefix, as 2001:db8::/64"},
    [FORMAT_PLAIN_PATH] = {is_plain_path, NULL, "a path that begins with '/', without '//', '/./', '/../' and '%2f'"},
    [FORMAT_DOMAIN_OR_WILDCARD] = {is_domain_or_wildcard, NULL, "a host name in lower-case letters, or one whose first label is '*'"},
    [FORMAT_NOT_IP] = {is_not_ip, NULL, "a host name, and not an IP address"},
    [FORMAT_HOST] = {is_host, NULL, "a host name in lower-case letters; a '.' may follow"},
    [FORMAT_DOMAIN_NAME] = {is_domain_name, NULL, "a host name with a domain, as web.example.org"},
    [FORMAT_DOMAIN_PATH] = {is_domain_path, NULL, "DOMAIN/PATH, as example.org/controller"},
    [FORMAT_CASELESS_QUALIFIED_NAME] = {is_caseless_qualified_name, NULL,
                                        "NAME or DOMAIN/NAME: letters, digits, '-', '_' and '.', a letter or digit at both ends"},
    [FORMAT_SHARE] = {is_share, NULL, "a share from 0% to 100%"},
    [FORMAT_LEASE_STRATEGY] = {is_lease_strategy, NULL, "OldestEmulationVersion, or one of your own as DOMAIN/NAME"},
    [FORMAT_FINALIZER] = {is_finalizer, NULL, "kubernetes, or one of your own as DOMAIN/NAME"},
    [FORMAT_NUMBER] = {is_number, NULL, "a number, and no name"},
    [FORMAT_SYSCTL_PATTERN] = {is_sysctl_pattern, NULL, "a sysctl such as kernel.msg*: lower-case letters, digits, '-', '_', '.', and a '*' last"},
    [FORMAT_TIME] = {is_time, NULL, "a time, as 2026-01-31T15:04:05Z"},
    [FORMAT_MICRO_TIME] = {is_micro_time, NULL, "a time with six digits after the second, as 2026-01-31T15:04:05.000000Z"},
    [FORMAT_BASE64] = {is_base64, NULL, "base64, with '=' up to a multiple of four characters"},
    [FORMAT_SEMANTIC_VERSION] = {is_semantic_version, NULL, "three numbers, as 1.36.0 or 1.36.0-beta.1"},
    [FORMAT_INTEGER] = {NULL, integer, "a whole number"},
    [FORMAT_NOT_BLANK] = {is_not_blank, NULL, "a text that has more than blanks"},
    [FORMAT_ONE_LINE] = {is_one_line, NULL, "a text of one line"},
    [FORMAT_CEL_IDENTIFIER] = {is_cel_identifier, NULL, "letters, digits and '_', not beginning with a digit, and no word of CEL"},
    [FORMAT_TIME_ZONE] = {is_time_zone, NULL, "a name of the IANA time zone database, as Europe/Berlin or Etc/UTC, in these very letters"},
    [FORMAT_DOTTED_DOMAIN] = {is_dotted_domain, NULL, "a domain with a dot, as example.org: lower-case letters, digits, '-' and '.'"},
    [FORMAT_HOOK_NAME] = {is_hook_name, NULL, "a domain of three parts or more, as pods.example.org: lower-case letters, digits, '-' and '.'"},
    [FORMAT_KIND_NAME] = {is_kind_name, NULL, "letters, digits and '-', at most 63, a letter first, a letter or digit last"},
    [FORMAT_API_VERSION] = {is_api_version, NULL, "VERSION or GROUP/VERSION, as v1 or apps/v1"},
    [FORMAT_GROUPED_VERSION] = {is_grouped_version, NULL, "GROUP/VERSION, as apps/v1"},
    [FORMAT_PLAIN_VERSION] = {is_plain_version, NULL, "VERSION or GROUP/VERSION, as v1 or example.org/v1"},
    [FORMAT_HTTPS_URL] = {is_https_url, NULL, "https://HOST or https://HOST/PATH, without user, query and fragment"},
    [FORMAT_URL_PATH] = {is_url_path, NULL, "a path that begins with '/', without blanks and '//'; it may end with '/*'"},
    [FORMAT_REQUEST_PATH] = {is_request_path, NULL, "a path as /validate/pods: lower-case letters, digits, '-' and '.' between single slashes"},
    [FORMAT_FIELD_PATH] = {is_field_path, NULL, "a path of fields that begins with '.', as .spec.size"},
    [FORMAT_SPEC_PATH] = {is_spec_path, NULL, "a path of fields below .spec, as .spec.replicas"},
    [FORMAT_STATUS_PATH] = {is_status_path, NULL, "a path of fields below .status, as .status.replicas"},
    [FORMAT_SCALED_PATH] = {is_scaled_path, NULL, "a path of fields below .spec or .status, as .status.selector"},
    [FORMAT_LABEL_OR_STAR] = {is_label_or_star, NULL, "'*', or a name of at most 63 characters: lower-case letters, digits and '-'"},
    [FORMAT_SUBDOMAIN_OR_STAR] = {is_subdomain_or_star, NULL, "'*', or a name: lower-case letters, digits, '-' and '.'"},
    [FORMAT_SIGNER] = {is_signer, NULL, "a domain and a name, as example.org/signer: lower-case letters, digits, '-' and '.'"},
    [FORMAT_DRIVER] = {is_driver, NULL, "a domain of at most 63 characters, as gpu.example.org"},
    [FORMAT_POOL] = {is_pool, NULL, "names of lower-case letters, digits, '-' and '.', '/' between them"},
    [FORMAT_DEVICE_KEY] = {is_device_key, NULL, "NAME or DOMAIN/NAME; NAME has letters, digits and '_', at most 32, no digit first"},
    [FORMAT_DEVICE_ATTRIBUTE] = {is_device_attribute, NULL, "DOMAIN/NAME; NAME has letters, digits and '_', at most 32, no digit first"},
    [FORMAT_EXTENDED_RESOURCE] = {is_extended_resource, NULL, "a resource of a domain that is not Kubernetes' own, as example.org/gpu"},
    [FORMAT_KEY_USAGE] = {is_key_usage, NULL, "a usage as RFC 5280 has them, such as digital signature, key encipherment, server auth, client auth"},
    [FORMAT_CONTAINER_RESOURCE] = {is_measured_resource, NULL, "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME"},
    [FORMAT_DOMAIN_KEY] = {is_domain_key, NULL, "DOMAIN/NAME, as example.org/name"},
    [FORMAT_NOT_NEGATIVE] = {NULL, not_negative, "0 or more"},
    [FORMAT_POSITIVE] = {NULL, positive, "more than 0"},
};

bool format_fits(enum kube_format number, struct value value)
{
    const struct format *format = &formats[number];
    long double amount;
    if (format->amount_fits) return !quantity_in(value, &amount) || format->amount_fits(amount);
    return value.kind != V_STRING || format->fits(value_str(value));
}

const char *format_meaning(enum kube_format number) { return formats[number].meaning; }
