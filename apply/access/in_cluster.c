/* Access with the account of the pod that this program runs in. */
#include "access_internal.h"

#include "access/secret_file.h"
#include "access/server_url.h"
#include "common/exit_code.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static Str file_in(struct arena *arena, const char *folder, const char *name) { return arena_printf(arena, "%s/%s", folder, name); }

bool in_cluster(const char *folder)
{
    struct arena *arena = arena_new(0);
    const char *host = getenv("KUBERNETES_SERVICE_HOST"), *port = getenv("KUBERNETES_SERVICE_PORT");
    bool token = access(file_in(arena, folder, "token").s, F_OK) == 0;
    arena_free(arena);
    return host && *host && port && *port && token;
}

static bool take_file(struct arena *arena, const char *folder, const char *name, Str *into, struct problem *problem)
{
    struct buf bytes = {0};
    Str path = file_in(arena, folder, name);
    bool read = secret_file_read(path.s, &bytes);
    if (read) *into = arena_copy(arena, (Str){bytes.s, bytes.n});
    else problem_set(problem, EXIT_ERROR, "the account of this pod has no %s: %s", path.s, strerror(errno));
    buf_wipe(&bytes);
    return read;
}

bool access_take_account(struct arena *arena, const char *folder, struct access *access, struct problem *problem)
{
    struct problem no_problem = {.arena = problem->arena};
    const char *host = getenv("KUBERNETES_SERVICE_HOST");
    bool six = strchr(host, ':') != NULL;
    Str server = arena_printf(arena, six ? "https://[%s]:%s" : "https://%s:%s", host, getenv("KUBERNETES_SERVICE_PORT"));
    const char *wrong = server_url(arena, server, &access->server);
    if (wrong) return problem_set(problem, EXIT_ERROR, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no URL: %s", wrong);
    access->token_file = file_in(arena, folder, "token");
    take_file(arena, folder, "namespace", &access->namespace, &no_problem);
    return take_file(arena, folder, "ca.crt", &access->ca_data, problem);
}
