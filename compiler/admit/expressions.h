/* Expressions in CEL (https://cel.dev), as far as a server refuses them whatever the objects are: their syntax, names that are not there,
 * and results of another type. */
#ifndef STK_EXPRESSIONS_H
#define STK_EXPRESSIONS_H

#include "base/base.h"

/* CEL_OBJECT: what is made as TYPE{field: …}; it is not told from what is read. */
enum cel_type { CEL_ANY, CEL_BOOL, CEL_NUMBER, CEL_STRING, CEL_NULL, CEL_LIST, CEL_MAP, CEL_OBJECT };

struct cel_variable { Str name; enum cel_type type; };

struct cel_scope {
    const char *const *names;    /* that expressions begin with, such as "object"; ended by NULL */
    const struct cel_variable *variables; /* of "variables.NAME"; NULL: there are no "variables" */
    size_t nvariables;
    enum cel_type wanted;        /* CEL_ANY: any type */
};

/* What is wrong with it, in the arena; NULL: nothing that is known here. *TYPE: that of its value. */
const char *expression_fault(struct arena *, Str text, const struct cel_scope *, enum cel_type *type);
bool is_cel_identifier(Str);

#endif
