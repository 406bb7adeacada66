/* A folder as a repository: OCI image layout 1.0. index.json lists manifests, each with its tag in an annotation; blobs/sha256/ has all bytes. */
#include "repository_kind.h"

#include "base/folder.h"
#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"
#include "package/package.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define REF_NAME "org.opencontainers.image.ref.name"

struct layout {
    struct repository repository;
    const char *folder;
};

static const char *folder_of(const struct repository *repository) { return ((const struct layout *)repository)->folder; }

/* ---- files ---- */

/* False: errno says why. */
static bool read_bytes(struct arena *arena, const char *path, size_t most, Str *bytes)
{
    struct buf text = {0};
    enum { STEP = 64 << 10 };
    FILE *file = fopen(path, "rb");
    if (!file) return false;
    for (size_t got = 1; got && text.n <= most; text.n += got) {
        buf_need(&text, STEP);
        got = fread(text.s + text.n, 1, STEP, file);
    }
    bool fine = !ferror(file) && text.n <= most;
    if (text.n > most) errno = EFBIG;
    fclose(file);
    if (fine) *bytes = arena_copy(arena, (Str){text.s, text.n});
    buf_free(&text);
    return fine;
}

static bool failed(const char *path, struct problem *problem) { return problem_set(problem, EXIT_ERROR, "'%s': %s", path, strerror(errno)); }

static bool write_bytes(const char *path, Str bytes, struct problem *problem)
{
    return replace_file(path, bytes) || failed(path, problem);
}

static const char *blob_path(struct arena *arena, const struct repository *repository, Str digest)
{
    return arena_printf(arena, "%s/blobs/sha256/%.*s", folder_of(repository), STR_ARG(str_skip(digest, strlen("sha256:")))).s;
}

/* ---- the index ---- */

/* A new reference; NULL: PROBLEM. */
static json_t *read_index(const struct repository *repository, struct problem *problem)
{
    Str text;
    const char *path = arena_printf(problem->arena, "%s/index.json", folder_of(repository)).s;
    if (!read_bytes(problem->arena, path, MANIFEST_MAX, &text)) {
        failed(path, problem);
        problem_help(problem, "a mirror is a folder in the form of an OCI image layout: 'stk push FILE FOLDER:TAG' writes one");
        return NULL;
    }
    json_t *index = json_read(text, NULL);
    if (json_is_array(json_object_get(index, "manifests"))) return index;
    json_decref(index);
    problem_set(problem, EXIT_ERROR, "'%s' is no index of an OCI image layout", path);
    return NULL;
}

/* Its digest; empty: there is none of that tag. */
static Str tagged(struct arena *arena, const json_t *index, Str tag)
{
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(index, "manifests"), i, entry)
    {
        const char *name = json_string_value(json_object_get(json_object_get(entry, "annotations"), REF_NAME));
        if (name && str_is(tag, name)) return arena_copy(arena, str_of(text_at(entry, "digest")));
    }
    return STR("");
}

static void drop_tag(json_t *manifests, Str tag)
{
    for (size_t i = json_array_size(manifests); i-- > 0;) {
        const char *name = json_string_value(json_object_get(json_object_get(json_array_get(manifests, i), "annotations"), REF_NAME));
        if (name && str_is(tag, name)) json_array_remove(manifests, i);
    }
}

/* ---- as a repository ---- */

static bool manifest(struct repository *repository, Str reference, bool *found, Str *text, struct problem *problem)
{
    Str digest = reference;
    *found = false;
    if (!is_digest(reference)) {
        json_t *index = read_index(repository, problem);
        if (!index) return false;
        digest = tagged(problem->arena, index, reference);
        json_decref(index);
    }
    if (!is_digest(digest)) return true;
    const char *path = blob_path(problem->arena, repository, digest);
    *found = read_bytes(problem->arena, path, MANIFEST_MAX, text);
    return *found || errno == ENOENT || failed(path, problem);
}

static bool blob(struct repository *repository, Str digest, size_t most, Str *bytes, struct problem *problem)
{
    const char *path = blob_path(problem->arena, repository, digest);
    return read_bytes(problem->arena, path, most, bytes) || failed(path, problem);
}

/* That DIGEST, of a manifest, refers to SUBJECT. */
static bool refers(struct repository *repository, Str digest, Str subject, struct problem *problem)
{
    Str text;
    if (!is_digest(digest) || !read_bytes(problem->arena, blob_path(problem->arena, repository, digest), MANIFEST_MAX, &text)) return false;
    json_t *manifest = json_read(text, NULL);
    bool fine = str_is(subject, text_at(manifest, "subject.digest"));
    json_decref(manifest);
    return fine;
}

/* What clients write that copy referrers, oras for one: it is in the index, without a tag. */
static bool referrers(struct repository *repository, Str digest, const char *type, bool *all, struct referrers *found, struct problem *problem)
{
    size_t i;
    json_t *entry, *fitting, *index = read_index(repository, problem);
    *all = false;
    if (!index) return false;
    fitting = json_array();
    json_array_foreach(json_object_get(index, "manifests"), i, entry)
        if (refers(repository, str_of(text_at(entry, "digest")), digest, problem)) json_array_append(fitting, entry);
    referrers_add(problem->arena, arena_json(problem->arena, json_pack("{s:o}", "manifests", fitting)), type, found);
    json_decref(index);
    return true;
}

static bool put_blob(struct repository *repository, Str digest, Str bytes, struct problem *problem)
{
    const char *path = blob_path(problem->arena, repository, digest);
    return access(path, F_OK) == 0 || write_bytes(path, bytes, problem);
}

static bool put_manifest(struct repository *repository, Str tag, Str text, struct problem *problem)
{
    Str digest = digest_of(problem->arena, text);
    json_t *index = read_index(repository, problem);
    if (!index) return false;
    json_t *manifests = json_object_get(index, "manifests");
    drop_tag(manifests, tag);
    json_array_append_new(manifests, json_pack("{s:s, s:s, s:I, s:{s:o}}", "mediaType", MANIFEST_TYPE, "digest", digest.s, "size", (json_int_t)text.n,
            "annotations", REF_NAME, text_json(tag)));
    const char *path = arena_printf(problem->arena, "%s/index.json", folder_of(repository)).s;
    return put_blob(repository, digest, text, problem) && write_bytes(path, arena_json(problem->arena, index), problem);
}

static void free_layout(struct repository *repository) { free(repository); }

static const struct repository_kind kind = {manifest, blob, referrers, put_blob, put_manifest, free_layout};

struct repository *layout_open(const char *folder, struct problem *problem)
{
    struct layout *layout = memory_checked(calloc(1, sizeof *layout));
    *layout = (struct layout){{&kind}, folder};
    json_t *index = read_index(&layout->repository, problem);
    json_decref(index);
    if (index) return &layout->repository;
    free(layout);
    return NULL;
}

struct repository *layout_create(const char *folder, struct problem *problem)
{
    struct arena *arena = problem->arena;
    const char *blobs = arena_printf(arena, "%s/blobs/sha256", folder).s, *index = arena_printf(arena, "%s/index.json", folder).s;
    if (!make_folders(blobs)) {
        failed(blobs, problem);
        return NULL;
    }
    bool fine = access(index, F_OK) == 0
        || (write_bytes(arena_printf(arena, "%s/oci-layout", folder).s, STR("{\"imageLayoutVersion\":\"1.0.0\"}"), problem)
            && write_bytes(index, STR("{\"schemaVersion\":2,\"manifests\":[]}"), problem));
    return fine ? layout_open(folder, problem) : NULL;
}
