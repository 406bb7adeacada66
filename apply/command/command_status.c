/* stk status: how a stack fares in the cluster. */
#include "command.h"

#include "base/folder.h"
#include "cluster/live.h"
#include "cluster/owned_fields.h"
#include "diag/render.h"
#include "health/readiness.h"
#include "operation/operation_run.h"
#include "plan/plan.h"
#include "state/history.h"
#include "state/lease.h"

#include <stdio.h>

static const struct command_help help = {
    .about =
        "usage: stk status [OPTIONS] [STACK]\n\n"
        "Tells whether what a stack owns is there and ready, its last revision, and who is applying it right now; as 'other', what an\n"
        "admission policy or webhook of the cluster made of what was asked for. Without a name: lists the stacks of the namespace.\n"
        "Nothing is written.\n",
    .codes =
        "Exit codes: 0 all is ready, 4 something is not, 1 an error, 64 wrong usage.\n",
};

/* What is known of one object that the stack owns. */
struct health {
    const struct entry *entry;
    size_t place;            /* where it is listed */
    enum readiness readiness;
    Str why;
    Str overridden;          /* what the cluster made of what its manifest asks for; may be empty */
    bool seen, hidden;
};

struct status {
    struct client *client;
    struct inventory *inventory;
    struct health *healths;          /* as the inventory's entries */
    struct list_targets list_targets;
    struct revisions revisions;
    struct stack *stack;             /* the last revision; owned; NULL: it cannot be read */
    struct map members;              /* its own, by interned id */
    struct operation_runs runs;
    Str holder;
};

static Str overridden(const struct status *status, Str id, const json_t *object)
{
    const struct name *name = name_find(status->client->session->names, id);
    const struct member *member = name ? map_get(&status->members, name) : NULL;
    json_t *manifest = member ? member_manifest(member) : NULL;
    Str fields = member ? overridden_fields(status->client->arena, object, manifest, member->compiled->kube) : STR("");
    json_decref(manifest);
    return fields;
}

static void take_object(void *context, const struct list_target *place, json_t *object)
{
    struct status *status = context;
    struct arena *arena = status->client->arena;
    Str id = object_id(arena, place->resource, str_of(text_at(object, "metadata.namespace")), str_of(text_at(object, "metadata.name")));
    const struct entry *entry = inventory_find(status->inventory, id);
    struct buf why = {0};
    if (!entry) return;
    struct health *health = &status->healths[entry - status->inventory->entries.at];
    health->readiness = readiness_of(place->resource->api_version.s, place->resource->kind.s, object, NULL, &why, NULL);
    health->why = arena_copy(arena, (Str){why.n ? why.s : "", why.n});
    health->seen = true;
    health->overridden = overridden(status, id, object);
    buf_free(&why);
}

/* What the last apply asked for; FOLDER is empty. Without it, or the right to read it, the status says less. */
static void read_members(struct status *status, const char *folder)
{
    struct client *client = status->client;
    struct problem problem = {.arena = client->arena};
    if (!history_read(client->http, status->inventory, status->revisions.v.at[0].number, folder, &problem)) return;
    status->stack = stack_open(client->session, folder, client->namespace);
    if (!status->stack || !stack_read(status->stack, &problem)) return;
    for (size_t i = 0; i < status->stack->members.n; i++) {
        struct member *member = &status->stack->members.at[i];
        map_put(client->arena, &status->members, name_of(client->session->names, member->compiled->id), member);
    }
}

static void read_newest(struct status *status)
{
    bool applied = status->revisions.v.n && str_is(status->revisions.v.at[0].result, "applied");
    const char *folder = applied ? temporary_folder(status->client->arena) : NULL;
    if (!folder) return;
    read_members(status, folder);
    remove_folder(status->client->arena, folder);
}

/* The namespaces of what it owns, each once. */
static struct text_list namespaces_of(const struct status *status)
{
    struct text_list list = {0};
    struct map seen = {0};
    for (size_t i = 0; i < status->list_targets.v.n; i++) {
        const struct name *name = name_of(status->client->session->names, status->list_targets.v.at[i].namespace);
        if (!name->n || map_get(&seen, name)) continue;
        map_put(status->client->arena, &seen, name, &list);
        vec_push(status->client->arena, &list, status->list_targets.v.at[i].namespace);
    }
    return list;
}

