/* What people mean by a name: "service", "std/link/db", "db.database", "service.replicas", "Deployment.spec.strategy". */
#ifndef STK_FIND_H
#define STK_FIND_H

#include "doc/entry.h"

struct doc_search {
    struct program *program;     /* with the modules among which names are looked for */
    VEC(Str) modules;            /* their paths, as after "use" */
    VEC(struct doc_entry *) found;   /* several where several modules declare the name */
    struct suggestion near;      /* where nothing was found */
};
/* Looks for NAME. False: nothing was found, or what was found has errors, which were reported. */
bool doc_find(struct doc_search *, Str name);
/* All modules, of the library alone, as one entry. */
struct doc_entry *doc_of_library(struct doc_search *);

#endif
