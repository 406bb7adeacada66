/* Objects in which stk keeps what it has to remember of a stack: ConfigMaps (inventory, history) and the Lease (lock).
 *
 * Replies are borrowed until the next request; those to a write have the object's metadata alone. JSON objects that are returned
 * are new references. */
#ifndef STK_KEPT_OBJECT_H
#define STK_KEPT_OBJECT_H

#include "common/problem.h"
#include "http/api.h"

#define LABEL_MANAGED_BY "app.kubernetes.io/managed-by" /* "stk" */
#define LABEL_STACK      "stk.dev/stack"
#define LABEL_KEEPS      "stk.dev/keeps"                /* "inventory-part", "revision", "revision-part" */

struct keeper {
    struct http *http;
    struct arena *arena;             /* of paths and texts */
    const struct resource *resource; /* config_maps or leases */
    Str namespace, stack;
};
extern const struct resource config_maps, leases, namespace_kind;

json_t *kept_new(const struct keeper *, Str name, const char *keeps); /* with our labels; KEEPS may be NULL */
void kept_set(json_t *object, const char *map, const char *key, Str value); /* MAP: "labels", "annotations" */
Str kept_path(const struct keeper *, Str name, const char *query);

const struct reply *kept_read(const struct keeper *, Str name);
/* PUT where VERSION is not empty, and it is still the object's resourceVersion; else POST. */
const struct reply *kept_replace(const struct keeper *, json_t *object, Str version);
const struct reply *kept_apply(const struct keeper *, const json_t *object); /* whatever was there */
void kept_apply_then(const struct keeper *, const json_t *object, reply_fn *done, void *context); /* without waiting */
const struct reply *kept_annotate(const struct keeper *, Str name, const char *key, Str value);
const struct reply *kept_delete(const struct keeper *, Str name, Str version); /* VERSION empty: any */

/* The metadata of all with these labels, as an array; the stack's own unless KEEPER->stack is empty. NULL: PROBLEM says why. */
json_t *kept_list(const struct keeper *, const char *labels, struct problem *);
void kept_list_then(const struct keeper *, const char *labels, reply_fn *done, void *context); /* without waiting */
/* Deletes those of a list that CHOSEN chooses. */
bool kept_sweep(const struct keeper *, const char *labels, bool (*chosen)(const void *context, const json_t *object), const void *context,
                struct problem *);

/* "ConfigMap shop/stk-site cannot be DONE: …"; always false. */
bool kept_problem(const struct keeper *, const struct reply *, Str name, const char *done, struct problem *);
/* Asks whether the keeper's namespace is there, without waiting for the answer: PROBLEM when the server says that it is not. */
void kept_ask_namespace(const struct keeper *, struct problem *);

#endif
