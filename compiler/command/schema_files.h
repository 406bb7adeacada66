/* Files of a project that make kinds of others typed: schemas/GROUP.yaml with the definitions of a group, and schemas/kinds.stk, a module that
 * brings them in. */
#ifndef STK_SCHEMA_FILES_H
#define STK_SCHEMA_FILES_H

#include "openapi/definitions.h"

struct groups { VEC(Str) v; };

struct schema_files {
    Str root;                      /* folder of the project */
    bool install;                  /* the stack itself installs the kinds */
    struct { VEC(Str) v; } written; /* paths below ROOT, in the order of writing */
};

/* Adds the definitions to those that are there, in place of those of the same group and kind; GROUPS: theirs, each once. False: reported. */
bool write_schemas(struct session *, struct schema_files *, const struct definitions *, const struct groups *);

#endif
