/* Types: what the checker knows of a value. Immutable; live in the session's arena; the simple ones are shared. */
#ifndef STK_TYPE_H
#define STK_TYPE_H

#include "diag/session.h"
#include "kube/kube.h"

enum type_kind {
    T_POISON,   /* something was wrong here and was reported; fits everything */
    T_NULL,     /* the type of null */
    T_BOOL, T_INT, T_FLOAT, T_STRING,
    T_BYTES, T_CPU, T_DURATION, T_PORT, T_PERCENT,                 /* scalars with units */
    T_IP, T_CIDR, T_HOST, T_ENDPOINT, T_URL, T_IMAGE, T_PATH,      /* domain texts */
    T_SECRET,   /* secret string */
    T_TEXT,     /* string that may have secret parts */
    T_ANY,      /* untyped data, secrets allowed */
    T_PLAIN,    /* untyped data without secrets */
    T_ENUM, T_RECORD, T_LIST, T_MAP, T_OPTIONAL, T_REFINED,
    T_INSTANCE, /* of a component */
    T_KUBE,     /* a Kubernetes struct, integer, quantity or int-or-string */
    T_VARIABLE, /* T in a function's signature */
};

struct component;
struct ir;
struct field_type;

struct record_field {
    const struct name *name;
    const struct type *type;
    const struct ir *default_value; /* default; NULL: none */
    const struct field_type *written; /* in the source; NULL: the compiler made it */
    Span at;
};

/* One condition that a value must meet beyond its type. */
struct refinement_rule {
    enum { RULE_RANGE, RULE_PATTERN, RULE_WHERE } kind;
    Span at;
    bool has_low, has_high;
    int64_t low, high;         /* in the unit of the type */
    Str pattern;
    const regex_t *regex;
    const struct ir *condition, *message; /* with the value in slot 0 */
    uint32_t nslots;
};

struct type {
    enum type_kind kind;
    const struct name *name;                 /* as declared; NULL: written in place */
    const struct type *of;                   /* list, map, optional, refined */
    const struct record_field *fields;       /* record */
    size_t nfields;
    const struct name *const *members;       /* enum */
    size_t nmembers;
    const struct refinement_rule *rules;     /* refined */
    size_t nrules;
    struct component *component;             /* instance */
    const struct kube_type *kube;
    Span at;                                 /* declaration; file 0: built in */
    Str doc;                                 /* of the declaration */
};

const struct type *type_simple(enum type_kind); /* the shared ones: T_POISON to T_PLAIN */
const struct type *type_of(struct arena *, enum type_kind, const struct type *of); /* list, map, optional */
const struct type *type_optional(struct arena *, const struct type *); /* of an optional: itself */
const struct type *type_strip(const struct type *);     /* without optional and refinements */
const struct type *type_base(const struct type *);      /* without refinements */
bool type_is(const struct type *, enum type_kind);      /* its base is of that kind */
bool type_domain_text(const struct type *);             /* ip … path */
bool type_holds_secret(const struct type *);            /* somewhere inside, or may */
const struct record_field *type_field(const struct type *record, const struct name *);
bool type_member(const struct type *enumeration, const struct name *);
bool type_equal(const struct type *, const struct type *);

/* The type of a Kubernetes field. */
const struct type *type_of_kube(struct session *, const struct kube_type *);

/* The type as people write it: "int", "[endpoint]", "db.Database?". */
Str type_show(struct arena *, const struct type *);
Str type_show_members(struct arena *, const struct type *enumeration); /* "Spread: hard | soft | none" */

#endif
