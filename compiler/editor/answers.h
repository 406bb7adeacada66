/* What an editor asks: one function for each request. PARAMS are as the protocol has them (LSP 3.17); what comes back is owned by the caller, NULL
 * for null. All of them look at the texts as they are being written; none changes anything. */
#ifndef STK_ANSWERS_H
#define STK_ANSWERS_H

#include "editor/view.h"
#include "program/meaning.h"

typedef json_t *answer_function(struct desk *, const json_t *params);
answer_function answer_hover, answer_definition, answer_references, answer_highlights, answer_prepare_rename, answer_completion, answer_signature,
    answer_symbols, answer_project_symbols, answer_formatting, answer_actions, answer_hints;
/* "error" and a message where a name cannot be changed. */
answer_function answer_rename;

/* The function for METHOD; NULL: nothing here answers that. */
answer_function *answer_to(const char *method);
/* What initialize tells of all these. */
json_t *capabilities(enum encoding);

/* Everything that stk says of VIEW, by the address of the file, is added to ALL: {URI: [Diagnostic, …]}. VIEW was run. */
void add_diagnostics(struct desk *, struct view *, json_t *all);

/* ---- what they have in common ---- */

/* Where a request points to. */
struct spot {
    struct view *view;
    uint32_t file;
    Str text;
    size_t offset;
};
bool find_spot(struct desk *, const json_t *params, struct spot *); /* false: the text is not open, or cannot be read */
bool is_stk(const struct spot *); /* else it is a file of values, or stk.project */
/* The name there; NULL: nothing that means something. */
const struct meaning *meaning_at(struct desk *, const struct spot *);
/* Where the value begins of the key there; 0: there is none. */
size_t value_behind(const struct spot *);
/* That of a source; NULL: it is none. */
const struct module *module_of(const struct view *, uint32_t file);
/* The instance that a node is, as a whole; NULL: it is something else. */
const struct instance *whole_instance(const struct node *);
/* The innermost item of a component around that place; NULL: there is none. */
const struct item *item_around(const struct spot *);
/* Texts and numbers that name an object, or something of one: the declarations that the one there names, or that stand there; and all texts that name one
 * of these, in the environment that is looked at. */
struct spans { VEC(Span) v; };
struct links_at {
    Span at; /* the text; file 0: there is none, and what is declared there is named by some */
    struct spans declared, uses;
};
struct links_at links_at(struct desk *, const struct spot *);
bool may_name(const struct spot *); /* whether a text or number is there, which may be one of these */
/* What the name there is in the end, in Markdown; nothing, if it has no value. */
void put_final_values(struct desk *, struct buf *out, const struct spot *, const struct meaning *);
json_t *location(struct desk *, const struct view *, Span);         /* NULL: in no file */
json_t *range_in(struct desk *, const struct view *, Span);
/* A declaration in one line, up to what it consists of, with single spaces. */
Str declaration_text(struct session *, Span declared);
json_t *markdown(Str text);
/* A value in one line: what lists, records and instances are, too; a long one ends with "…". */
Str shown_value(struct arena *, struct value);
json_t *edit_of(json_t *range, Str text);                           /* takes RANGE */

#endif
