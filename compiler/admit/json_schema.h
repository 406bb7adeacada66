/* The schema of a CustomResourceDefinition's version, held against values: what types alone do not say. */
#ifndef STK_JSON_SCHEMA_H
#define STK_JSON_SCHEMA_H

#include "visit.h"

/* E0717 for each value that SCHEMA refuses. Types, unknown and required fields are looked at elsewhere, but for those of anyOf and the like. */
void hold_schema(const struct visit *, struct value schema, struct value value);
/* Whether an object within an object may have TEXT as its FIELD, apiVersion or kind (objectmeta/validation.go, 1.20 to 1.36). */
bool names_kind(const char *field, Str text);
/* Rules that an API server evaluates and stk does not: x-kubernetes-validations (CEL), and patterns that POSIX cannot say. */
size_t unevaluated_rules(struct catalog *, struct value schema);

#endif
