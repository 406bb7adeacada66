#include "formats.h"
#include "name_syntax.h"

#include <ctype.h>
#include <strings.h>

static bool is_host_character(char c) { return isalnum((unsigned char)c) || (unsigned char)c >= 0x80 || strchr("-._~!$&'()*+,;=:[]<>\"%", c); }

/* HOST or HOST:PORT, as Go's url.Parse takes it. */
static bool is_url_host(Str host)
{
    const char *bracket = host.n && host.s[0] == '[' ? memchr(host.s, ']', host.n) : host.s;
    if (host.n == 0 || !bracket) return false;
    for (size_t i = 0; i < host.n; i++)
        if (!is_host_character(host.s[i])) return false;
    const char *colon = memrchr(bracket, ':', (size_t)(host.s + host.n - bracket));
    if (!colon) return true;
    Str port = {colon + 1, (size_t)(host.s + host.n - colon - 1)};
    str_take_number(&port);
    return port.n == 0;
}

static bool has_bad_escape(Str path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (path.s[i] != '%') continue;
        if (i + 2 >= path.n || !isxdigit((unsigned char)path.s[i + 1]) || !isxdigit((unsigned char)path.s[i + 2])) return true;
    }
    return false;
}

bool is_https_url(Str url)
{
    Str scheme = STR("https://");
    if (url.n < scheme.n || strncasecmp(url.s, scheme.s, scheme.n) != 0) return false;
    Str rest = str_skip(url, scheme.n), path = rest, host = str_cut(&path, '/');
    for (size_t i = 0; i < url.n; i++)
        if ((unsigned char)url.s[i] < 0x20 || url.s[i] == 0x7f) return false;
    return !memchr(rest.s, '?', rest.n) && !memchr(rest.s, '#', rest.n) && !memchr(host.s, '@', host.n) && is_url_host(host) && !has_bad_escape(path);
}

bool is_request_path(Str path)
{
    if (str_is(path, "/")) return true;
    if (!str_starts(path, STR("/"))) return false;
    path = str_skip(path, 1);
    if (path.n > 1 && path.s[path.n - 1] == '/') path.n--;
    do {
        Str segment = str_cut(&path, '/');
        if (segment.n == 0 || segment.n > 253 || first_refused(segment, SUBDOMAIN) != segment.n) return false;
    } while (path.n);
    return true;
}

bool is_url_path(Str path)
{
    if (str_is(path, "*")) return true;
    if (!str_starts(path, STR("/")) || memchr(path.s, ' ', path.n)) return false;
    const char *star = memchr(path.s, '*', path.n);
    return !memmem(path.s, path.n, "//", 2) && (!star || (star == path.s + path.n - 1 && star[-1] == '/'));
}
