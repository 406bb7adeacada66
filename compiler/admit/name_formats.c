#include "formats.h"
#include "name_syntax.h"

#include <ctype.h>

bool only(Str text, bool (*allowed)(char))
{
    size_t i = 0;
    while (i < text.n && allowed(text.s[i])) i++;
    return i == text.n;
}

static bool has_syntax(Str text, enum syntax syntax, size_t max) { return text.n > 0 && text.n <= max && first_refused(text, syntax) == text.n; }

bool is_label(Str text) { return has_syntax(text, LABEL, 63); }
bool is_host_label(Str text) { return has_syntax(text, HOST_LABEL, 63); }
bool is_subdomain(Str text) { return has_syntax(text, SUBDOMAIN, 253); }

/* As a beginning of one: in place of a last '-' and what is before it, the server looks at an 'a'. */
bool is_subdomain_prefix(Str text)
{
    char copy[254];
    if (text.n < 2 || text.n > sizeof copy || text.s[text.n - 1] != '-') return is_subdomain(text);
    memcpy(copy, text.s, text.n - 2);
    copy[text.n - 2] = 'a';
    return is_subdomain((Str){copy, text.n - 1});
}

Str without_last_dot(Str text) { return str_ends(text, STR(".")) ? (Str){text.s, text.n - 1} : text; }
bool is_dotted_subdomain(Str text) { return is_subdomain(without_last_dot(text)); }

/* TEXT in small letters, of at most 317 characters; what is longer becomes empty. */
Str lower(Str text, char copy[static 318])
{
    if (text.n > 317) return STR("");
    for (size_t i = 0; i < text.n; i++) copy[i] = (char)tolower((unsigned char)text.s[i]);
    return (Str){copy, text.n};
}

bool is_caseless_subdomain(Str text)
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
bool is_search_domain(Str text)
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

bool is_path_segment(Str text)
{
    return first_refused(text, PATH_SEGMENT) == text.n && !str_is(text, ".") && !str_is(text, "..");
}

bool letter_or_digit(char c) { return isalnum((unsigned char)c); }
static bool inside_of_label(char c) { return letter_or_digit(c) || c == '-' || c == '_' || c == '.'; }

bool is_label_text(Str text)
{
    return text.n <= 63 && only(text, inside_of_label) && (text.n == 0 || (letter_or_digit(text.s[0]) && letter_or_digit(text.s[text.n - 1])));
}

bool is_label_value(Str text) { return is_label_text(text); }

bool is_qualified_name(Str text)
{
    Str name = str_after_last(text, '/'), prefix = {text.s, text.n - name.n};
    if (prefix.n && !has_syntax((Str){prefix.s, prefix.n - 1}, SUBDOMAIN, 253)) return false;
    return name.n > 0 && is_label_text(name);
}

static bool in_port_name(char c) { return is_alphanumeric(c) || c == '-'; }

/* Lower-case letters, digits and single '-' between them, at most 15, one letter at least. */
bool is_port_name(Str text)
{
    bool letter = false;
    for (size_t i = 0; i < text.n; i++) {
        letter |= islower((unsigned char)text.s[i]) != 0;
        if (text.s[i] == '-' && i > 0 && text.s[i - 1] == '-') return false;
    }
    return text.n > 0 && text.n <= 15 && letter && only(text, in_port_name) && text.s[0] != '-' && text.s[text.n - 1] != '-';
}

bool is_config_key(Str text)
{
    return text.n > 0 && text.n <= 253 && only(text, inside_of_label) && !str_is(text, ".") && !str_starts(text, STR(".."));
}
