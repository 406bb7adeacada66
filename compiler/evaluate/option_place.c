#include "option_place.h"

static uint32_t source_with(const struct sources *sources, Str text)
{
    for (uint32_t id = 1; id < sources->all.n; id++)
        if (str_eq(source_at(sources, id)->text, text)) return id;
    return 0;
}

static bool opens(Str line, Str section, bool pattern)
{
    size_t skip = pattern ? 2 : 1;
    return line.n == section.n + skip + 1 && line.s[0] == '[' && (line.s[1] == '=') == pattern && memcmp(line.s + skip, section.s, section.n) == 0;
}

/* The name in a line, behind the marks that may come first; empty: it is another option, or none. */
static Str name_in(Str line, Str option)
{
    while (line.n && (*line.s == '-' || *line.s == '*')) line = (Str){line.s + 1, line.n - 1};
    bool is_it = line.n > option.n && line.s[option.n] == ' ' && memcmp(line.s, option.s, option.n) == 0;
    return is_it ? (Str){line.s, option.n} : STR("");
}

Span option_place(const struct sources *sources, Str table, Str section, bool pattern, Str option)
{
    uint32_t id = source_with(sources, table);
    bool inside = false;
    if (!id) return (Span){0};
    Str text = source_at(sources, id)->text, rest = text;
    while (rest.n) {
        Str line = str_cut(&rest, '\n');
        if (line.n && *line.s == '[') inside = opens(line, section, pattern);
        Str name = inside ? name_in(line, option) : STR("");
        if (name.n) return (Span){id, (uint32_t)(name.s - text.s), (uint32_t)(name.s - text.s + (ptrdiff_t)name.n)};
    }
    return (Span){0};
}
