/* Values files and --set: what they say becomes typed overrides of the stack's parameters. */
#ifndef STK_VALUES_H
#define STK_VALUES_H

#include "evaluate/machine.h"

/* Adds what FILE (already read as a source) says to OVERRIDES; later ones win. */
void values_from_file(struct program *, struct component *stack, uint32_t file, struct override_values *);
/* "path.to.param=value", value as in a values file. */
void values_from_argument(struct program *, struct component *stack, const char *argument, struct override_values *);
/* What a test's "with" says. */
void values_from_overrides(struct program *, struct component *stack, const struct override_list *, struct module *, struct override_values *);

#endif
