/* What a stack owns in the cluster: a ConfigMap in the form of the ApplySet specification, so that kubectl understands it.
 *
 * It is written before the first change, as all that is owned or will be, and trimmed after the last. Every write says which
 * resourceVersion it replaces: an applier that lost its lock is refused. Large inventories lie in several ConfigMaps, each of
 * them new with every write; the first names them and is written last, so nobody reads half an inventory. */
#ifndef STK_INVENTORY_H
#define STK_INVENTORY_H

#include "stack/stack.h"
#include "state/store.h"

struct entry {
    Str id;                 /* deployment.apps/shop/site */
    struct resource resource;
    Str namespace, name;
    Str uid;                /* empty: not yet known */
    uint32_t wave;          /* in the order of the stack: it waited for none of a later one, and is deleted before none of a later one */
};

struct inventory {
    struct arena *arena;
    Str name, namespace;    /* of its ConfigMap */
    Str part_of;
    Str stack;
    bool exists;
    Str resource_version;   /* of the ConfigMap as it was read or written last */
    json_int_t revision;    /* the last one that was begun; 0: none */
    bool pending;           /* an apply has begun and not come to its end */
    json_int_t epoch;       /* of the lock: grows with each holder */
    size_t parts;           /* ConfigMaps beside the first, as they were read or written last */
    VEC(struct entry) entries; /* in no order */
    struct map by_id;       /* interned id to index + 1 */
    struct names *names;
};

/* Reads it, or prepares an empty one. NULL: PROBLEM says why. */
struct inventory *inventory_read(struct http *, struct session *, Str stack, Str namespace, struct problem *);
struct entry *inventory_find(const struct inventory *, Str id); /* NULL: not owned; valid until the next put or drop */
/* Adds an entry, or gives the one with that id a new wave, and a new uid unless that is empty. Its texts are not copied. */
void inventory_put(struct inventory *, const struct entry *);
void inventory_drop(struct inventory *, Str id);

/* Writes it. False: PROBLEM says why; EXIT_LOCKED when somebody else has written or deleted it since. */
bool inventory_write(struct http *, struct inventory *, struct problem *);
/* Deletes it with its parts. */
bool inventory_delete(struct http *, struct inventory *, struct problem *);

/* The names of all stacks with an inventory in that namespace. */
struct stack_names { VEC(Str) v; };
bool inventory_list(struct http *, struct arena *, Str namespace, struct stack_names *, struct problem *);

#endif
