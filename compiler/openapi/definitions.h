/* CustomResourceDefinitions for "schema" of the language (check/check_schema.c): out of manifests, or made of OpenAPI documents. */
#ifndef STK_DEFINITIONS_H
#define STK_DEFINITIONS_H

#include "openapi/api_documents.h"

/* Of one kind. */
struct definition {
    Str group, kind;
    struct value value;       /* a CustomResourceDefinition */
    bool bare;                /* some version that is served says nothing of its fields, or more than can be written out */
};

struct definitions { VEC(struct definition) v; };

/* In the place of one of the same group and kind, or behind the others. */
void definitions_set(struct session *, struct definitions *, const struct definition *);
/* A CustomResourceDefinition, as those who install it write it, or as a server gives it: without its state, and what a server adds. LEAN: only what
 * types need, without descriptions. False: it is none. */
bool definitions_add(struct session *, struct definitions *, struct value document, bool lean);
/* All kinds of the documents that are not Kubernetes' own, each with its versions. */
void definitions_add_kinds(const struct api_documents *, struct definitions *);

#endif
