#include "registry/asker.h"

#include "access/access.h"
#include "common/exit_code.h"
#include "json/json_path.h"
#include "json/json_read.h"
#include "registry/challenge.h"

enum { ANSWER_MAX = 1 << 20, ANSWER_MS = 60 * 1000 };

bool asker_is_safe(const struct asker *asker, Str url)
{
    return str_starts(url, STR("https://")) || (str_starts(url, STR("http://")) && (url_is_local(url) || asker->plain));
}

bool asker_help(const struct asker *asker, struct problem *problem)
{
    static const char allowed[] = "who asks has to be allowed to; the login is of";
    Str host = asker->host, origin = asker->login.origin;
    if (str_starts(origin, STR("$"))) return problem_help(problem, "%s '%.*s', which counts before that of 'docker login'", allowed, STR_ARG(origin));
    if (origin.n) return problem_help(problem, "%s '%.*s': 'docker login %.*s' makes it anew", allowed, STR_ARG(origin), STR_ARG(host));
    return problem_help(problem, "log in with 'docker login %.*s' or 'podman login %.*s'", STR_ARG(host), STR_ARG(host));
}

static bool is_in(Str text, Str part) { return part.n && memmem(text.s, text.n, part.s, part.n); }

bool asker_is_told_in(const struct asker *asker, Str text)
{
    const struct login *login = &asker->login;
    Str said = str_of(asker->said ? asker->said : "");
    str_cut(&said, ' ');
    return is_in(text, login->password) || is_in(text, login->identity_token) || is_in(text, login->registry_token) || is_in(text, said);
}

static bool wants_login(const struct asker *asker, struct problem *problem)
{
    problem_set(problem, EXIT_ERROR, "%.*s wants to know who asks", STR_ARG(asker->host));
    return asker_help(asker, problem);
}

/* ---- token services ---- */

/* service=…&scope=… */
static Str wanted(struct arena *arena, const struct challenge *challenge)
{
    Str service = arena_percent(arena, challenge->service, ""), scope = arena_percent(arena, challenge->scope, "");
    return arena_printf(arena, "service=%.*s&scope=%.*s", STR_ARG(service), STR_ARG(scope));
}

/* With an identity token the question is a form that is posted (oauth.md), else an address and a password (token.md). */
static bool ask_service(struct asker *asker, const struct challenge *challenge, struct fetched *fetched, struct problem *problem)
{
    struct arena *arena = asker->secrets;
    const struct login *login = &asker->login;
    struct fetch request = {.method = "GET", .url = challenge->realm.s, .most = ANSWER_MAX, .limit = ANSWER_MS};
    Str what = wanted(arena, challenge);
    if (login->identity_token.n) {
        Str token = arena_percent(arena, login->identity_token, "");
        request.method = "POST";
        request.type = "application/x-www-form-urlencoded";
        request.body = arena_printf(arena, "grant_type=refresh_token&client_id=stk-apply&%.*s&refresh_token=%.*s", STR_ARG(what), STR_ARG(token));
    } else {
        const char *mark = memchr(challenge->realm.s, '?', challenge->realm.n) ? "&" : "?";
        request.url = arena_printf(arena, "%.*s%s%.*s", STR_ARG(challenge->realm), mark, STR_ARG(what)).s;
        if (login->user.n) request.authorization = basic_authorization(arena, login).s;
    }
    return fetch(asker->fetcher, &request, fetched, problem);
}

/* {"token": …}, or "access_token" as OAuth has it. Empty: it gives none that could be sent. */
static Str token_of(struct arena *arena, const struct fetched *fetched)
{
    json_t *answer = json_read((Str){fetched->body.s, fetched->body.n}, NULL);
    const char *token = text_at(answer, "token");
    if (!*token) token = text_at(answer, "access_token");
    Str kept = fits_header(str_of(token)) ? arena_copy(arena, str_of(token)) : STR("");
    json_decref(answer);
    return kept;
}

static bool refused(const struct asker *asker, long status, struct problem *problem)
{
    if (!asker->login.origin.n && status != 200) return wants_login(asker, problem);
    if (status == 200) return problem_set(problem, EXIT_ERROR, "%.*s gives no token: its answer is no JSON with one", STR_ARG(asker->host));
    problem_set(problem, EXIT_ERROR, "%.*s gives no token: its answer has status %ld", STR_ARG(asker->host), status);
    return asker_help(asker, problem);
}

static bool take_token(struct asker *asker, const struct challenge *challenge, struct problem *problem)
{
    struct fetched fetched = {0};
    if (!asker_is_safe(asker, challenge->realm))
        return problem_set(problem, EXIT_ERROR, "%.*s gives its tokens at a place that is not https", STR_ARG(asker->host));
    bool answered = ask_service(asker, challenge, &fetched, problem);
    Str token = answered && fetched.status == 200 ? token_of(asker->secrets, &fetched) : STR("");
    fetched_free(&fetched);
    if (token.n) asker->said = arena_printf(asker->secrets, "Bearer %.*s", STR_ARG(token)).s;
    return token.n || (answered && refused(asker, fetched.status, problem));
}

/* ---- a challenge ---- */

static bool seek_login(struct asker *asker, struct problem *problem)
{
    if (!asker->sought && !login_find(asker->secrets, asker->host, asker->repository, &asker->login, problem)) return false;
    asker->sought = true;
    return true;
}

bool asker_answer(struct asker *asker, Str header, struct problem *problem)
{
    struct challenge challenge = challenge_parse(asker->secrets, header);
    const struct login *login = &asker->login;
    if (!seek_login(asker, problem)) return false;
    if (login->registry_token.n) asker->said = arena_printf(asker->secrets, "Bearer %.*s", STR_ARG(login->registry_token)).s;
    else if (challenge.scheme == CHALLENGE_BEARER) return take_token(asker, &challenge, problem);
    else if (challenge.scheme == CHALLENGE_BASIC && login->user.n) asker->said = basic_authorization(asker->secrets, login).s;
    else return wants_login(asker, problem);
    return true;
}
