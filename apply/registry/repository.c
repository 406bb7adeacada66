#include "repository_kind.h"

#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"

static bool is_other(Str digest, Str bytes, const char *what, struct problem *problem)
{
    if (str_eq(digest_of(problem->arena, bytes), digest)) return false;
    problem_set(problem, EXIT_ERROR, "%s %.*s has other bytes than its digest says", what, STR_ARG(digest));
    problem_help(problem, "something on the way has changed it; nothing of it was used");
    return true;
}

bool repository_manifest(struct repository *repository, Str reference, bool *found, Str *text, struct problem *problem)
{
    if (!repository->kind->manifest(repository, reference, found, text, problem)) return false;
    return !*found || !is_digest(reference) || !is_other(reference, *text, "the manifest", problem);
}

bool repository_blob(struct repository *repository, Str digest, size_t most, Str *bytes, struct problem *problem)
{
    return repository->kind->blob(repository, digest, most, bytes, problem) && !is_other(digest, *bytes, "the blob", problem);
}

/* ---- what refers to a manifest ---- */

void referrers_add(struct arena *arena, Str index, const char *type, struct referrers *referrers)
{
    size_t i;
    json_t *entry, *whole = json_read(index, NULL);
    json_array_foreach(json_object_get(whole, "manifests"), i, entry)
    {
        Str artifact = str_of(text_at(entry, "artifactType")), digest = str_of(text_at(entry, "digest"));
        if (referrers->v.n < REFERRERS_MAX && is_digest(digest) && (!artifact.n || str_starts(artifact, str_of(type))))
            vec_push(arena, &referrers->v, arena_copy(arena, digest));
    }
    json_decref(whole);
}

bool repository_referrers(struct repository *repository, Str digest, const char *type, struct referrers *referrers, struct problem *problem)
{
    Str index;
    bool all, found;
    Str tag = arena_printf(problem->arena, "sha256-%.*s", STR_ARG(str_skip(digest, strlen("sha256:"))));
    if (!repository->kind->referrers(repository, digest, type, &all, referrers, problem)) return false;
    if (all) return true;
    if (!repository_manifest(repository, tag, &found, &index, problem)) return false;
    if (found) referrers_add(problem->arena, index, type, referrers);
    return true;
}

/* ---- what is written ---- */

bool repository_put_blob(struct repository *repository, Str digest, Str bytes, struct problem *problem)
{
    return repository->kind->put_blob(repository, digest, bytes, problem);
}

bool repository_put_manifest(struct repository *repository, Str tag, Str text, struct problem *problem)
{
    return repository->kind->put_manifest(repository, tag, text, problem);
}

void repository_free(struct repository *repository)
{
    if (repository) repository->kind->free(repository);
}
