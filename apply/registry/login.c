#include "registry/login.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"

#include <errno.h>
#include <stdlib.h>

static Str config_file(struct arena *arena)
{
    const char *folder = getenv("DOCKER_CONFIG"), *home = getenv("HOME");
    if (folder && *folder) return arena_printf(arena, "%s/config.json", folder);
    return home && *home ? arena_printf(arena, "%s/.docker/config.json", home) : STR("");
}

/* "auth" is USER:PASSWORD in base 64. */
static bool take_auth(struct arena *arena, const json_t *entry, struct login *login)
{
    Str both;
    const char *auth = text_at(entry, "auth");
    if (*auth && !base64_content(arena, str_of(auth), &both)) return false;
    if (!*auth) both = arena_printf(arena, "%s:%s", text_at(entry, "username"), text_at(entry, "password"));
    login->user = str_cut(&both, ':');
    login->password = both;
    return true;
}

bool login_read(struct arena *arena, Str host, struct login *login, struct problem *problem)
{
    struct buf text = {0};
    Str file = config_file(arena);
    *login = (struct login){0};
    if (!file.n) return true;
    if (!secret_file_read(file.s, &text))
        return errno == ENOENT || errno == ENOTDIR || problem_set(problem, EXIT_ERROR, "'%.*s' cannot be read: %s", STR_ARG(file), strerror(errno));
    json_t *config = json_read((Str){text.s, text.n}, NULL);
    buf_wipe(&text);
    const json_t *entry = json_object_get(json_object_get(config, "auths"), arena_copy(arena, host).s);
    bool fine = json_is_object(config) && take_auth(arena, entry, login);
    json_decref(config);
    return fine || problem_set(problem, EXIT_ERROR, "'%.*s' is not as 'docker login' writes it", STR_ARG(file));
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
