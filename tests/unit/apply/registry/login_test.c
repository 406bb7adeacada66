/* Whose login counts: which files are read, and what of them. */
#include "registry/login.h"

#include "base/folder.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/stk-logins-XXXXXX";
static struct arena *arena;
static struct problem problem;
static struct login login;

/* ---- a home ---- */

static const char *path_of(const char *name) { return arena_printf(arena, "%s/%s", folder, name).s; }

static void write_file(const char *name, const char *text)
{
    Str path = str_of(path_of(name));
    make_folders(arena_copy(arena, (Str){path.s, path.n - str_after_last(path, '/').n - 1}).s);
    if (!replace_file(path.s, str_of(text))) panic("cannot write %s", path.s);
}

/* That says which name it was asked by, and for what. */
static void write_helper(const char *name, const char *script)
{
    const char *path = arena_printf(arena, "bin/docker-credential-%s", name).s;
    write_file(path, arena_printf(arena, "#!/bin/sh\n%s\n", script).s);
    chmod(path_of(path), 0700);
}

static const char docker[] = "home/.docker/config.json", runtime[] = "run/containers/auth.json", podman[] = "home/.config/containers/auth.json";

static void begin(void)
{
    static const char *const unset[] = {"REGISTRY_AUTH_FILE", "DOCKER_AUTH_CONFIG", "DOCKER_CONFIG", "XDG_CONFIG_HOME"};
    static const char *const files[] = {docker, runtime, podman};
    for (size_t i = 0; i < COUNT(unset); i++) unsetenv(unset[i]);
    for (size_t i = 0; i < COUNT(files); i++) unlink(path_of(files[i]));
    setenv("HOME", path_of("home"), 1);
    setenv("XDG_RUNTIME_DIR", path_of("run"), 1);
}

/* A file with one login, whose user tells where it is from. */
static const char *of_user(const char *user) { return arena_printf(arena, "{\"auths\": {\"a.example\": {\"username\": \"%s\", \"password\": \"p\"}}}", user).s; }

static bool finds(void)
{
    problem = (struct problem){.arena = arena};
    return login_find(arena, STR("a.example"), STR("team/shopkit"), &login, &problem);
}

static bool is_user(const char *user)
{
    bool fine = finds();
    if (!fine) remark("%.*s\n", STR_ARG(problem.text));
    return fine && same_text("user", str_of(user), login.user);
}

/* The same where docker's file is TEXT. */
static bool user_of(const char *text, const char *user)
{
    write_file(docker, text);
    return is_user(user);
}

/* ---- which files ---- */

static bool nobody_has_logged_in(void)
{
    begin();
    bool none = is_user("") && !login.origin.n;
    unsetenv("HOME");
    unsetenv("XDG_RUNTIME_DIR");
    return none && is_user("");
}

static bool each_place_is_looked_at(void)
{
    begin();
    write_file(podman, of_user("podman"));
    bool third = is_user("podman");
    write_file(runtime, of_user("runtime"));
    bool second = is_user("runtime");
    write_file(docker, "{\"auths\": {\"b.example\": {\"username\": \"other\", \"password\": \"p\"}, \"a.example\": {}}}");
    bool beside = is_user("runtime");
    write_file(docker, of_user("docker"));
    return third && second && beside && is_user("docker") && same_text("origin", str_of(path_of(docker)), login.origin);
}

static bool a_variable_names_the_one_that_counts(void)
{
    begin();
    write_file(docker, of_user("docker"));
    write_file("else/config.json", of_user("else"));
    setenv("DOCKER_CONFIG", path_of("else"), 1);
    bool folder_counts = is_user("else");
    write_file("named.json", of_user("named"));
    setenv("REGISTRY_AUTH_FILE", path_of("named.json"), 1);
    bool file_counts = is_user("named");
    setenv("REGISTRY_AUTH_FILE", path_of("none.json"), 1);
    bool alone = is_user("");
    setenv("REGISTRY_AUTH_FILE", "", 1);
    return folder_counts && file_counts && alone && is_user("else");
}

