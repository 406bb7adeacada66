/* Objects of the Kubernetes API: their addresses, the verbs, and what a Status says. */
#ifndef STK_API_H
#define STK_API_H

#include "http/http.h"
#include "json/json_path.h"

#include "kube/kube.h"

/* Where objects of a kind are. Built-in kinds need no discovery. */
struct resource {
    Str api_version, kind, plural;
    bool namespaced;
};
struct resource resource_of(const struct kube_resource *);

/* "/apis/apps/v1/namespaces/shop/deployments/site?fieldManager=stk"; NAME empty: the collection; NAMESPACE empty: all of
 * them, or a kind without. QUERY (from "?") may be "". */
Str api_path(struct arena *, const struct resource *, Str namespace, Str name, const char *query);
Str url_escape(struct arena *, Str);
/* "deployment.apps/shop/site", as stack.json and the inventory name objects. */
Str object_id(struct arena *, const struct resource *, Str namespace, Str name);

/* ---- what an answer means ---- */

enum answer {
    ANSWER_OK,
    ANSWER_NOT_FOUND,      /* the object */
    ANSWER_NO_MATCH,       /* the API does not serve that kind (yet) */
    ANSWER_FIELD_CONFLICT, /* fields of other managers */
    ANSWER_STALE,          /* resourceVersion or uid are not those that were given */
    ANSWER_EXISTS,
    ANSWER_VERSION_ON_CREATE, /* the object is not there, and of such a one this server takes no resourceVersion */
    ANSWER_IMMUTABLE,
    ANSWER_INVALID,
    ANSWER_FORBIDDEN,
    ANSWER_UNAUTHORIZED,
    ANSWER_TERMINATING,    /* the namespace, or the object itself, is on its way out */
    ANSWER_GONE,           /* 410: list again */
    ANSWER_FAILED,         /* the server's fault, for good, or for as long as it was tried */
    ANSWER_UNREACHABLE,    /* none */
};
enum answer answer_of(const struct reply *);

/* One line for people: the reason and the fields concerned. Values that the server repeats (whole pod templates come back
 * in such messages) are cut out. */
Str answer_text(struct arena *, const struct reply *);
#define WITHHELD_HELP "no credentials are sent to a server whose URL is not https://: write 'server: https://…' in the kubeconfig"
/* For "the server … it: TEXT": it refuses it, or fails at it where no word of the API comes. */
const char *answer_verdict(const struct reply *);
/* What to do where nothing was answered, or the credentials were refused; empty: nothing is known. */
const char *answer_help(const struct reply *);

/* The fields in conflict: {field, manager} pairs. */
struct field_conflict { Str field, manager; };
struct field_conflicts { VEC(struct field_conflict) v; };
void answer_conflicts(struct arena *, const struct reply *, struct field_conflicts *);
Str conflict_lines(struct arena *, const struct field_conflicts *); /* "FIELD belongs to MANAGER", a line each */

#endif
