#include "syntax/parse.h"

#include "advice.h"
#include "build.h"
#include "syntax/stk.tab.h"
#define YYSTYPE STK_STYPE
#define YYLTYPE Span
#define YY_DECL int stk_scan(STK_STYPE *yylval_param, Span *yylloc_param, void *scanner)
#include "syntax/stk.lex.h"

YY_DECL;

struct pending {
    int kind;
    STK_STYPE value;
    Span at;
};

/* ---- brackets ---- */

static bool opens(int kind) { return kind == '{' || kind == '(' || kind == '[' || kind == TOK_INTERPOLATION_OPEN; }
static bool closes(int kind) { return kind == '}' || kind == ')' || kind == ']' || kind == TOK_INTERPOLATION_CLOSE; }

bool in_braces(const struct lexer *lexer) { return lexer->depth == 0 || lexer->brackets[lexer->depth - 1] == '{'; }

static void too_deep(struct lexer *lexer, Span at)
{
    diag_add(&lexer->session->diags, E0005, at, "nested deeper than %d levels", NESTING_MAX);
    lexer->ended = true;
}

/* Unfinished ( and [ inside a brace that closes are closed with it. */
static void close_bracket(struct lexer *lexer, int kind)
{
    if (kind == '}')
        while (lexer->depth && lexer->brackets[lexer->depth - 1] != '{') lexer->depth--;
    if (lexer->depth) lexer->depth--;
}

static void track_brackets(struct lexer *lexer, int kind, Span at)
{
    if (closes(kind)) close_bracket(lexer, kind);
    if (!opens(kind)) return;
    if (lexer->depth == NESTING_MAX) {
        too_deep(lexer, at);
        return;
    }
    lexer->bracket_at[lexer->depth] = at;
    lexer->brackets[lexer->depth++] = (unsigned char)(kind < 256 ? kind : '$');
}

/* ---- line ends that count ---- */

bool ends_item(int kind)
{
    switch (kind) {
    case TOK_IDENT: case TOK_NUMBER: case TOK_STRING_CLOSE: case TOK_LINES_CLOSE: case TOK_TRUE: case TOK_FALSE:
    case TOK_NULL: case TOK_TYPE: case TOK_SCHEMA:
    case TOK_TEST: case TOK_OF: case TOK_ASSERT: case TOK_FAILS: case TOK_DOTDOT: case ')': case ']': case '}': case '?': case ',': return true;
    default: return false;
    }
}

static bool continues_line(int kind)
{
    switch (kind) {
    case '.': case TOK_SAFE_DOT: case TOK_ELSE_OP: case '+': case TOK_ANDAND: case TOK_OROR: case '|': case TOK_ELSE:
    case TOK_WITH: case TOK_THEN: return true;
    default: return false;
    }
}

/* A keyword after a dot is a plain name. */
static int plain_word(const struct lexer *lexer, int kind)
{
    bool member = lexer->previous == '.' || lexer->previous == TOK_SAFE_DOT;
    return member && kind >= TOK_USE && kind <= TOK_NULL ? TOK_IDENT : kind;
}

static void note_doc(struct lexer *lexer, Span at)
{
    if (!lexer->doc.n) return;
    struct doc doc = {at.lo, arena_join(lexer->session->arena, lexer->doc.at, lexer->doc.n)};
    vec_push(lexer->session->arena, &lexer->docs, doc);
    lexer->doc.n = 0;
}

static int scan(STK_STYPE *value, Span *at, struct lexer *lexer)
{
    int kind = lexer->ended ? 0 : stk_scan(value, at, lexer->scanner);
    if (lexer->ended && kind != TOK_BAD) {
        *at = (Span){lexer->file, lexer->hi, lexer->hi};
        return 0;
    }
    if (kind) note_doc(lexer, *at);
    return plain_word(lexer, kind);
}

