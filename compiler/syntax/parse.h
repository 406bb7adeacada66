/* Text to syntax tree. Syntax errors are reported and skipped over, so a tree always comes back. */
#ifndef STK_PARSE_H
#define STK_PARSE_H

#include "syntax/ast.h"

struct module_ast *parse_module(struct session *, uint32_t file);

/* Tokens as the formatter needs them: all of them, with their places, and no inserted separators. */
struct token {
    int kind;
    Span at;
};
struct token_list { VEC(struct token) v; };
bool parse_tokens(struct session *, uint32_t file, struct token_list *); /* false: errors were reported */

#endif
