#include "command.h"

#include "access/secret_file.h"
#include "base/base64.h"
#include "base/folder.h"
#include "common/timestamp.h"
#include "http/api.h"
#include "secret/secret.h"
#include "state/history.h"
#include "state/identity.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static const struct command_help help = {
    .about =
        "usage: stk secret show [OPTIONS] STACK NAME[/KEY]\n\n"
        "Prints the value of a secret of the stack, as it is in the cluster, on standard output.\n"
        "NAME is the path of its instance, the name of the Secret, or NAMESPACE/NAME; KEY is needed where there are several.\n"
        "An Event of the Secret (reason SecretShown) says who has seen it; where none can be written, nothing is shown.\n",
    .options =
        "      --reason TEXT       why; it stands in the Event\n",
    .codes =
        "Exit codes: 0 fine, 1 an error, 64 wrong usage.\n",
};

enum { REASON_MAX = 300 }; /* bytes; an Event takes 1024 with all the rest */

static const struct resource event_kind = {{"v1", 2}, {"Event", 5}, {"events", 6}, true};

/* ---- what is asked for ---- */

struct show {
    struct cluster_options cluster;
    const char *stack, *name, *reason; /* REASON may be NULL */
};

static bool fits_message(const char *text)
{
    for (const char *at = text; *at; at++)
        if (iscntrl((unsigned char)*at)) return false;
    return strlen(text) <= REASON_MAX && str_utf8(str_of(text));
}

