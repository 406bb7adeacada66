/* Objects in which stk keeps what it has to remember of a stack: ConfigMaps (inventory, history) and the Lease (lock).
 *
 * Replies are borrowed until the next request; those to a write have the object's metadata alone. JSON objects that are returned
 * are new references. */
#ifndef STK_STORE_H
#define STK_STORE_H

#include "common/problem.h"
#include "http/api.h"

#define LABEL_MANAGED_BY "app.kubernetes.io/managed-by" /* "stk" */
#define LABEL_STACK      "stk.dev/stack"
#define LABEL_KEEPS      "stk.dev/keeps"                /* "inventory-part", "revision", "revision-part" */

struct store {
    struct http *http;
    struct arena *arena;             /* of paths and texts */
    const struct resource *resource; /* config_maps or leases */
    Str namespace, stack;
};
extern const struct resource config_maps, leases, namespace_kind;

json_t *store_new_object(const struct store *, Str name, const char *keeps); /* with our labels; KEEPS may be NULL */
void object_set_text(json_t *object, const char *map, const char *key, Str value); /* MAP: "labels", "annotations" */
Str store_path(const struct store *, Str name, const char *query);

const struct reply *store_get(const struct store *, Str name);
/* PUT where VERSION is not empty, and it is still the object's resourceVersion; else POST. */
const struct reply *store_put(const struct store *, json_t *object, Str version);
const struct reply *store_apply(const struct store *, const json_t *object); /* whatever was there */
void store_apply_async(const struct store *, const json_t *object, reply_fn *done, void *context); /* without waiting */
const struct reply *store_annotate(const struct store *, Str name, const char *key, Str value);
const struct reply *store_delete(const struct store *, Str name, Str version); /* VERSION empty: any */

/* The metadata of all with these labels, as an array; the stack's own unless STORE->stack is empty. NULL: PROBLEM says why. */
json_t *store_list(const struct store *, const char *labels, struct problem *);
void store_list_async(const struct store *, const char *labels, reply_fn *done, void *context); /* without waiting */
/* Deletes those of a list that CHOSEN chooses. */
bool store_sweep(const struct store *, const char *labels, bool (*chosen)(const void *context, const json_t *object), const void *context,
                struct problem *);

/* "ConfigMap shop/stk-site cannot be DONE: …"; always false. */
bool store_problem(const struct store *, const struct reply *, Str name, const char *done, struct problem *);
/* Asks whether the store's namespace is there, without waiting for the answer: PROBLEM when the server says that it is not. */
void store_ask_namespace(const struct store *, struct problem *);

#endif
