/* stk.project with another digest: what people have written stays as it is. */
#include "release/release.h"

/* What stands between the package's name and its source, without comments: a brace means that its fields stand in a flow. */
static bool is_flow(Str text, const struct package_pin *pin)
{
    Str rest = {text.s + pin->at.hi, pin->source_at.lo - pin->at.hi};
    while (rest.n) {
        Str line = str_cut(&rest, '\n');
        Str said = str_cut(&line, '#');
        if (memchr(said.s, '{', said.n)) return true;
    }
    return false;
}

/* As in JSON, where keys and texts stand in quotes. */
static bool is_json(Str text, Span source)
{
    Str before = str_trim((Str){text.s, source.lo});
    return text.s[source.lo] == '"' && str_ends(before, STR("\"source\":"));
}

static Str in_flow(struct arena *arena, Str text, Span source, Str digest)
{
    const char *quote = is_json(text, source) ? "\"" : "";
    Str field = arena_printf(arena, "%sdigest%s: %s%.*s%s", quote, quote, quote, STR_ARG(digest), quote);
    return arena_printf(arena, "%.*s, %.*s%s", (int)source.hi, text.s, STR_ARG(field), text.s + source.hi);
}

/* A line below the source's, which begins like that. */
static Str in_block(struct arena *arena, Str text, Span source, Str digest)
{
    size_t start = source.lo, end = source.hi;
    while (start && text.s[start - 1] != '\n') start--;
    size_t indent = strspn(text.s + start, " ");
    end += strcspn(text.s + end, "\r\n");
    const char *line_end = text.s[end] == '\r' ? "\r\n" : "\n";
    return arena_printf(arena, "%.*s%s%.*sdigest: %.*s%s", (int)end, text.s, line_end, (int)indent, text.s + start, STR_ARG(digest), text.s + end);
}

static Str replaced(struct arena *arena, Str text, Span old, Str digest)
{
    char quote = text.s[old.lo];
    int quotes = quote == '"' || quote == '\'';
    return arena_printf(arena, "%.*s%.*s%.*s%s", (int)old.lo + quotes, text.s, STR_ARG(digest), quotes, &quote, text.s + old.hi);
}

Str project_with_digest(struct arena *arena, Str text, const struct package_pin *pin, Str digest)
{
    if (pin->digest_at.file) return replaced(arena, text, pin->digest_at, digest);
    return (is_flow(text, pin) ? in_flow : in_block)(arena, text, pin->source_at, digest);
}
