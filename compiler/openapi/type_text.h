/* Types of OpenAPI documents in the notation of the tables (kube/table_line.h). */
#ifndef STK_TYPE_TEXT_H
#define STK_TYPE_TEXT_H

#include "kube/kube.h"
#include "openapi/api_documents.h"

/* "core.v1.Pod" of "io.k8s.api.core.v1.Pod", in the arena; NULL: it is none of Kubernetes' own. */
const char *kube_name(const struct api_documents *, const struct name *schema);
/* Whether it is a type with fields. */
bool is_struct(const struct api_documents *, struct value schema);
/* "[core.v1.EnvVar] name", in the arena. */
const char *type_text(const struct api_documents *, struct value schema);
/* The same of a type that the tables know. */
const char *known_type_text(struct arena *, const struct kube_type *);

#endif
