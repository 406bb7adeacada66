/* What API servers publish of themselves: OpenAPI documents. In version 2 it is one for all groups (/openapi/v2), in version 3 one for
 * each group and version (/openapi/v3/apis/apps/v1); both may be read together. All of it lives in the session's arena. */
#ifndef STK_API_DOCUMENTS_H
#define STK_API_DOCUMENTS_H

#include "value/value.h"

/* A kind whose objects can be created. */
struct api_kind {
    Str group, version, kind, plural; /* the core group is empty */
    bool namespaced;
    const struct name *schema;        /* its name; it is among the schemas, or nobody says what the objects are */
};

struct api_documents {
    struct session *session;
    struct origins origins;
    int release;                      /* 1.N that the documents are of; 0: none says one */
    struct map schemas;               /* by name: struct value */
    VEC(struct api_kind) kinds;       /* in the order of the documents */
};

bool is_api_document(struct session *, struct value);
void api_documents_add(struct api_documents *, struct value document); /* one that is */

/* The name that SCHEMA refers to, alone or as the one part of "allOf"; NULL: it says itself what it is. */
const struct name *api_reference(const struct api_documents *, struct value schema);
struct value api_schema(const struct api_documents *, const struct name *); /* V_NULL: the documents do not have it */

#endif
