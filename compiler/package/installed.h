/* Packages below .stk/packages, as "stk pull" brought them there: each file is what the digest in stk.project says, or nobody gets to see it.
 *
 * Beside the folder NAME lies NAME.json, the manifest. What is read of a package is held against it: the manifest against the digest, stk.package
 * against the manifest, the file against stk.package. What is not read is not looked at. */
#ifndef STK_INSTALLED_H
#define STK_INSTALLED_H

#include "package/package.h"
#include "package/pins.h"

/* What is there; NULL: it is not as it is pinned, which is reported once, as E1401 at AT. */
const struct package *package_installed(struct session *, struct package_pin *, Span at);

/* The same when all of its files are as they are pinned, and nothing is reported. */
const struct package *package_whole(struct session *, const struct package_pin *);

/* Reads a file of a package, whose path counts from the root of that. 0: reported. */
uint32_t package_read(struct session *, struct package_pin *, Str path, Span at);

/* Whether the source FILE is as it is pinned, when it lies in a package. False: reported at AT. */
bool source_is_pinned(struct session *, uint32_t file, Span at);

/* The same for bytes that are not a source: whether TEXT is the file PATH of PACKAGE. */
bool package_holds(const struct package *, Str path, Str text);

/* The manifest of a package, as it is kept: ".stk/packages/NAME.json". */
Str manifest_file(struct arena *, const struct package_pin *);

#endif
