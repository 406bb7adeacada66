/* The line ends that count: where an item may end, unless the next line goes on with it (grammar/README.md, 2). They take no room. */
#include "tree_sitter/parser.h"

#include <string.h>

enum token { LINE_END, ERROR };

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

/* Passes white space and comments. Returns whether a line ended. */
static bool pass_gap(TSLexer *lexer)
{
    bool ended = false;
    while (!lexer->eof(lexer)) {
        ended |= lexer->lookahead == '\n';
        if (lexer->lookahead == '/') {
            advance(lexer);
            if (lexer->lookahead != '/') return false; /* a division */
            while (!lexer->eof(lexer) && lexer->lookahead != '\n') advance(lexer);
        } else if (strchr(" \t\r\n", (int)lexer->lookahead) && lexer->lookahead) {
            advance(lexer);
        } else {
            break;
        }
    }
    return ended;
}

static bool is_letter(int32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

static bool is_continuing_word(TSLexer *lexer)
{
    char word[6] = {0};
    for (size_t n = 0; is_letter(lexer->lookahead); n++, advance(lexer)) {
        if (n + 1 == sizeof word) return false;
        word[n] = (char)lexer->lookahead;
    }
    return strcmp(word, "else") == 0 || strcmp(word, "with") == 0 || strcmp(word, "then") == 0;
}

/* . ?. ?? + && || | else with then; a comma and what closes need no line end. */
static bool continues(TSLexer *lexer)
{
    int32_t first = lexer->lookahead;
    if (lexer->eof(lexer) || first == '}' || first == ',' || first == '+' || first == '|') return true;
    if (is_letter(first)) return is_continuing_word(lexer);
    advance(lexer);
    if (first == '.') return lexer->lookahead != '.';
    if (first == '?') return lexer->lookahead == '.' || lexer->lookahead == '?';
    return first == '&' && lexer->lookahead == '&';
}

bool tree_sitter_stk_external_scanner_scan(void *state, TSLexer *lexer, const bool *valid)
{
    (void)state;
    if (!valid[LINE_END] || valid[ERROR]) return false; /* after a mistake, all are valid */
    lexer->mark_end(lexer);
    lexer->result_symbol = LINE_END;
    return pass_gap(lexer) && !continues(lexer);
}

/* It keeps nothing. */
void *tree_sitter_stk_external_scanner_create(void) { return NULL; }
void tree_sitter_stk_external_scanner_destroy(void *state) { (void)state; }
unsigned tree_sitter_stk_external_scanner_serialize(void *state, char *buffer) { (void)state; (void)buffer; return 0; }
void tree_sitter_stk_external_scanner_deserialize(void *state, const char *buffer, unsigned n) { (void)state; (void)buffer; (void)n; }