static void read_options(int argc, char **argv, struct show *show)
{
    enum { OPTION_REASON = 1 };
    static const struct option options[] = {CLUSTER_LONG_OPTIONS, {"reason", required_argument, NULL, OPTION_REASON}, {0}};
    for (int option; (option = next_option("secret", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;) {
        if (option == OPTION_REASON) show->reason = optarg;
        else cluster_option("secret", &help, option, &show->cluster);
    }
    if (argc - optind != 3 || strcmp(argv[optind], "show") != 0) wrong_usage("secret", "it takes show STACK NAME[/KEY]");
    if (show->cluster.json) wrong_usage("secret", "a secret is printed as it is, not as JSON");
    if (show->reason && !fits_message(show->reason)) wrong_usage("secret", "--reason takes one line of at most %d bytes", REASON_MAX);
    show->stack = argv[optind + 1];
    show->name = argv[optind + 2];
}

/* ---- the secrets of the stack: those of its newest revision ---- */

static bool read_newest(struct client *client, const struct inventory *inventory, const char *folder)
{
    struct revisions revisions = {0};
    if (!history_list(client->http, inventory, &revisions, &client->problem)) return false;
    for (size_t i = 0; i < revisions.v.n; i++)
        if (!str_is(revisions.v.at[i].result, "damaged"))
            return history_read(client->http, inventory, revisions.v.at[i].number, folder, &client->problem);
    return problem_set(&client->problem, EXIT_ERROR, "no revision of stack '%.*s' is kept, so its secrets are not known", STR_ARG(inventory->stack));
}

/* STACK keeps the texts of SECRETS. */
static bool read_secrets(struct client *client, const char *name, const char *folder, struct stack **stack, struct secrets *secrets)
{
    struct inventory *inventory = client_read_inventory(client, name);
    if (!inventory || !read_newest(client, inventory, folder)) return false;
    *stack = stack_open(client->session, folder, client->namespace);
    return *stack && stack_read(*stack, &client->problem) && secrets_of(*stack, secrets, &client->problem);
}

static bool refuse(struct client *client, struct buf *why)
{
    problem_set(&client->problem, EXIT_ERROR, "%.*s", (int)why->n, why->s);
    buf_free(why);
    return false;
}

/* A ring of keys turns: it has other keys by and by than the stack knows. */
static bool choose_key(struct client *client, struct secret_ref *ref)
{
    struct buf why = {0};
    size_t index;
    if (!ref->key.n && ref->secret->keys.n == 1) ref->key = ref->secret->keys.at[0];
    if (ref->key.n && (ref->secret->recipe == RECIPE_KEYS || secret_key_index(ref->secret, ref->key, &index))) return true;
    if (ref->key.n) buf_printf(&why, "the stack has no key '%.*s' in the secret '%.*s', only ", STR_ARG(ref->key), STR_ARG(ref->secret->name));
    else buf_printf(&why, "the secret '%.*s' has several keys: put /KEY behind its name, one of ", STR_ARG(ref->secret->name));
    put_keys(&why, ref->secret);
    return refuse(client, &why);
}

static bool find(struct client *client, const struct secrets *secrets, const char *name, struct secret_ref *ref)
{
    struct buf why = {0};
    enum secret_found found = secret_find(secrets, str_of(name), ref);
    if (found == SECRET_FOUND) return choose_key(client, ref);
    put_unfound(&why, secrets, str_of(name), found);
    return refuse(client, &why);
}

/* ---- its value ---- */

static bool read_value(struct client *client, const struct secret_ref *ref, Str *uid, struct buf *value)
{
    const struct secret *secret = ref->secret;
    Str path = api_path(client->arena, &secret_kind, secret->namespace, secret->name, "");
    const struct reply *reply = http_wait(client->http, &(struct request){.method = "GET", .path = path.s});
    if (answer_of(reply) != ANSWER_OK)
        return problem_set(&client->problem, EXIT_ERROR, "Secret %.*s/%.*s cannot be read: %.*s", STR_ARG(secret->namespace), STR_ARG(secret->name),
                           STR_ARG(answer_text(client->arena, reply)));
    const json_t *data = json_object_getn(json_object_get(reply->body, "data"), ref->key.s, ref->key.n);
    Str text = {json_string_value(data), json_string_length(data)};
    *uid = arena_copy(client->arena, str_of(text_at(reply->body, "metadata.uid")));
    buf_need(value, text.n + 1); /* at once: a buffer that grows leaves copies */
    if (data && base64_decode(text, value)) return true;
    return problem_set(&client->problem, EXIT_ERROR, "Secret %.*s/%.*s has no key '%.*s'", STR_ARG(secret->namespace), STR_ARG(secret->name),
                       STR_ARG(ref->key));
}

/* ---- who has seen it ---- */

static json_t *event_of(struct arena *arena, const struct secret_ref *ref, Str uid, const char *reason)
{
    const struct secret *secret = ref->secret;
    Str name = arena_printf(arena, "secret-shown.%s", identity_random(arena).s), time = timestamp_now(arena), user = identity_user(arena);
    Str message = arena_printf(arena, "key '%.*s' shown to %s%s%s", STR_ARG(ref->key), user.s, reason ? ": " : "", reason ? reason : "");
    return json_pack("{s:s, s:s, s:{s:s, s:s%}, s:{s:s, s:s, s:s%, s:s%, s:s}, s:s, s:s, s:s, s:s, s:s, s:i, s:{s:s}, s:s}",
                     "apiVersion", "v1", "kind", "Event", "metadata", "name", name.s, "namespace", secret->namespace.s, secret->namespace.n,
                     "involvedObject", "apiVersion", "v1", "kind", "Secret", "namespace", secret->namespace.s, secret->namespace.n,
                     "name", secret->name.s, secret->name.n, "uid", uid.s,
                     "type", "Normal", "reason", "SecretShown", "message", message.s, "firstTimestamp", time.s, "lastTimestamp", time.s,
                     "count", 1, "source", "component", "stk", "reportingComponent", "stk");
}

/* Its name is random: one that is there already was written by a try whose answer was lost. */
static bool write_event(struct client *client, const struct secret_ref *ref, Str uid, const char *reason)
{
    json_t *event = event_of(client->arena, ref, uid, reason);
    char *body = event ? json_dumps(event, JSON_COMPACT) : NULL;
    json_decref(event);
    if (!body) return problem_set(&client->problem, EXIT_ERROR, "the user's name is no UTF-8, so no Event can say who has seen the secret");
    Str path = api_path(client->arena, &event_kind, ref->secret->namespace, STR(""), "");
    const struct reply *reply = http_wait(client->http, &(struct request){.method = "POST", .path = path.s, .type = "application/json", .body = body,
                                                                        .size = strlen(body)});
    free(body);
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_OK || answer == ANSWER_EXISTS) return true;
    problem_set(&client->problem, EXIT_ERROR, "nothing is shown, for the Event that says so cannot be written: %.*s",
                STR_ARG(answer_text(client->arena, reply)));
    return problem_help(&client->problem, "the account needs create of events in namespace '%.*s'", STR_ARG(ref->secret->namespace));
}

/* ---- the command ---- */

/* A terminal gets a newline, and nothing that would steer it. */
static bool print(struct client *client, struct buf *value)
{
    bool terminal = isatty(STDOUT_FILENO);
    for (size_t i = 0; terminal && i < value->n; i++)
        if (iscntrl((unsigned char)value->s[i]) && !isspace((unsigned char)value->s[i]))
            return problem_set(&client->problem, EXIT_ERROR, "the secret has bytes that would steer the terminal: send it to a file");
    if (terminal && value->n && value->s[value->n - 1] != '\n') buf_char(value, '\n');
    for (size_t done = 0; done < value->n;) {
        ssize_t wrote = write(STDOUT_FILENO, value->s + done, value->n - done);
        if (wrote < 0 && errno != EINTR) return problem_set(&client->problem, EXIT_ERROR, "standard output cannot be written: %s", strerror(errno));
        if (wrote > 0) done += (size_t)wrote;
    }
    return true;
}

static int show_in(void *context, const char *folder)
{
    const struct show *show = context;
    struct client client;
    struct stack *stack = NULL;
    struct secrets secrets;
    struct secret_ref ref;
    struct buf value = {0};
    Str uid = STR("");
    bool fine = client_open(&client, "secret", &show->cluster) && read_secrets(&client, show->stack, folder, &stack, &secrets) &&
                find(&client, &secrets, show->name, &ref) && read_value(&client, &ref, &uid, &value) &&
                write_event(&client, &ref, uid, show->reason) && print(&client, &value);
    buf_wipe(&value);
    stack_free(stack);
    return client_close(&client, fine ? EXIT_OK : EXIT_ERROR);
}

int command_secret(int argc, char **argv)
{
    struct show show = {0};
    read_options(argc, argv, &show);
    return with_temporary_folder(show_in, &show);
}
