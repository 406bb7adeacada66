/* tokens FILE.stk - what the compiler's scanner makes of a file, for comparison with what editors make of it.
 *
 * Outputs: "FIRST END KIND" a line, in bytes, in order. KIND: keyword, name, number, text, sign, comment. What stands between is white
 * space. A reserved word counts as a name behind a dot, as a key, and where it begins nothing (grammar/README.md, 2).
 * Exit: 0 fine, 1 the file has mistakes. */
#include "diag/session.h"
#include "syntax/parse.h"
#include "syntax/stk.tab.h"

#include <stdio.h>

struct place {
    Str text;
    const struct token *tokens;
    size_t n;
};

static int kind_at(const struct place *place, size_t i, int offset)
{
    size_t at = i + (size_t)offset;
    return at < place->n ? place->tokens[at].kind : 0; /* before the first, too: it wraps */
}

static bool is_word(int kind) { return kind == TOK_IDENT || (kind >= TOK_USE && kind <= TOK_NULL); }
static bool opens_text(int kind) { return kind == TOK_STRING_OPEN || kind == TOK_LINES_OPEN; }

static bool first_on_line(const struct place *place, size_t i)
{
    uint32_t before = i ? place->tokens[i - 1].at.hi : 0, at = place->tokens[i].at.lo;
    return i == 0 || memchr(place->text.s + before, '\n', at - before);
}

/* A reserved word that means what it is reserved for. */
static bool is_keyword(const struct place *place, size_t i)
{
    int kind = kind_at(place, i, 0), before = kind_at(place, i, -1), after = kind_at(place, i, 1);
    bool literal = kind == TOK_TRUE || kind == TOK_FALSE || kind == TOK_NULL;
    bool starts = first_on_line(place, i) || before == '{' || before == ',';
    if (before == '.' || before == TOK_SAFE_DOT || after == '=' || (after == ':' && !literal)) return false;
    if (kind == TOK_TYPE) return starts && is_word(after);
    if (kind == TOK_TEST || kind == TOK_FAILS) return starts && opens_text(after);
    if (kind == TOK_SCHEMA) return opens_text(after);
    if (kind == TOK_OF) return before == TOK_STRING_CLOSE && is_word(after);
    if (kind == TOK_ASSERT) return starts;
    return true;
}

static const char *kind_of(const struct place *place, size_t i)
{
    int kind = kind_at(place, i, 0);
    if (kind == TOK_NUMBER) return "number";
    if (kind == TOK_CHUNK || kind == TOK_ESCAPE || kind == TOK_STRING_CLOSE || kind == TOK_LINES_CLOSE || opens_text(kind)) return "text";
    if (!is_word(kind)) return "sign";
    return kind == TOK_IDENT || !is_keyword(place, i) ? "name" : "keyword";
}

static void print_comments(Str text, uint32_t lo, uint32_t hi)
{
    for (uint32_t at = lo; at < hi; at++) {
        const char *slash = memchr(text.s + at, '/', hi - at);
        if (!slash) return;
        const char *end = memchr(slash, '\n', (size_t)(text.s + hi - slash));
        at = (uint32_t)(slash - text.s);
        uint32_t stop = end ? (uint32_t)(end - text.s) : hi;
        printf("%u %u comment\n", at, stop);
        at = stop;
    }
}

int main(int argc, char **argv)
{
    struct session *session = session_new(STR(""));
    struct token_list list = {0};
    uint32_t file, end = 0;
    if (argc != 2 || source_read(&session->sources, argv[1], str_of(argv[1]), &file) != SOURCE_OK) return 1;
    if (!parse_tokens(session, file, &list)) return 1;
    struct place place = {source_at(&session->sources, file)->text, list.v.at, list.v.n};
    for (size_t i = 0; i < place.n; i++) {
        print_comments(place.text, end, place.tokens[i].at.lo);
        end = place.tokens[i].at.hi;
        printf("%u %u %s\n", place.tokens[i].at.lo, end, kind_of(&place, i));
    }
    print_comments(place.text, end, (uint32_t)place.text.n);
    session_free(session);
    return 0;
}
