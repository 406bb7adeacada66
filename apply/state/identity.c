#include "state/identity.h"

#include <fcntl.h>
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

/* ---- the running system, and when it started a process ---- */

static bool read_text(const char *path, char *text, size_t size)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = file < 0 ? -1 : read(file, text, size - 1);
    if (file >= 0) close(file);
    text[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* Whether /proc counts processes as this one does: in a container it may be that of the machine. */
static bool proc_is_ours(struct arena *arena)
{
    char self[32];
    ssize_t n = readlink("/proc/self", self, sizeof self);
    return n > 0 && str_eq((Str){self, (size_t)n}, arena_printf(arena, "%d", (int)getpid()));
}

/* Of this boot and of this namespace of process numbers; empty: not known. */
static Str system_mark(struct arena *arena)
{
    char text[256], space[64];
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space);
    if (n <= 0 || !proc_is_ours(arena) || !read_text("/proc/sys/kernel/random/boot_id", text, sizeof text)) return STR("");
    uint64_t hash = hash_bytes(space, (size_t)n, hash_bytes(text, strlen(text), 0));
    return arena_printf(arena, "%016llx", (unsigned long long)hash);
}

enum { STAT_START = 22 }; /* proc(5): the field of /proc/PID/stat with the start in clock ticks since boot */

/* Behind the program's name, which may have blanks and brackets, come the third field and the others. Empty: there is no such process. */
static Str start_of(struct arena *arena, size_t process)
{
    char text[1024];
    if (!read_text(arena_printf(arena, "/proc/%zu/stat", process).s, text, sizeof text)) return STR("");
    const char *at = strrchr(text, ')');
    for (int field = 2; at && field < STAT_START; field++) at = strchr(at + 1, ' ');
    return at ? arena_copy(arena, (Str){at + 1, strcspn(at + 1, " \n")}) : STR("");
}

Str identity_process(struct arena *arena)
{
    Str mark = system_mark(arena), start = start_of(arena, (size_t)getpid());
    Str who = arena_printf(arena, "%.*s/%d/%.8s", STR_ARG(identity_user(arena)), (int)getpid(), identity_random(arena).s);
    return mark.n && start.n ? arena_printf(arena, "%.*s/%.*s-%.*s", STR_ARG(who), STR_ARG(mark), STR_ARG(start)) : who;
}

bool identity_is_gone(struct arena *arena, Str process)
{
    Str user = str_cut(&process, '/'), number = str_cut(&process, '/');
    str_cut(&process, '/');
    Str mark = str_cut(&process, '-'), own = system_mark(arena);
    size_t pid = str_take_number(&number);
    bool here = own.n && str_eq(mark, own) && str_eq(user, identity_user(arena)) && pid && !number.n && process.n;
    return here && !str_eq(start_of(arena, pid), process);
}
