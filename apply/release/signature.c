/* Who has signed a package: with a key of one's own, in a form of cosign's. */
#include "release/signature.h"

#include "common/exit_code.h"
#include "release/release.h"

#include <errno.h>
#include <openssl/pem.h>
#include <stdio.h>

/* ---- the key ---- */

static EVP_PKEY *read_key(const char *path, struct problem *problem)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        problem_set(problem, EXIT_ERROR, "the key '%s' cannot be read: %s", path, strerror(errno));
        return NULL;
    }
    EVP_PKEY *key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);
    if (!key) problem_set(problem, EXIT_ERROR, "'%s' is no public key in PEM", path);
    return key;
}

/* Keys of Ed25519 sign the text itself, others its SHA-256. */
bool is_by(EVP_PKEY *key, Str text, Str signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *hash = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
    bool fine = context && EVP_DigestVerifyInit(context, NULL, hash, NULL, key) == 1
        && EVP_DigestVerify(context, (const unsigned char *)signature.s, signature.n, (const unsigned char *)text.s, text.n) == 1;
    EVP_MD_CTX_free(context);
    return fine;
}

/* ---- both forms ---- */

bool release_is_signed(struct repository *repository, Str digest, const char *path, struct problem *problem)
{
    struct signature_search search = {repository, digest, read_key(path, problem), false, false};
    if (!search.key) return false;
    bool fine = search_simple_signatures(&search, problem) && (search.counts || search_bundles(&search, problem));
    EVP_PKEY_free(search.key);
    if (!fine || search.counts) return fine;
    if (search.any) problem_set(problem, EXIT_ERROR, "no signature of %.*s is by the key '%s'", STR_ARG(digest), path);
    else problem_set(problem, EXIT_ERROR, "%.*s is not signed, and stk.project wants a signature by the key '%s'", STR_ARG(digest), path);
    return problem_help(problem, "'cosign sign --key' signs it; or take 'key' away in stk.project");
}
