/* Values files and --set: what they say becomes typed overrides of the stack's parameters. */
#ifndef STK_VALUES_H
#define STK_VALUES_H

#include "evaluate/machine.h"

/* Adds what FILE (already read as a source) says to OVERRIDES; later ones win. */
void values_from_file(struct program *, struct component *stack, uint32_t file, struct override_values *);
/* "path.to.param=value", value as in a values file. */
void values_from_argument(struct program *, struct component *stack, const char *argument, struct override_values *);
/* Adds the override of the parameter at PATH; its value, type and role are given. */
void override_add(struct arena *, struct override_values *, const struct ident *path, size_t n, struct override_value);
/* When all are there: those whose paths begin with the same name then stand together, in their order, and are found at once. */
void override_group(struct arena *, struct override_values *);

#endif
