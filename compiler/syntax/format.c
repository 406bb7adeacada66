#include "syntax/format.h"

#include "syntax/parse.h"
#include "syntax/stk.tab.h"

enum { INDENT = 2 };

struct line {
    size_t depth;         /* of its indentation */
    struct buf text;      /* without indentation and trailing comment */
    size_t key;           /* length of the key before '=' or ':', when the line begins with one; else 0 */
    Str comment;          /* trailing; may be empty */
    bool blank;           /* an empty line stands before it */
    bool only_comment;
    bool verbatim;        /* it holds a text of several lines: nothing behind it can be aligned */
};

struct formatter {
    struct session *session;
    Str source;
    struct token_list tokens;
    VEC(struct line *) lines;
    struct line *line;    /* being built; NULL: at a line's start */
    size_t depth;
    size_t level[NESTING_MAX + 1]; /* by depth: indentation inside the bracket; brackets of one line indent once */
    struct line *opened_by[NESTING_MAX + 1];
    bool tight[NESTING_MAX + 1];   /* by depth: the brackets of a map type, {string: T} */
    bool blank;           /* an empty line stands before the next one */
    bool use_line;        /* inside "use a/b": slashes stand close */
};

/* ---- spaces ---- */

static bool opens(int kind) { return kind == '(' || kind == '[' || kind == '{'; }
static bool closes(int kind) { return kind == ')' || kind == ']' || kind == '}'; }

static bool ends_operand(int kind)
{
    return kind == TOK_IDENT || kind == TOK_NUMBER || kind == TOK_STRING_CLOSE || kind == TOK_LINES_CLOSE || kind == ')' || kind == ']' ||
            kind == '}';
}

static bool callable(int kind) { return kind == TOK_IDENT || kind == ')' || kind == ']'; }

static bool unary(const struct formatter *formatter, size_t i)
{
    int kind = formatter->tokens.v.at[i].kind;
    if (kind == '!') return true;
    return kind == '-' && (i == 0 || !ends_operand(formatter->tokens.v.at[i - 1].kind));
}

static Str slice(const struct formatter *formatter, uint32_t lo, uint32_t hi) { return (Str){formatter->source.s + lo, hi - lo}; }

static bool opens_map_type(const struct formatter *formatter, size_t i)
{
    const struct token *token = &formatter->tokens.v.at[i];
    if (token->kind != '{' || i + 2 >= formatter->tokens.v.n || token[2].kind != ':') return false;
    return str_is(slice(formatter, token[1].at.lo, token[1].at.hi), "string") && (i == 0 || token[-1].kind != '=');
}

static bool space_between(const struct formatter *formatter, size_t i)
{
    int before = formatter->tokens.v.at[i - 1].kind, kind = formatter->tokens.v.at[i].kind;
    if (opens_map_type(formatter, i - 1) || (kind == '}' && formatter->tight[formatter->depth])) return false;
    if (kind == ':' && i >= 2 && opens_map_type(formatter, i - 2)) return false;
    if (before == '(' || before == '[' || kind == ')' || kind == ']' || kind == ',' || kind == '?') return false;
    if (before == '.' || kind == '.' || before == TOK_SAFE_DOT || kind == TOK_SAFE_DOT) return false;
    if (before == TOK_DOTDOT) return kind != TOK_NUMBER && kind != '-';
    if (kind == TOK_DOTDOT) return before == TOK_IN;
    if (before == '{' && kind == '}') return false;
    if (kind == '(' || kind == '[') return !callable(before) && !unary(formatter, i - 1);
    if (formatter->use_line && (kind == '/' || before == '/')) return false;
    return !unary(formatter, i - 1);
}

/* ---- lines ---- */

/* A line that goes on with the expression of the line before it. */
static bool continues(const struct formatter *formatter, size_t i)
{
    static const int leading[] = {'.', TOK_SAFE_DOT, TOK_ELSE_OP, '+', TOK_ANDAND, TOK_OROR, '|', TOK_ELSE, TOK_WITH, TOK_THEN};
    int kind = formatter->tokens.v.at[i].kind;
    for (size_t k = 0; k < COUNT(leading); k++)
        if (kind == leading[k]) return true;
    return i > 0 && formatter->tokens.v.at[i - 1].kind == '=';
}

