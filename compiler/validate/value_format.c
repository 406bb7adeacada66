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

/* ---- other texts ---- */

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