/* Commas inside braces separate items just as line ends do, so both only mark that one is due. */
static bool separator_due(struct lexer *lexer, STK_STYPE *value, Span *at, int *kind)
{
    bool due = lexer->newline && in_braces(lexer) && ends_item(lexer->previous) && !continues_line(*kind);
    while (*kind == ',' && in_braces(lexer) && lexer->previous != TOK_FOR && !lexer->loop_names) {
        due = true;
        *kind = scan(value, at, lexer);
    }
    lexer->newline = false;
    return due && *kind != '}' && *kind != 0 && lexer->previous != '{' && lexer->previous != 0;
}

static int emit(struct lexer *lexer, int kind, Span at)
{
    track_brackets(lexer, kind, at);
    lexer->loop_names = kind == TOK_FOR || (lexer->loop_names && kind == TOK_IDENT);
    lexer->condition = kind == TOK_IF || (lexer->condition && kind != TOK_THEN && kind != TOK_SEP);
    lexer->earlier = lexer->before;
    lexer->before = lexer->previous;
    lexer->previous = kind;
    lexer->previous_at = at;
    return kind;
}

static int next_token(STK_STYPE *value, Span *at, struct lexer *lexer)
{
    struct pending *pending = lexer->pending;
    if (lexer->waits) {
        lexer->waits = false;
        *value = pending->value;
        *at = pending->at;
        return emit(lexer, pending->kind, *at);
    }
    int kind = scan(value, at, lexer);
    if (!separator_due(lexer, value, at, &kind)) return emit(lexer, kind, *at);
    *pending = (struct pending){kind, *value, *at};
    lexer->waits = true;
    *at = (Span){lexer->file, lexer->previous_at.hi, lexer->previous_at.hi};
    return emit(lexer, TOK_SEP, *at);
}

static bool item_over(const struct lexer *lexer, int kind)
{
    return kind == 0 || (kind == TOK_SEP && lexer->depth == lexer->skip_depth) ||
           (kind == '}' && lexer->depth < lexer->skip_depth);
}

int stk_lex(STK_STYPE *value, Span *at, struct lexer *lexer)
{
    int kind = next_token(value, at, lexer);
    while (lexer->skipping && !item_over(lexer, kind)) kind = next_token(value, at, lexer);
    lexer->skipping = false;
    return kind;
}

/* ---- syntax errors ---- */

/* From here the parser gets nothing before the end of the broken item. */
static void start_skipping(struct lexer *lexer)
{
    int kind = lexer->previous;
    if (kind == TOK_SEP || kind == '}' || kind == 0) return;
    if (opens(kind) && lexer->depth) lexer->depth--;
    lexer->skip_depth = lexer->depth;
    while (lexer->skip_depth && lexer->brackets[lexer->skip_depth - 1] != '{') lexer->skip_depth--;
    if (opens(kind)) lexer->depth++;
    lexer->skipping = true;
}

static Str expected_text(struct lexer *lexer, const char *const *names, size_t n)
{
    struct buf text = {0};
    for (size_t i = 0; i < n; i++) buf_printf(&text, "%s%s", i == 0 ? "expected " : i + 1 == n ? " or " : ", ", names[i]);
    Str copy = arena_copy(lexer->session->arena, (Str){text.s, text.n});
    buf_free(&text);
    return copy;
}

/* A string is marked as a whole. */
static Span whole_string(const struct lexer *lexer, Span at)
{
    if (lexer->previous != TOK_STRING_OPEN) return at;
    while (at.hi < lexer->text.n && lexer->text.s[at.hi] != '"' && lexer->text.s[at.hi] != '\n') at.hi += lexer->text.s[at.hi] == '\\' ? 2 : 1;
    if (at.hi >= lexer->text.n) at.hi = (uint32_t)lexer->text.n;
    else if (lexer->text.s[at.hi] == '"') at.hi++;
    return at;
}

