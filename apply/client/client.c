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
    struct desk *desk = context;
    if (desk->note) desk->note(desk->note_context, text);
    else put_line(desk->command, "warning: ", str_of(text));
}

void desk_warn(struct desk *desk, Str text) { note(desk, text.s); }

static void warn(const struct desk *desk, const struct buf *lines)
{
    for (Str rest = {lines->s, lines->n}; rest.n;) {
        const char *end = memchr(rest.s, '\n', rest.n);
        size_t n = end ? (size_t)(end - rest.s) : rest.n;
        put_line(desk->command, "warning: ", (Str){rest.s, n});
        rest = (Str){rest.s + n + (end != NULL), rest.n - n - (end != NULL)};
    }
}

bool desk_open(struct desk *desk, const char *command, const struct cluster_options *options)
{
    struct buf warnings = {0};
    *desk = (struct desk){.arena = arena_new(0), .session = session_new(STR("")), .command = command};
    desk->problem.arena = desk->arena;
    signal(SIGPIPE, SIG_IGN);
    desk->access = access_read(desk->arena, &options->access, &warnings, &desk->problem);
    warn(desk, &warnings);
    buf_free(&warnings);
    if (!desk->access) return false;
    desk->credentials = credentials_new(desk->access);
    desk->http = http_new(&(struct http_options){.access = desk->access, .credentials = desk->credentials,
            .parallel = options->parallel ? options->parallel : PARALLEL, .note = note, .context = desk}, &desk->problem);
    Str namespace = options->namespace ? str_of(options->namespace) : desk->access->namespace;
    desk->namespace = namespace.n ? namespace : STR("default");
    return desk->http != NULL;
}

/* The environment in stk.project may name the cluster that it is for. */
static bool is_right_cluster(struct desk *desk, const struct stack *stack)
{
    Str wanted = json_text(stack->compiled->stack, "cluster");
    if (!wanted.n || str_eq(wanted, desk->access->context) || str_eq(wanted, desk->access->server)) return true;
    Str identity = cluster_identity(desk->http, desk->arena, &desk->problem);
    if (desk->problem.code || str_eq(wanted, identity)) return !desk->problem.code;
    problem_set(&desk->problem, EXIT_ERROR, "the stack was compiled for the cluster '%.*s', and this is '%.*s' (%.*s)", STR_ARG(wanted),
                STR_ARG(desk->access->context), STR_ARG(identity));
    return problem_help(&desk->problem, "choose the right one with --context, or compile for another environment");
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

bool desk_stack(struct desk *desk, const char *folder, struct stack **stack, struct inventory **inventory)
{
    struct reading *reading = NEW(desk->arena, struct reading);
    *inventory = NULL;
    *stack = stack_open(desk->session, folder, desk->namespace);
    if (!*stack) return false;
    *reading = (struct reading){desk->http, *stack};
    http_after(desk->http, 0, read_on, reading);
    if (is_right_cluster(desk, *stack))
        *inventory = inventory_read(desk->http, desk->session, (*stack)->name, desk->namespace, &desk->problem);
    if (stack_read(*stack, &desk->problem) && *inventory) return true;
    stack_free(*stack);
    *stack = NULL;
    *inventory = NULL;
    return false;
}

struct inventory *desk_inventory(struct desk *desk, const char *stack)
{
    struct inventory *inventory = inventory_read(desk->http, desk->session, str_of(stack), desk->namespace, &desk->problem);
    if (!inventory || inventory->exists) return inventory;
    problem_set(&desk->problem, EXIT_ERROR, "there is no stack '%s' in the namespace %.*s", stack, STR_ARG(desk->namespace));
    problem_help(&desk->problem, "-n names the namespace of its inventory; 'stk status' lists those that are there");
    return NULL;
}

int desk_close(struct desk *desk, int code)
{
    struct buf diagnostics = {0};
    diags_finish(&desk->session->diags);
    if (desk->session->diags.all.n) render_diags(&desk->session->diags, FORMAT_TEXT, isatty(STDERR_FILENO) && !getenv("NO_COLOR"), &diagnostics);
    buf_write(&diagnostics, stderr);
    buf_free(&diagnostics);
    if (desk->problem.code) put_line(desk->command, "error: ", desk->problem.text);
    if (desk->problem.help.n) put_line(desk->command, " = ", desk->problem.help);
    if (desk->problem.code) code = desk->problem.code;
    else if (!session_ok(desk->session)) code = EXIT_ERROR;
    http_free(desk->http);
    if (desk->credentials) credentials_free(desk->credentials);
    session_free(desk->session);
    arena_erase(desk->arena);
    return code;
}
