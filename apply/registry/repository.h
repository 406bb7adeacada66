/* One repository of packages: blobs by their digests, manifests by their digests and tags. It is in a registry (OCI distribution
 * specification 1.1), or is a folder in the form of an OCI image layout: an offline mirror, which skopeo and oras read and write, too.
 *
 * What is read has the digest that it was asked for by: everything else is refused. */
#ifndef STK_REPOSITORY_H
#define STK_REPOSITORY_H

#include "common/problem.h"
#include "package/oci_address.h"

enum { MANIFEST_MAX = 4 << 20, REFERRERS_MAX = 200 };

struct repository_options {
    const char *ca_file; /* certificates that are trusted; NULL: the system's */
    bool plain_http;     /* http:// also to other machines */
};

struct repository;
struct repository *registry_open(const struct oci_address *, const struct repository_options *); /* connects nothing yet */
struct repository *layout_open(const char *folder, struct problem *); /* which exists; NULL, here and below: PROBLEM says why */
struct repository *layout_create(const char *folder, struct problem *); /* is made if it is not there */
void repository_free(struct repository *);

/* REFERENCE is a tag or a digest. *FOUND is false when there is no such manifest, which is no problem. The text is of the problem's arena. */
bool repository_manifest(struct repository *, Str reference, bool *found, Str *text, struct problem *);
/* Digests of manifests that refer to one, of the problem's arena. */
struct referrers { VEC(Str) v; };
/* Those that refer to DIGEST and whose artifact type begins with TYPE, or is not known: by the list that a registry keeps (distribution 1.1), or
 * that clients keep under the tag sha256-… where it does not; REFERRERS_MAX at most. */
bool repository_referrers(struct repository *, Str digest, const char *type, struct referrers *, struct problem *);
bool repository_blob(struct repository *, Str digest, size_t most, Str *bytes, struct problem *);

bool repository_put_blob(struct repository *, Str digest, Str bytes, struct problem *); /* nothing is sent of what is there */
/* Under TAG, and under its digest in any case. */
bool repository_put_manifest(struct repository *, Str tag, Str text, struct problem *);

#endif
