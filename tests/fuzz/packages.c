/* Fuzzer: any bytes as an archive of a package, as what it says of itself, as the manifest of a registry, and as what that asks to know who it
 * is. */
#include "package/oci_address.h"
#include "package/package.h"
#include "package/tar.h"
#include "registry/challenge.h"

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
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct session *session = session_new(STR(""));
    read_archive(session, (Str){(const char *)data, size});
    read_texts(session, arena_copy(session->arena, (Str){(const char *)data, size}));
    session_free(session);
    return 0;
}
