#include "access/server_url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <strings.h>

static bool has_scheme(Str text, Str scheme) { return text.n >= scheme.n && strncasecmp(text.s, scheme.s, scheme.n) == 0; }

/* Bytes of the part before any of CHARACTERS. */
static size_t until(Str text, const char *characters)
{
    size_t n = 0;
    while (n < text.n && !strchr(characters, text.s[n])) n++;
    return n;
}

Str url_authority(Str url)
{
    const char *slashes = memmem(url.s, url.n, "://", 3);
    Str rest = str_skip(url, slashes ? (size_t)(slashes - url.s) + 3 : 0);
    return (Str){rest.s, until(rest, "/?#")};
}

Str url_host(Str authority)
{
    bool bracket = authority.n && authority.s[0] == '[';
    size_t n = until(authority, bracket ? "]" : ":");
    return (Str){authority.s, bracket && n < authority.n ? n + 1 : n};
}

Str url_port(Str authority)
{
    Str rest = str_skip(authority, url_host(authority).n);
    return rest.n ? str_skip(rest, 1) : rest;
}

static bool is_ipv6(Str host)
{
    struct in6_addr address;
    char text[INET6_ADDRSTRLEN];
    if (host.n < 4 || host.s[0] != '[' || host.s[host.n - 1] != ']' || host.n - 2 >= sizeof text) return false;
    memcpy(text, host.s + 1, host.n - 2);
    text[host.n - 2] = '\0';
    return inet_pton(AF_INET6, text, &address) == 1;
}

const char *url_authority_problem(Str authority)
{
    Str host = url_host(authority), port = str_skip(authority, host.n);
    if (memchr(authority.s, '@', authority.n)) return "it holds a user name: credentials belong into 'users'";
    if (!host.n) return "it has no host";
    if (host.s[0] == '[' && !is_ipv6(host)) return "what stands in its brackets is no IPv6 address";
    if (host.s[0] != '[' && memchr(port.n ? port.s + 1 : port.s, ':', port.n ? port.n - 1 : 0)) return "an IPv6 address stands in brackets";
    if (!port.n) return NULL;
    Str digits = str_skip(port, 1);
    size_t number = str_take_number(&digits);
    return port.s[0] != ':' || digits.n || number == 0 || number > 65535 ? "its port is no number from 1 to 65535" : NULL;
}

static const char *text_problem_of(Str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!isgraph((unsigned char)text.s[i])) return "it holds a blank or a character that URLs do not have";
    return memchr(text.s, '?', text.n) || memchr(text.s, '#', text.n) ? "it has a query or a fragment" : NULL;
}

const char *server_url(struct arena *arena, Str text, Str *url)
{
    Str https = STR("https://"), http = STR("http://"), scheme = has_scheme(text, https) ? https : http;
    if (!text.n) return "it is empty";
    bool bare = !memmem(text.s, text.n, "://", 3);
    if (!bare && !has_scheme(text, scheme)) return "it begins with neither https:// nor http://";
    Str rest = str_skip(text, bare ? 0 : scheme.n);
    while (str_ends(rest, STR("/"))) rest.n--;
    const char *problem = text_problem_of(rest);
    if (!problem) problem = url_authority_problem(url_authority(rest));
    *url = arena_join(arena, (Str[]){scheme, rest}, 2);
    return problem;
}

bool url_is_plain(Str url) { return has_scheme(url, STR("http://")); }
