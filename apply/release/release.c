#include "release/release.h"

#include "common/exit_code.h"
#include "package/installed.h"
#include "package/tar.h"

/* ---- whether it is a package ---- */

static bool no_package(const char *name, const char *why, struct problem *problem)
{
    return problem_set(problem, EXIT_ERROR, "%s is no package of stk: %s", name, why);
}

/* The archive begins with stk.package, and has all files that it lists, in their order, and no others. */
static bool has_its_files(struct session *session, const struct release *release, const char *name, struct problem *problem)
{
    struct tar_entry entry;
    const char *why;
    size_t at = 0, n = 0;
    bool first = tar_next(session->arena, release->archive, &at, &entry, &why);
    if (!first || !str_is(entry.path, PACKAGE_FILE) || !str_eq(entry.text, release->config))
        return no_package(name, "its archive does not begin with " PACKAGE_FILE, problem);
    for (; tar_next(session->arena, release->archive, &at, &entry, &why); n++) {
        const struct package *package = release->package;
        bool same = n < package->files.n && str_eq(package->files.at[n].path, entry.path) && package_holds(package, entry.path, entry.text);
        if (!same) return no_package(name, "a file in its archive is not as " PACKAGE_FILE " says", problem);
    }
    if (why) return no_package(name, why, problem);
    return n == release->package->files.n || no_package(name, "a file is missing in its archive", problem);
}

/* What a package says of itself must be small enough to be read as one source. */
static const struct package *parse(struct session *session, Str config)
{
    uint32_t id = config.n <= SOURCE_MAX ? source_add(&session->sources, STR(PACKAGE_FILE), config) : 0;
    return id ? package_parse(session, id) : NULL;
}

static bool is_complete(struct session *session, struct release *release, const char *name, struct problem *problem)
{
    release->package = parse(session, release->config);
    if (!release->package) return no_package(name, PACKAGE_FILE " cannot be read", problem);
    return has_its_files(session, release, name, problem);
}

/* ---- of a file ---- */

static bool read_archive(struct session *session, const char *file, Str *archive, struct problem *problem)
{
    uint32_t id;
    enum source_error error = source_read_large(&session->sources, file, str_of(file), TAR_MAX, &id);
    if (error == SOURCE_OK) *archive = source_at(&session->sources, id)->text;
    return error == SOURCE_OK || problem_set(problem, EXIT_ERROR, "'%s' %s", file, error == SOURCE_MISSING ? "is not there"
            : error == SOURCE_TOO_LARGE ? "is too large for a package" : "cannot be read");
}

struct release *release_of_archive(struct session *session, const char *file, struct problem *problem)
{
    struct release *release = NEW(session->arena, struct release);
    struct tar_entry entry;
    const char *why;
    size_t at = 0;
    const char *name = arena_printf(problem->arena, "'%s'", file).s;
    if (!read_archive(session, file, &release->archive, problem)) return NULL;
    if (!tar_next(session->arena, release->archive, &at, &entry, &why)) {
        no_package(name, why ? why : "it is empty", problem);
        return NULL;
    }
    release->config = entry.text;
    if (!is_complete(session, release, name, problem)) return NULL;
    release->manifest = manifest_text(session, release->package, release->config, release->archive);
    release->digest = digest_of(session->arena, release->manifest);
    return release;
}

/* ---- of a repository ---- */

static bool fetch_parts(struct session *session, struct repository *repository, struct release *release, const char *name, struct problem *problem)
{
    struct manifest manifest;
    uint32_t id = source_add(&session->sources, STR("manifest"), release->manifest);
    if (!manifest_parse(session, id, &manifest)) return no_package(name, "its manifest is of something else", problem);
    if (manifest.config.size > SOURCE_MAX || manifest.layer.size > TAR_MAX) return no_package(name, "it is too large", problem);
    return repository_blob(repository, manifest.config.digest, manifest.config.size, &release->config, problem)
        && repository_blob(repository, manifest.layer.digest, manifest.layer.size, &release->archive, problem);
}

struct release *release_fetch(struct session *session, struct repository *repository, Str reference, struct problem *problem)
{
    struct release *release = NEW(session->arena, struct release);
    const char *name = arena_printf(problem->arena, "'%.*s'", STR_ARG(reference)).s;
    bool found;
    if (!repository_manifest(repository, reference, &found, &release->manifest, problem)) return NULL;
    if (!found) {
        problem_set(problem, EXIT_ERROR, "there is no %s %s", is_digest(reference) ? "package with the digest" : "tag", name);
        return NULL;
    }
    release->digest = digest_of(session->arena, release->manifest);
    bool fine = fetch_parts(session, repository, release, name, problem) && is_complete(session, release, name, problem);
    return fine ? release : NULL;
}

bool release_push(struct repository *repository, const struct release *release, Str tag, struct problem *problem)
{
    return repository_put_blob(repository, digest_of(problem->arena, release->config), release->config, problem)
        && repository_put_blob(repository, digest_of(problem->arena, release->archive), release->archive, problem)
        && repository_put_manifest(repository, tag, release->manifest, problem);
}
