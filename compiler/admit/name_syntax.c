#include "name_syntax.h"

#include <ctype.h>

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Neighbours of an edge of a label are the text's ends and dots. */
static bool at_edge(Str name, size_t i) { return i == 0 || i + 1 == name.n || name.s[i - 1] == '.' || name.s[i + 1] == '.'; }

static bool allowed_at(Str name, size_t i, enum syntax syntax)
{
    char c = name.s[i];
    if (syntax == PATH_SEGMENT) return c != '/' && c != '%';
    if (syntax == HOST_LABEL && i == 0) return c >= 'a' && c <= 'z';
    if (c == '-') return !at_edge(name, i);
    if (c == '.') return syntax == SUBDOMAIN && i > 0 && i + 1 < name.n && name.s[i - 1] != '.';
    return is_alphanumeric(c);
}

size_t first_refused(Str name, enum syntax syntax)
{
    size_t i = 0;
    while (i < name.n && allowed_at(name, i, syntax)) i++;
    return i;
}

Str mended_name(struct arena *arena, Str name, enum syntax syntax)
{
    if (syntax == PATH_SEGMENT) return STR("");
    char *text = arena_alloc(arena, name.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.n; i++) {
        char c = (char)tolower((unsigned char)name.s[i]);
        if ((unsigned char)c >= 0x80) return STR("");
        bool fine = is_alphanumeric(c) || (c == '.' && syntax == SUBDOMAIN);
        if (fine || (n > 0 && text[n - 1] != '-')) text[n++] = fine ? c : '-';
    }
    while (n > 0 && text[n - 1] == '-') n--;
    Str proposal = {text, n};
    return first_refused(proposal, syntax) == n ? proposal : STR("");
}

Str character_at(Str text, size_t i)
{
    size_t end = i + 1;
    while (end < text.n && ((unsigned char)text.s[end] & 0xC0) == 0x80) end++;
    return (Str){text.s + i, end - i};
}

const char *position_of(Str text, size_t i) { return i == 0 ? "begins with" : i + character_at(text, i).n == text.n ? "ends with" : "contains"; }
