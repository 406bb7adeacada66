#include "preflight_internal.h"

#include "common/exit_code.h"
#include "state/store.h"

/* ---- findings ---- */

static void add(struct preflight_run *run, bool warning, Str at, Str help, const char *fmt, va_list args)
{
    struct finding finding = {.warning = warning, .text = arena_vprintf(run->arena, fmt, args), .help = help, .at = at};
    vec_push(run->arena, &run->findings->v, finding);
}

void preflight_error(struct preflight_run *run, Str at, Str help, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(run, false, at, help, fmt, args);
    va_end(args);
}

void preflight_warn(struct preflight_run *run, Str at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add(run, true, at, STR(""), fmt, args);
    va_end(args);
}

/* ---- queries ---- */

struct asked { struct preflight_run *run; struct query *query; };

static void take_reply(void *context, const struct reply *reply)
{
    const struct asked *asked = context;
    asked->query->answer = answer_of(reply);
    asked->query->why = answer_text(asked->run->arena, reply);
    asked->query->reply = json_incref(reply->body);
}

void preflight_ask(struct preflight_run *run, const struct query *query)
{
    struct asked *asked = NEW(run->arena, struct asked);
    *asked = (struct asked){run, NEW(run->arena, struct query)};
    *asked->query = *query;
    vec_push(run->arena, &run->queries, asked->query);
    http_send(run->http, &(struct request){.method = query->method, .path = query->path.s, .type = query->body.n ? "application/json" : NULL,
            .body = query->body.s, .size = query->body.n, .metadata_only = query->metadata_only, .done = take_reply, .context = asked});
}

static void tell(struct preflight_run *run)
{
    for (size_t i = 0; i < run->queries.n; i++) {
        struct query *query = run->queries.at[i];
        if (query->answer == ANSWER_UNREACHABLE || query->answer == ANSWER_UNAUTHORIZED)
            problem_set(run->problem, EXIT_ERROR, "the cluster cannot be asked whether all is prepared: %.*s", STR_ARG(query->why));
        else query->tell(run, query);
        json_decref(query->reply);
    }
}

/* ---- the server's version ---- */

/* The number behind the dot of "1.36"; 0: there is none. */
static size_t minor_of(Str version)
{
    Str minor = str_after_last(version, '.');
    return str_take_number(&minor);
}

/* "minor" of /version may be "28+". */
static void tell_version(struct preflight_run *run, const struct query *query)
{
    Str minor = str_of(text_at(query->reply, "minor"));
    size_t server = str_take_number(&minor), target = *(const size_t *)query->subject;
    if (query->answer != ANSWER_OK || !server) {
        Str why = query->answer == ANSWER_OK ? STR("it gives none") : query->why;
        preflight_warn(run, STR(""), "the server's version cannot be read: %.*s", STR_ARG(why));
        return;
    }
    if (server >= target) return;
    Str help = server < KUBE_MINOR_MIN ? arena_printf(run->arena, "upgrade the cluster: stk writes for 1.%d and newer", KUBE_MINOR_MIN)
                                       : arena_printf(run->arena, "compile with --kube 1.%zu", server);
    preflight_error(run, STR(""), help, "the stack is compiled for Kubernetes 1.%zu, and the server is 1.%zu", target, server);
}

static void ask_version(struct preflight_run *run)
{
    size_t *target = NEW(run->arena, size_t);
    *target = minor_of(json_text(run->stack->compiled->stack->head, "kube"));
    preflight_ask(run, &(struct query){.method = "GET", .path = STR("/version"), .tell = tell_version, .subject = target});
}

/* ---- what components declare ---- */

/* Their targets are often names that only pods can resolve and reach: the pods wait for them themselves. */
static void tell_declared(struct preflight_run *run)
{
    size_t i;
    json_t *fact;
    json_array_foreach(compiled_facts(run->stack->compiled, "preflight"), i, fact)
        if (run->findings->verbose)
            preflight_warn(run, compiled_instance_place(run->stack->compiled, json_text(fact, "instance")), "%.*s %.*s is not probed from here",
                           STR_ARG(json_text(fact, "kind")), STR_ARG(json_text(fact, "target")));
}

bool preflight(struct http *http, const struct stack *stack, const struct permissions *needs, struct findings *findings, struct problem *problem)
{
    struct preflight_run run = {.http = http, .stack = stack, .findings = findings, .problem = problem, .arena = findings->arena};
    ask_version(&run);
    preflight_ask_permissions(&run, needs);
    preflight_ask_classes(&run);
    preflight_ask_members(&run);
    preflight_planes(&run);
    http_drain(http);
    tell(&run);
    tell_declared(&run);
    return !problem->code;
}
