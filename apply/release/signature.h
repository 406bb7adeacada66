/* Signatures of a package, one form of them a file; what counts is told by release.h. */
#ifndef STK_SIGNATURE_H
#define STK_SIGNATURE_H

#include "registry/repository.h"

#include <openssl/evp.h>

struct signature_search {
    struct repository *repository;
    Str digest;     /* of the package's manifest */
    EVP_PKEY *key;  /* public */
    bool any;       /* there are signatures, by whomever */
    bool counts;    /* one of them is by the key, and for this digest */
};

/* False: PROBLEM says why signatures cannot be read; what is no signature is passed over. */
bool search_simple_signatures(struct signature_search *, struct problem *);
bool search_bundles(struct signature_search *, struct problem *);

/* Whether SIGNATURE, its bytes, is by KEY for TEXT. */
bool is_by(EVP_PKEY *key, Str text, Str signature);
/* Whether a Sigstore bundle in JSON says, signed by KEY, that who has it signs DIGEST. */
bool bundle_signs(Str bundle, Str digest, EVP_PKEY *key);

#endif