static size_t indentation(const struct formatter *formatter, size_t i)
{
    size_t level = formatter->depth ? formatter->level[formatter->depth - 1] : 0;
    return level + (continues(formatter, i) ? 1 : 0);
}

static struct line *current_line(struct formatter *formatter)
{
    if (formatter->line) return formatter->line;
    formatter->line = NEW(formatter->session->arena, struct line);
    formatter->line->depth = formatter->depth ? formatter->level[formatter->depth - 1] : 0;
    formatter->line->blank = formatter->blank;
    formatter->blank = false;
    vec_push(formatter->session->arena, &formatter->lines, formatter->line);
    return formatter->line;
}

static Str trimmed(Str text)
{
    while (text.n && (text.s[text.n - 1] == ' ' || text.s[text.n - 1] == '\t' || text.s[text.n - 1] == '\r')) text.n--;
    return text;
}

static void put_comment_line(struct formatter *formatter, Str comment, bool blank)
{
    formatter->line = NULL;
    struct line *line = current_line(formatter);
    line->blank = blank;
    line->only_comment = true;
    buf_str(&line->text, comment);
    formatter->line = NULL;
}

/* Comments and line ends between two tokens. */
static void put_gap(struct formatter *formatter, Str gap)
{
    size_t newlines = 0;
    for (size_t i = 0; i < gap.n; i++) {
        if (gap.s[i] == '\n') newlines++;
        if (gap.s[i] != '/') continue;
        const char *end = memchr(gap.s + i, '\n', gap.n - i);
        size_t n = end ? (size_t)(end - gap.s) - i : gap.n - i;
        Str comment = trimmed((Str){gap.s + i, n});
        if (newlines == 0 && formatter->line) formatter->line->comment = comment;
        else put_comment_line(formatter, comment, newlines > 1 && formatter->lines.n);
        newlines = 0;
        i += n - 1;
    }
    if (newlines == 0) return;
    bool first = formatter->lines.n == 0;
    formatter->line = NULL;
    formatter->blank = newlines > 1 && !first;
}

/* The key of "key = …" and "key : …", so that a block's signs stand in one column. */
static void note_key(struct line *line, int kind, size_t token_of_line)
{
    if (!line->key && token_of_line == 1 && (kind == '=' || kind == ':')) line->key = line->text.n;
}

static size_t string_end(const struct formatter *formatter, size_t i)
{
    size_t depth = 0;
    for (; i < formatter->tokens.v.n; i++) {
        int kind = formatter->tokens.v.at[i].kind;
        depth += kind == TOK_STRING_OPEN || kind == TOK_LINES_OPEN;
        depth -= kind == TOK_STRING_CLOSE || kind == TOK_LINES_CLOSE;
        if (depth == 0) break;
    }
    return i;
}

static size_t put_token(struct formatter *formatter, size_t i, size_t *count)
{
    const struct token *token = &formatter->tokens.v.at[i];
    if (closes(token->kind) && formatter->depth) formatter->depth--;
    bool starts = !formatter->line;
    struct line *line = current_line(formatter);
    if (starts || line->text.n == 0) {
        line->depth = closes(token->kind) ? formatter->level[formatter->depth] - 1 : indentation(formatter, i);
        *count = 0;
        formatter->use_line = token->kind == TOK_USE;
    } else if (space_between(formatter, i)) {
        note_key(line, token->kind, *count);
        buf_char(&line->text, ' ');
    }
    ++*count;
    size_t last = token->kind == TOK_STRING_OPEN || token->kind == TOK_LINES_OPEN ? string_end(formatter, i) : i;
    Str text = slice(formatter, token->at.lo, formatter->tokens.v.at[last].at.hi);
    line->verbatim |= memchr(text.s, '\n', text.n) != NULL;
    buf_str(&line->text, text);
    if (!opens(token->kind)) return last;
    bool second = formatter->depth && formatter->opened_by[formatter->depth - 1] == line;
    formatter->level[formatter->depth] = second ? formatter->level[formatter->depth - 1] : line->depth + 1;
    formatter->opened_by[formatter->depth] = line;
    formatter->tight[formatter->depth++] = opens_map_type(formatter, i);
    return last;
}

