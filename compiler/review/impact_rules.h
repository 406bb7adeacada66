/* Inside the judgement: what the rules have in common. Only consequence.c and judge_*.c include this. */
#ifndef STK_JUDGE_H
#define STK_JUDGE_H

#include "review/impact.h"

struct judge {
    struct session *session;
    struct comparison *comparison;
    struct judgement out;
    struct map availability[2]; /* interned "instance Kind/name" to the fact: before, after */
    struct map placement;       /* the same, after */
};

/* A consequence of CHANGE. The result is valid until the next. */
struct consequence *tell(struct judge *, enum consequence_kind, enum weight, const struct object_change *, const char *fmt, ...) PRINTF(5, 6);
/* A consequence of the instance PATH ("" for the stack), about KIND_OF NAME; AT is "FILE:LINE:COLUMN". */
struct consequence *tell_of(struct judge *, enum consequence_kind, enum weight, Str path, const char *kind_of, Str name, const char *fmt, ...)
        PRINTF(7, 8);
void add_cause(struct judge *, struct consequence *, Str);
/* Says in CAUSE why the pods below TEMPLATE, a path, are other ones; marks what follows from that as noise. */
void tell_causes(struct judge *, struct object_change *, const char *template, struct consequence *);

struct value field_before(struct judge *, const struct object_change *, const char *path);
struct value field_after(struct judge *, const struct object_change *, const char *path);
/* The fact about a workload; NULL: none. */
json_t *fact_of(struct judge *, const struct map *facts, const struct compiled_object *);

void judge_pods(struct judge *, struct object_change *);       /* rolls, runs, scales */
void judge_object(struct judge *, struct object_change *);     /* all about an object; that too */
void judge_stack(struct judge *);                              /* versions, planes, secrets, facts */
void judge_references(struct judge *);                         /* what is still referred to; what is not read again */

#endif
