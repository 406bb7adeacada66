/* stk status: how a stack fares in the cluster. */
#include "command.h"

#include "cluster/live.h"
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
        "Tells whether what a stack owns is there and ready, its last revision, and who is applying it right now. Without a name:\n"
        "lists the stacks of the namespace. Nothing is written.\n",
    .codes =
        "Exit codes: 0 all is ready, 4 something is not, 1 an error, 64 wrong usage.\n",
};

/* What is known of one object that the stack owns. */
struct fate {
    const struct entry *entry;
    size_t place;            /* where it is listed */
    enum readiness readiness;
    Str why;
    bool seen, hidden;
};

struct status {
    struct desk *desk;
    struct inventory *inventory;
    struct fate *fates;          /* as the inventory's entries */
    struct places places;
    struct revisions revisions;
    struct operation_runs runs;
    Str holder;
};

static void take_object(void *context, const struct place_of_kind *place, json_t *object)
{
    struct status *status = context;
    struct arena *arena = status->desk->arena;
    Str id = object_id(arena, place->resource, str_of(text_at(object, "metadata.namespace")), str_of(text_at(object, "metadata.name")));
    const struct entry *entry = inventory_find(status->inventory, id);
    struct buf why = {0};
    if (!entry) return;
    struct fate *fate = &status->fates[entry - status->inventory->entries.at];
    fate->readiness = readiness_of(place->resource->api_version.s, place->resource->kind.s, object, NULL, &why, NULL);
    fate->why = arena_copy(arena, (Str){why.n ? why.s : "", why.n});
    fate->seen = true;
    buf_free(&why);
}

/* The namespaces of what it owns, each once. */
static struct text_list namespaces_of(const struct status *status)
{
    struct text_list list = {0};
    struct map seen = {0};
    for (size_t i = 0; i < status->places.v.n; i++) {
        const struct name *name = name_of(status->desk->session->names, status->places.v.at[i].namespace);
        if (!name->n || map_get(&seen, name)) continue;
        map_put(status->desk->arena, &seen, name, &list);
        vec_push(status->desk->arena, &list, status->places.v.at[i].namespace);
    }
    return list;
}

/* Those that the account may not see: whoever looks after a stack often may not list Secrets. */
static void hide_refused(struct status *status)
{
    for (size_t i = 0; i < status->inventory->entries.n; i++) {
        struct fate *fate = &status->fates[i];
        Str refusal = status->places.v.at[fate->place].refusal;
        fate->hidden = refusal.n > 0;
        if (fate->hidden) fate->why = refusal;
    }
}

static bool look(struct status *status)
{
    struct inventory *inventory = status->inventory;
    status->fates = NEW_ARRAY(status->desk->arena, inventory->entries.n + 1, struct fate);
    status->places = (struct places){.session = status->desk->session};
    for (size_t i = 0; i < inventory->entries.n; i++) {
        const struct entry *entry = &inventory->entries.at[i];
        status->fates[i] = (struct fate){.entry = entry, .place = place_add(&status->places, &entry->resource, entry->namespace)};
        status->places.v.at[status->fates[i].place].metadata_only = is_secret(&entry->resource);
    }
    Str selector = arena_printf(status->desk->arena, LABEL_PART_OF "=%.*s", STR_ARG(inventory->part_of));
    struct listing listing = {.http = status->desk->http, .problem = &status->desk->problem, .selector = selector.s, .lenient = true, .take = take_object,
                              .context = status};
    live_list(&status->places, &listing);
    bool fine = history_list(status->desk->http, inventory, &status->revisions, &status->desk->problem);
    http_finish(status->desk->http);
    if (!fine || status->desk->problem.code) return false;
    hide_refused(status);
    struct text_list namespaces = namespaces_of(status);
    if (!operation_runs(status->desk->http, status->desk->session, inventory->stack, &namespaces, &status->runs, &status->desk->problem)) return false;
    status->holder = lease_holder(status->desk->http, status->desk->arena, inventory->stack, inventory->namespace);
    return true;
}

static const char *word_of(const struct fate *fate)
{
    static const char *const words[] = {[READINESS_READY] = "ready", [READINESS_WAITING] = "waiting", [READINESS_SUSPENDED] = "suspended",
                                        [READINESS_FAILED] = "failed"};
    return fate->hidden ? "unknown" : fate->seen ? words[fate->readiness] : "missing";
}

static bool is_well(const struct fate *fate) { return fate->seen && (fate->readiness == READINESS_READY || fate->readiness == READINESS_SUSPENDED); }
static bool is_ill(const struct fate *fate) { return !is_well(fate) && !fate->hidden; }

