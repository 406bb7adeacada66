#include "login_file.h"

#include "access/access.h"
#include "access/secret_file.h"
#include "base/base64.h"
#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"
#include "registry/credential_helper.h"
#include "registry/login_key.h"

#include <errno.h>

/* ---- auths ---- */

/* "auth" is USER:PASSWORD in base 64; NULs at its end are no part of it, as docker has it. */
static bool take_password(struct arena *arena, const json_t *entry, struct login *login)
{
    Str both;
    Str auth = str_of(text_at(entry, "auth"));
    login->user = arena_copy(arena, str_of(text_at(entry, "username")));
    login->password = arena_copy(arena, str_of(text_at(entry, "password")));
    if (!auth.n) return true;
    if (!base64_content(arena, auth, &both) || !memchr(both.s, ':', both.n)) return false;
    login->user = str_cut(&both, ':');
    while (str_ends(both, (Str){"\0", 1})) both.n--;
    login->password = both;
    return login->user.n;
}

/* False: it is none that 'docker login' would write. */
static bool take_entry(const struct login_file *file, const json_t *entry, struct login *login)
{
    struct login found = {.origin = file->path};
    found.identity_token = arena_copy(file->arena, str_of(text_at(entry, "identitytoken")));
    found.registry_token = arena_copy(file->arena, str_of(text_at(entry, "registrytoken")));
    if (!take_password(file->arena, entry, &found) || !fits_header(found.registry_token)) return false;
    if (found.user.n || found.identity_token.n || found.registry_token.n) *login = found;
    return true;
}

static bool has_login(const json_t *entry)
{
    static const char *const fields[] = {"auth", "username", "identitytoken", "registrytoken"};
    for (size_t i = 0; i < COUNT(fields); i++)
        if (*text_at(entry, fields[i])) return true;
    return false;
}

/* NULL: there is none. */
static const json_t *entry_of(const struct login_file *file, const json_t *auths)
{
    const char *key;
    json_t *entry;
    const json_t *best = NULL;
    size_t most = 0;
    json_object_foreach((json_t *)(uintptr_t)auths, key, entry)
    {
        size_t fits = login_key_fits(str_of(key), file->host, file->repository);
        if (fits <= most || !has_login(entry)) continue;
        most = fits;
        best = entry;
    }
    return best;
}

/* ---- programs ---- */

/* What credHelpers names for the registry, which may be ""; NULL: nothing. */
static const json_t *own_helper(const struct login_file *file, const json_t *helpers)
{
    const char *key;
    json_t *name;
    json_object_foreach((json_t *)(uintptr_t)helpers, key, name)
        if (login_key_fits(str_of(key), file->host, STR(""))) return name;
    return NULL;
}

static bool ask_helper(const struct login_file *file, const char *name, struct login *login)
{
    struct credential_helper helper = {.name = str_of(name), .server = file->host, .file = file->path};
    return credential_helper_get(&helper, file->arena, login, file->problem);
}

/* ---- a file ---- */

static bool is_strange(const struct login_file *file)
{
    problem_set(file->problem, EXIT_ERROR, "'%.*s' is not as 'docker login' writes it", STR_ARG(file->path));
    return file->text && problem_help(file->problem, "it is the text of a config.json, {\"auths\": …}, not the name of one");
}

static bool is_strange_for(const struct login_file *file)
{
    problem_set(file->problem, EXIT_ERROR, "what '%.*s' has for %.*s is not as 'docker login' writes it", STR_ARG(file->path), STR_ARG(file->host));
    return problem_help(file->problem, "take it out there, and log in with 'docker login %.*s'", STR_ARG(file->host));
}

static bool find(const struct login_file *file, const json_t *config, struct login *login)
{
    const json_t *own = file->text ? NULL : own_helper(file, json_object_get(config, "credHelpers"));
    const char *helper = own ? json_string_value(own) : file->text ? "" : text_at(config, "credsStore");
    if (!json_is_object(config)) return is_strange(file);
    if (!helper) return is_strange_for(file);
    if (*helper && !ask_helper(file, helper, login)) return false;
    if (*helper && (own || login->origin.n)) return true;
    return take_entry(file, entry_of(file, json_object_get(config, "auths")), login) || is_strange_for(file);
}

/* An empty one has none, as 'docker' takes it. */
static bool find_in(const struct login_file *file, Str text, struct login *login)
{
    json_t *config = json_read(text, NULL);
    bool fine = !str_trim(text).n || find(file, config, login);
    json_decref(config);
    return fine;
}

bool login_file_read(const struct login_file *file, struct login *login)
{
    struct buf text = {0};
    if (file->text) return find_in(file, str_of(file->text), login);
    bool read = secret_file_read(file->path.s, &text);
    int error = errno;
    bool fine = read ? find_in(file, (Str){text.s, text.n}, login)
              : error == ENOENT || error == ENOTDIR
                || problem_set(file->problem, EXIT_ERROR, "'%.*s' cannot be read: %s", STR_ARG(file->path), strerror(error));
    buf_wipe(&text);
    return fine;
}