/* Those that the account may not see: whoever looks after a stack often may not list Secrets. */
static void hide_refused(struct status *status)
{
    for (size_t i = 0; i < status->inventory->entries.n; i++) {
        struct health *health = &status->healths[i];
        Str refusal = status->list_targets.v.at[health->place].refusal;
        health->hidden = refusal.n > 0;
        if (health->hidden) health->why = refusal;
    }
}

static bool look(struct status *status)
{
    struct inventory *inventory = status->inventory;
    status->healths = NEW_ARRAY(status->client->arena, inventory->entries.n + 1, struct health);
    status->list_targets = (struct list_targets){.session = status->client->session};
    for (size_t i = 0; i < inventory->entries.n; i++) {
        const struct entry *entry = &inventory->entries.at[i];
        status->healths[i] = (struct health){.entry = entry, .place = list_target_add(&status->list_targets, &entry->resource, entry->namespace)};
        status->list_targets.v.at[status->healths[i].place].metadata_only = is_secret(&entry->resource);
    }
    if (!history_list(status->client->http, inventory, &status->revisions, &status->client->problem)) return false;
    read_newest(status);
    Str selector = arena_printf(status->client->arena, LABEL_PART_OF "=%.*s", STR_ARG(inventory->part_of));
    struct listing listing = {.http = status->client->http, .problem = &status->client->problem, .selector = selector.s, .lenient = true,
                              .take = take_object, .context = status};
    live_list(&status->list_targets, &listing);
    http_drain(status->client->http);
    if (status->client->problem.code) return false;
    hide_refused(status);
    struct text_list namespaces = namespaces_of(status);
    if (!operation_runs(status->client->http, status->client->session, inventory->stack, &namespaces, &status->runs, &status->client->problem))
        return false;
    status->holder = lease_holder(status->client->http, status->client->arena, inventory->stack, inventory->namespace);
    return true;
}

static const char *word_of(const struct health *health)
{
    static const char *const words[] = {[READINESS_READY] = "ready", [READINESS_WAITING] = "waiting", [READINESS_SUSPENDED] = "suspended",
                                        [READINESS_FAILED] = "failed"};
    return health->hidden ? "unknown" : health->seen ? words[health->readiness] : "missing";
}

static bool is_healthy(const struct health *health)
{
    return health->seen && (health->readiness == READINESS_READY || health->readiness == READINESS_SUSPENDED);
}
static bool is_unhealthy(const struct health *health) { return !is_healthy(health) && !health->hidden; }

static size_t count(const struct status *status, bool (*is)(const struct health *))
{
    size_t n = 0;
    for (size_t i = 0; i < status->inventory->entries.n; i++) n += is(&status->healths[i]);
    return n;
}

static const char *const ends[] = {[OPERATION_RUNNING] = "running", [OPERATION_SUCCEEDED] = "succeeded", [OPERATION_FAILED] = "failed"};

static void put_runs(const struct status *status, struct buf *out)
{
    for (size_t i = 0; i < status->runs.v.n; i++) {
        const struct operation_run *run = &status->runs.v.at[i];
        buf_printf(out, "operation %.*s %s, begun %.*s by ", STR_ARG(run->operation), ends[run->state], STR_ARG(run->time));
        put_visible(out, run->by);
        if (run->why.n) buf_put(out, ": ", 2);
        put_visible(out, run->why);
        buf_char(out, '\n');
    }
    if (!status->runs.refusal.n) return;
    buf_printf(out, "operations are left out: ");
    put_visible(out, status->runs.refusal);
    buf_char(out, '\n');
}

static void put_refusals(const struct status *status, struct buf *out)
{
    for (size_t i = 0; i < status->list_targets.v.n; i++) {
        if (!status->list_targets.v.at[i].refusal.n) continue;
        buf_printf(out, "  unknown   ");
        put_visible(out, status->list_targets.v.at[i].refusal);
        buf_char(out, '\n');
    }
}

static void put_overridden(const struct status *status, struct buf *out)
{
    for (size_t i = 0; i < status->inventory->entries.n; i++) {
        const struct health *health = &status->healths[i];
        if (!health->overridden.n) continue;
        buf_printf(out, "  other     ");
        put_visible(out, health->entry->id);
        buf_put(out, ": ", 2);
        put_visible(out, health->overridden);
        buf_char(out, '\n');
    }
}

