#include "release/pull.h"

#include "base/folder.h"
#include "common/exit_code.h"
#include "package/installed.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what has changed ---- */

static void compare(struct arena *arena, const struct package *old, const struct package *new, struct pulled *pulled)
{
    for (size_t i = 0; i < new->files.n; i++) {
        const struct package_file *file = &new->files.at[i], *before = package_find(old, file->path);
        if (!before) vec_push(arena, &pulled->added, file->path);
        else if (!str_eq(before->sha256, file->sha256)) vec_push(arena, &pulled->changed, file->path);
    }
    for (size_t i = 0; i < old->files.n; i++)
        if (!package_find(new, old->files.at[i].path)) vec_push(arena, &pulled->removed, old->files.at[i].path);
}

/* ---- stk.project ---- */

static bool failed(const char *path, struct problem *problem) { return problem_set(problem, EXIT_ERROR, "'%s': %s", path, strerror(errno)); }

/* The bytes that the pin was read from, with another digest, by way of a file beside it. A link stays one. */
static bool pin_digest(struct session *session, const char *folder, const struct package_pin *pin, Str digest, struct problem *problem)
{
    char path[PATH_MAX];
    Str text = project_with_digest(session->arena, source_at(&session->sources, pin->at.file)->text, pin, digest);
    const char *name = arena_printf(session->arena, "%s/stk.project", folder).s;
    if (!realpath(name, path)) return failed(name, problem);
    return replace_file(path, text) || failed(name, problem);
}

/* ---- all of it ---- */

static struct repository *open_source(const struct pull_options *options, const struct package_pin *pin, struct problem *problem)
{
    struct oci_address address;
    if (options->mirror) return layout_open(options->mirror, problem);
    oci_address_parse(pin->source, &address);
    return registry_open(&address, &options->repository);
}

/* Where a package is not pinned, or is to be another one, its tag is asked. */
static Str reference_of(const struct pull_options *options, const struct package_pin *pin, struct problem *problem)
{
    if (!options->update && !pin->digest.n) {
        problem_set(problem, EXIT_ERROR, "the package '%s' is not pinned yet", pin->name->s);
        problem_help(problem, "'stk pull --update %s' pins what its tag is now", pin->name->s);
        return STR("");
    }
    if (!options->update) return pin->digest;
    if (!pin->tag.n) problem_set(problem, EXIT_ERROR, "the package '%s' has no tag that could be followed", pin->name->s);
    return pin->tag;
}

/* Of a package, in its place; OLD is what was there. */
static bool take(struct session *session, const struct pull_options *options, const struct package_pin *pin, const struct package *old,
                 const struct release *release, struct pulled *pulled, struct problem *problem)
{
    pulled->version = release->package->version;
    pulled->digest = release->digest;
    pulled->fetched = !old || !str_eq(release->digest, pin->digest);
    if (old) compare(session->arena, old, release->package, pulled);
    return (!pulled->fetched || release_install(session->arena, options->folder, pin, release, problem))
        && (str_eq(pin->digest, release->digest) || pin_digest(session, options->folder, pin, release->digest, problem));
}

/* From the project's folder, as people read it. */
static const char *key_file(struct session *session, const char *folder, Str key)
{
    bool plain = key.s[0] == '/' || strcmp(folder, ".") == 0;
    return plain ? arena_copy(session->arena, key).s : arena_printf(session->arena, "%s/%.*s", folder, STR_ARG(key)).s;
}

static bool signed_by(struct session *session, const struct pull_options *options, struct repository *repository, const struct package_pin *pin,
                      Str digest, struct problem *problem)
{
    return !pin->key.n || release_is_signed(repository, digest, key_file(session, options->folder, pin->key), problem);
}

bool pull(struct session *session, const struct pull_options *options, const struct package_pin *pin, struct pulled *pulled, struct problem *problem)
{
    const struct package *old = package_whole(session, pin);
    Str reference = reference_of(options, pin, problem);
    *pulled = (struct pulled){.name = NAME_STR(pin->name), .before = old ? old->version : STR("")};
    if (!reference.n) return false;
    bool here = old && !options->update;
    if (here) pulled->version = old->version, pulled->digest = pin->digest;
    if (here && !pin->key.n) return true;
    struct repository *repository = open_source(options, pin, problem);
    const struct release *release = repository && !here ? release_fetch(session, repository, reference, problem) : NULL;
    bool fine = repository && (here || release)
        && signed_by(session, options, repository, pin, here ? pin->digest : release->digest, problem)
        && (here || take(session, options, pin, old, release, pulled, problem));
    repository_free(repository);
    return fine;
}
