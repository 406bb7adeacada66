#include "registry/credential_helper.h"

#include "access/program.h"
#include "access/secret_file.h"
#include "common/exit_code.h"
#include "common/terminal_text.h"
#include "json/json_path.h"
#include "json/json_read.h"
#include "registry/login_key.h"

#include <ctype.h>
#include <unistd.h>

enum { ANSWER_MAX = 1 << 20 };

/* It becomes a part of the name of a program in PATH. */
static bool is_name(Str name)
{
    bool fine = name.n;
    for (size_t i = 0; fine && i < name.n; i++) fine = isalnum((unsigned char)name.s[i]) || memchr("-_.+", name.s[i], 4);
    return fine;
}

static bool refuse_name(const struct credential_helper *helper, struct problem *problem)
{
    struct buf name = {0};
    put_clean(&name, helper->name);
    problem_set(problem, EXIT_ERROR, "'%.*s' names the credential helper '%.*s', which can be no name of a program", STR_ARG(helper->file),
                (int)name.n, name.s);
    buf_free(&name);
    return problem_help(problem, "it is what stands behind 'docker-credential-', as in \"credsStore\": \"pass\"");
}

/* As 'docker login' calls the registry. */
static Str server_of(const struct credential_helper *helper)
{
    return is_docker_hub(helper->server) ? STR("https://index.docker.io/v1/") : helper->server;
}

static bool refuse(const struct credential_helper *helper, struct problem *problem, const char *what)
{
    problem_set(problem, EXIT_ERROR, "the credential helper docker-credential-%.*s %s", STR_ARG(helper->name), what);
    return problem_help(problem, "'echo %.*s | docker-credential-%.*s get' shows what it does", STR_ARG(server_of(helper)), STR_ARG(helper->name));
}

static bool read_answer(const struct credential_helper *helper, Str printed, struct arena *arena, struct login *login, struct problem *problem)
{
    json_t *answer = json_read(printed, NULL);
    const char *user = json_string_value(json_object_get(answer, "Username")), *secret = json_string_value(json_object_get(answer, "Secret"));
    bool fine = user && secret, token = fine && strcmp(user, "<token>") == 0;
    if (fine && *user && *secret) {
        Str kept = arena_copy(arena, str_of(secret));
        *login = (struct login){.origin = arena_printf(arena, "docker-credential-%.*s", STR_ARG(helper->name))};
        if (token) login->identity_token = kept;
        else login->user = arena_copy(arena, str_of(user)), login->password = kept;
    }
    json_decref(answer);
    return fine || refuse(helper, problem, "prints something other than JSON with Username and Secret");
}

static bool has_none(Str printed) { return str_is(str_trim(printed), "credentials not found in native keychain"); }

bool credential_helper_get(const struct credential_helper *helper, struct arena *arena, struct login *login, struct problem *problem)
{
    int status;
    struct buf out = {0};
    if (!is_name(helper->name)) return refuse_name(helper, problem);
    const char *name = arena_printf(problem->arena, "docker-credential-%.*s", STR_ARG(helper->name)).s;
    char *arguments[] = {(char *)(uintptr_t)name, (char *)(uintptr_t)"get", NULL};
    struct program program = {
        .title = arena_printf(problem->arena, "the credential helper %s", name), .arguments = arguments,
        .input = arena_copy(problem->arena, server_of(helper)).s,
        .absent = arena_printf(problem->arena, "'%.*s' names it: install it, or take it out there and log in anew", STR_ARG(helper->file)).s,
        .terminal = isatty(STDIN_FILENO), .timeout = helper->timeout, .most = ANSWER_MAX,
    };
    bool fine = program_run(&program, &out, &status, problem);
    Str printed = {out.s, out.n};
    if (fine && status == 0) fine = read_answer(helper, printed, arena, login, problem);
    else if (fine && !has_none(printed)) fine = refuse(helper, problem, arena_printf(problem->arena, "failed with exit code %d", status).s);
    buf_wipe(&out);
    return fine;
}
