/* Programs that keep logins: what they are asked, what of their answers is taken, and what is said of those that fail. */
#include "registry/credential_helper.h"

#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/stk-helpers-XXXXXX";
static struct arena *arena;
static struct problem problem;
static struct login login;

static void write_helper(const char *script)
{
    Str path = arena_printf(arena, "%s/docker-credential-test", folder);
    FILE *file = fopen(path.s, "w");
    if (!file) panic("cannot write %s", path.s);
    fprintf(file, "#!/bin/sh\n%s\n", script);
    fclose(file);
    chmod(path.s, 0700);
}

static bool asks(Str name, const char *server, int64_t timeout)
{
    struct credential_helper helper = {.name = name, .server = str_of(server), .file = STR("config.json"), .timeout = timeout};
    problem = (struct problem){.arena = arena};
    login = (struct login){0};
    return credential_helper_get(&helper, arena, &login, &problem);
}

static bool gives(const char *script)
{
    write_helper(script);
    bool fine = asks(STR("test"), "a.example:5000", 10000);
    if (!fine) remark("%.*s\n", STR_ARG(problem.text));
    return fine;
}

static bool says(const char *text, const char *help)
{
    return same_text("problem", str_of(text), problem.text) & same_text("help", str_of(help), problem.help) & !login.origin.n & (problem.code == 1);
}

static bool fails(const char *script, const char *what)
{
    write_helper(script);
    const char *text = arena_printf(arena, "the credential helper docker-credential-test %s", what).s;
    return !asks(STR("test"), "a.example:5000", 10000) && says(text, "'echo a.example:5000 | docker-credential-test get' shows what it does");
}

static bool a_login_is_taken(void)
{
    return gives("[ \"$*\" = get ] && [ \"$(cat)\" = a.example:5000 ] && echo '{\"ServerURL\": \"x\", \"Username\": \"u:1\", \"Secret\": \"p\\\\\"w\"}'") &&
           same_text("user", STR("u:1"), login.user) && same_text("password", STR("p\"w"), login.password) && !login.identity_token.n &&
           same_text("origin", STR("docker-credential-test"), login.origin);
}

static bool an_identity_token_is_one(void)
{
    return gives("echo '{\"Username\": \"<token>\", \"Secret\": \"refresh\"}'") && same_text("token", STR("refresh"), login.identity_token) && !login.user.n && !login.password.n;
}

static bool none_is_no_problem(void)
{
    return gives("echo 'credentials not found in native keychain'; exit 1") && !login.origin.n && gives("echo '{\"Username\": \"\", \"Secret\": \"\"}'") && !login.origin.n;
}

static bool docker_hub_is_called_as_docker_does(void)
{
    write_helper("echo \"{\\\"Username\\\": \\\"$(cat)\\\", \\\"Secret\\\": \\\"p\\\"}\"");
    return asks(STR("test"), "docker.io", 10000) && same_text("server", STR("https://index.docker.io/v1/"), login.user);
}

static bool failures_are_told(void)
{
    return fails("echo hunter2; exit 3", "failed with exit code 3") & fails("echo hunter2 >&2; echo no credentials server URL; exit 1", "failed with exit code 1");
}

static bool nonsense_is_told(void)
{
    static const char *const scripts[] = {"echo hunter2", "true", "echo '[\"hunter2\"]'", "echo '{\"Username\": \"u\"}'", "echo '{\"Username\": 1, \"Secret\": \"hunter2\"}'",
                                          "echo '{\"Username\": \"u\", \"Secret\": \"hunter2\"'"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(scripts); i++) fine &= fails(scripts[i], "prints something other than JSON with Username and Secret");
    return fine;
}

static bool what_has_no_end_is_ended(void)
{
    write_helper("sleep 100");
    bool ended = !asks(STR("test"), "a", 500) && says("the credential helper docker-credential-test has not answered within 1 s", "");
    write_helper("cat /dev/zero");
    return ended && !asks(STR("test"), "a", 10000) && says("the credential helper docker-credential-test prints more than 1 MiB", "");
}

static bool what_is_not_there_is_told(void)
{
    return !asks(STR("none"), "a", 0) &&
           says("the credential helper docker-credential-none is not in PATH", "'config.json' names it: install it, or take it out there and log in anew");
}

static bool a_name_is_one(void)
{
    static const char *const names[] = {"../test", "a b", "/bin/sh", "x\n", "$(id)"};
    bool fine = true;
    for (size_t i = 0; i < COUNT(names); i++) {
        fine &= !asks(str_of(names[i]), "a", 0);
        if (!strstr(problem.text.s, "which can be no name of a program")) remark("%s: %.*s\n", names[i], STR_ARG(problem.text)), fine = false;
    }
    return fine && !strchr(problem.text.s, '\n');
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"a login is taken", a_login_is_taken}, {"an identity token is one", an_identity_token_is_one}, {"none is no problem", none_is_no_problem},
        {"Docker Hub is called as docker does", docker_hub_is_called_as_docker_does}, {"failures are told", failures_are_told}, {"nonsense is told", nonsense_is_told},
        {"what has no end is ended", what_has_no_end_is_ended}, {"what is not there is told", what_is_not_there_is_told}, {"a name is one", a_name_is_one},
    };
    arena = arena_new(0);
    if (!mkdtemp(folder)) panic("there is no folder for tests");
    setenv("PATH", arena_printf(arena, "%s:%s", folder, getenv("PATH")).s, 1);
    int code = run_tests(tests, COUNT(tests));
    unlink(arena_printf(arena, "%s/docker-credential-test", folder).s);
    rmdir(folder);
    arena_free(arena);
    return code;
}
