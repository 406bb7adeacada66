/* stk run: an operation that the stack declares, as it was applied last. */
#include "command.h"

#include "base/folder.h"
#include "cluster/owned_fields.h"
#include "common/interrupt.h"
#include "common/timestamp.h"
#include "diag/render.h"
#include "operation/operation_run.h"
#include "state/history.h"
#include "state/identity.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const struct command_help help = {
    .about =
        "usage: stk run [OPTIONS] STACK [OPERATION]\n\n"
        "Runs an operation of a stack as the last applied revision declares it, shows its log and waits for its end. Without\n"
        "OPERATION it lists those that there are. An interruption (Ctrl-C) leaves it running.\n",
    .options =
        "      --set NAME=VALUE    a parameter of the operation; its value is kept with the run, so it must be no secret\n"
        "      --timeout TIME      that it may take, such as 90s or 20m (no end)\n",
    .codes =
        "Exit codes: 0 it succeeded, 4 it failed or has not ended in time, 1 an error, 64 wrong usage, 130 interrupted.\n",
};

enum { OPTION_SET = 1, OPTION_TIMEOUT };

struct arguments {
    struct cluster_options cluster;
    struct settings given;
    Str stack, operation;    /* operation empty: list them */
    int64_t timeout;         /* ms; 0: no end */
};