static void put_text(const struct status *status, struct buf *out)
{
    const struct inventory *inventory = status->inventory;
    const struct revision_info *last = status->revisions.v.n ? &status->revisions.v.at[0] : NULL;
    buf_printf(out, "stack %.*s: %zu of %zu objects ready\n", STR_ARG(inventory->stack), count(status, is_healthy), inventory->entries.n);
    if (last) buf_printf(out, "revision %lld, %.*s %.*s by ", (long long)last->number, STR_ARG(last->result), STR_ARG(last->time));
    if (last) put_visible(out, last->by);
    if (last) buf_char(out, '\n');
    if (inventory->pending) buf_printf(out, "an apply did not come to its end: apply again to go on\n");
    if (status->holder.n) buf_printf(out, "being applied by %.*s\n", STR_ARG(status->holder));
    put_runs(status, out);
    for (size_t i = 0; i < inventory->entries.n; i++) {
        const struct health *health = &status->healths[i];
        if (!is_unhealthy(health)) continue;
        buf_printf(out, "  %-9s ", word_of(health));
        put_visible(out, health->entry->id);
        if (health->why.n) buf_put(out, ": ", 2);
        put_visible(out, health->why);
        buf_char(out, '\n');
    }
    put_overridden(status, out);
    put_refusals(status, out);
}

static json_t *health_json(const struct health *health)
{
    json_t *object = json_pack("{s:o, s:s, s:o}", "id", text_json(health->entry->id), "state", word_of(health), "why", text_json(health->why));
    if (health->overridden.n) json_object_set_new(object, "overridden", text_json(health->overridden));
    return object;
}

static void put_json(const struct status *status, struct buf *out)
{
    json_t *objects = json_array();
    for (size_t i = 0; i < status->inventory->entries.n; i++)
        json_array_append_new(objects, health_json(&status->healths[i]));
    json_t *runs = json_array();
    for (size_t i = 0; i < status->runs.v.n; i++)
        json_array_append_new(runs, json_pack("{s:o, s:o, s:s, s:o, s:o}", "operation", text_json(status->runs.v.at[i].operation), "job",
                text_json(status->runs.v.at[i].job), "state", ends[status->runs.v.at[i].state], "time", text_json(status->runs.v.at[i].time),
                "by", text_json(status->runs.v.at[i].by)));
    json_t *json = json_pack("{s:i, s:o, s:I, s:b, s:o, s:o, s:o, s:o}", "schema", 1, "stack", text_json(status->inventory->stack), "revision",
            status->inventory->revision, "pending", status->inventory->pending, "holder", text_json(status->holder), "operations", runs,
            "operations_refused", text_json(status->runs.refusal), "objects", objects);
    buf_json(out, json);
}

static int show(struct client *client, const char *name, bool json)
{
    struct status status = {.client = client};
    struct buf out = {0};
    status.inventory = client_read_inventory(client, name);
    bool seen = status.inventory && look(&status);
    if (seen && json) put_json(&status, &out);
    else if (seen) put_text(&status, &out);
    if (status.stack) stack_free(status.stack);
    if (!seen) return EXIT_ERROR;
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    buf_free(&out);
    return !written ? EXIT_ERROR : count(&status, is_unhealthy) || status.inventory->pending ? EXIT_NOT_READY : EXIT_OK;
}

static void put_names_json(const struct stack_names *names, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->v.n; i++) json_array_append_new(list, text_json(names->v.at[i]));
    buf_json(out, json_pack("{s:i, s:o}", "schema", 1, "stacks", list));
}

static int list(struct client *client, bool json)
{
    struct stack_names names = {0};
    struct buf out = {0};
    if (!inventory_list(client->http, client->arena, client->namespace, &names, &client->problem)) return EXIT_ERROR;
    if (json) put_names_json(&names, &out);
    for (size_t i = 0; i < names.v.n && !json; i++) buf_printf(&out, "%.*s\n", STR_ARG(names.v.at[i]));
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    buf_free(&out);
    return written ? EXIT_OK : EXIT_ERROR;
}

int command_status(int argc, char **argv)
{
    static const struct option options[] = {CLUSTER_LONG_OPTIONS, {NULL, 0, NULL, 0}};
    struct cluster_options cluster = {0};
    struct client client;
    for (int option; (option = next_option("status", argc, argv, CLUSTER_SHORT_OPTIONS, options)) != -1;)
        cluster_option("status", &help, option, &cluster);
    if (argc - optind > 1) wrong_usage("status", "name one stack");
    int code = EXIT_ERROR;
    if (client_open(&client, "status", &cluster)) code = optind < argc ? show(&client, argv[optind], cluster.json) : list(&client, cluster.json);
    return client_close(&client, code);
}
