/* The state of the cluster, as far as a stack is concerned: read with one LIST for each kind and namespace.
 *
 * Objects are handed over one after the other and freed afterwards, so that memory stays small. Nothing is written. */
#ifndef STK_LIVE_H
#define STK_LIVE_H

#include "http/api.h"

/* Kinds in namespaces to be listed; each pair once. */
struct list_targets {
    struct session *session;
    VEC(struct list_target {
        const struct resource *resource;
        Str namespace;
        bool incomplete;    /* for who lists: something that should be there was not found */
        bool unserved;      /* the server does not know the kind, as it says when it is asked for it */
        bool metadata_only; /* content is not asked for */
        Str refusal;        /* why the account may not list it; empty: it may */
    }) v;
    struct map seen;        /* interned "apiVersion/kind/namespace" to index + 1 */
};
size_t list_target_add(struct list_targets *, const struct resource *, Str namespace); /* its index */

struct listing {
    struct http *http;
    struct problem *problem;
    const char *selector;   /* label selector; NULL: all */
    bool metadata_only;
    bool (*wanted)(void *context, const struct list_target *); /* NULL: all places */
    /* OBJECT is borrowed. Its kind and apiVersion, which lists leave out, are set. */
    void (*take)(void *context, const struct list_target *, json_t *object);
    bool lenient;           /* a place that the account may not list is no problem: its REFUSAL tells */
    void *context;
};
/* Asks for all of them, in parallel and in pages; http_finish waits for the answers, and until then both have to live. Kinds
 * that are not served and namespaces that do not exist are empty. */
void live_list(const struct list_targets *, const struct listing *);

/* Fills in the plurals that are empty, by asking the server for the group's kinds. Kinds that it does not serve stay so. */
bool live_discover(struct http *, struct session *, struct resource **resources, size_t n, struct problem *);

#endif
