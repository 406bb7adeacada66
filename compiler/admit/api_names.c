#include "formats.h"
#include "name_syntax.h"

#include <ctype.h>

bool is_dotted_domain(Str text) { return is_subdomain(text) && memchr(text.s, '.', text.n); }

bool is_hook_name(Str text)
{
    size_t dots = 0;
    for (size_t i = 0; i < text.n; i++) dots += text.s[i] == '.';
    return is_subdomain(text) && dots >= 2;
}

bool is_kind_name(Str text)
{
    char small[63];
    if (text.n > sizeof small) return false;
    for (size_t i = 0; i < text.n; i++) small[i] = (char)tolower((unsigned char)text.s[i]);
    return is_host_label((Str){small, text.n});
}

static size_t slashes_in(Str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) n += text.s[i] == '/';
    return n;
}

bool is_api_version(Str text) { return slashes_in(text) <= 1; }

bool is_grouped_version(Str text) { return slashes_in(text) == 1 && text.s[0] != '/'; }

bool is_plain_version(Str text)
{
    Str version = str_after_last(text, '/'), group = {text.s, text.n - version.n};
    return is_host_label(version) && (text.n == version.n || group.n == 1 || is_subdomain((Str){group.s, group.n - 1}));
}

bool is_domain_key(Str text)
{
    char small[256];
    if (text.n > sizeof small || slashes_in(text) != 1) return false;
    for (size_t i = 0; i < text.n; i++) small[i] = (char)tolower((unsigned char)text.s[i]);
    return is_qualified_name((Str){small, text.n});
}

static bool all_labels(Str domain)
{
    bool more = domain.n > 0;
    while (more) {
        size_t before = domain.n;
        Str part = str_cut(&domain, '.');
        more = part.n < before;
        if (!is_label(part)) return false;
    }
    return true;
}

bool is_signer(Str text)
{
    Str path = text, domain = str_cut(&path, '/');
    return domain.n <= 253 && memchr(domain.s, '.', domain.n) && all_labels(domain) && path.n <= 317 && path.n > 0 &&
           first_refused(path, SUBDOMAIN) == path.n;
}

bool is_key_usage(Str text)
{
    static const char *const usages[] = {
        "signing", "digital signature", "content commitment", "key encipherment", "key agreement", "data encipherment", "cert sign", "crl sign",
        "encipher only", "decipher only", "any", "server auth", "client auth", "code signing", "email protection", "s/mime", "ipsec end system",
        "ipsec tunnel", "ipsec user", "timestamping", "ocsp signing", "microsoft sgc", "netscape sgc",
    };
    for (size_t i = 0; i < COUNT(usages); i++)
        if (str_is(text, usages[i])) return true;
    return false;
}

bool is_extended_resource(Str text)
{
    enum { QUOTA = sizeof "requests." - 1 };
    Str name = str_after_last(text, '/'), domain = {text.s, text.n - name.n};
    bool native = str_is(domain, "kubernetes.io/") || str_ends(domain, STR(".kubernetes.io/")) || str_starts(text, STR("requests."));
    return domain.n > 1 && domain.n - 1 + QUOTA <= 253 && !native && is_qualified_name(text);
}

/* Without a domain, those that Kubernetes knows. */
bool is_measured_resource(Str text)
{
    static const char *const known[] = {"cpu", "memory", "ephemeral-storage"};
    if (memchr(text.s, '/', text.n)) return is_qualified_name(text);
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(text, known[i])) return true;
    return str_starts(text, STR("hugepages-"));
}

bool is_field_path(Str text) { return str_starts(text, STR(".")); }

bool is_spec_path(Str text) { return str_starts(text, STR(".spec.")); }

bool is_status_path(Str text) { return str_starts(text, STR(".status.")); }

bool is_scaled_path(Str text) { return is_spec_path(text) || is_status_path(text); }

bool is_not_blank(Str text) { return str_trim(text).n > 0; }

bool is_one_line(Str text)
{
    text = str_trim(text);
    return !memchr(text.s, '\n', text.n) && !memchr(text.s, '\r', text.n);
}

bool is_label_or_star(Str text) { return str_is(text, "*") || is_label(text); }

bool is_subdomain_or_star(Str text) { return str_is(text, "*") || is_subdomain(text); }
