/* Signatures as cosign 2 keeps them (github.com/sigstore/cosign 2, specs/SIGNATURE_SPEC.md), and containers/image: a manifest with the tag
 * sha256-….sig, whose layers are texts that name the digest, each with its signature in an annotation. */
#include "release/signature.h"

#include "base/base64.h"
#include "json/json_path.h"
#include "json/json_read.h"

#define SIGNATURE_ANNOTATION "dev.cosignproject.cosign/signature"

enum { PAYLOAD_MAX = 1 << 20 };

static bool names(Str payload, Str digest)
{
    json_t *text = json_read(payload, NULL);
    const json_t *critical = json_object_get(text, "critical");
    const char *image = text_at(json_object_get(critical, "image"), "docker-manifest-digest"), *type = text_at(critical, "type");
    bool fine = str_is(digest, image) && strcmp(type, "cosign container image signature") == 0;
    json_decref(text);
    return fine;
}

/* False: it cannot be read. */
static bool look_at(struct signature_search *search, const json_t *layer, struct problem *problem)
{
    Str payload, signature;
    Str blob = arena_copy(problem->arena, str_of(text_at(layer, "digest")));
    const char *text = json_string_value(json_object_get(json_object_get(layer, "annotations"), SIGNATURE_ANNOTATION));
    if (!text || !is_digest(blob) || !base64_content(problem->arena, str_of(text), &signature)) return true;
    if (!repository_blob(search->repository, blob, PAYLOAD_MAX, &payload, problem)) return false;
    search->counts = names(payload, search->digest) && is_by(search->key, payload, signature);
    return true;
}

bool search_simple_signatures(struct signature_search *search, struct problem *problem)
{
    Str manifest;
    size_t i;
    json_t *layer;
    bool found;
    Str tag = arena_printf(problem->arena, "sha256-%.*s.sig", STR_ARG(str_skip(search->digest, strlen("sha256:"))));
    if (!repository_manifest(search->repository, tag, &found, &manifest, problem)) return false;
    if (!found) return true;
    json_t *whole = json_read(manifest, NULL);
    bool fine = true;
    search->any = true;
    json_array_foreach(json_object_get(whole, "layers"), i, layer)
        if (fine && !search->counts) fine = look_at(search, layer, problem);
    json_decref(whole);
    return fine;
}