static bool a_variable_has_logins_itself(void)
{
    begin();
    write_file(docker, of_user("docker"));
    write_file("else/config.json", of_user("else"));
    write_file("named.json", of_user("named"));
    setenv("DOCKER_AUTH_CONFIG", of_user("text"), 1);
    bool first = is_user("text") && same_text("origin", STR("$DOCKER_AUTH_CONFIG"), login.origin);
    setenv("DOCKER_CONFIG", path_of("else"), 1);
    bool before_folder = is_user("text");
    setenv("DOCKER_AUTH_CONFIG", "{\"auths\": {\"b.example\": {\"auth\": \"dTpw\"}}}", 1);
    bool of_others = is_user("else");
    setenv("DOCKER_AUTH_CONFIG", "\n", 1);
    bool empty = is_user("else");
    setenv("DOCKER_AUTH_CONFIG", of_user("text"), 1);
    setenv("REGISTRY_AUTH_FILE", path_of("named.json"), 1);
    return first && before_folder && of_others && empty && is_user("named");
}

static bool programs_of_a_variable_are_not_asked(void)
{
    begin();
    write_file(docker, of_user("docker"));
    setenv("DOCKER_AUTH_CONFIG", "{\"credHelpers\": {\"a.example\": \"none\"}, \"credsStore\": \"none\"}", 1);
    return is_user("docker");
}

static bool a_variable_that_is_strange_is_told(void)
{
    static const char *const texts[] = {"[]", "{\"auths\"", "/builds/team/shop.tmp/DOCKER_AUTH_CONFIG"};
    bool fine = true;
    begin();
    for (size_t i = 0; i < COUNT(texts); i++) {
        setenv("DOCKER_AUTH_CONFIG", texts[i], 1);
        fine &= !finds() && same_text("problem", STR("'$DOCKER_AUTH_CONFIG' is not as 'docker login' writes it"), problem.text)
            && same_text("help", STR("it is the text of a config.json, {\"auths\": …}, not the name of one"), problem.help);
    }
    setenv("DOCKER_AUTH_CONFIG", "{\"auths\": {\"a.example\": {\"auth\": \"?\"}}}", 1);
    return fine && !finds() && same_text("entry", STR("what '$DOCKER_AUTH_CONFIG' has for a.example is not as 'docker login' writes it"), problem.text);
}

static bool podman_has_a_folder_of_its_own(void)
{
    begin();
    write_file("xdg/containers/auth.json", of_user("xdg"));
    write_file(podman, of_user("podman"));
    setenv("XDG_CONFIG_HOME", path_of("xdg"), 1);
    return is_user("xdg");
}

/* ---- what of a file ---- */

static bool the_longest_key_with_a_login_counts(void)
{
    begin();
    return user_of("{\"auths\": {\"https://a.example/v1/\": {\"auth\": \"b2xkOnA=\"}}}", "old") &&
           user_of("{\"auths\": {\"https://a.example/v1/\": {\"auth\": \"b2xkOnA=\"}, \"a.example\": {\"auth\": \"bmV3OnA=\"}}}", "new") &&
           user_of("{\"auths\": {\"a.example/team\": {\"auth\": \"dGVhbTpw\"}, \"a.example\": {\"auth\": \"bmV3OnA=\"}}}", "team") &&
           user_of("{\"auths\": {\"a.example/team\": {}, \"a.example\": {\"auth\": \"bmV3OnA=\"}}}", "new") &&
           user_of("{\"auths\": {\"a.example/other\": {\"auth\": \"dGVhbTpw\"}}}", "");
}

static bool a_password_is_read_as_it_is(void)
{
    begin();
    return user_of("{\"auths\": {\"a.example\": {\"auth\": \"dTpwOncAAA==\"}}}", "u") && same_text("password", STR("p:w"), login.password);
}

static bool tokens_are_taken(void)
{
    begin();
    write_file(docker, "{\"auths\": {\"a.example\": {\"auth\": \"MDAwMDo=\", \"identitytoken\": \"refresh\", \"registrytoken\": \"shown\"}}}");
    return finds() && same_text("identity", STR("refresh"), login.identity_token) && same_text("registry", STR("shown"), login.registry_token) &&
           same_text("user", STR("0000"), login.user);
}

