/* A package that stk.project pins, or the one that its tag is now, in its place below .stk/packages. */
#ifndef STK_PULL_H
#define STK_PULL_H

#include "release/release.h"

struct pull_options {
    const char *folder; /* of the project */
    const char *mirror; /* a folder to take packages from; NULL: their registries */
    bool update;        /* the digest becomes that of the tag */
    struct repository_options repository;
};

/* What came of it; all is of the session's arena. */
struct pulled {
    Str name, version, digest;
    Str before;         /* the version that was there; empty: none, or not as it was pinned */
    bool fetched;       /* false: all was there */
    struct path_list { Str *at; size_t n, cap; } added, changed, removed; /* files, against what was there */
};

/* False: PROBLEM says why, and what was there is as it was. */
bool pull(struct session *, const struct pull_options *, const struct package_pin *, struct pulled *, struct problem *);

#endif
