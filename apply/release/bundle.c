/* Signatures as cosign 3 keeps them (github.com/sigstore/cosign 3.1, specs/BUNDLE_SPEC.md, cmd/cosign/cli/sign/sign.go): manifests that refer
 * to the package, each with a Sigstore bundle. In it is an envelope (DSSE 1.0) around a statement (in-toto 1) that names the digest. Entries
 * of transparency logs are not asked for: who has the key is known. */
#include "release/signature.h"

#include "base/base64.h"
#include "json/json_path.h"
#include "json/json_read.h"

#define BUNDLE_TYPE "application/vnd.dev.sigstore.bundle"

enum { BUNDLE_MAX = 1 << 20 };

/* ---- one bundle ---- */

/* Other predicates, an SBOM or where a build ran, say something about a package, not that it is signed. */
static bool states(Str payload, Str digest)
{
    size_t i;
    json_t *subject, *statement = json_read(payload, NULL);
    Str hash = str_skip(digest, strlen("sha256:"));
    bool found = false;
    json_array_foreach(json_object_get(statement, "subject"), i, subject)
        found = found || str_is(hash, text_at(subject, "digest.sha256"));
    found = found && text_is(statement, "_type", "https://in-toto.io/Statement/v1")
        && text_is(statement, "predicateType", "https://sigstore.dev/cosign/sign/v1");
    json_decref(statement);
    return found;
}

/* What is signed of an envelope: "DSSEv1", and both parts with their lengths. */
static Str signed_text(struct arena *arena, Str type, Str payload)
{
    Str head = arena_printf(arena, "DSSEv1 %zu %.*s %zu ", type.n, STR_ARG(type), payload.n);
    return arena_join(arena, (Str[]){head, payload}, 2);
}

static bool is_signed(struct arena *arena, const json_t *envelope, Str payload, EVP_PKEY *key)
{
    size_t i;
    json_t *entry;
    Str signature, text = signed_text(arena, str_of(text_at(envelope, "payloadType")), payload);
    bool found = false;
    json_array_foreach(json_object_get(envelope, "signatures"), i, entry)
        found = found || (base64_content(arena, str_of(text_at(entry, "sig")), &signature) && is_by(key, text, signature));
    return found;
}

bool bundle_signs(Str bundle, Str digest, EVP_PKEY *key)
{
    Str payload;
    struct arena *arena = arena_new(0);
    json_t *whole = json_read(bundle, NULL);
    const json_t *envelope = json_object_get(whole, "dsseEnvelope");
    bool fine = text_is(envelope, "payloadType", "application/vnd.in-toto+json")
        && base64_content(arena, str_of(text_at(envelope, "payload")), &payload) && states(payload, digest)
        && is_signed(arena, envelope, payload, key);
    json_decref(whole);
    arena_free(arena);
    return fine;
}

/* ---- those of a package ---- */

/* The digest of the bundle in a manifest; empty: there is none. A large one is about something else: an SBOM has many words. */
static Str bundle_of(struct arena *arena, Str manifest)
{
    json_t *whole = json_read(manifest, NULL);
    const json_t *layer = json_array_get(json_object_get(whole, "layers"), 0);
    bool fine = str_starts(str_of(text_at(layer, "mediaType")), STR(BUNDLE_TYPE)) && is_digest(str_of(text_at(layer, "digest")))
        && number_at(layer, "size", 0) <= BUNDLE_MAX;
    Str digest = fine ? arena_copy(arena, str_of(text_at(layer, "digest"))) : STR("");
    json_decref(whole);
    return digest;
}

static bool look_at(struct signature_search *search, Str reference, struct problem *problem)
{
    Str manifest, bundle;
    bool found;
    if (!repository_manifest(search->repository, reference, &found, &manifest, problem)) return false;
    Str digest = found ? bundle_of(problem->arena, manifest) : STR("");
    if (!digest.n) return true;
    if (!repository_blob(search->repository, digest, BUNDLE_MAX, &bundle, problem)) return false;
    search->any = true;
    search->counts = bundle_signs(bundle, search->digest, search->key);
    return true;
}

bool search_bundles(struct signature_search *search, struct problem *problem)
{
    struct referrers referrers = {0};
    bool fine = repository_referrers(search->repository, search->digest, BUNDLE_TYPE, &referrers, problem);
    for (size_t i = 0; fine && i < referrers.v.n && !search->counts; i++) fine = look_at(search, referrers.v.at[i], problem);
    return fine;
}
