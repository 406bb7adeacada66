/* What the rules of the impact have in common. */
#ifndef STK_IMPACT_RULES_H
#define STK_IMPACT_RULES_H

#include "review/impact.h"

/* Facts about workloads: interned "instance Kind/name" to a fact, as it is written. Filled when it is first asked. */
struct fact_index { bool filled; struct map facts; };

/* The analysis under way. */
struct impact {
    struct session *session;
    struct comparison *comparison;
    struct consequences out;
    struct fact_index availability, placement; /* as they will be */
};

/* A consequence of CHANGE. The result is valid until the next. */
struct consequence *add_consequence(struct impact *, enum consequence_kind, enum weight, const struct object_change *,
                                    const char *fmt, ...) PRINTF(5, 6);
/* A consequence of the instance PATH ("" for the stack), about KIND_OF NAME; AT is "FILE:LINE:COLUMN". */
struct consequence *add_consequence_of(struct impact *, enum consequence_kind, enum weight, Str path, const char *kind_of, Str name,
                                       const char *fmt, ...) PRINTF(7, 8);
void add_cause(struct impact *, struct consequence *, Str);
/* Says in CAUSE why the pods below TEMPLATE, a path, are other ones; marks what follows from that as noise. */
void add_causes(struct impact *, struct object_change *, const char *template, struct consequence *);

struct value field_before(struct impact *, const struct object_change *, const char *path);
struct value field_after(struct impact *, const struct object_change *, const char *path);
/* What the facts state about a workload as it will be; NULL: nothing. */
json_t *availability_of(struct impact *, const struct compiled_object *);
json_t *placement_of(struct impact *, const struct compiled_object *);

void impact_pods(struct impact *, struct object_change *);       /* rolls, runs, scales */
void impact_object(struct impact *, struct object_change *);     /* all about an object; that too */
void impact_stack(struct impact *);                              /* versions, planes, secrets, facts */
void impact_references(struct impact *);                         /* what is still referred to; what is not read again */

#endif
