/* Sigstore bundles: one that Sigstore's own library made (@sigstore/sign 3.1 of npm), what is left of it after changes, and others. */
#include "release/signature.h"

#include "base/base64.h"
#include "test.h"

#include <openssl/pem.h>

#define DIGEST  "423800e89d16479520b429b126db31779c8464696ba520dacc9a3dcd1f3cac53"
#define PAYLOAD "eyJfdHlwZSI6Imh0dHBzOi8vaW4tdG90by5pby9TdGF0ZW1lbnQvdjEiLCJzdWJqZWN0IjpbeyJkaWdlc3QiOnsic2hhMjU2IjoiNDIzODAwZTg5ZDE2NDc5NTIwYjQyOWIxMjZkYjMxNzc5Yz" \
                "g0NjQ2OTZiYTUyMGRhY2M5YTNkY2QxZjNjYWM1MyJ9fV0sInByZWRpY2F0ZVR5cGUiOiJodHRwczovL3NpZ3N0b3JlLmRldi9jb3NpZ24vc2lnbi92MSIsInByZWRpY2F0ZSI6e319"
#define SIGNATURE "MEUCIHysWlOVQCU3KLa5jdOBfuKJ+o3EK+W9El7o1133LSh4AiEAsIdPbLdaXHrO4hDu39uRlRPDKlhmYydVmRfR2YxzpaY="
#define IN_TOTO "application/vnd.in-toto+json"
#define SIGNS   "https://sigstore.dev/cosign/sign/v1"

static const char theirs[] =
    "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial\":{\"publicKey\":{\"hint\":\"a key\"},"
    "\"timestampVerificationData\":{}},\"dsseEnvelope\":{\"payload\":\"" PAYLOAD "\",\"payloadType\":\"" IN_TOTO "\",\"signatures\":[{\"sig\":\"" SIGNATURE
    "\",\"keyid\":\"a key\"}]}}";
static const char public_key[] = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEprwwRN73k+gSXWKbtSXY4f0LfpxL\n"
                                 "9dS95bxAH6s01CFvIuLNouMzFzgU8ZcfB51bWsE5jNg/AMHEpmUh0xPJng==\n-----END PUBLIC KEY-----\n";

static struct arena *arena;
static EVP_PKEY *key, *own;

static bool counts(const char *bundle, const char *digest, EVP_PKEY *by)
{
    return bundle_signs(str_of(bundle), arena_printf(arena, "sha256:%s", digest), by);
}

/* The bundle of theirs with one OLD text as NEW. */
static const char *with(const char *old, const char *new)
{
    const char *at = strstr(theirs, old);
    if (!at) panic("there is no '%s' in it", old);
    return arena_printf(arena, "%.*s%s%s", (int)(at - theirs), theirs, new, at + strlen(old)).s;
}

static bool a_bundle_of_the_library_counts(void) { return counts(theirs, DIGEST, key); }

static bool for_another_digest_it_does_not(void)
{
    return !counts(theirs, "5" DIGEST, key) && !counts(theirs, "523800e89d16479520b429b126db31779c8464696ba520dacc9a3dcd1f3cac53", key) && !counts(theirs, "", key);
}

static bool nor_by_another_key(void) { return !counts(theirs, DIGEST, own); }

static bool nor_after_a_change(void)
{
    static const char *const changes[][2] = {
        {IN_TOTO, "application/vnd.in-toto+jsox"}, {IN_TOTO, ""}, {"\"payload\":\"e", "\"payload\":\"f"}, {"\"sig\":\"MEUCIHysW", "\"sig\":\"MEUCIHysX"},
        {"\"sig\":\"", "\"sig\":\"%"}, {SIGNATURE, ""}, {"dsseEnvelope", "envelope"}, {"signatures", "sign"}, {"[{\"sig\"", "{\"a\":[{\"sig\""}, {"}]}}", "}]}"},
        {"e319\"", "e320\""}, {"e319\"", "e319IA==\""},
    };
    bool fine = true;
    for (size_t i = 0; i < COUNT(changes); i++)
        if (counts(with(changes[i][0], changes[i][1]), DIGEST, key)) remark("'%s' as '%s'\n", changes[i][0], changes[i][1]), fine = false;
    return fine && !counts("", DIGEST, key) && !counts("[]", DIGEST, key) && !counts("{\"dsseEnvelope\": 1}", DIGEST, key);
}

