/* YAML and JSON files become values: values files, project files, CRD schemas, foreign manifests.
 *
 * Repeated keys are refused; depth is limited; every scalar knows its place. Scalars are V_STRING, marked V_NULL, V_BOOL,
 * V_INT or V_FLOAT where the dialect says so and they are not quoted. */
#ifndef STK_READ_YAML_H
#define STK_READ_YAML_H

#include "value/value.h"

enum yaml_dialect {
    YAML_PLAIN,    /* YAML 1.2's core schema; aliases, anchors and tags are refused */
    YAML_MANIFEST, /* as kubectl reads it: YAML 1.1 with aliases and merge keys; no line that may hold a secret is quoted */
};

/* One file of one or more documents, as a list; what stands before the byte FROM is skipped. POISON: reported. */
struct value read_yaml(struct session *, struct origins *, uint32_t file, size_t from, enum origin_role, enum yaml_dialect);

#endif
