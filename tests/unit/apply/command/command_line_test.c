/* A command line as a shell reads it again. */
#include "command/command_line.h"

#include "test.h"

static bool is_typed(const char *expected, int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    bool same = same_text("typed", str_of(expected), str_of(typed_command(arena, argc, argv)));
    arena_free(arena);
    return same;
}
#define IS_TYPED(expected, ...) is_typed(expected, (int)COUNT(((char *[]){__VA_ARGS__})), (char *[]){__VA_ARGS__})

static bool options_stay_where_they_are(void)
{
    return IS_TYPED("stk delete shop --kubeconfig kc2 --context=prod@eu -n a --consent Namespace", "delete", "shop", "--kubeconfig", "kc2",
                    "--context=prod@eu", "-n", "a", "--consent", "Namespace");
}

static bool what_a_shell_would_change_is_quoted(void)
{
    return IS_TYPED("stk apply 'my out/' --secret 'db=command:pass show db' ''", "apply", "my out/", "--secret", "db=command:pass show db", "")
        && IS_TYPED("stk apply '~/out' '=ls' '$HOME' 'a\nb' 'Köln'", "apply", "~/out", "=ls", "$HOME", "a\nb", "Köln");
}

static bool quotes_are_quoted(void) { return IS_TYPED("stk apply 'ann'\\''s' ''\\'''", "apply", "ann's", "'"); }

static const struct unit_test tests[] = {
    {"options stay where they are", options_stay_where_they_are},
    {"what a shell would split or replace is quoted", what_a_shell_would_change_is_quoted},
    {"quotes are quoted", quotes_are_quoted},
};

int main(void) { return run_tests(tests, COUNT(tests)); }
