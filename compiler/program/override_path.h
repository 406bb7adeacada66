/* Where a path of an override leads: "api.replicas", "deployment.spec.template.spec.hostNetwork". */
#ifndef STK_OVERRIDE_PATH_H
#define STK_OVERRIDE_PATH_H

#include "program/program.h"

/* The type that a value at PATH inside COMPONENT must have. NULL: it leads nowhere, which was reported (E0110). */
const struct type *override_type(struct program *, struct component *, const struct ident *path, size_t n);

#endif
