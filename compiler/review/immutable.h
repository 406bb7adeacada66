/* Fields that the API server does not let change on an object that exists, as its validation has them. */
#ifndef STK_IMMUTABLE_H
#define STK_IMMUTABLE_H

#include "value/value.h"

/* What has to happen when such a field shall change. */
enum immutable_way {
    WAY_REPLACE, /* deleting and creating the object loses nothing that lasts */
    WAY_DECIDE,  /* that would lose data, addresses or pods: somebody has to decide */
};

struct immutable_field {
    const char *kind;
    const char *path;       /* "spec.selector": it and all inside it; "" is the whole object */
    enum immutable_way way;
    const char *what;       /* "the selector"; for messages */
};

/* The rule that forbids a change of PATH, "spec.ports[http].port", from BEFORE to AFTER, either of which may be V_NULL; the object is a
 * claim that has no volume yet when it is UNBOUND. NULL: it can change, or the kind is a custom one.
 * Where a server has said that it takes the change, it is right: rules differ by version, and depend on the status. */
const struct immutable_field *immutable_field(Str api_version, Str kind, Str path, struct value before, struct value after, bool unbound);
/* The same for the content of a ConfigMap or Secret whose field "immutable" has the value IMMUTABLE. */
const struct immutable_field *immutable_content(Str kind, Str path, struct value immutable);

#endif
