/* YAML and JSON files become values: values files, project files, CRD schemas, foreign manifests.
 *
 * Repeated keys are reported; depth is limited; every scalar knows its place. Scalars are V_STRING, marked V_NULL, V_BOOL,
 * V_INT or V_FLOAT where the dialect says so and they are not quoted. */
#ifndef STK_READ_YAML_H
#define STK_READ_YAML_H

#include "value/value.h"

enum yaml_dialect {
    YAML_PLAIN,    /* YAML 1.2's core schema; aliases, anchors and tags are refused */
    YAML_CONFIG,   /* as kubectl reads its own configuration: YAML 1.1 with aliases, merge keys and tags; the later line wins */
    YAML_MANIFEST, /* the same, and documents as kubectl finds them: what it drops or refuses is reported */
};

/* One file of one or more documents, as a list; what stands before the byte FROM is skipped. POISON: reported. But for the
 * first dialect, messages about a text in which there may be Secrets quote nothing but keys. */
struct value read_yaml(struct session *, struct origins *, uint32_t file, size_t from, enum origin_role, enum yaml_dialect);

/* The same without the reader for what programs write, to be compared with it. */
struct value read_yaml_by_library(struct session *, struct origins *, uint32_t file, enum yaml_dialect);

#endif
