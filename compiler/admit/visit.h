/* The walk through the values of an object, and the rules that hold on it. */
#ifndef STK_VISIT_H
#define STK_VISIT_H

#include "objects/catalog.h"
#include "kube/rules.h"
#include "admit/departure.h"
#include "admit/shape.h"

/* A step of the way from the object to a value. */
struct way {
    const struct way *outer;  /* NULL: the object itself */
    const struct name *key;   /* NULL: an element */
    size_t index;
};

struct visit {
    struct catalog *catalog;
    const struct object *object; /* for messages; what decides by it, asks object_around */
    struct rule_book *book;
    const struct way *way;
};

/* The rules of its type about VALUE, a record of that shape, but for those that say what they said of its model. E0717 E0804 */
void hold_rules(const struct visit *, const struct shape *, struct value value, const struct departure *);

/* The object, for what is said of a value but depends on the object's name, or other parts of it; its kind is always the same. */
const struct object *object_around(const struct visit *);
/* Whether nothing has been said since then that is not said of the same value in any object of that kind. */
struct quiet { size_t said, looked_around; };
struct quiet quiet_since(const struct visit *);
bool is_quiet(const struct visit *, struct quiet since);

const struct name *name_of_word(const struct visit *, const char *const *word);

/* "Deployment 'web': spec.replicas " and then the format's text, at the value AT. */
struct diag *value_error(const struct visit *, enum diag_code, struct value at, const char *fmt, ...) PRINTF(4, 5);
void value_help(const struct visit *, struct diag *, const char *text);
/* value_error, at a field of what the visit is at; FIELD is a literal. */
struct diag *field_error(const struct visit *, const char *field, enum diag_code, struct value at, const char *fmt, ...) PRINTF(5, 6);
/* The same visit one step on, for messages: at a field (FIELD is a literal), a key, an element. *STEP has to live as long. */
struct visit visit_field(const struct visit *, struct way *step, const char *field);
struct visit visit_key(const struct visit *, struct way *step, const struct name *);
struct visit visit_element(const struct visit *, struct way *step, size_t index);
/* The containers of a pod and its init containers, one after the other: begin with {.pod = …, .spec = …}. */
struct containers {
    const struct visit *pod; /* the visit of the pod's spec */
    struct value spec;
    struct visit at;         /* that of the container, for messages about it */
    struct value container;
    bool init;
    size_t next;             /* which of its list comes next; first the containers */
    struct way list, element;
};
bool next_container(struct containers *); /* false: no more */

/* The field of WHOLE whose name is a word of kube_words; V_NULL: absent. */
struct value field_of(const struct visit *, struct value whole, const char *const *word);
struct value part(const struct visit *, struct value whole, const char *field); /* the same, by its name */
Str text_of(const struct visit *, struct value whole, const char *field);       /* its text; empty: no text is there */
bool has_text(struct value list, Str text);
bool is_empty_value(struct value); /* null, "", [] or {} */

/* What a table cannot say: of VALUE, and of VALUE in WHOLE. */
#define X(check, function, word) void function(const struct visit *, struct value value);
KUBE_CHECKS(X)
#undef X
#define X(check, function, word) void function(const struct visit *, struct value whole, struct value value);
KUBE_CHECKS_WITHIN(X)
#undef X

#endif
