/* stk.project with another digest: what people have written stays as it is. */
#include "release/release.h"

/* Blanks from the beginning of the line up to AT. */
static Str line_before(Str text, size_t at)
{
    size_t start = at;
    while (start && text.s[start - 1] != '\n') start--;
    return (Str){text.s + start, at - start};
}

/* The source stands alone in its line, behind "source:". */
static bool is_block(Str text, Span source)
{
    Str before = str_trim(line_before(text, source.lo)), after = {text.s + source.hi, text.n - source.hi};
    Str rest = str_trim(str_cut(&after, '\n'));
    return str_is(before, "source:") && (!rest.n || rest.s[0] == '#');
}

Str project_with_digest(struct arena *arena, Str text, const struct package_pin *pin, Str digest)
{
    Span at = pin->digest_at;
    if (at.file) return arena_printf(arena, "%.*s%.*s%s", (int)at.lo, text.s, STR_ARG(digest), text.s + at.hi);
    at = pin->source_at;
    if (!is_block(text, at)) return arena_printf(arena, "%.*s, digest: %.*s%s", (int)at.hi, text.s, STR_ARG(digest), text.s + at.hi);
    Str line = line_before(text, at.lo);
    const char *end = strchr(text.s + at.hi, '\n');
    size_t behind = end ? (size_t)(end - text.s) : text.n;
    int indent = (int)(memmem(line.s, line.n, "source:", 7) ? (const char *)memmem(line.s, line.n, "source:", 7) - line.s : 0);
    return arena_printf(arena, "%.*s\n%.*sdigest: %.*s%s", (int)behind, text.s, indent, line.s, STR_ARG(digest), text.s + behind);
}
