/* What records of one type with the same keys are held against: found once, and used for each of them. */
#ifndef STK_SHAPE_H
#define STK_SHAPE_H

#include "kube/rules.h"
#include "value/value.h"

enum { RULE_OF_ALL = -1, RULE_OF_ABSENT = -2 };

struct shape {
    const struct kube_type *type;
    const struct name *const *keys;
    size_t n;
    const struct kube_type **parts;    /* by key: the type of what lies there; NULL: it is unknown, or no rule is about it */
    size_t nrules;
    struct shape_rule {
        const struct kube_rule *rule;
        int32_t at;                    /* the key that it begins with; RULE_OF_ALL: the record itself; RULE_OF_ABSENT: what is not there */
        struct value fine;             /* the last value at that key of which it said nothing, in an object of that kind */
        const struct kube_resource *fine_in; /* NULL: there was none */
    } *rules;                          /* in their order; those that have nothing to say, here or in this version, are left out */
};

/* Open addressing, by type and keys. */
struct shapes {
    struct shape **at;
    size_t n, cap;
};

/* What is found out on the walk through one object, and holds for all. */
struct rule_book {
    const struct name **names; /* of kube_words, each made when it is first needed */
    struct shapes shapes;
    struct map clean;          /* lists and records that many values share, to what nothing was said of them as (struct clean_as) */
    size_t looked_around;      /* times that what was said of a value depended on the object that it is in */
};

/* Whether RULE says something of a field that is not there. */
bool wants_something(const struct kube_rule *);

bool is_int32(const struct kube_type *); /* or a port's "int or string" */

struct visit;
/* That of RECORD, which is of the type. */
const struct shape *shape_of(const struct visit *, const struct kube_type *, const struct record *);

#endif
