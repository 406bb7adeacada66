/* A release of Kubernetes, as its OpenAPI documents tell of it, held against the tables (kube/kube.h).
 *
 * The documents say which kinds, fields and types there are, and which groups of fields tell the items of a list apart. What they do not say
 * is taken from Kubernetes' rules (https://kubernetes.io/docs/reference/using-api/deprecation-policy/) and their practice:
 *
 *   - versions called alpha are not served by default, and left out; a beta version is off by default since 1.24, deprecated three releases after it came,
 *     and removed after three more;
 *   - a new field of a type that was there is off by default: of the 84 that k8s.io/api has got from 1.33 to 1.37.0-beta.0, 80 name a feature gate, and
 *     the descriptions of 41 speak of alpha;
 *   - a field that was off is on when its description no longer speaks of alpha, if it is known to have spoken of it. */
#ifndef STK_RELEASE_H
#define STK_RELEASE_H

#include "kube/table_line.h"
#include "openapi/api_documents.h"

enum release_change_kind {
    CHANGE_KIND_NEW,
    CHANGE_KIND_KEPT,        /* the tables expected it to be gone */
    CHANGE_KIND_DEPRECATED,  /* from this release on; the tables know it */
    CHANGE_KIND_REMOVED,
    CHANGE_TYPE,             /* not told: the fields that follow are of it */
    CHANGE_FIELD_NEW,
    CHANGE_FIELD_ON,         /* it was off by default */
    CHANGE_FIELD_VALUES,     /* there are more */
    CHANGE_FIELD_TYPE,
    CHANGE_FIELD_DEPRECATED, /* its description says "Deprecated:" */
    CHANGE_FIELD_REMOVED,
};

struct release_change {
    enum release_change_kind kind;
    const char *type;       /* which a field is of; NULL: it is a kind */
    bool of_new_type;       /* told with what leads to it */
    struct table_line line; /* as the release has it */
    Str before;             /* the type that a field had; empty: told alike */
};

struct release {
    int minor;
    VEC(struct release_change) changes; /* kinds by API version and name, then types by name, each with its fields */
    size_t alpha, others;               /* kinds that were left out: of versions called alpha, and not of Kubernetes */
};

/* Of all documents of a server. False: they are not all, or do not say of which release they are, which is reported at AT. */
bool release_read(const struct api_documents *, Span at, struct release *);

/* The table of the release (kube/newer.h). */
void put_release_table(struct buf *, const struct release *);
/* What changes, for people; and as JSON: {schema: 1, release, known, changes: [{change, kind or type and field, …}]}. */
void put_release_text(struct buf *, const struct release *);
struct value release_value(struct session *, const struct release *);

#endif
