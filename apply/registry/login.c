#include "registry/login.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "login_file.h"

#include <stdlib.h>
#include <unistd.h>

enum { FILES_MOST = 3 };

/* Of the environment; NULL: it is not set, or empty. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static Str runtime_file(struct arena *arena)
{
    const char *runtime = variable("XDG_RUNTIME_DIR");
    return runtime ? arena_printf(arena, "%s/containers/auth.json", runtime) : arena_printf(arena, "/run/containers/%ld/auth.json", (long)getuid());
}

/* Which files are read, in this order. */
static size_t files_of(struct arena *arena, Str files[FILES_MOST])
{
    const char *named = variable("REGISTRY_AUTH_FILE"), *docker = variable("DOCKER_CONFIG"), *home = variable("HOME");
    const char *config = variable("XDG_CONFIG_HOME");
    size_t n = 0;
    if (named) files[n++] = str_of(named);
    else if (docker) files[n++] = arena_printf(arena, "%s/config.json", docker);
    if (n) return n;
    if (home) files[n++] = arena_printf(arena, "%s/.docker/config.json", home);
    files[n++] = runtime_file(arena);
    if (config) files[n++] = arena_printf(arena, "%s/containers/auth.json", config);
    else if (home) files[n++] = arena_printf(arena, "%s/.config/containers/auth.json", home);
    return n;
}

bool login_find(struct arena *arena, Str host, Str repository, struct login *login, struct problem *problem)
{
    Str files[FILES_MOST];
    size_t n = files_of(arena, files);
    bool fine = true;
    *login = (struct login){0};
    for (size_t i = 0; i < n && fine && !login->origin.n; i++) {
        struct login_file file = {arena, files[i], host, repository, problem};
        fine = login_file_read(&file, login);
    }
    return fine;
}

Str basic_authorization(struct arena *arena, const struct login *login)
{
    struct buf out = {0};
    Str both = arena_printf(arena, "%.*s:%.*s", STR_ARG(login->user), STR_ARG(login->password));
    buf_put(&out, "Basic ", 6);
    base64_encode(both, &out);
    Str text = arena_copy(arena, (Str){out.s, out.n});
    buf_wipe(&out);
    return text;
}
