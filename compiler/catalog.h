/* Inside the checks: finding objects, and walking the values they are made of. Only examine_*.c include this. */
#ifndef STK_CATALOG_H
#define STK_CATALOG_H

#include "examine.h"

/* An object that makes pods, with the template's parts. */
struct workload {
    struct object *object;
    struct value labels;      /* of its pods; V_RECORD or V_NULL */
    struct value pod_spec;    /* V_RECORD */
    struct value selector;    /* matchLabels; V_NULL: none */
};

struct catalog {
    struct machine *machine;
    struct session *session;
    struct map by_name;       /* interned "Kind/namespace/name" to object */
    VEC(struct workload) workloads;
    struct buf scratch;       /* for texts that are looked up */
    struct map fields;        /* text of a path, by its address, to the interned name */
    struct map by_label;      /* interned "namespace/key=value" to struct workload_list */
};

struct workload_list { VEC(uint32_t) v; };

struct object *catalog_find(struct catalog *, const char *kind, const struct name *namespace, Str name);
const struct workload_list *catalog_labelled(struct catalog *, const struct name *namespace, const struct name *key, Str value);

/* A field of a value, by a path of names ended by NULL; V_NULL where absent. */
struct value dig(struct catalog *, struct value, ...) __attribute__((sentinel));
Str dig_text(struct value);                   /* of a string; else empty */
Span where(struct catalog *, struct value, const struct object *); /* its origin, else the object's place */
struct diag *object_error(struct catalog *, enum diag_code, struct value at, const struct object *, const char *fmt, ...) PRINTF(5, 6);
bool each(struct value list, size_t i, struct value *item); /* false: no such item */
bool matches(struct catalog *, struct value selector, struct value labels); /* every label of the selector */

bool built_in(const struct object *, const char *kind);  /* not a custom kind that is called the same */
bool is_true(struct value);
bool number_in(struct value, int64_t *);                 /* of an int or a port */
bool lists_word(Str list, Str word);                     /* "a, b" */
bool each_container(struct catalog *, struct value pod_spec, size_t i, struct value *container); /* then init containers */
/* The shortest list of workloads that have one of the selector's labels; NULL: some label is nowhere. */
const struct workload_list *catalog_rarest(struct catalog *, const struct name *namespace, struct value selector);
/* Whether an error is still worth a search for what was meant: keeps thousands of errors linear. */
bool worth_searching(const struct catalog *);

#endif
