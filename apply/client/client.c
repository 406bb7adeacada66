#include "client/client.h"

#include "cluster/cluster_identity.h"
#include "common/exit_code.h"
#include "diag/render.h"
#include "state/inventory.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void put_line(const char *command, const char *what, Str text)
{
    struct buf line = {0};
    buf_printf(&line, "stk %s: %s", command, what);
    put_visible(&line, text);
    buf_char(&line, '\n');
    buf_write(&line, stderr);
    buf_free(&line);
}

static void note(void *context, const char *text)
{
    struct client *client = context;
    if (client->note) client->note(client->note_context, text);
    else put_line(client->command, "warning: ", str_of(text));
}

void client_warn(struct client *client, Str text) { note(client, text.s); }

static void warn(const struct client *client, const struct buf *lines)
{
    for (Str rest = {lines->s, lines->n}; rest.n;) {
        const char *end = memchr(rest.s, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.s) : rest.n;
        put_line(client->command, "warning: ", (Str){rest.s, n});
        rest = (Str){rest.s + n + (end != NULL), rest.n - n - (end != NULL)};
    }
}

void client_begin(struct client *client, const char *command)
{
    *client = (struct client){.arena = arena_new(0), .session = session_new(STR("")), .command = command};
    client->problem.arena = client->arena;
    signal(SIGPIPE, SIG_IGN);
}

bool client_open(struct client *client, const char *command, const struct cluster_options *options)
{
    struct buf warnings = {0};
    client_begin(client, command);
    client->access = access_read(client->arena, &options->access, &warnings, &client->problem);
    warn(client, &warnings);
    buf_free(&warnings);
    if (!client->access) return false;
    client->credentials = credentials_new(client->access);
    client->http = http_new(&(struct http_options){.access = client->access, .credentials = client->credentials,
            .parallel = options->parallel ? options->parallel : PARALLEL, .note = note, .context = client}, &client->problem);
    Str namespace = options->namespace ? str_of(options->namespace) : client->access->namespace;
    client->namespace = namespace.n ? namespace : STR("default");
    return client->http != NULL;
}

/* The environment in stk.project may name the cluster that it is for. */
static bool is_right_cluster(struct client *client, const struct stack *stack)
{
    Str wanted = json_text(stack->compiled->stack->head, "cluster");
    if (!wanted.n || str_eq(wanted, client->access->context) || str_eq(wanted, client->access->server)) return true;
    Str identity = cluster_identity(client->http, client->arena, &client->problem);
    if (client->problem.code || str_eq(wanted, identity)) return !client->problem.code;
    problem_set(&client->problem, EXIT_ERROR, "the stack was compiled for the cluster '%.*s', and this is '%.*s' (%.*s)", STR_ARG(wanted),
                STR_ARG(client->access->context), STR_ARG(identity));
    return problem_help(&client->problem, "choose the right one with --context, or compile for another environment");
}

struct reading {
    struct http *http;
    struct stack *stack;
};

static void read_on(void *context)
{
    struct reading *reading = context;
    if (stack_read_some(reading->stack)) http_after(reading->http, 0, read_on, reading);
}

bool client_read_stack(struct client *client, const char *folder, struct stack **stack, struct inventory **inventory)
{
    struct reading *reading = NEW(client->arena, struct reading);
    *inventory = NULL;
    *stack = stack_open(client->session, folder, client->namespace);
    if (!*stack) return false;
    *reading = (struct reading){client->http, *stack};
    http_after(client->http, 0, read_on, reading);
    if (is_right_cluster(client, *stack))
        *inventory = inventory_read(client->http, client->session, (*stack)->name, client->namespace, &client->problem);
    if (stack_read(*stack, &client->problem) && *inventory) return true;
    stack_free(*stack);
    *stack = NULL;
    *inventory = NULL;
    return false;
}

struct inventory *client_read_inventory(struct client *client, const char *stack)
{
    struct inventory *inventory = inventory_read(client->http, client->session, str_of(stack), client->namespace, &client->problem);
    if (!inventory || inventory->exists) return inventory;
    problem_set(&client->problem, EXIT_ERROR, "there is no stack '%s' in the namespace %.*s", stack, STR_ARG(client->namespace));
    problem_help(&client->problem, "-n names the namespace of its inventory; 'stk status' lists those that are there");
    return NULL;
}

int client_close(struct client *client, int code)
{
    struct buf diagnostics = {0};
    diags_finish(&client->session->diags);
    if (client->session->diags.all.n) render_diags(&client->session->diags, isatty(STDERR_FILENO) && !getenv("NO_COLOR"), &diagnostics);
    buf_write(&diagnostics, stderr);
    buf_free(&diagnostics);
    if (client->problem.code) put_line(client->command, "error: ", client->problem.text);
    if (client->problem.help.n) put_line(client->command, " = ", client->problem.help);
    if (client->problem.code) code = client->problem.code;
    else if (!session_ok(client->session)) code = EXIT_ERROR;
    http_free(client->http);
    if (client->credentials) credentials_free(client->credentials);
    session_free(client->session);
    arena_erase(client->arena);
    return code;
}
