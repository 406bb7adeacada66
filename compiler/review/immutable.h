/* Fields that the API server does not let change on an object that exists, as its validation has them (Kubernetes 1.20.2 and 1.36.2,
 * what changed in between by version). */
#ifndef STK_IMMUTABLE_H
#define STK_IMMUTABLE_H

#include "review/compare.h"

/* What has to happen when such a field shall change. */
enum immutable_way {
    WAY_REPLACE, /* deleting and creating the object loses nothing that lasts */
    WAY_DECIDE,  /* that would lose data, addresses or pods: somebody has to decide */
    WAY_IGNORED, /* the server takes the change, and the field stays as it was */
};

/* The change of one object, about whose fields is asked. */
struct immutable_change {
    struct session *session;
    Str api_version, kind;
    int kube;                   /* the target version of what it becomes */
    struct value before, after; /* the manifests */
    struct cluster_facts facts;
    bool strict;                /* the server has refused it, and no field says why: exceptions do not count */
};

typedef bool immutable_exception(const struct immutable_change *, const struct field_change *);

/* The rules about a field are asked one after the other. */
struct immutable_field {
    const char *kind;
    const char *path;            /* "spec.selector": it and all inside it; "" is the whole object */
    enum immutable_way way;
    const char *what;            /* "the selector"; for messages */
    immutable_exception *unless; /* when it can change all the same; NULL: never */
    uint8_t until;               /* the first version that lets it change; 0: none does */
};

struct immutable_change immutable_change_of(struct comparison *, const struct object_change *);
/* The rule that forbids the change of a field; NULL: it can change, or the kind is a custom one.
 * Where a server has said that it takes the change, it is right: what is left are fields that it ignores. */
const struct immutable_field *immutable_field(const struct immutable_change *, const struct field_change *);

#endif
