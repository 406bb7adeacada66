/* Programs that are run for what they print: what they read, how they end. More of it is in credentials_test.c. */
#include "access/program.h"
#include "access/secret_file.h"

#include "test.h"

static struct arena *arena;
static struct problem problem;
static struct buf printed;
static int status;

static bool runs(const char *script, const char *input)
{
    char *arguments[] = {"sh", "-c", (char *)(uintptr_t)script, NULL};
    struct program program = {.title = STR("the program sh"), .absent = "install it", .arguments = arguments, .input = input, .timeout = 10000, .most = 1 << 20};
    problem = (struct problem){.arena = arena};
    printed.n = 0;
    return program_run(&program, &printed, &status, &problem);
}

static Str output(void) { return (Str){printed.s, printed.n}; }

static bool input_is_read_to_its_end(void)
{
    Str large = arena_printf(arena, "%0200000d", 7); /* more than a pipe holds */
    return runs("cat", "one\ntwo") && same_text("two lines", STR("one\ntwo"), output()) && runs("cat", large.s) && same_text("much", large, output()) &&
           runs("cat", "") && same_text("nothing", STR(""), output());
}

static bool input_may_stay_unread(void) { return runs("echo fine", "one") && same_text("output", STR("fine\n"), output()) && status == 0; }

static bool an_exit_code_is_no_problem(void)
{
    return runs("echo why; exit 3", "") && status == 3 && same_text("output", STR("why\n"), output()) && problem.code == 0;
}

static bool a_signal_is(void)
{
    return !runs("kill -9 $$", "") && same_text("problem", STR("the program sh was ended by signal 9"), problem.text);
}

static bool the_environment_is_ours(void)
{
    setenv("STK_OURS", "here", 1);
    return runs("echo $STK_OURS", "") && same_text("output", STR("here\n"), output());
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"input is read to its end", input_is_read_to_its_end}, {"input may stay unread", input_may_stay_unread},
        {"an exit code is no problem", an_exit_code_is_no_problem}, {"a signal is", a_signal_is}, {"the environment is ours", the_environment_is_ours},
    };
    arena = arena_new(0);
    int code = run_tests(tests, COUNT(tests));
    buf_wipe(&printed);
    arena_free(arena);
    return code;
}
