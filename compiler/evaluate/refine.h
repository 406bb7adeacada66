/* The rules of refined types: ranges, patterns, conditions. */
#ifndef STK_REFINE_H
#define STK_REFINE_H

#include "program/program.h"

struct machine;

bool type_has_rules(const struct type *); /* somewhere inside */

/* The first rule that VALUE breaks, looking into lists, maps and records; NULL: all hold.
 * *CULPRIT is the part that breaks it. Conditions need a machine. */
const struct refinement_rule *broken_rule(struct machine *, const struct type *, struct value, struct value *culprit);

/* Says so at AT, with SUBJECT (may be empty) as the name of what is wrong. */
void report_broken_rule(struct machine *, const struct refinement_rule *, struct value culprit, Span at, Str subject);

#endif
