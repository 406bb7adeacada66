#include "state/identity.h"

#include <pwd.h>
#include <sys/random.h>
#include <unistd.h>

/* Containers often run as a number without a name. */
static Str user_name(struct arena *arena)
{
    const struct passwd *entry = getpwuid(geteuid());
    return entry ? arena_copy(arena, str_of(entry->pw_name)) : arena_printf(arena, "%u", (unsigned)geteuid());
}

Str identity_user(struct arena *arena)
{
    char host[256] = "";
    if (gethostname(host, sizeof host - 1) != 0 || !*host) strcpy(host, "localhost");
    return arena_printf(arena, "%.*s@%s", STR_ARG(user_name(arena)), host);
}

Str identity_random(struct arena *arena)
{
    uint64_t number;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number) panic("the kernel gives no random numbers");
    return arena_printf(arena, "%016llx", (unsigned long long)number);
}

Str identity_process(struct arena *arena)
{
    return arena_printf(arena, "%.*s/%d/%.8s", STR_ARG(identity_user(arena)), (int)getpid(), identity_random(arena).s);
}
