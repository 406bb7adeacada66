#include "registry/challenge.h"

#include <strings.h>

static bool is_word(Str text, const char *word) { return text.n == strlen(word) && strncasecmp(text.s, word, text.n) == 0; }

/* A value in quotes, in which a backslash stands before what is meant as it is, or a bare one. */
static Str take_value(struct arena *arena, Str *rest)
{
    struct buf value = {0};
    size_t i = 0;
    bool quoted = rest->n && rest->s[0] == '"';
    for (i = quoted; i < rest->n && rest->s[i] != (quoted ? '"' : ','); i++) {
        if (quoted && rest->s[i] == '\\' && i + 1 < rest->n) i++;
        buf_char(&value, rest->s[i]);
    }
    *rest = str_skip(*rest, i < rest->n ? i + quoted : i);
    Str copy = arena_copy(arena, str_trim((Str){value.s, value.n}));
    buf_free(&value);
    return copy;
}

struct challenge challenge_parse(struct arena *arena, Str rest)
{
    struct challenge challenge = {0};
    Str scheme = str_cut(&rest, ' ');
    if (is_word(scheme, "basic")) challenge.scheme = CHALLENGE_BASIC;
    if (is_word(scheme, "bearer")) challenge.scheme = CHALLENGE_BEARER;
    while (challenge.scheme == CHALLENGE_BEARER && rest.n) {
        Str name = str_trim(str_cut(&rest, '='));
        Str value = take_value(arena, &rest);
        if (is_word(name, "realm")) challenge.realm = value;
        if (is_word(name, "service")) challenge.service = value;
        if (is_word(name, "scope")) challenge.scope = value;
        str_cut(&rest, ',');
    }
    return challenge;
}