static bool a_helper_of_the_registry_is_asked_alone(void)
{
    begin();
    write_helper("own", "echo '{\"Username\": \"own\", \"Secret\": \"p\"}'");
    write_helper("store", "echo '{\"Username\": \"store\", \"Secret\": \"p\"}'");
    write_helper("empty", "echo credentials not found in native keychain; exit 1");
#define AUTHS "\"auths\": {\"a.example\": {\"username\": \"auths\", \"password\": \"p\"}}"
    return user_of("{\"credHelpers\": {\"a.example\": \"own\"}, \"credsStore\": \"store\", " AUTHS "}", "own") &&
           user_of("{\"credHelpers\": {\"a.example\": \"empty\"}, \"credsStore\": \"store\", " AUTHS "}", "") &&
           user_of("{\"credHelpers\": {\"a.example\": \"\"}, \"credsStore\": \"store\", " AUTHS "}", "auths") &&
           user_of("{\"credHelpers\": {\"b.example\": \"own\"}, \"credsStore\": \"store\", " AUTHS "}", "store") &&
           user_of("{\"credsStore\": \"empty\", " AUTHS "}", "auths") && user_of("{\"credsStore\": \"\", " AUTHS "}", "auths");
}

static bool a_helper_without_a_login_is_not_the_end(void)
{
    begin();
    write_file(runtime, of_user("runtime"));
    return user_of("{\"credsStore\": \"empty\"}", "runtime") && user_of("{\"credHelpers\": {\"a.example\": \"empty\"}}", "runtime");
}

/* ---- what is no such file ---- */

static bool user_is_told(const char *text, Str what)
{
    write_file(docker, text);
    return !finds() && same_text(text, what, problem.text);
}

static bool what_is_strange_is_told(void)
{
    static const char *const files[] = {"{", "[]", "{} {}"}, *const texts[] = {"{\"auths\": {\"a.example\": {\"auth\": \"%%\"}}}", "{\"auths\": {\"a.example\": {\"auth\": \"aHVudGVyMg==\"}}}",
                                        "{\"auths\": {\"a.example\": {\"auth\": \"OnA=\"}}}", "{\"credHelpers\": {\"a.example\": 1}}",
                                        "{\"auths\": {\"a.example\": {\"registrytoken\": \"a\\r\\nX: y\"}}}"};
    bool fine = true;
    begin();
    for (size_t i = 0; i < COUNT(files); i++)
        fine &= user_is_told(files[i], arena_printf(arena, "'%s' is not as 'docker login' writes it", path_of(docker)));
    for (size_t i = 0; i < COUNT(texts); i++)
        fine &= user_is_told(texts[i], arena_printf(arena, "what '%s' has for a.example is not as 'docker login' writes it", path_of(docker)));
    return fine;
}

static bool an_empty_file_has_none(void) { return begin(), user_of("\n", "") && user_of("{}", "") && user_of("{\"auths\": 1, \"credHelpers\": []}", ""); }

static bool what_cannot_be_read_is_told(void)
{
    begin();
    setenv("REGISTRY_AUTH_FILE", path_of("home"), 1);
    return !finds() && same_text("problem", arena_printf(arena, "'%s' cannot be read: Is a directory", path_of("home")), problem.text);
}

int main(void)
{
    static const struct unit_test tests[] = {
        {"nobody has logged in", nobody_has_logged_in}, {"each place is looked at", each_place_is_looked_at},
        {"a variable names the one that counts", a_variable_names_the_one_that_counts}, {"a variable has logins itself", a_variable_has_logins_itself},
        {"programs of a variable are not asked", programs_of_a_variable_are_not_asked},
        {"a variable that is strange is told", a_variable_that_is_strange_is_told}, {"podman has a folder of its own", podman_has_a_folder_of_its_own},
        {"the longest key with a login counts", the_longest_key_with_a_login_counts}, {"a password is read as it is", a_password_is_read_as_it_is},
        {"tokens are taken", tokens_are_taken}, {"a helper of the registry is asked alone", a_helper_of_the_registry_is_asked_alone},
        {"a helper without a login is not the end", a_helper_without_a_login_is_not_the_end}, {"what is strange is told", what_is_strange_is_told},
        {"an empty file has none", an_empty_file_has_none}, {"what cannot be read is told", what_cannot_be_read_is_told},
    };
    arena = arena_new(0);
    if (!mkdtemp(folder)) panic("there is no folder for tests");
    setenv("PATH", arena_printf(arena, "%s/bin:%s", folder, getenv("PATH")).s, 1);
    int code = run_tests(tests, COUNT(tests));
    remove_folder(arena, folder);
    arena_free(arena);
    return code;
}
