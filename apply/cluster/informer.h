/* Objects as they change: a LIST and then a WATCH for each kind and namespace, for as long as somebody is interested.
 *
 * Bookmarks move the place to go on from, a lost stream is opened again from there; 410 and a watch whose answer does not even
 * begin lead to a new LIST; where watching is forbidden, the LIST is repeated. */
#ifndef STK_INFORMER_H
#define STK_INFORMER_H

#include "cluster/live.h"

struct informer;
struct informer_target {
    const struct resource *resource;
    Str namespace;
    const char *selector;    /* label selector; NULL: all objects */
    bool news_only;          /* what is there already is not told: events */
    /* OBJECT is borrowed. GONE: it was deleted; this is its last state (after a new LIST: only its metadata). */
    void (*tell)(void *context, const json_t *object, bool gone);
    void *context;
};

struct informer_options {
    struct http *http;
    struct session *session;
    void (*refused)(void *context, const struct informer_target *); /* that may not be listed: nothing of it is told; once for each */
    void *context;
};
struct informer *informer_new(const struct informer_options *);
void informer_free(struct informer *); /* before the HTTP client */
/* The same kind, namespace and selector again is not watched twice. */
void informer_watch(struct informer *, const struct informer_target *);

#endif
