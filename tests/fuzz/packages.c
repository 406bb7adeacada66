/* Fuzzer: any bytes as an archive of a package, as what it says of itself, as the manifest of a registry, as what that asks to know who it
 * is, and as a signature. */
#include "package/oci_address.h"
#include "package/package.h"
#include "package/tar.h"
#include "registry/challenge.h"
#include "registry/login_key.h"
#include "release/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_archive(struct session *session, Str bytes)
{
    struct tar_entry entry;
    const char *why;
    for (size_t at = 0; tar_next(session->arena, bytes, &at, &entry, &why);)
        if (entry.text.n > bytes.n || at > bytes.n) panic("an entry is outside of the archive");
}

static void read_texts(struct session *session, Str text)
{
    struct manifest manifest;
    struct oci_address address;
    uint32_t id = source_add(&session->sources, STR("stk.package"), text);
    const struct package *package = package_parse(session, id);
    for (size_t i = 0; package && i < package->files.n; i++)
        if (!is_package_path(package->files.at[i].path) || !package_find(package, package->files.at[i].path)) panic("a path that is none was taken");
    if (manifest_parse(session, id, &manifest) && !is_digest(manifest.layer.digest)) panic("a digest that is none was taken");
    challenge_parse(session->arena, text);
    oci_address_parse(text, &address);
    if (login_key_fits(text, STR("a.example"), STR("")) && !memmem(text.s, text.n, "a.example", 9)) panic("a key fits another host");
}

/* Nothing is signed by a key that nobody has. */
static void read_bundle(Str text)
{
    static const unsigned char bytes[32] = {9};
    EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, bytes, sizeof bytes);
    if (bundle_signs(text, STR("sha256:423800e89d16479520b429b126db31779c8464696ba520dacc9a3dcd1f3cac53"), key)) panic("a signature by nobody");
    EVP_PKEY_free(key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR(""));
    read_archive(session, (Str){(const char *)data, size});
    read_texts(session, arena_copy(session->arena, (Str){(const char *)data, size}));
    read_bundle((Str){(const char *)data, size});
    session_free(session);
    return 0;
}
