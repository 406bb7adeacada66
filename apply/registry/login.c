#include "registry/login.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "login_file.h"

#include <stdlib.h>
#include <unistd.h>

enum { PLACES_MOST = 4 };

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

/* Where logins are, in this order. */
static size_t places_of(struct arena *arena, struct login_file places[PLACES_MOST])
{
    const char *named = variable("REGISTRY_AUTH_FILE"), *text = variable("DOCKER_AUTH_CONFIG"), *docker = variable("DOCKER_CONFIG");
    const char *home = variable("HOME"), *config = variable("XDG_CONFIG_HOME");
    size_t n = 0;
    if (named) {
        places[n++].path = str_of(named);
        return n;
    }
    if (text) places[n++] = (struct login_file){.path = STR("$DOCKER_AUTH_CONFIG"), .text = text};
    if (docker) {
        places[n++].path = arena_printf(arena, "%s/config.json", docker);
        return n;
    }
    if (home) places[n++].path = arena_printf(arena, "%s/.docker/config.json", home);
    places[n++].path = runtime_file(arena);
    if (config) places[n++].path = arena_printf(arena, "%s/containers/auth.json", config);
    else if (home) places[n++].path = arena_printf(arena, "%s/.config/containers/auth.json", home);
    return n;
}

bool login_find(struct arena *arena, Str host, Str repository, struct login *login, struct problem *problem)
{
    struct login_file places[PLACES_MOST] = {0};
    size_t n = places_of(arena, places);
    bool fine = true;
    *login = (struct login){0};
    for (size_t i = 0; i < n && fine && !login->origin.n; i++) {
        struct login_file place = {arena, places[i].path, places[i].text, host, repository, problem};
        fine = login_file_read(&place, login);
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
