/* Between scanner and parser: the scanner's state, and the line ends that count. Used by grammar/, parse.c and the constructors of the tree only. */
#ifndef STK_LEXER_H
#define STK_LEXER_H

#include "syntax/parse.h"

struct doc {
    uint32_t token; /* offset */
    Str text;
};

struct pending;

/* One per file while it is parsed. */
struct lexer {
    struct session *session;
    uint32_t file;
    Str text;                     /* of the file */
    uint32_t lo, hi;              /* the token the scanner is at */
    Span opened;                  /* opening quote of the string being scanned */
    bool newline;                 /* a line end was passed since the last token */
    bool ended;                   /* nothing more is read: nested too deep, or an unclosed string */
    VEC(Str) doc;                 /* lines of the doc comment that waits for the next token, and the ends between them */
    VEC(struct doc) docs;         /* doc comments and the token each belongs to, in order */

    void *scanner;                /* flex's, and the copy of the text that it marks tokens in */
    char *scanned;
    int previous;                 /* kind of the last token that the parser got; 0 at the start */
    Span previous_at;
    int before, earlier;          /* kinds of the two tokens before that */
    bool condition;               /* between "if" and "then" */
    bool loop_names;              /* between "for" and "in": a comma parts two names */
    struct pending *pending;      /* a token that waits behind an inserted separator, while: */
    bool waits;
    unsigned char brackets[NESTING_MAX + 1];
    Span bracket_at[NESTING_MAX + 1];
    size_t depth;
    bool skipping;                /* after a syntax error: drop tokens up to the end of the item */
    size_t skip_depth;            /* ... that lies in this many brackets */
    struct module_ast *module;    /* the result */
};

#endif
