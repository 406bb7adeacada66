#include "secret/secret.h"

#include "access/secret_file.h"
#include "common/exit_code.h"
#include "http/api.h"


struct checking {
    struct http *http;
    struct arena *arena;
    struct secret_bindings *bindings;
    struct text_list *findings;
    struct problem *problem;
};

/* A Secret that is asked for. */
struct question {
    struct checking *checking;
    struct secret *secret;
    bool absent;
};

/* "Secret NAMESPACE/NAME (FILE:LINE:COLUMN) WHAT" */
static void add_finding(struct checking *checking, const struct secret *secret, const struct buf *what)
{
    struct buf line = {0};
    buf_printf(&line, "Secret %.*s/%.*s", STR_ARG(secret->namespace), STR_ARG(secret->name));
    if (secret->at.n) buf_printf(&line, " (%.*s)", STR_ARG(secret->at));
    buf_printf(&line, " %.*s", (int)what->n, what->s);
    vec_push(checking->arena, checking->findings, arena_copy(checking->arena, (Str){line.s, line.n}));
    buf_free(&line);
}

/* ---- the one that is there ---- */

static void check_keys(struct checking *checking, const struct secret *secret, const json_t *data)
{
    struct buf what = {0};
    for (size_t i = 0; i < secret->keys.n; i++) {
        Str key = secret->keys.at[i];
        if (!json_object_getn(data, key.s, key.n)) buf_printf(&what, "%s'%.*s'", what.n ? ", " : "is there without the keys ", STR_ARG(key));
    }
    if (what.n) {
        buf_printf(&what, ": add them, for nothing changes a Secret that is there");
        add_finding(checking, secret, &what);
    }
    buf_free(&what);
}

static void take_answer(void *context, const struct reply *reply)
{
    struct question *question = context;
    struct checking *checking = question->checking;
    struct secret *secret = question->secret;
    struct buf what = {0};
    switch (answer_of(reply)) {
    case ANSWER_OK:
        secret->presence = PRESENT;
        check_keys(checking, secret, json_object_get(reply->body, "data"));
        break;
    case ANSWER_NOT_FOUND: question->absent = true; break;
    case ANSWER_FORBIDDEN:
        buf_printf(&what, "cannot be checked: the account needs get of secrets in namespace '%.*s'", STR_ARG(secret->namespace));
        add_finding(checking, secret, &what);
        break;
    default:
        problem_set(checking->problem, EXIT_ERROR, "Secret %.*s/%.*s cannot be read: %.*s", STR_ARG(secret->namespace), STR_ARG(secret->name),
                    STR_ARG(answer_text(checking->arena, reply)));
    }
    buf_free(&what);
}

/* ---- the one that is not ---- */

static void read_binding(struct checking *checking, const struct secret *secret, struct secret_binding *binding)
{
    struct problem problem = {.arena = checking->arena};
    struct buf value = {0};
    if (binding_value(binding, &value, &problem)) binding->value = arena_copy(checking->arena, (Str){value.s, value.n});
    else {
        value.n = 0;
        buf_printf(&value, "cannot be made: %.*s", STR_ARG(problem.text));
        add_finding(checking, secret, &value);
    }
    buf_wipe(&value);
}

static void read_bindings(struct checking *checking, const struct secret *secret)
{
    for (size_t i = 0; i < secret->keys.n; i++) {
        struct secret_binding *binding = secret_bound(checking->bindings, secret, i);
        if (binding) read_binding(checking, secret, binding);
    }
}

/* Keys that nobody will make. */
static void ask_for_it(struct checking *checking, const struct secret *secret)
{
    struct buf what = {0};
    buf_printf(&what, "is not there, and the stack does not make it: create it with the keys ");
    put_keys(&what, secret);
    buf_printf(&what, ", or say where %s with", secret->keys.n > 1 ? "each key lies" : "it lies");
    for (size_t i = 0; i < secret->keys.n; i++) {
        if (secret_bound(checking->bindings, secret, i)) continue;
        buf_printf(&what, " --secret %.*s", STR_ARG(secret->instance.n ? secret->instance : secret->name));
        if (secret->keys.n > 1) buf_printf(&what, "/%.*s", STR_ARG(secret->keys.at[i]));
        buf_printf(&what, "=file:PATH");
    }
    add_finding(checking, secret, &what);
    buf_free(&what);
}

/* ---- all ---- */

static bool is_bound(const struct secret_bindings *bindings, const struct secret *secret) { return map_get(&bindings->by_secret, secret) != NULL; }

static bool of_others(const struct secret *secret)
{
    return secret->provider == SECRET_EXISTING || (secret->recipe == RECIPE_NONE && secret->provider != SECRET_EXTERNAL);
}

static void ask(struct question *question)
{
    const struct secret *secret = question->secret;
    Str path = api_path(question->checking->arena, &secret_kind, secret->namespace, secret->name, "");
    http_send(question->checking->http, &(struct request){.method = "GET", .path = path.s, .done = take_answer, .context = question});
}

static void conclude(const struct question *question)
{
    if (!question->absent) return;
    if (secret_is_ours(question->secret, question->checking->bindings)) read_bindings(question->checking, question->secret);
    else ask_for_it(question->checking, question->secret);
}

bool secrets_check(struct http *http, struct arena *arena, struct secrets *secrets, struct secret_bindings *bindings,
                   struct text_list *findings, struct problem *problem)
{
    struct checking checking = {http, arena, bindings, findings, problem};
    struct question *questions = NEW_ARRAY(arena, secrets->v.n + 1, struct question);
    size_t n = 0;
    secret_bindings_match(arena, secrets, bindings, findings);
    for (size_t i = 0; i < secrets->v.n; i++) {
        struct secret *secret = &secrets->v.at[i];
        if (!of_others(secret) && !is_bound(bindings, secret)) continue;
        questions[n] = (struct question){.checking = &checking, .secret = secret};
        ask(&questions[n++]);
    }
    http_drain(http);
    for (size_t i = 0; i < n && !problem->code; i++) conclude(&questions[i]);
    return !problem->code;
}