static void parse(int argc, char **argv, struct arena *arena, struct arguments *arguments)
{
    static const struct option options[] = {{"set", required_argument, NULL, OPTION_SET}, {"timeout", required_argument, NULL, OPTION_TIMEOUT},
            CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct problem problem = {.arena = arena};
    for (int option; (option = next_option("run", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;) {
        if (option == OPTION_TIMEOUT) arguments->timeout = parse_duration("run", "--timeout", optarg);
        else if (option != OPTION_SET) cluster_option("run", &help, option, &arguments->cluster);
        else if (!setting_read(arena, optarg, &arguments->given, &problem)) wrong_usage("run", "%.*s", STR_ARG(problem.text));
    }
    if (argc - optind < 1 || argc - optind > 2) wrong_usage("run", "name a stack, and one of its operations or none");
    arguments->stack = str_of(argv[optind]);
    if (argc - optind == 2) arguments->operation = str_of(argv[optind + 1]);
    if (!arguments->operation.n && arguments->given.v.n) wrong_usage("run", "--set goes with an operation");
}

/* ---- what is shown: the log on standard output, all else on standard error; or events (events.md) ---- */

struct show {
    bool json;
    int64_t begun;           /* now_ms */
    int64_t clock;           /* calendar_ms, then */
};

static void put_event(const struct show *show, const char *type, json_t *fields)
{
    char time[TIMESTAMP_SIZE];
    int64_t elapsed = now_ms() - show->begun;
    timestamp_write(show->clock + elapsed, time);
    json_t *event = json_pack("{s:i,s:s,s:I,s:s}", "schema", 1, "time", time, "elapsed_ms", (json_int_t)elapsed, "type", type);
    json_object_update_new(event, fields);
    struct buf line = {0};
    buf_json_line(&line, event);
    buf_write(&line, stdout);
    fflush(stdout);
    buf_free(&line);
}

static void show_line(void *context, Str text)
{
    const struct show *show = context;
    if (show->json) put_event(show, "log", json_pack("{s:s%}", "text", text.s, text.n));
    else printf("%.*s\n", STR_ARG(text));
    if (!show->json) fflush(stdout);
}

static void show_note(void *context, Str text)
{
    const struct show *show = context;
    if (show->json) put_event(show, "note", json_pack("{s:s,s:s%}", "level", "info", "text", text.s, text.n));
    else fprintf(stderr, "stk run: %.*s\n", STR_ARG(text));
}

static void show_warning(void *context, const char *text)
{
    const struct show *show = context;
    struct buf clean = {0};
    put_visible(&clean, str_of(text));
    if (show->json) put_event(show, "note", json_pack("{s:s,s:s%}", "level", "warning", "text", clean.s ? clean.s : "", clean.n));
    else fprintf(stderr, "stk run: warning: %.*s\n", (int)clean.n, clean.s ? clean.s : "");
    buf_free(&clean);
}

static void show_begin(const struct show *show, Str stack, Str operation, Str namespace, Str name, json_int_t revision)
{
    if (show->json)
        put_event(show, "run", json_pack("{s:s,s:s%,s:s%,s:I,s:s%,s:s%}", "command", "run", "stack", stack.s, stack.n, "operation", operation.s,
                                         operation.n, "revision", revision, "namespace", namespace.s, namespace.n, "job", name.s, name.n));
    else fprintf(stderr, "stk run: Job %.*s/%.*s has begun, of revision %lld\n", STR_ARG(namespace), STR_ARG(name), (long long)revision);
}

/* ---- what was applied ---- */

struct applied {
    json_int_t revision;
    const char *folder;      /* with the compiled stack */
    struct compiled *compiled;
    struct operations operations;
};

/* What runs is what was reviewed and came into the cluster as a whole. */
static bool find_revision(struct client *client, const struct inventory *inventory, json_int_t *number)
{
    struct revisions revisions = {0};
    if (!history_list(client->http, inventory, &revisions, &client->problem)) return false;
    for (size_t i = 0; i < revisions.v.n; i++) {
        if (!str_is(revisions.v.at[i].result, "applied")) continue;
        *number = revisions.v.at[i].number;
        return true;
    }
    problem_set(&client->problem, EXIT_ERROR, "no revision of stack '%.*s' was applied to its end", STR_ARG(inventory->stack));
    return problem_help(&client->problem, "'stk history %.*s' lists them", STR_ARG(inventory->stack));
}

static bool read_applied(struct client *client, Str stack, struct applied *applied)
{
    struct inventory *inventory = client_read_inventory(client, stack.s);
    if (!inventory || !find_revision(client, inventory, &applied->revision)) return false;
    applied->folder = temporary_folder(client->arena);
    if (!applied->folder) return problem_set(&client->problem, EXIT_ERROR, "no temporary folder: %s", strerror(errno));
    if (!history_read(client->http, inventory, applied->revision, applied->folder, &client->problem)) return false;
    applied->compiled = compiled_read(client->session, applied->folder);
    return applied->compiled && operations_of(applied->compiled, &applied->operations, &client->problem);
}

/* ---- one run ---- */

/* A new reference; NULL: it is not to be run. */
static json_t *make_job(struct client *client, const struct applied *applied, const struct arguments *arguments)
{
    struct settings values = {0};
    const struct operation *operation = operation_find(&applied->operations, arguments->operation, &client->problem);
    struct run_labels labels = {.stack = arguments->stack, .operation = arguments->operation, .by = identity_user(client->arena),
                                .revision = applied->revision};
    if (!operation || !operation_settle(client->session, operation, &arguments->given, &values, &client->problem)) return NULL;
    return operation_job(applied->compiled, operation, &values, &labels, &client->problem);
}

/* Its name is random: one that is there already was made by a try whose answer was lost. */
static bool send_job(struct client *client, const json_t *job, Str namespace, Str name)
{
    char *body = json_dumps(job, JSON_COMPACT);
    if (!body) panic("a Job cannot be written as JSON");
    Str path = api_path(client->arena, &jobs, namespace, STR(""), "?fieldManager=" FIELD_MANAGER);
    const struct reply *reply = http_wait(client->http, &(struct request){.method = "POST", .path = path.s, .type = "application/json", .body = body,
            .size = strlen(body)});
    free(body);
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_OK || answer == ANSWER_EXISTS) return true;
    return problem_set(&client->problem, EXIT_ERROR, "Job %.*s/%.*s cannot be made: %.*s", STR_ARG(namespace), STR_ARG(name),
                       STR_ARG(answer_text(client->arena, reply)));
}

/* The run itself is not touched by what goes wrong here. */
static void forget_old(struct client *client, struct show *show, Str stack, Str namespace)
{
    struct operation_runs runs = {0};
    struct text_list namespaces = {.at = &namespace, .n = 1};
    struct problem problem = {.arena = client->arena};
    if (!operation_runs(client->http, client->session, stack, &namespaces, &runs, &problem) ||
        !operation_runs_forget(client->http, client->session, &runs, &problem))
        show_warning(show, problem.text.s);
    if (runs.refusal.n) show_warning(show, runs.refusal.s);
}

/* The exit code. */
static int exit_code_of(struct client *client, enum follow_end end, Str namespace, Str name, Str why)
{
    Str job = arena_printf(client->arena, "%.*s/%.*s", STR_ARG(namespace), STR_ARG(name));
    switch (end) {
    case FOLLOW_SUCCEEDED: return EXIT_OK;
    case FOLLOW_FAILED: problem_set(&client->problem, EXIT_NOT_READY, "Job %.*s: %.*s", STR_ARG(job), STR_ARG(why)); break;
    case FOLLOW_TIMEOUT: problem_set(&client->problem, EXIT_NOT_READY, "Job %.*s has not ended in time; it goes on", STR_ARG(job)); break;
    case FOLLOW_INTERRUPTED: problem_set(&client->problem, EXIT_INTERRUPTED, "interrupted; Job %.*s goes on", STR_ARG(job)); break;
    case FOLLOW_LOST: problem_set(&client->problem, EXIT_ERROR, "nobody can tell how Job %.*s ended: %.*s", STR_ARG(job), STR_ARG(why)); break;
    }
    problem_help(&client->problem, "kubectl -n %.*s logs -f job/%.*s shows its log, and kubectl -n %.*s describe job/%.*s all else",
                 STR_ARG(namespace), STR_ARG(name), STR_ARG(namespace), STR_ARG(name));
    return client->problem.code;
}

static void show_end(const struct show *show, Str operation, int code, Str text)
{
    if (show->json && text.n) put_event(show, "end", json_pack("{s:i,s:s%}", "exit_code", code, "text", text.s, text.n));
    else if (show->json) put_event(show, "end", json_pack("{s:i}", "exit_code", code));
    else if (code == EXIT_OK) fprintf(stderr, "stk run: %.*s succeeded\n", STR_ARG(operation));
}

static int run_job(struct client *client, const struct arguments *arguments, struct show *show, const json_t *job, json_int_t revision)
{
    struct arena *arena = client->arena;
    Str namespace = str_of(text_at(job, "metadata.namespace")), name = str_of(text_at(job, "metadata.name")), why;
    Str container = str_of(text_at(json_array_get(json_at(job, "spec.template.spec.containers"), 0), "name"));
    if (!send_job(client, job, namespace, name)) return EXIT_ERROR;
    show_begin(show, arguments->stack, arguments->operation, namespace, name, revision);
    enum follow_end end = operation_follow(&(struct follow_options){.http = client->http, .arena = arena, .namespace = namespace, .job = name,
            .container = container, .timeout = arguments->timeout, .line = show_line, .note = show_note, .context = show}, &why);
    if (end == FOLLOW_SUCCEEDED || end == FOLLOW_FAILED) forget_old(client, show, arguments->stack, namespace);
    int code = exit_code_of(client, end, namespace, name, why);
    show_end(show, arguments->operation, code, client->problem.text);
    return code;
}

static void list(const struct operations *operations, bool json)
{
    struct buf out = {0};
    if (json) write_operations_json(operations, &out);
    else write_operations_text(operations, &out);
    buf_write(&out, stdout);
    buf_free(&out);
}

static int run(struct client *client, const struct arguments *arguments)
{
    struct show show = {.json = arguments->cluster.json, .begun = now_ms(), .clock = calendar_ms()};
    struct applied applied = {0};
    json_t *job = NULL;
    int code = EXIT_OK;
    interrupt_catch();
    client->note = show_warning;
    client->note_context = &show;
    bool fine = read_applied(client, arguments->stack, &applied);
    if (fine && arguments->operation.n) job = make_job(client, &applied, arguments);
    else if (fine) list(&applied.operations, show.json);
    if (applied.folder) remove_folder(client->arena, applied.folder);
    if (job && interrupted()) problem_set(&client->problem, EXIT_INTERRUPTED, "interrupted; nothing was started");
    else if (job) code = run_job(client, arguments, &show, job, applied.revision);
    json_decref(job);
    compiled_free(applied.compiled);
    return code;
}

int command_run(int argc, char **argv)
{
    struct arena *arena = arena_new(0);
    struct arguments arguments = {0};
    struct client client;
    parse(argc, argv, arena, &arguments);
    int code = client_open(&client, "run", &arguments.cluster) ? run(&client, &arguments) : EXIT_ERROR;
    code = client_close(&client, code);
    arena_free(arena);
    return code;
}