static size_t count(const struct status *status, bool (*is)(const struct fate *))
{
    size_t n = 0;
    for (size_t i = 0; i < status->inventory->entries.n; i++) n += is(&status->fates[i]);
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
    for (size_t i = 0; i < status->places.v.n; i++) {
        if (!status->places.v.at[i].refusal.n) continue;
        buf_printf(out, "  unknown   ");
        put_visible(out, status->places.v.at[i].refusal);
        buf_char(out, '\n');
    }
}

static void put_text(const struct status *status, struct buf *out)
{
    const struct inventory *inventory = status->inventory;
    const struct revision_info *last = status->revisions.v.n ? &status->revisions.v.at[0] : NULL;
    buf_printf(out, "stack %.*s: %zu of %zu objects ready\n", STR_ARG(inventory->stack), count(status, is_well), inventory->entries.n);
    if (last) buf_printf(out, "revision %lld, %.*s %.*s by ", (long long)last->number, STR_ARG(last->result), STR_ARG(last->time));
    if (last) put_visible(out, last->by);
    if (last) buf_char(out, '\n');
    if (inventory->pending) buf_printf(out, "an apply did not come to its end: apply again to go on\n");
    if (status->holder.n) buf_printf(out, "being applied by %.*s\n", STR_ARG(status->holder));
    put_runs(status, out);
    for (size_t i = 0; i < inventory->entries.n; i++) {
        const struct fate *fate = &status->fates[i];
        if (!is_ill(fate)) continue;
        buf_printf(out, "  %-9s ", word_of(fate));
        put_visible(out, fate->entry->id);
        if (fate->why.n) buf_put(out, ": ", 2);
        put_visible(out, fate->why);
        buf_char(out, '\n');
    }
    put_refusals(status, out);
}

static void put_json(const struct status *status, struct buf *out)
{
    json_t *objects = json_array();
    for (size_t i = 0; i < status->inventory->entries.n; i++)
        json_array_append_new(objects, json_pack("{s:o, s:s, s:o}", "id", text_json(status->fates[i].entry->id), "state", word_of(&status->fates[i]),
                                                 "why", text_json(status->fates[i].why)));
    json_t *runs = json_array();
    for (size_t i = 0; i < status->runs.v.n; i++)
        json_array_append_new(runs, json_pack("{s:o, s:o, s:s, s:o, s:o}", "operation", text_json(status->runs.v.at[i].operation), "job",
                text_json(status->runs.v.at[i].job), "state", ends[status->runs.v.at[i].state], "time", text_json(status->runs.v.at[i].time),
                "by", text_json(status->runs.v.at[i].by)));
    json_t *json = json_pack("{s:i, s:o, s:I, s:b, s:o, s:o, s:o, s:o}", "schema", 1, "stack", text_json(status->inventory->stack), "revision",
            status->inventory->revision, "pending", status->inventory->pending, "holder", text_json(status->holder), "operations", runs, "operations_refused",
            text_json(status->runs.refusal), "objects", objects);
    buf_json(out, json);
}

static int show(struct desk *desk, const char *name, bool json)
{
    struct status status = {.desk = desk};
    struct buf out = {0};
    status.inventory = desk_inventory(desk, name);
    if (!status.inventory) return EXIT_ERROR;
    if (!look(&status)) return EXIT_ERROR;
    if (json) put_json(&status, &out);
    else put_text(&status, &out);
    bool written = buf_write(&out, stdout) && fflush(stdout) == 0;
    buf_free(&out);
    return !written ? EXIT_ERROR : count(&status, is_ill) || status.inventory->pending ? EXIT_NOT_READY : EXIT_OK;
}

static void put_names_json(const struct stack_names *names, struct buf *out)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->v.n; i++) json_array_append_new(list, text_json(names->v.at[i]));
    buf_json(out, json_pack("{s:i, s:o}", "schema", 1, "stacks", list));
}

static int list(struct desk *desk, bool json)
{
    struct stack_names names = {0};
    struct buf out = {0};
    if (!inventory_list(desk->http, desk->arena, desk->namespace, &names, &desk->problem)) return EXIT_ERROR;
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
    struct desk desk;
    for (int option; (option = getopt_long(argc, argv, CLUSTER_SHORT_OPTIONS, options, NULL)) != -1;) cluster_option("status", &help, option, &cluster);
    if (argc - optind > 1) wrong_usage("status", "name one stack");
    int code = !desk_open(&desk, "status", &cluster) ? EXIT_ERROR : optind < argc ? show(&desk, argv[optind], cluster.json) : list(&desk, cluster.json);
    return desk_close(&desk, code);
}
