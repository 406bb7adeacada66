/* Names that may stand on a command line, as far as the project and the program know them. */
#ifndef STK_COMPLETION_FOUND_NAMES_H
#define STK_COMPLETION_FOUND_NAMES_H

#include "base/base.h"

/* Writes a word of an answer: PREFIX and NAME, and what is told about it (empty: nothing). */
void put_word(struct buf *out, Str prefix, Str name, Str about);

void put_codes_found(struct buf *out, Str prefix);
void put_kube_versions(struct buf *out, Str prefix);
void put_stacks_found(struct buf *out, Str prefix);
/* STACK: only its environments, as a command names it; NULL: those of all. */
void put_environments_found(struct buf *out, Str prefix, const char *stack);
/* KIND/NAME of what 'stk compile' wrote into FOLDER. */
void put_objects_found(struct buf *out, Str prefix, const char *folder);

#endif
