/* Paths on the command line that name manifests of others. */
#ifndef STK_MANIFEST_PATHS_H
#define STK_MANIFEST_PATHS_H

#include "compile/manifests.h"

bool read_manifest_file(struct manifests *, const char *path, bool (*add)(struct manifests *, uint32_t));
/* A file, or a folder to its bottom; "-" stands for INPUT. False: some of it could not be read, which is reported. */
bool read_manifest_path(struct manifests *, const char *path, Str input);

/* Whether PATH names manifests, and no stack, module or project; "-" does when INPUT is YAML or JSON with objects. */
bool names_manifests(const char *path, Str input);

#endif
