#include "check_versions.h"

#include "command.h"

#include "diag/versions.h"

uint64_t parse_kubes(const char *command, const char *text)
{
    struct arena *arena = arena_new(0);
    uint64_t kubes = 0;
    Str rest = str_of(text);
    if (str_ends(rest, STR(","))) parse_kube(command, text);
    do kubes |= UINT64_C(1) << parse_kube(command, arena_copy(arena, str_cut(&rest, ',')).s);
    while (rest.n);
    arena_free(arena);
    return kubes;
}

bool is_one_version(uint64_t kubes) { return !(kubes & (kubes - 1)); }
int first_version(uint64_t kubes) { return kubes ? __builtin_ctzll(kubes) : 0; }

static struct session *check_one(check_version *check, void *context, int kube, int *code)
{
    struct session *session = session_new(STR(""));
    int result = check(context, session, kube);
    if (result != EXIT_FINE) *code = result;
    return session;
}

struct session *check_versions(uint64_t kubes, check_version *check, void *context, int *code)
{
    *code = EXIT_FINE;
    if (is_one_version(kubes)) return check_one(check, context, first_version(kubes), code);
    struct session *all = NULL;
    for (int kube = KUBE_MINOR_MIN; kube <= KUBE_MINOR_LATEST; kube++) {
        if (!(kubes >> kube & 1)) continue;
        struct session *one = check_one(check, context, kube, code);
        diags_of_version(&one->diags, kube);
        if (all) diags_join(&all->diags, &one->diags);
        if (all) session_free(one);
        else all = one;
    }
    diags_tell_versions(&all->diags, kubes);
    return all;
}
