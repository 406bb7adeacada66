/* A registry, as the OCI distribution specification 1.1 has it. */
#include "repository_kind.h"

#include "common/exit_code.h"
#include "common/terminal_text.h"
#include "http/fetch.h"
#include "json/json_path.h"
#include "json/json_read.h"
#include "package/package.h"
#include "registry/asker.h"
#include "registry/login_key.h"

#include <stdlib.h>

#define INDEX_TYPE "application/vnd.oci.image.index.v1+json"

enum { ANSWER_MAX = 1 << 20, PAGES_MAX = 10 };

struct registry {
    struct repository repository;
    struct arena *secrets;       /* what follows of texts */
    struct fetcher *fetcher;
    Str base;                    /* "https://HOST" */
    Str host, name;              /* of the repository */
    struct asker asker;
};

static struct registry *registry_of(struct repository *repository) { return (struct registry *)repository; }

/* ---- asking ---- */

static bool is_of(const struct registry *registry, Str url)
{
    Str rest = url;
    if (!str_starts(rest, registry->base)) return false;
    rest = str_skip(rest, registry->base.n);
    return !rest.n || rest.s[0] == '/' || rest.s[0] == '?';
}

/* Once more when it wants to know who asks: a token is for one repository and one kind of request, and ends. Whoever it sends to is told nothing,
 * and what that one wants to know is not answered. */
static bool ask(struct registry *registry, const struct fetch *wanted, struct fetched *fetched, struct problem *problem)
{
    struct fetch request = *wanted;
    bool ours = is_of(registry, str_of(wanted->url));
    if (ours) request.authorization = registry->asker.said;
    if (!fetch(registry->fetcher, &request, fetched, problem)) return false;
    if (fetched->status != 401 || !is_of(registry, fetched->url)) return true;
    Str challenge = fetched->challenge;
    fetched_free(fetched);
    if (!asker_answer(&registry->asker, challenge, problem)) return false;
    request.authorization = registry->asker.said;
    return fetch(registry->fetcher, &request, fetched, problem);
}

/* What a registry says of what it refuses: {errors: [{code, message}]}. */
static bool refused(struct registry *registry, const struct fetched *fetched, const char *what, struct problem *problem)
{
    struct buf text = {0};
    json_t *answer = json_read((Str){fetched->body.s, fetched->body.n}, NULL);
    const json_t *error = json_array_get(json_object_get(answer, "errors"), 0);
    Str message = str_of(text_at(error, "message"));
    if (!asker_is_told_in(&registry->asker, message)) put_clean(&text, message);
    problem_set(problem, EXIT_ERROR, "%.*s does not %s: status %ld%s%.*s", STR_ARG(registry->host), what, fetched->status, text.n ? ", " : "",
                (int)text.n, text.s);
    if (fetched->status == 401 || fetched->status == 403)
        asker_help(&registry->asker, problem);
    json_decref(answer);
    buf_free(&text);
    return false;
}

static Str url_of(const struct registry *registry, const char *kind, Str last)
{
    return arena_printf(registry->secrets, "%.*s/v2/%.*s/%s/%.*s", STR_ARG(registry->base), STR_ARG(registry->name), kind, STR_ARG(last));
}

/* ---- as a repository ---- */

static bool manifest(struct repository *repository, Str reference, bool *found, Str *text, struct problem *problem)
{
    struct registry *registry = registry_of(repository);
    struct fetched fetched = {0};
    Str url = url_of(registry, "manifests", reference);
    struct fetch request = {.method = "GET", .url = url.s, .accept = MANIFEST_TYPE ", " INDEX_TYPE, .most = MANIFEST_MAX};
    bool fine = ask(registry, &request, &fetched, problem);
    *found = fine && fetched.status == 200;
    if (*found) *text = arena_copy(problem->arena, (Str){fetched.body.s, fetched.body.n});
    else if (fine && fetched.status != 404) fine = refused(registry, &fetched, "give the manifest", problem);
    fetched_free(&fetched);
    return fine;
}

static bool blob(struct repository *repository, Str digest, size_t most, Str *bytes, struct problem *problem)
{
    struct registry *registry = registry_of(repository);
    struct fetched fetched = {0};
    Str url = url_of(registry, "blobs", digest);
    struct fetch request = {.method = "GET", .url = url.s, .most = most};
    bool fine = ask(registry, &request, &fetched, problem);
    if (fine && fetched.status != 200) fine = refused(registry, &fetched, "give the blob", problem);
    if (fine) *bytes = arena_copy(problem->arena, (Str){fetched.body.s, fetched.body.n});
    fetched_free(&fetched);
    return fine;
}

/* Registries that keep no such list answer with one of several errors. */
static bool keeps_none(long status) { return status == 400 || status == 404 || status == 405 || status == 406; }

