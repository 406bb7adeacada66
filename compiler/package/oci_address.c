#include "package/oci_address.h"

#include "base/sha256.h"

enum { TAG_MAX = 128, REPOSITORY_MAX = 255 };

static bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
static bool is_alphanumeric(char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); }

bool is_tag(Str text)
{
    bool fine = text.n && text.n <= TAG_MAX && text.s[0] != '.' && text.s[0] != '-';
    for (size_t i = 0; fine && i < text.n; i++) fine = is_alphanumeric(text.s[i]) || memchr("_.-", text.s[i], 3);
    return fine;
}

bool is_digest(Str text)
{
    Str prefix = STR("sha256:");
    bool fine = str_starts(text, prefix) && text.n == prefix.n + 64;
    for (size_t i = prefix.n; fine && i < text.n; i++) fine = memchr("0123456789abcdef", text.s[i], 16);
    return fine;
}

Str digest_of(struct arena *arena, Str bytes)
{
    struct digest digest = sha256(bytes);
    return arena_printf(arena, "sha256:%s", digest_text(arena, &digest).s);
}

/* One part of a repository's path: small letters and digits, between which "." "_" "__" or some "-" may stand. */
static bool is_part(Str part)
{
    bool fine = part.n && is_small(part.s[0]) && is_small(part.s[part.n - 1]);
    for (size_t i = 1; fine && i < part.n; i++) {
        char before = part.s[i - 1], c = part.s[i];
        bool third = c == '_' && before == '_' && part.s[i - 2] == '_';
        fine = is_small(c) || (memchr("._-", c, 3) && (is_small(before) || (c == before && c != '.' && !third)));
    }
    return fine;
}

static bool is_repository(Str text)
{
    bool fine = text.n && text.n <= REPOSITORY_MAX && text.s[text.n - 1] != '/';
    while (fine && text.n) fine = is_part(str_cut(&text, '/'));
    return fine;
}

/* A name, an address of IPv4, or one of IPv6 in brackets; then a port. */
static bool is_host(Str text)
{
    bool bracket = text.n && text.s[0] == '[', closed = memchr(text.s, ']', text.n);
    Str host = bracket ? str_skip(str_cut(&text, ']'), 1) : str_cut(&text, ':');
    bool fine = host.n && bracket == closed;
    if (bracket && str_starts(text, STR(":"))) text = str_skip(text, 1);
    for (size_t i = 0; fine && i < host.n; i++) fine = is_alphanumeric(host.s[i]) || memchr(".-:", host.s[i], 3);
    str_take_number(&text);
    return fine && !text.n;
}

/* What stands behind the last part of the path: a tag or a digest. */
static bool take_end(Str *path, struct oci_address *address)
{
    const char *at = memchr(path->s, '@', path->n);
    Str last = str_after_last(*path, '/');
    const char *colon = at ? NULL : memchr(last.s, ':', last.n);
    const char *end = at ? at : colon;
    if (!end) return true;
    Str rest = {end + 1, (size_t)(path->s + path->n - end - 1)};
    path->n = (size_t)(end - path->s);
    if (at) address->digest = rest;
    else address->tag = rest;
    return at ? is_digest(rest) : is_tag(rest);
}

bool oci_address_parse(Str text, struct oci_address *address)
{
    Str scheme = STR("oci://");
    *address = (struct oci_address){0};
    if (!str_starts(text, scheme)) return false;
    Str path = str_skip(text, scheme.n);
    address->host = str_cut(&path, '/');
    if (!take_end(&path, address)) return false;
    address->repository = path;
    return is_host(address->host) && is_repository(path);
}