static bool one_signature_of_several_is_enough(void)
{
    return counts(with("[{\"sig\"", "[{}, {\"sig\": \"AAAA\"}, {\"sig\": 1}, {\"sig\""), DIGEST, key) && counts(with("\"keyid\"", "\"more\""), DIGEST, key);
}

/* ---- those that somebody with a key would sign ---- */

static Str base64(Str bytes)
{
    struct buf out = {0};
    base64_encode(bytes, &out);
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_free(&out);
    return text;
}

static const char *signed_by_own(const char *type, const char *payload)
{
    unsigned char signature[256];
    size_t n = sizeof signature;
    Str text = arena_printf(arena, "DSSEv1 %zu %s %zu %s", strlen(type), type, strlen(payload), payload);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, own) != 1 || EVP_DigestSign(context, signature, &n, (const unsigned char *)text.s, text.n) != 1)
        panic("nothing can be signed");
    EVP_MD_CTX_free(context);
    return arena_printf(arena, "{\"dsseEnvelope\": {\"payload\": \"%s\", \"payloadType\": \"%s\", \"signatures\": [{\"sig\": \"%s\"}]}}", base64(str_of(payload)).s, type,
                        base64((Str){(const char *)signature, n}).s).s;
}

static const char *statement(const char *type, const char *subjects, const char *predicate)
{
    return arena_printf(arena, "{\"_type\": \"%s\", \"subject\": %s, \"predicateType\": \"%s\"}", type, subjects, predicate).s;
}

#define V1      "https://in-toto.io/Statement/v1"
#define SUBJECT "{\"digest\": {\"sha256\": \"" DIGEST "\"}}"

static bool what_is_said_has_to_be_that_it_is_signed(void)
{
    const char *good = signed_by_own(IN_TOTO, statement(V1, "[" SUBJECT "]", SIGNS));
    return counts(good, DIGEST, own) && !counts(good, DIGEST, key) && !counts(signed_by_own("text/plain", statement(V1, "[" SUBJECT "]", SIGNS)), DIGEST, own) &&
           !counts(signed_by_own(IN_TOTO, statement(V1, "[" SUBJECT "]", "https://slsa.dev/provenance/v1")), DIGEST, own) &&
           !counts(signed_by_own(IN_TOTO, statement("https://in-toto.io/Statement/v0.1", "[" SUBJECT "]", SIGNS)), DIGEST, own) &&
           !counts(signed_by_own(IN_TOTO, statement(V1, "[]", SIGNS)), DIGEST, own) && !counts(signed_by_own(IN_TOTO, statement(V1, SUBJECT, SIGNS)), DIGEST, own) &&
           !counts(signed_by_own(IN_TOTO, statement(V1, "[{\"digest\": {\"sha512\": \"" DIGEST "\"}}]", SIGNS)), DIGEST, own) &&
           counts(signed_by_own(IN_TOTO, statement(V1, "[{\"digest\": {\"sha256\": \"0\"}}, " SUBJECT "]", SIGNS)), DIGEST, own);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"a bundle of the library counts", a_bundle_of_the_library_counts}, {"for another digest it does not", for_another_digest_it_does_not},
        {"nor by another key", nor_by_another_key}, {"nor after a change", nor_after_a_change}, {"one signature of several is enough", one_signature_of_several_is_enough},
        {"what is said has to be that it is signed", what_is_said_has_to_be_that_it_is_signed},
    };
    arena = arena_new(0);
    BIO *text = BIO_new_mem_buf(public_key, -1);
    key = PEM_read_bio_PUBKEY(text, NULL, NULL, NULL);
    BIO_free(text);
    own = EVP_EC_gen("P-256");
    int code = key && own ? run_tests(tests, COUNT(tests)) : 1;
    EVP_PKEY_free(key);
    EVP_PKEY_free(own);
    arena_free(arena);
    return code;
}
