/* The files that hold manifests. */
#ifndef STK_MANIFEST_FILES_H
#define STK_MANIFEST_FILES_H

#include "base/folder.h"

/* Whether NAME ends like YAML or JSON. */
bool is_manifest_name(const char *name);
/* Adds PATH; of a folder all manifests in it and below, sorted: neither what is hidden, nor what tells kustomize or Helm what
 * to do, nor a folder that is a Helm chart. */
void manifest_files(struct arena *, const char *path, struct file_list *);
/* What tells kustomize what to do, in the folder PATH and below. */
void kustomization_files(struct arena *, const char *path, struct file_list *);

#endif
