/* What is the same is made once. A node of the IR reads slots of its body, and fields of what lies in them; as long as these are the
 * same as the last time, to the pointer and the origin, so is its value: it is kept, and given again. Most of an instance is what the one
 * before it had, and later stages see at a glance what is the same. Evaluation is pure, so nobody can tell but by the time.
 *
 * Kept is what told nobody anything: no diagnostic, no entry of the audit. */
#ifndef STK_MEMO_H
#define STK_MEMO_H

#include "evaluate/machine.h"

/* Where the machine stood when a node was begun. */
struct told { size_t diagnostics, reveals; };
struct told told_so_far(const struct machine *);

/* The value of IR, if it has been kept and what it reads is as it was. */
bool memo_find(struct machine *, const struct ir *, const struct value *slots, struct value *made);
/* IR, whose evaluation began at TOLD, made VALUE. */
void memo_keep(struct machine *, const struct ir *, const struct value *slots, struct told, struct value);

#endif
