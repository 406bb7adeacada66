#include "formats.h"
#include "address.h"

bool is_ip(Str text)
{
    struct address address;
    return address_in(text, &address);
}

bool is_ipv4(Str text)
{
    struct address address;
    return address_in(text, &address) && !address.six;
}

bool is_ipv6(Str text)
{
    struct address address;
    return address_in(text, &address) && address.six;
}

bool is_cidr(Str text)
{
    struct network network;
    return network_in(text, &network);
}

/* What is no address at all is told by another format. */
bool is_strict_ip(Str text)
{
    struct address address;
    return !address_in(text, &address) || !address.loose;
}

bool is_canonical_ip(Str text) { return !is_ip(text) || address_is_canonical(text); }

bool is_reachable_ip(Str text)
{
    struct address address;
    return !address_in(text, &address) || address_is_reachable(&address);
}

bool is_strict_cidr(Str text)
{
    struct network network;
    return !network_in(text, &network) || (!network.loose && !network_has_host_bits(&network));
}

bool is_canonical_cidr(Str text) { return !is_cidr(text) || network_is_canonical(text); }

bool is_absolute_path(Str text) { return str_starts(text, STR("/")); }

static bool contains(Str text, const char *part) { return memmem(text.s, text.n, part, strlen(part)) != NULL; }

/* Of a path whose parts a proxy compares: pathType Exact or Prefix. */
bool is_plain_path(Str text)
{
    static const char *const parts[] = {"//", "/./", "/../", "%2f", "%2F"};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (contains(text, parts[i])) return false;
    return is_absolute_path(text) && !str_ends(text, STR("/..")) && !str_ends(text, STR("/."));
}

bool is_forward_path(Str text)
{
    while (text.n)
        if (str_is(str_cut(&text, '/'), "..")) return false;
    return true;
}

/* ---- host names and what begins with one ---- */

bool is_domain_or_wildcard(Str text)
{
    if (text.n > 253 || !memchr(text.s, '*', text.n)) return is_subdomain(text);
    return str_starts(text, STR("*.")) && is_subdomain(str_skip(text, 2));
}

bool is_not_ip(Str text) { return !is_ip(text); }

bool is_host(Str text) { return is_subdomain(without_last_dot(text)); }

/* Two labels at least. */
bool is_domain_name(Str text)
{
    text = without_last_dot(text);
    if (!is_subdomain(text) || !memchr(text.s, '.', text.n)) return false;
    while (text.n)
        if (!is_label(str_cut(&text, '.'))) return false;
    return true;
}

static bool in_path(char c) { return letter_or_digit(c) || (c && strchr("/-._~%!$&'()*+,;=:", c)); }

bool is_domain_path(Str text)
{
    Str path = text, domain = str_cut(&path, '/');
    return domain.n < text.n && is_subdomain(domain) && path.n > 0 && only(path, in_path);
}

bool is_caseless_qualified_name(Str text)
{
    char copy[318];
    return is_qualified_name(lower(text, copy));
}

/* HOST:PORT, several with commas between them; [::1]:80 as well. */
bool is_host_ports(Str text)
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

bool is_relative_path(Str text) { return !is_absolute_path(text) && is_forward_path(text); }
bool is_inner_path(Str text) { return is_relative_path(text) && !str_starts(text, STR("..")); }
bool is_subscription_path(Str text) { return str_starts(text, STR("/subscriptions/")); }
bool is_https_address(Str text) { return str_starts(text, STR("https://")); }
