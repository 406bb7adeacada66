/* How a registry asks who it is: WWW-Authenticate, as it may be written. */
#include "registry/challenge.h"

#include "test.h"

static struct arena *arena;

static const struct { const char *header; int scheme; const char *realm, *service, *scope; } headers[] = {
    {"Basic realm=\"here\"", CHALLENGE_BASIC, "", "", ""},
    {"basic", CHALLENGE_BASIC, "", "", ""},
    {"Bearer realm=\"https://a/token\",service=\"s\",scope=\"repository:x:pull,push\"", CHALLENGE_BEARER, "https://a/token", "s", "repository:x:pull,push"},
    {"BEARER  scope=\"x\" , Realm=\"https://a\" ,error=\"invalid_token\"", CHALLENGE_BEARER, "https://a", "", "x"},
    {"Bearer realm=https://a,service=s", CHALLENGE_BEARER, "https://a", "s", ""},
    {"Bearer realm=\"a\\\"b\"", CHALLENGE_BEARER, "a\"b", "", ""},
    {"Bearer realm=\"never ends", CHALLENGE_BEARER, "never ends", "", ""},
    {"Bearer realm=\"ends with \\", CHALLENGE_BEARER, "ends with \\", "", ""},
    {"Bearer realm=", CHALLENGE_BEARER, "", "", ""},
    {"Bearer ,,,=,=\"", CHALLENGE_BEARER, "", "", ""},
    {"Negotiate abc", CHALLENGE_OTHER, "", "", ""},
    {"", CHALLENGE_OTHER, "", "", ""},
};

static bool headers_are_read(void)
{
    bool fine = true;
    for (size_t i = 0; i < COUNT(headers); i++) {
        struct challenge challenge = challenge_parse(arena, str_of(headers[i].header));
        const char *about = headers[i].header;
        if ((int)challenge.scheme != headers[i].scheme) remark("%s: scheme %d\n", about, (int)challenge.scheme), fine = false;
        fine &= same_text(about, str_of(headers[i].realm), challenge.realm) & same_text(about, str_of(headers[i].service), challenge.service)
              & same_text(about, str_of(headers[i].scope), challenge.scope);
    }
    return fine;
}

int main(void)
{
    static const struct unit_test tests[] = {{"headers are read as they may be written", headers_are_read}};
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return code;
}
