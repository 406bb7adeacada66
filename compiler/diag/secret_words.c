#include "diag/secret_words.h"

#include <string.h>
#include <strings.h>

static bool has(Str word, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= word.n; i++)
        if (strncasecmp(word.s + i, part, n) == 0) return true;
    return false;
}

static bool ends_with(Str word, const char *end)
{
    size_t n = strlen(end);
    return word.n >= n && strncasecmp(word.s + word.n - n, end, n) == 0;
}

static bool is_nearly(Str word, const char *other) { return word.n > 4 && str_distance(word, str_of(other), 2) <= 2; }

bool sounds_secret(Str key)
{
    static const char *const parts[] = {"password", "passwd", "passphrase", "credential", "apikey", "api_key", "api-key", "privatekey",
                                        "private_key"};
    static const char *const ends[] = {"secret", "token", "_pw", "_pass"};
    for (size_t i = 0; i < COUNT(parts); i++)
        if (has(key, parts[i])) return true;
    for (size_t i = 0; i < COUNT(ends); i++)
        if (ends_with(key, ends[i]) && key.n > strlen(ends[i])) return true;
    return is_nearly(key, "password") || is_nearly(key, "passwords") || str_is(key, "token") || str_is(key, "pw");
}

/* etcd 3.6, op-guide/configuration: --initial-cluster-token tells clusters apart while they are made, --auth-token is a kind of tokens ("simple",
 * "jwt,…"). */
static bool is_only_called_so(Str variable) { return ends_with(variable, "initial_cluster_token") || ends_with(variable, "etcd_auth_token"); }

bool is_called_secret(Str variable)
{
    static const char *const ends[] = {"password", "passwords", "passwd", "passphrase", "secret", "token", "credential", "credentials", "apikey",
                                       "api_key", "private_key", "privatekey", "secret_key", "secretkey", "access_key", "_pass", "_pw"};
    for (size_t i = 0; i < COUNT(ends); i++)
        if (ends_with(variable, ends[i])) return !is_only_called_so(variable);
    return false;
}

bool is_user_of(Str variable, Str other)
{
    static const char *const secrets[] = {"secret_key", "secret_access_key"};
    if (!ends_with(variable, "access_key")) return false;
    Str prefix = {variable.s, variable.n - strlen("access_key")};
    for (size_t i = 0; i < COUNT(secrets); i++)
        if (str_starts(other, prefix) && ends_with(other, secrets[i]) && other.n == prefix.n + strlen(secrets[i])) return true;
    return false;
}

/* Behind the next "://" at or after AT; 0: none. */
static size_t authority(Str text, size_t at)
{
    for (const char *colon; at < text.n && (colon = memchr(text.s + at, ':', text.n - at));) {
        at = (size_t)(colon - text.s) + 1;
        if (str_starts((Str){text.s + at, text.n - at}, STR("//"))) return at + 2;
    }
    return 0;
}

/* Of the authority that begins at FROM; the last '@' ends it. */
static Str password_in(Str text, size_t from)
{
    size_t colon = 0, end = 0;
    for (size_t at = from; at < text.n && !strchr(" \t\n\"'/", text.s[at]); at++) {
        if (text.s[at] == ':' && !colon) colon = at + 1;
        if (text.s[at] == '@') end = at;
    }
    return colon && colon < end ? (Str){text.s + colon, end - colon} : STR("");
}

Str url_password(Str text)
{
    for (size_t from = 0; (from = authority(text, from));) {
        Str password = password_in(text, from);
        if (password.n) return password;
    }
    return STR("");
}
