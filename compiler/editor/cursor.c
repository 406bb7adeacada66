#include "editor/cursor.h"

#include <ctype.h>

enum { DEPTH_MAX = 256 };

/* In brackets, texts and comments, from the beginning on. A text is a bracket of its own, since "${" opens another inside. */
struct scan {
    Str text;
    size_t at;
    char open[DEPTH_MAX];     /* '{' '(' '[' ; '"' a text; 'T' one of several lines; '$' an expression in a text */
    size_t opened[DEPTH_MAX];
    size_t depth;
};

static char top(const struct scan *scan) { return scan->depth ? scan->open[scan->depth - 1] : 0; }
static bool stands(const struct scan *scan, const char *word)
{
    size_t n = strlen(word);
    return scan->text.n - scan->at >= n && memcmp(scan->text.s + scan->at, word, n) == 0;
}

static void enter(struct scan *scan, char kind, size_t length)
{
    if (scan->depth < DEPTH_MAX) {
        scan->open[scan->depth] = kind;
        scan->opened[scan->depth++] = scan->at;
    }
    scan->at += length;
}

static void leave(struct scan *scan, size_t length)
{
    if (scan->depth) scan->depth--;
    scan->at += length;
}

static void step_in_text(struct scan *scan)
{
    bool lines = top(scan) == 'T';
    char c = scan->text.s[scan->at];
    if (stands(scan, "$${")) scan->at += 3;
    else if (stands(scan, "${")) enter(scan, '$', 2);
    else if (lines && stands(scan, "\"\"\"")) leave(scan, 3);
    else if (!lines && (c == '"' || c == '\n')) leave(scan, 1);
    else scan->at += !lines && c == '\\' ? 2 : 1;
}

static void step(struct scan *scan)
{
    char c = scan->text.s[scan->at];
    if (top(scan) == '"' || top(scan) == 'T') step_in_text(scan);
    else if (stands(scan, "\"\"\"")) enter(scan, 'T', 3);
    else if (c == '"' || c == '{' || c == '(' || c == '[') enter(scan, c, 1);
    else if (c == '}' || c == ')' || c == ']') leave(scan, 1);
    else scan->at++;
}

static bool skip_comment(struct scan *scan, size_t offset)
{
    bool text = top(scan) == '"' || top(scan) == 'T';
    if (text || !stands(scan, "//")) return false;
    const char *end = memchr(scan->text.s + scan->at, '\n', scan->text.n - scan->at);
    size_t after = end ? (size_t)(end - scan->text.s) : scan->text.n;
    bool inside = offset > scan->at && offset <= after;
    scan->at = after;
    return inside;
}

static bool is_letter(char c) { return isalnum((unsigned char)c) || c == '_'; }

static char last_before(Str text, size_t at)
{
    while (at && (text.s[at - 1] == ' ' || text.s[at - 1] == '\t' || text.s[at - 1] == '\r')) at--;
    return at ? text.s[at - 1] : '\n';
}

/* From the quote on, up to the next one in its line. */
static void find_text(struct cursor *cursor, Str text)
{
    size_t lo = cursor->opened + 1, hi = lo;
    while (hi < text.n && text.s[hi] != '"' && text.s[hi] != '\n') hi += text.s[hi] == '\\' ? 2 : 1;
    cursor->in_plain_text = hi < text.n && text.s[hi] == '"' && !memmem(text.s + lo, hi - lo, "${", 2);
    if (!cursor->in_plain_text) return;
    cursor->lo = lo;
    cursor->hi = hi;
}

struct cursor cursor_at(Str text, size_t offset)
{
    struct scan scan = {.text = text};
    struct cursor cursor = {.lo = offset, .hi = offset};
    while (cursor.lo && is_letter(text.s[cursor.lo - 1])) cursor.lo--;
    while (cursor.hi < text.n && is_letter(text.s[cursor.hi])) cursor.hi++;
    while (scan.at < cursor.lo && !cursor.in_comment) {
        size_t was = scan.at;
        cursor.in_comment = skip_comment(&scan, offset);
        if (scan.at == was) step(&scan);
    }
    cursor.in_text = top(&scan) == '"' || top(&scan) == 'T';
    cursor.bracket = top(&scan) == '$' ? '(' : top(&scan);
    cursor.opened = scan.depth ? scan.opened[scan.depth - 1] : 0;
    cursor.depth = scan.depth;
    cursor.before = last_before(text, cursor.lo);
    if (top(&scan) == '"') find_text(&cursor, text);
    return cursor;
}
