/* The parts of eval: each takes a node of one kind. What was poison stays poison. */
#ifndef STK_EVAL_INTERNAL_H
#define STK_EVAL_INTERNAL_H

#include "evaluate/machine.h"

static inline bool poison(struct value value) { return value.kind == V_POISON; }
static inline double real_of(struct value value) { return value.kind == V_FLOAT ? value.real : (double)value.integer; }

struct value eval_fail(struct machine *, enum diag_code, Span, const char *what); /* reports; poison */

/* arithmetic.c */
struct value eval_binary(struct machine *, const struct ir *, struct value *slots);
struct value eval_negation(struct machine *, const struct ir *, struct value); /* not and minus */

/* conversion.c */
struct value eval_conversion(struct machine *, const struct ir *, struct value);
struct value eval_refinement(struct machine *, const struct ir *, struct value);

#endif
