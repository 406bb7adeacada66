#include "value_format.h"
#include "expressions.h"
#include "name_syntax.h"
#include "quantity.h"
#include "special_formats.h"

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

/* ---- names of kinds, groups, versions ---- */

static bool is_dotted_domain(Str text) { return is_subdomain(text) && memchr(text.s, '.', text.n); }

static bool is_hook_name(Str text)
{
    size_t dots = 0;
    for (size_t i = 0; i < text.n; i++) dots += text.s[i] == '.';
    return is_subdomain(text) && dots >= 2;
}

static bool is_kind_name(Str text)
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

static bool is_api_version(Str text) { return slashes_in(text) <= 1; }
static bool is_grouped_version(Str text) { return slashes_in(text) == 1 && text.s[0] != '/'; }

static bool is_plain_version(Str text)
{
    Str version = str_after_last(text, '/'), group = {text.s, text.n - version.n};
    return is_host_label(version) && (text.n == version.n || group.n == 1 || is_subdomain((Str){group.s, group.n - 1}));
}

/* ---- names of signers, managers, usages ---- */

static bool in_path(char c) { return letter_or_digit(c) || strchr("/-._~%!$&'()*+,;=:", c); }

static bool is_domain_path(Str text)
{
    Str path = text, domain = str_cut(&path, '/');
    return domain.n < text.n && is_subdomain(domain) && path.n > 0 && only(path, in_path);
}

static bool is_domain_key(Str text)
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

static bool is_signer(Str text)
{
    Str path = text, domain = str_cut(&path, '/');
    return domain.n <= 253 && memchr(domain.s, '.', domain.n) && all_labels(domain) && path.n <= 317 && path.n > 0 &&
           first_refused(path, SUBDOMAIN) == path.n;
}

static bool is_key_usage(Str text)
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

static bool is_extended_resource(Str text)
{
    enum { QUOTA = sizeof "requests." - 1 };
    Str name = str_after_last(text, '/'), domain = {text.s, text.n - name.n};
    bool native = str_is(domain, "kubernetes.io/") || str_ends(domain, STR(".kubernetes.io/")) || str_starts(text, STR("requests."));
    return domain.n > 1 && domain.n - 1 + QUOTA <= 253 && !native && is_qualified_name(text);
}

/* Without a domain, those that Kubernetes knows. */
static bool is_container_resource(Str text)
{
    static const char *const known[] = {"cpu", "memory", "ephemeral-storage"};
    if (memchr(text.s, '/', text.n)) return is_qualified_name(text);
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(text, known[i])) return true;
    return str_starts(text, STR("hugepages-"));
}

/* ---- paths of fields ---- */

static bool is_field_path(Str text) { return str_starts(text, STR(".")); }
static bool is_spec_path(Str text) { return str_starts(text, STR(".spec.")); }
static bool is_status_path(Str text) { return str_starts(text, STR(".status.")); }
static bool is_scaled_path(Str text) { return is_spec_path(text) || is_status_path(text); }

/* ---- other texts ---- */

static bool is_share(Str text)
{
    size_t before = text.n, number = str_take_number(&text);
    return text.n < before && str_is(text, "%") && number <= 100;
}

static bool is_not_blank(Str text) { return str_trim(text).n > 0; }

static bool is_one_line(Str text)
{
    text = str_trim(text);
    return !memchr(text.s, '\n', text.n) && !memchr(text.s, '\r', text.n);
}

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

static bool is_label_or_star(Str text) { return str_is(text, "*") || is_label(text); }
static bool is_subdomain_or_star(Str text) { return str_is(text, "*") || is_subdomain(text); }

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
    [FORMAT_SHARE] = {is_share, NULL, "a share of at most 100%, as 25%"},
    [FORMAT_NOT_BLANK] = {is_not_blank, NULL, "a text that has more than blanks"},
    [FORMAT_ONE_LINE] = {is_one_line, NULL, "a text of one line"},
    [FORMAT_CEL_IDENTIFIER] = {is_cel_identifier, NULL, "letters, digits and '_', not beginning with a digit, and no word of CEL"},
    [FORMAT_TIME_ZONE] = {is_time_zone, NULL, "a name of the IANA time zone database, as Europe/Berlin or Etc/UTC, in these very letters"},
    [FORMAT_DOMAIN_PATH] = {is_domain_path, NULL, "a domain and a path, as example.org/name"},
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
    [FORMAT_SEMANTIC_VERSION] = {is_semantic_version, NULL, "a version as 1.2.3 or 1.2.3-rc.1+build"},
    [FORMAT_EXTENDED_RESOURCE] = {is_extended_resource, NULL, "a resource of a domain that is not Kubernetes' own, as example.org/gpu"},
    [FORMAT_KEY_USAGE] = {is_key_usage, NULL, "a usage as RFC 5280 has them, such as digital signature, key encipherment, server auth, client auth"},
    [FORMAT_BASE64] = {is_base64, NULL, "base64, with '=' up to a multiple of four characters"},
    [FORMAT_CONTAINER_RESOURCE] = {is_container_resource, NULL, "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME"},
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
