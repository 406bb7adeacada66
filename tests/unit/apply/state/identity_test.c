/* Who holds a lock, and whether that process is gone. */
#include "state/identity.h"

#include "test.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena *arena;

/* The identity of a child that is at its end, or that goes on until it is reaped. */
static Str identity_of_child(pid_t *child)
{
    int ends[2];
    char text[256] = "";
    if (pipe(ends) != 0) return STR("");
    *child = fork();
    if (*child == 0) {
        Str own = identity_process(arena);
        if (write(ends[1], own.s, own.n) < 0) _exit(1);
        pause();
        _exit(0);
    }
    ssize_t n = read(ends[0], text, sizeof text - 1);
    close(ends[0]);
    close(ends[1]);
    return arena_copy(arena, (Str){text, n > 0 ? (size_t)n : 0});
}

static void end_child(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static bool one_that_runs_is_not_gone(void)
{
    pid_t child;
    Str identity = identity_of_child(&child);
    bool fine = identity.n && !identity_is_gone(arena, identity) && !identity_is_gone(arena, identity_process(arena));
    end_child(child);
    return fine;
}

static bool one_that_was_killed_is(void)
{
    pid_t child;
    Str identity = identity_of_child(&child);
    end_child(child);
    return identity_is_gone(arena, identity);
}

/* Its number is that of another process by now. */
static bool a_number_that_is_used_again_is(void)
{
    Str own = identity_process(arena);
    return identity_is_gone(arena, arena_printf(arena, "%.*s1", STR_ARG(own)));
}

static bool nothing_is_known_of_others(void)
{
    pid_t child;
    Str identity = identity_of_child(&child);
    end_child(child);
    Str own_user = identity_user(arena), rest = {identity.s + own_user.n, identity.n - own_user.n};
    Str mark = str_after_last(identity, '/');
    return !identity_is_gone(arena, arena_printf(arena, "else@where%.*s", STR_ARG(rest))) &&
           !identity_is_gone(arena, arena_printf(arena, "%.*sx%.*s", (int)(identity.n - mark.n), identity.s, STR_ARG(mark))) &&
           !identity_is_gone(arena, (Str){identity.s, identity.n - mark.n - 1}) && !identity_is_gone(arena, STR("")) &&
           !identity_is_gone(arena, STR("ann@host/1/1"));
}

static const struct unit_test tests[] = {
    {"one that runs is not gone", one_that_runs_is_not_gone},
    {"one that was killed is", one_that_was_killed_is},
    {"a number that is used again is", a_number_that_is_used_again_is},
    {"nothing is known of others", nothing_is_known_of_others},
};

int main(void)
{
    bool passed = true;
    printf("1..%zu\n", COUNT(tests));
    for (size_t i = 0; i < COUNT(tests); i++) {
        arena = arena_new(0);
        passed = report(i + 1, tests[i].name, tests[i].holds()) && passed;
        arena_free(arena);
    }
    return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
