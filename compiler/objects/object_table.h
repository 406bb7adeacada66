/* Objects by kind, namespace and name: open addressing. */
#ifndef STK_OBJECT_TABLE_H
#define STK_OBJECT_TABLE_H

#include "evaluate/machine.h"

struct object_table {
    struct object **at;
    size_t n, cap;
};

/* Of a built-in kind, in any version; NAMESPACE NULL: cluster-wide. NULL: there is none. */
struct object *object_table_find(const struct object_table *, const char *kind, const struct name *namespace, const struct name *);
/* Adds OBJECT, or gives the one that is there under its kind and names; a custom kind may be called as a built-in one. NULL: it was added. */
struct object *object_table_add(struct arena *, struct object_table *, struct object *);

#endif
