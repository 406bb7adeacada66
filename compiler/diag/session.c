#include "diag/session.h"

#include "kube/kube.h"

enum { MEMORY_GIB = 4 };

struct session *session_new(Str stdlib)
{
    struct arena *arena = arena_new((size_t)MEMORY_GIB << 30);
    struct session *session = NEW(arena, struct session);
    *session = (struct session){.arena = arena, .names = names_new(arena), .stdlib = stdlib, .kube = KUBE_MINOR_MAX};
    sources_init(&session->sources, arena);
    diags_init(&session->diags, arena, &session->sources);
    return session;
}

void session_free(struct session *session)
{
    for (size_t i = 0; i < session->patterns.n; i++) regfree(session->patterns.at[i]);
    arena_free(session->arena);
}

void session_forget_project(struct session *session)
{
    struct offers *offers = session->diags.offers;
    sources_forget_project(&session->sources);
    diags_init(&session->diags, session->arena, &session->sources);
    session->diags.offers = offers;
    session->pins = NULL;
}

enum { PATTERN_MAX = 1000, PATTERN_DEPTH_MAX = 50 };

/* The library walks a pattern recursively. */
static bool small_pattern(const char *pattern)
{
    size_t depth = 0, n = 0;
    for (; pattern[n]; n++) {
        depth += pattern[n] == '(' ;
        if (depth > PATTERN_DEPTH_MAX || n > PATTERN_MAX) return false;
    }
    return true;
}

const regex_t *session_pattern(struct session *session, const char *pattern)
{
    if (!small_pattern(pattern)) return NULL;
    regex_t *regex = NEW(session->arena, regex_t);
    if (regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB) != 0) return NULL;
    vec_push(session->arena, &session->patterns, regex);
    return regex;
}

bool session_ok(const struct session *session) { return session->diags.errors == 0; }

const struct name *session_name(struct session *session, const char *text)
{
    return name_of(session->names, str_of(text));
}