void syntax_error(struct lexer *lexer, Span at, const char *found, const char *const *expected, size_t nexpected)
{
    bool silent = lexer->previous == TOK_BAD || lexer->ended;
    start_skipping(lexer);
    if (silent) return;
    struct diags *diags = &lexer->session->diags;
    at = whole_string(lexer, at);
    Str text = {lexer->text.s + at.lo, at.hi - at.lo};
    bool comma = lexer->previous == TOK_SEP && at.hi < lexer->text.n && lexer->text.s[at.hi] == ',';
    if (comma) text = STR(",");
    bool quoted = comma || (at.hi > at.lo && at.hi - at.lo <= 40);
    struct diag *diag = quoted ? diag_add(diags, E0003, at, "'%.*s' cannot stand here", STR_ARG(text))
                               : diag_add(diags, E0003, at, "%s cannot stand here", found);
    bool outside = nexpected == 1 && strcmp(expected[0], "schema") == 0; /* the grammar names one of many */
    if (outside) diag_label(diags, diag, "expected use, type, fn, component, stack, schema or test");
    else if (nexpected) diag_label(diags, diag, "%.*s", STR_ARG(expected_text(lexer, expected, nexpected)));
    const char *hint = syntax_advice(lexer, at, text);
    if (hint) diag_help(diags, diag, "%s", hint);
    if (lexer->previous == 0 && lexer->depth)
        diag_note(diags, diag, lexer->bracket_at[lexer->depth - 1], "this bracket is never closed");
}

/* ---- entry points ---- */

static Str without_byte_order_mark(Str text) { return str_starts(text, STR("\xEF\xBB\xBF")) ? (Str){text.s + 3, text.n - 3} : text; }

enum { ENDS = 2 }; /* NULs that flex wants behind a text */

static YY_BUFFER_STATE lexer_open(struct lexer *lexer, struct session *session, uint32_t file)
{
    Str text = source_at(&session->sources, file)->text;
    uint32_t mark = (uint32_t)(text.n - without_byte_order_mark(text).n);
    *lexer = (struct lexer){.session = session, .file = file, .text = text, .lo = mark, .hi = mark};
    lexer->pending = NEW(session->arena, struct pending);
    lexer->module = NEW(session->arena, struct module_ast);
    lexer->module->file = file;
    size_t n = text.n - mark;
    lexer->scanned = memory_checked(calloc(1, n + ENDS));
    memcpy(lexer->scanned, text.s + mark, n);
    if (stk_lex_init_extra(lexer, &lexer->scanner)) panic("out of memory");
    return stk__scan_buffer(lexer->scanned, n + ENDS, lexer->scanner);
}

static void lexer_close(struct lexer *lexer, YY_BUFFER_STATE buffer)
{
    stk__delete_buffer(buffer, lexer->scanner);
    stk_lex_destroy(lexer->scanner);
    free(lexer->scanned);
}

struct module_ast *parse_module(struct session *session, uint32_t file)
{
    struct lexer *lexer = NEW(session->arena, struct lexer);
    YY_BUFFER_STATE buffer = lexer_open(lexer, session, file);
    size_t errors = session->diags.errors;
    stk_parse(lexer);
    lexer_close(lexer, buffer);
    if (session->diags.errors != errors) {
        lexer->module->broken = true;
        vec_push(session->arena, &session->diags.broken, file);
    }
    return lexer->module;
}

bool parse_tokens(struct session *session, uint32_t file, struct token_list *tokens)
{
    size_t errors = session->diags.errors;
    parse_module(session, file);
    if (session->diags.errors != errors) return false;
    struct lexer *lexer = NEW(session->arena, struct lexer);
    YY_BUFFER_STATE buffer = lexer_open(lexer, session, file);
    STK_STYPE value;
    struct token token;
    while ((token.kind = stk_scan(&value, &token.at, lexer->scanner)) != 0) vec_push(session->arena, &tokens->v, token);
    lexer_close(lexer, buffer);
    return true;
}
