/* Packages on their way: an archive to a repository, and from one into the project that pins it. */
#ifndef STK_RELEASE_H
#define STK_RELEASE_H

#include "diag/session.h"
#include "package/package.h"
#include "package/pins.h"
#include "registry/repository.h"

/* A package as it came, in the session's arena; its parts fit each other, as package.h says. */
struct release {
    const struct package *package;
    Str digest;   /* of the manifest */
    Str manifest; /* texts */
    Str config, archive;
};

/* What 'stk package' wrote. NULL: PROBLEM says why it is none. */
struct release *release_of_archive(struct session *, const char *file, struct problem *);
/* From a repository, by its tag or digest. NULL: PROBLEM. */
struct release *release_fetch(struct session *, struct repository *, Str reference, struct problem *);
/* Its parts, and at last the manifest under TAG. */
bool release_push(struct repository *, const struct release *, Str tag, struct problem *);

/* Writes it below FOLDER, the project's, as .stk/packages/NAME and NAME.json. What was there stays whole until all is written, and is gone then. */
bool release_install(struct arena *, const char *folder, const struct package_pin *, const struct release *, struct problem *);

/* Whether who has the private part of the public KEY (PEM, a file) has signed the package: as cosign 2 does (simple_signature.c) or as cosign 3
 * does (bundle.c). False: PROBLEM says why it does not count. */
bool release_is_signed(struct repository *, Str digest, const char *key, struct problem *);

/* The text of stk.project with DIGEST pinned for PIN: all other bytes stay. */
Str project_with_digest(struct arena *, Str text, const struct package_pin *, Str digest);

#endif