static bool referrers(struct repository *repository, Str digest, const char *type, bool *all, struct referrers *list, struct problem *problem)
{
    struct registry *registry = registry_of(repository);
    Str url = url_of(registry, "referrers", digest);
    bool fine = true;
    *all = true;
    for (int page = 0; fine && url.n && page < PAGES_MAX; page++) {
        struct fetched fetched = {0};
        struct fetch request = {.method = "GET", .url = url.s, .accept = INDEX_TYPE, .most = MANIFEST_MAX};
        fine = ask(registry, &request, &fetched, problem);
        *all = fetched.status == 200;
        if (fine && *all) referrers_add(problem->arena, (Str){fetched.body.s, fetched.body.n}, type, list);
        else if (fine && !keeps_none(fetched.status)) fine = refused(registry, &fetched, "list what refers to a manifest", problem);
        url = *all && is_of(registry, fetched.next) ? fetched.next : STR("");
        fetched_free(&fetched);
    }
    return fine;
}

/* *THERE: the registry has it. */
static bool has_blob(struct registry *registry, Str digest, bool *there, struct problem *problem)
{
    struct fetched fetched = {0};
    Str url = url_of(registry, "blobs", digest);
    struct fetch request = {.method = "HEAD", .url = url.s, .most = ANSWER_MAX};
    bool fine = ask(registry, &request, &fetched, problem);
    *there = fine && fetched.status == 200;
    fetched_free(&fetched);
    return fine;
}

/* Where the bytes are to be put: the place that an upload has begun at. */
static bool begin_upload(struct registry *registry, Str digest, Str *url, struct problem *problem)
{
    struct fetched fetched = {0};
    Str begin = url_of(registry, "blobs", STR("uploads/"));
    struct fetch request = {.method = "POST", .url = begin.s, .most = ANSWER_MAX};
    bool fine = ask(registry, &request, &fetched, problem);
    if (fine && (fetched.status != 202 || !fetched.location.n)) fine = refused(registry, &fetched, "take a blob", problem);
    if (fine) {
        const char *mark = memchr(fetched.location.s, '?', fetched.location.n) ? "&" : "?";
        *url = arena_printf(registry->secrets, "%.*s%sdigest=%.*s", STR_ARG(fetched.location), mark, STR_ARG(digest));
        if (!asker_is_safe(&registry->asker, *url))
            fine = problem_set(problem, EXIT_ERROR, "%.*s takes blobs at a place that is not https", STR_ARG(registry->host));
    }
    fetched_free(&fetched);
    return fine;
}

static bool put_blob(struct repository *repository, Str digest, Str bytes, struct problem *problem)
{
    struct registry *registry = registry_of(repository);
    struct fetched fetched = {0};
    Str url;
    bool there;
    if (!has_blob(registry, digest, &there, problem)) return false;
    if (there) return true;
    if (!begin_upload(registry, digest, &url, problem)) return false;
    struct fetch request = {.method = "PUT", .url = url.s, .type = "application/octet-stream", .body = bytes, .most = ANSWER_MAX};
    bool fine = ask(registry, &request, &fetched, problem);
    if (fine && fetched.status != 201) fine = refused(registry, &fetched, "take a blob", problem);
    fetched_free(&fetched);
    return fine;
}

static bool put_manifest(struct repository *repository, Str tag, Str text, struct problem *problem)
{
    struct registry *registry = registry_of(repository);
    struct fetched fetched = {0};
    Str url = url_of(registry, "manifests", tag);
    struct fetch request = {.method = "PUT", .url = url.s, .type = MANIFEST_TYPE, .body = text, .most = ANSWER_MAX};
    bool fine = ask(registry, &request, &fetched, problem);
    if (fine && fetched.status != 201) fine = refused(registry, &fetched, "take the manifest", problem);
    fetched_free(&fetched);
    return fine;
}

static void free_registry(struct repository *repository)
{
    struct registry *registry = registry_of(repository);
    fetcher_free(registry->fetcher);
    arena_erase(registry->secrets);
    free(registry);
}

static const struct repository_kind kind = {manifest, blob, referrers, put_blob, put_manifest, free_registry};

/* Docker Hub has its API at a place of its own. */
static Str place_of(Str host) { return is_docker_hub(host) ? STR("registry-1.docker.io") : host; }

struct repository *registry_open(const struct oci_address *address, const struct repository_options *options)
{
    struct registry *registry = memory_checked(calloc(1, sizeof *registry));
    *registry = (struct registry){{&kind}, .secrets = arena_new(0), .fetcher = fetcher_new(options->ca_file)};
    registry->host = arena_copy(registry->secrets, address->host);
    registry->name = arena_copy(registry->secrets, address->repository);
    registry->asker = (struct asker){registry->secrets, registry->fetcher, registry->host, registry->name, .plain = options->plain_http};
    Str place = place_of(registry->host), plain = arena_printf(registry->secrets, "http://%.*s", STR_ARG(place));
    bool http = options->plain_http || (url_is_local(plain) && !options->ca_file);
    registry->base = http ? plain : arena_printf(registry->secrets, "https://%.*s", STR_ARG(place));
    return &registry->repository;
}
