/* Requests for certificates, and bundles of those that are trusted: their form. Signatures are for the server. */
#include "pem.h"
#include "visit.h"

#include "base/base64.h"

/* ---- CertificateSigningRequest ---- */

static const char *request_fault(struct arena *arena, Str encoded)
{
    Str text;
    struct pem_block block;
    if (!base64_content(arena, encoded, &text)) return NULL; /* that is told of its format */
    if (!next_pem_block(arena, &text, &block) || !str_is(block.label, "CERTIFICATE REQUEST")) return "is no PEM block 'CERTIFICATE REQUEST'";
    return is_signed_sequence(block.content) ? NULL : "holds no PKCS#10 request";
}

void check_certificate_request(const struct visit *visit, struct value request)
{
    const char *fault = request.kind == V_STRING && request.string->n ? request_fault(visit->catalog->session->arena, value_str(request)) : NULL;
    if (fault) value_help(visit, value_error(visit, E0717, request, "%s", fault), "base64 of what 'openssl req -new' writes");
}

/* ---- ClusterTrustBundle ---- */

static const char *anchor_fault(const struct pem_block *block)
{
    if (!str_is(block->label, "CERTIFICATE")) return "has a PEM block that is no CERTIFICATE";
    if (block->headers) return "has a PEM block with headers";
    return is_signed_sequence(block->content) ? NULL : "has a PEM block that holds no certificate";
}

static const char *bundle_fault(const struct visit *visit, Str text)
{
    struct session *session = visit->catalog->session;
    struct map seen = {0};
    struct pem_block block;
    size_t n = 0;
    for (; next_pem_block(session->arena, &text, &block); n++) {
        const char *fault = anchor_fault(&block);
        if (fault) return fault;
        const struct name *content = name_of(session->names, block.content);
        if (map_get(&seen, content)) return "has a certificate twice";
        map_put(session->arena, &seen, content, &seen);
    }
    return n ? NULL : "has no certificate";
}

/* Of a signer: example.org:signer:NAME; of none: no colon. */
static void check_bundle_name(const struct visit *visit, struct value bundle)
{
    struct value signer = dig(visit->catalog, bundle, "spec", "signerName");
    struct arena *arena = visit->catalog->session->arena;
    Str name = NAME_STR(object_around(visit)->name), prefix = arena_printf(arena, "%.*s:", STR_ARG(dig_text(signer)));
    for (size_t i = 0; i < prefix.n; i++)
        if (prefix.s[i] == '/') ((char *)prefix.s)[i] = ':';
    bool own = dig_text(signer).n > 0;
    if (own ? str_starts(name, prefix) && name.n > prefix.n : !memchr(name.s, ':', name.n)) return;
    struct diag *diag = value_error(visit, E0717, dig(visit->catalog, bundle, "metadata", "name"), "has a name that does not fit its signer");
    value_help(visit, diag, own ? arena_printf(arena, "it begins with '%.*s'", STR_ARG(prefix)).s : "without a signerName it has no ':'");
}

void check_trust_bundle(const struct visit *visit, struct value bundle)
{
    struct value text = dig(visit->catalog, bundle, "spec", "trustBundle");
    const char *fault = text.kind == V_STRING && text.string->n ? bundle_fault(visit, value_str(text)) : NULL;
    if (fault) value_error(visit, E0717, text, "%s", fault);
    check_bundle_name(visit, bundle);
}

/* ---- PodCertificateRequest ---- */

void check_pod_certificate(const struct visit *visit, struct value spec)
{
    enum { DAY = 24 * 60 * 60 };
    bool stub = !is_empty_value(dig(visit->catalog, spec, "stubPKCS10Request"));
    bool key = !is_empty_value(part(visit, spec, "pkixPublicKey"));
    bool proof = !is_empty_value(part(visit, spec, "proofOfPossession"));
    struct value longest = part(visit, spec, "maxExpirationSeconds");
    Str rest = text_of(visit, spec, "signerName"), domain = str_cut(&rest, '/');
    int64_t seconds = 0;
    if (stub == key || key != proof) value_error(visit, E0717, spec, "has either stubPKCS10Request, or pkixPublicKey and proofOfPossession");
    bool kubernetes = str_is(domain, "kubernetes.io") || str_ends(domain, STR(".kubernetes.io"));
    if (kubernetes && number_in(longest, &seconds) && seconds > DAY)
        value_error(visit, E0717, longest, "wants %lld seconds, and signers of Kubernetes give a day", (long long)seconds);
}
