/* What records of one type with the same keys are held against: found once, and used for each of them. */
#ifndef STK_SHAPE_H
#define STK_SHAPE_H

#include "kube/rules.h"
#include "value/value.h"

enum { RULE_OF_ALL = -1, RULE_OF_ABSENT = -2 };

/* Fields of a record, a bit for each by its place there; the last bit stands for all from there on. */
typedef uint64_t field_set;
enum { FIELD_BITS = 64, INNER_DEPTH = 5 };
static inline field_set bit_of_field(size_t place) { return (field_set)1 << (place < FIELD_BITS ? place : FIELD_BITS - 1); }

struct shape {
    const struct kube_type *type;
    const struct name *const *keys;
    size_t n;
    const struct kube_type **parts;    /* by key: the type of what lies there; NULL: it is unknown, or no rule is about it */
    size_t nrules, nunread;
    field_set read;                    /* what rules about the whole look at */
    struct shape_rule {
        const struct kube_rule *rule;
        int32_t at;                    /* the key that it begins with; RULE_OF_ALL: the record itself; RULE_OF_ABSENT: what is not there */
        field_set reads;               /* what it says depends on these, */
        bool of_keys;                  /* and there, in a map, on the keys only */
    } *rules;                          /* in their order; those that have nothing to say, here or in this version, are left out */
    struct inner_way {                 /* a part of a field that they do not look at: the keys that lead there; NULL: an element */
        const struct name *at[INNER_DEPTH];
        size_t n;
    } *unread;
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
    struct map models;         /* the last object of each declaration, or of each kind, of which nothing was said (struct value) */
    size_t looked_around;      /* times that what was said of a value depended on the object that it is in */
};

/* Whether RULE says something of a field that is not there. */
bool wants_something(const struct kube_rule *);
bool check_sees_whole(enum kube_check); /* also what its value is in */

bool is_int32(const struct kube_type *); /* or a port's "int or string" */

struct visit;
/* That of RECORD, which is of the type. */
const struct shape *shape_of(const struct visit *, const struct kube_type *, const struct record *);

#endif
