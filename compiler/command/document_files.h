/* Files of YAML or JSON documents, as commands are given them. */
#ifndef STK_DOCUMENT_FILES_H
#define STK_DOCUMENT_FILES_H

#include "value/value.h"

struct documents { VEC(struct value) v; };

/* Adds the documents in PATHS: files, folders to their bottom (.yaml, .yml, .json), "-" for standard input; empty ones are not counted. What
 * cannot be read is reported. */
void read_documents(struct session *, struct origins *, char *const *paths, size_t n, struct documents *);

#endif
