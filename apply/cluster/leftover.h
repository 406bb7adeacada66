/* What stands in the way of a manifest in a live object, and would not go by itself: a field that excludes one of the manifest's (a
 * rollingUpdate beside the strategy Recreate, a value beside valueFrom), an item of a list that is called like one of the manifest's
 * and has another key (a port that has changed its number). The server's defaults leave such fields, and former owners.
 *
 * A field goes when its owner applies an object without it. So the way to clear one is to become its owner, alone: one patch of the
 * object's managedFields. (Seen on servers 1.20.2; the same that kubectl does to take over from its own client-side apply.) */
#ifndef STK_LEFTOVER_H
#define STK_LEFTOVER_H

#include "kube/kube.h"

#include <jansson.h>

struct owners { VEC(Str) v; };

struct leftovers {
    VEC(Str) paths;          /* "spec.strategy.rollingUpdate", as people read them */
    struct owners owners;    /* managers other than ours that own some of them, each once */
    json_t *fields;          /* as managedFields write them; owned; NULL: there are none */
};

/* TYPE: of the kind. Texts live in the arena. */
void find_leftovers(struct arena *, const json_t *live, const json_t *manifest, const struct kube_type *type, struct leftovers *);
void leftovers_free(struct leftovers *);
/* The managedFields of LIVE with the leftovers in our own entry and in no other. A new reference. */
json_t *managed_fields_with(struct arena *, const json_t *live, const struct leftovers *);

#endif
