/* Files of YAML or JSON documents, as commands are given them. */
#ifndef STK_DOCUMENT_FILES_H
#define STK_DOCUMENT_FILES_H

#include "value/value.h"

struct documents { VEC(struct value) v; };

/* What 'stk COMMAND add FILE…' names, behind the options that getopt has taken: at least one. CONTENT: what such files hold, for who names none. */
char **files_to_add(const char *command, const char *content, int argc, char **argv, size_t *n);
/* Adds the documents in PATHS: files, folders to their bottom (.yaml, .yml, .json), "-" for standard input; empty ones are not counted. What
 * cannot be read is reported. */
void read_documents(struct session *, struct origins *, char *const *paths, size_t n, struct documents *);

#endif
