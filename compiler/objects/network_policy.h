/* What a NetworkPolicy is about, as servers read it. */
#ifndef STK_NETWORK_POLICY_H
#define STK_NETWORK_POLICY_H

#include "objects/catalog.h"

enum policy_direction { EGRESS, INGRESS, POLICY_DIRECTIONS };

/* Its words in a manifest. */
extern const struct policy_words { const char *type, *rules, *peers; } policy_words[POLICY_DIRECTIONS];

/* Whether a policy with that SPEC holds pods in that direction. One that names no types, or an empty list of them, is about ingress, and about
 * egress if it has a rule of that: "egress: []" alone closes nothing (networking/v1/defaults.go, 1.20 to 1.36; seen on 1.20). */
bool policy_binds(struct catalog *, struct value spec, enum policy_direction);

#endif
