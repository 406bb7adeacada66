/* Inside the checking of expressions: one function for each form. Only check_expr.c and the files of its parts include this.
 * HINT is the type that the place would like (NULL: none); the caller fits the result to the type it must have. */
#ifndef STK_CHECK_INTERNAL_H
#define STK_CHECK_INTERNAL_H

#include "checker.h"

static inline struct session *session_of(const struct scope *scope) { return scope->program->session; }
static inline struct arena *arena_of(const struct scope *scope) { return scope->program->session->arena; }
static inline bool poisoned(const struct ir *ir) { return ir->type->kind == T_POISON; }

const struct ir *check_inner(struct scope *, const struct expr *, const struct type *hint); /* the dispatch */
const struct ir *constant(struct scope *, Span, struct value, const struct type *, bool literal);

/* check_name.c */
const struct ir *check_name(struct scope *, const struct expr *, const struct type *hint);
const struct ir *check_name_in_module(struct scope *, const struct expr *member); /* which is no value; NULL: it is a member of something else */
const struct ir *narrowed(struct scope *, const struct expr *, const struct ir *); /* without "optional" where a test has shown it */

/* check_text.c */
const struct ir *check_number(struct scope *, const struct expr *);
const struct ir *check_string(struct scope *, const struct expr *);
enum type_kind wider_text(enum type_kind so_far, const struct type *part); /* string, text or secret */

/* check_record.c */
const struct ir *check_list(struct scope *, const struct expr *, const struct type *hint);
const struct ir *check_record(struct scope *, const struct expr *, const struct type *hint);
const struct type *common_type(struct scope *, const struct type *, const struct type *); /* that both fit */
const struct type *element_hint(const struct type *hint); /* of a list or map; NULL: none */

/* check_member.c */
const struct ir *check_member(struct scope *, const struct expr *);
const struct ir *check_index(struct scope *, const struct expr *);

/* check_operator.c */
const struct ir *check_binary(struct scope *, const struct expr *, const struct type *hint);
const struct ir *check_unary(struct scope *, const struct expr *, const struct type *hint);

#endif