/* ---- columns ---- */

static bool same_block(const struct line *a, const struct line *b) { return !b->blank && a->depth == b->depth && !a->verbatim; }

/* The last line of the run of keys that begins at FIRST; comments of their own do not end it. */
static size_t end_of_run(const struct formatter *formatter, size_t first, size_t *widest)
{
    size_t last = first;
    *widest = formatter->lines.at[first]->key;
    for (size_t i = first + 1; i < formatter->lines.n && same_block(formatter->lines.at[i - 1], formatter->lines.at[i]); i++) {
        const struct line *line = formatter->lines.at[i];
        if (!line->key && !line->only_comment) break;
        if (line->key > *widest) *widest = line->key;
        if (line->key) last = i;
    }
    return last;
}

static void insert(struct line *line, size_t at, size_t count)
{
    buf_need(&line->text, count);
    memmove(line->text.s + at + count, line->text.s + at, line->text.n - at);
    memset(line->text.s + at, ' ', count);
    line->text.n += count;
}

static void align_keys(struct formatter *formatter)
{
    for (size_t i = 0; i < formatter->lines.n; i++) {
        size_t widest, last = i;
        if (!formatter->lines.at[i]->key) continue;
        last = end_of_run(formatter, i, &widest);
        for (; i <= last; i++)
            if (formatter->lines.at[i]->key) insert(formatter->lines.at[i], formatter->lines.at[i]->key, widest - formatter->lines.at[i]->key);
        i--;
    }
}

static size_t width_of(const struct line *line)
{
    size_t width = line->depth * INDENT;
    for (size_t i = 0; i < line->text.n; i++) width += ((unsigned char)line->text.s[i] & 0xC0) != 0x80;
    return width;
}

static void align_comments(struct formatter *formatter)
{
    for (size_t i = 0; i < formatter->lines.n;) {
        size_t run = 1, widest = width_of(formatter->lines.at[i]);
        if (!formatter->lines.at[i]->comment.n) {
            i++;
            continue;
        }
        while (i + run < formatter->lines.n && formatter->lines.at[i + run]->comment.n && !formatter->lines.at[i + run]->blank) {
            size_t width = width_of(formatter->lines.at[i + run++]);
            if (width > widest) widest = width;
        }
        for (size_t k = i; k < i + run; k++) {
            struct line *line = formatter->lines.at[k];
            buf_fill(&line->text, ' ', widest - width_of(line) + 2);
            buf_str(&line->text, line->comment);
        }
        i += run;
    }
}

static void put_lines(struct formatter *formatter, struct buf *out)
{
    for (size_t i = 0; i < formatter->lines.n; i++) {
        struct line *line = formatter->lines.at[i];
        if (line->blank) buf_char(out, '\n');
        buf_fill(out, ' ', line->depth * INDENT);
        buf_put(out, line->text.s, line->text.n);
        buf_char(out, '\n');
        buf_free(&line->text);
    }
}

bool format_source(struct session *session, uint32_t file, struct buf *out)
{
    struct formatter formatter = {.session = session, .source = source_at(&session->sources, file)->text};
    if (!parse_tokens(session, file, &formatter.tokens)) return false;
    uint32_t end = str_starts(formatter.source, STR("\xEF\xBB\xBF")) ? 3 : 0;
    size_t count = 0;
    for (size_t i = 0; i < formatter.tokens.v.n; i++) {
        put_gap(&formatter, slice(&formatter, end, formatter.tokens.v.at[i].at.lo));
        i = put_token(&formatter, i, &count);
        end = formatter.tokens.v.at[i].at.hi;
    }
    Str rest = slice(&formatter, end, (uint32_t)formatter.source.n);
    if (memchr(rest.s, '/', rest.n)) put_gap(&formatter, rest);
    align_keys(&formatter);
    align_comments(&formatter);
    put_lines(&formatter, out);
    return true;
}
