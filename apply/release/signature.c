/* Who has signed a package: signatures as cosign 2 keeps them, with a key of one's own (github.com/sigstore/cosign, specs/SIGNATURE_SPEC.md). */
#include "release/release.h"

#include "base/base64.h"
#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"

#include <errno.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>

#define SIGNATURE_ANNOTATION "dev.cosignproject.cosign/signature"

enum { PAYLOAD_MAX = 1 << 20 };

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
static bool is_by(EVP_PKEY *key, Str payload, Str signature)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    const EVP_MD *hash = EVP_PKEY_get_id(key) == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
    bool fine = context && EVP_DigestVerifyInit(context, NULL, hash, NULL, key) == 1
        && EVP_DigestVerify(context, (const unsigned char *)signature.s, signature.n, (const unsigned char *)payload.s, payload.n) == 1;
    EVP_MD_CTX_free(context);
    return fine;
}

/* ---- one signature ---- */

static bool names(Str payload, Str digest)
{
    json_t *text = json_read(payload, NULL);
    const json_t *critical = json_object_get(text, "critical");
    const char *image = text_at(json_object_get(critical, "image"), "docker-manifest-digest"), *type = text_at(critical, "type");
    bool fine = str_is(digest, image) && strcmp(type, "cosign container image signature") == 0;
    json_decref(text);
    return fine;
}

/* *COUNTS: LAYER is a signature of DIGEST by KEY. False: it cannot be read. */
static bool look_at(struct repository *repository, const json_t *layer, Str digest, EVP_PKEY *key, bool *counts, struct problem *problem)
{
    Str payload, signature;
    Str blob = arena_copy(problem->arena, str_of(text_at(layer, "digest")));
    const char *text = json_string_value(json_object_get(json_object_get(layer, "annotations"), SIGNATURE_ANNOTATION));
    *counts = false;
    if (!text || !is_digest(blob) || !base64_content(problem->arena, str_of(text), &signature)) return true;
    if (!repository_blob(repository, blob, PAYLOAD_MAX, &payload, problem)) return false;
    *counts = names(payload, digest) && is_by(key, payload, signature);
    return true;
}

/* ---- all of them ---- */

static bool any_counts(struct repository *repository, Str manifest, Str digest, EVP_PKEY *key, bool *counts, struct problem *problem)
{
    size_t i;
    json_t *layer, *whole = json_read(manifest, NULL);
    bool fine = true;
    *counts = false;
    json_array_foreach(json_object_get(whole, "layers"), i, layer)
    {
        fine = fine && !*counts ? look_at(repository, layer, digest, key, counts, problem) : fine;
    }
    json_decref(whole);
    return fine;
}

bool release_is_signed(struct repository *repository, Str digest, const char *path, struct problem *problem)
{
    Str manifest;
    bool found, counts = false;
    Str tag = arena_printf(problem->arena, "sha256-%.*s.sig", STR_ARG(str_skip(digest, strlen("sha256:"))));
    EVP_PKEY *key = read_key(path, problem);
    if (!key) return false;
    bool fine = repository_manifest(repository, tag, &found, &manifest, problem);
    if (fine && found) fine = any_counts(repository, manifest, digest, key, &counts, problem);
    EVP_PKEY_free(key);
    if (!fine || counts) return fine;
    if (found) problem_set(problem, EXIT_ERROR, "no signature of %.*s is by the key '%s'", STR_ARG(digest), path);
    else problem_set(problem, EXIT_ERROR, "%.*s is not signed, and stk.project wants a signature by the key '%s'", STR_ARG(digest), path);
    return problem_help(problem, "'cosign sign --key' signs it; or take 'key' away in stk.project");
}
