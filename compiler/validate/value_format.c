#include "value_format.h"
#include "name_syntax.h"
#include "quantity.h"

#include <arpa/inet.h>
#include <ctype.h>

static bool only(Str text, bool (*allowed)(char))
{
    size_t i = 0;
    while (i < text.n && allowed(text.s[i])) i++;
    return i == text.n;
}

/* ---- names ---- */

static bool has_syntax(Str text, enum syntax syntax, size_t max) { return text.n > 0 && text.n <= max && first_refused(text, syntax) == text.n; }

static bool is_label(Str text) { return has_syntax(text, LABEL, 63); }
static bool is_host_label(Str text) { return has_syntax(text, HOST_LABEL, 63); }
static bool is_subdomain(Str text) { return has_syntax(text, SUBDOMAIN, 253); }

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

static bool is_qualified_name(Str text)
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

/* With leading zeros in IPv4, which the server reads as decimal. */
static bool is_address(Str text, bool *six)
{
    char copy[INET6_ADDRSTRLEN + 1];
    unsigned char address[16];
    size_t n = 0;
    *six = memchr(text.s, ':', text.n) != NULL;
    for (size_t i = 0; i < text.n && n < sizeof copy - 1; i++) {
        bool leading = !*six && text.s[i] == '0' && (n == 0 || copy[n - 1] == '.') && i + 1 < text.n && isdigit((unsigned char)text.s[i + 1]);
        if (!leading) copy[n++] = text.s[i];
    }
    copy[n] = '\0';
    return inet_pton(*six ? AF_INET6 : AF_INET, copy, address) == 1;
}

static bool is_ip(Str text)
{
    bool six;
    return is_address(text, &six);
}

static bool is_cidr(Str text)
{
    Str rest = text, address = str_cut(&rest, '/');
    bool six;
    if (address.n == text.n || !is_address(address, &six) || rest.n == 0 || rest.n > 3) return false;
    size_t bits = str_take_number(&rest);
    return rest.n == 0 && bits <= (six ? 128 : 32);
}

static bool is_absolute_path(Str text) { return str_starts(text, STR("/")); }

/* Without leading zeros, and no IPv4 within IPv6. */
static bool is_strict_ip(Str text)
{
    bool colon = memchr(text.s, ':', text.n) != NULL, dot = memchr(text.s, '.', text.n) != NULL, leading = false;
    for (size_t i = 0; dot && i + 1 < text.n; i++)
        leading |= text.s[i] == '0' && (i == 0 || text.s[i - 1] == '.') && isdigit((unsigned char)text.s[i + 1]);
    return !is_ip(text) || (!leading && !(colon && dot));
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

static bool is_forward_path(Str text)
{
    while (text.n)
        if (str_is(str_cut(&text, '/'), "..")) return false;
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

/* ---- quantities ---- */

static bool not_negative(long double amount) { return amount >= 0; }
static bool positive(long double amount) { return amount > 0; }

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
