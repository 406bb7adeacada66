/* "package" of stk.project: what the project is called when it becomes a package.
 *
 *   package: { name: shopkit, version: 1.4.0 } */
#ifndef STK_TITLE_H
#define STK_TITLE_H

#include "diag/session.h"
#include "value/value.h"

struct package_title {
    Str name, version; /* empty: none */
    Span at;           /* file 0: stk.project says nothing of it */
};

/* TITLE is what stands there; what is wrong with it is reported as E1004. */
struct package_title title_read(struct session *, const struct origins *, struct value title);

#endif
