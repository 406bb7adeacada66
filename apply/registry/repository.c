#include "repository_kind.h"

#include "common/exit_code.h"

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
