#include "registry/login_key.h"

bool is_docker_hub(Str host)
{
    static const char *const names[] = {"docker.io", "index.docker.io", "registry-1.docker.io", NULL};
    return str_is_among(host, names);
}

/* Of an address nothing behind the host; and that of the API, which old ones of docker wrote without a scheme, is no path either. */
static Str path_of(Str rest, bool address)
{
    static const char *const api[] = {"v1", "v2", NULL};
    while (str_ends(rest, STR("/"))) rest.n--;
    return address || str_is_among(rest, api) ? STR("") : rest;
}

static bool is_below(Str repository, Str path)
{
    return str_starts(repository, path) && (!path.n || repository.n == path.n || repository.s[path.n] == '/');
}

size_t login_key_fits(Str key, Str host, Str repository)
{
    bool http = str_starts(key, STR("http://")), https = str_starts(key, STR("https://"));
    Str rest = str_skip(key, http ? strlen("http://") : https ? strlen("https://") : 0);
    Str of = str_cut(&rest, '/'), path = path_of(rest, http || https);
    bool same = str_eq(of, host);
    if (!same && !(is_docker_hub(of) && is_docker_hub(host))) return 0;
    return is_below(repository, path) ? 2 * (1 + path.n) + (same && !http && !https) : 0;
}
