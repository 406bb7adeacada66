#include "plan_internal.h"

#include "common/exit_code.h"

const char *action_name(enum action action)
{
    static const char *const names[] = {[ACTION_NONE] = "none", [ACTION_CREATE] = "create", [ACTION_CHANGE] = "change",
            [ACTION_REPLACE] = "replace", [ACTION_DELETE] = "delete", [ACTION_KEEP] = "keep"};
    return names[action];
}

size_t plan_step_of(const struct plan *plan, Str id)
{
    const struct name *name = name_find(plan->session->names, id);
    return name ? (uintptr_t)map_get(&plan->by_id, name) : 0;
}

void refuse(struct plan *plan, struct step *step, const char *help, const char *fmt, ...)
{
    if (step->refusal.n) return;
    va_list args;
    va_start(args, fmt);
    step->refusal = arena_vprintf(plan->session->arena, fmt, args);
    va_end(args);
    step->help = arena_copy(plan->session->arena, str_of(help ? help : ""));
    plan->refused++;
}

struct entry step_entry(const struct step *step)
{
    return (struct entry){.id = step->id, .resource = *step->resource, .namespace = step->namespace, .name = step->name, .uid = step->uid,
                          .wave = step->wave};
}

/* Anything may use it: it goes last. */
struct entry secret_entry(struct arena *arena, const struct secret *secret)
{
    return (struct entry){.id = object_id(arena, &secret_kind, secret->namespace, secret->name), .resource = secret_kind,
                          .namespace = secret->namespace, .name = secret->name, .uid = secret->uid};
}

/* ---- steps ---- */

static void add_step(struct plan *plan, struct step step)
{
    struct arena *arena = plan->session->arena;
    vec_push(arena, &plan->steps, step);
    map_put(arena, &plan->by_id, name_of(plan->session->names, step.id), (void *)(uintptr_t)plan->steps.n);
}

static bool is_secret_of_stack(const struct plan *plan, const struct entry *entry)
{
    return is_secret(&entry->resource) && secrets_have(&plan->secrets, plan->session->arena, entry->namespace, entry->name);
}

static void add_steps(struct plan *plan)
{
    vec_room(plan->session->arena, &plan->steps, plan->stack->members.n);
    for (size_t i = 0; i < plan->stack->members.n; i++) {
        struct member *member = &plan->stack->members.at[i];
        const struct compiled_object *object = member->compiled;
        add_step(plan, (struct step){.member = member, .resource = &member->resource, .id = object->id, .namespace = object->namespace,
                .name = object->name, .wave = object->wave, .action = ACTION_CREATE, .owned = inventory_find(plan->inventory, object->id) != NULL});
    }
    for (size_t i = 0; i < plan->inventory->entries.n; i++) {
        struct entry *entry = &plan->inventory->entries.at[i];
        if (plan_step_of(plan, entry->id) || is_secret_of_stack(plan, entry)) continue;
        add_step(plan, (struct step){.resource = &entry->resource, .id = entry->id, .namespace = entry->namespace, .name = entry->name,
                .wave = entry->wave, .action = ACTION_NONE, .owned = true});
    }
}

static bool discover(struct plan *plan)
{
    VEC(struct resource *) unknown = {0};
    for (size_t i = 0; i < plan->steps.n; i++)
        if (!plan->steps.at[i].resource->plural.n) vec_push(plan->session->arena, &unknown, plan->steps.at[i].resource);
    if (!live_discover(plan->http, plan->session, unknown.at, unknown.n, plan->problem)) return false;
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (step->resource->plural.n || !step->member) continue;
        refuse(plan, step, "install what defines it first", "the cluster does not know the kind %.*s of %.*s", STR_ARG(step->resource->kind),
               STR_ARG(step->resource->api_version));
    }
    return true;
}

/* ---- the live state ---- */

/* Of a live object; NULL: it is none of ours. */
static struct step *step_for(struct plan *plan, const struct resource *resource, const json_t *object)
{
    Str id = object_id(plan->session->arena, resource, str_of(text_at(object, "metadata.namespace")), str_of(text_at(object, "metadata.name")));
    size_t index = plan_step_of(plan, id);
    return index ? &plan->steps.at[index - 1] : NULL;
}

static void take_ours(void *context, const struct list_target *place, json_t *object)
{
    struct plan *plan = context;
    struct step *step = step_for(plan, place->resource, object);
    if (step) plan_decide(plan, step, object);
}

/* Places where an object that should be there is not among those with our label. */
static void mark_incomplete(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (!step->uid.n) plan->list_targets.v.at[step->place].incomplete = true;
    }
}

static bool is_incomplete(void *context, const struct list_target *place)
{
    (void)context;
    return place->incomplete;
}

const char *owner_of(const json_t *live) { return json_string_value(json_object_get(json_at(live, "metadata.labels"), LABEL_PART_OF)); }

/* An object that is there without our label: somebody else's, or nobody's. */
static void take_other(void *context, const struct list_target *place, json_t *object)
{
    struct plan *plan = context;
    struct step *step = step_for(plan, place->resource, object);
    if (!step || step->uid.n) return;
    step->uid = arena_copy(plan->session->arena, str_of(text_at(object, "metadata.uid")));
    const char *owner = owner_of(object);
    if (!step->member || !owner || str_is(plan->stack->part_of, owner) || takes_object(plan, step)) return;
    step->owned = false;
    Str help = arena_printf(plan->session->arena, "take it over with --take %.*s, or rename one of the two", STR_ARG(step->id));
    refuse(plan, step, help.s, "it belongs to another stack or ApplySet (%s)", owner);
}

static void take_one(void *context, const struct reply *reply)
{
    struct { struct plan *plan; size_t index; } *asked = context;
    struct step *step = &asked->plan->steps.at[asked->index];
    step->uid = STR("");
    switch (answer_of(reply)) {
    case ANSWER_OK: plan_decide(asked->plan, step, reply->body); return;
    case ANSWER_NOT_FOUND: return;
    default:
        problem_set(asked->plan->problem, EXIT_ERROR, "%.*s cannot be read: %.*s", STR_ARG(step->id),
                    STR_ARG(answer_text(asked->plan->session->arena, reply)));
    }
}

/* Reads those whole that were found by their metadata. */
static bool read_others(struct plan *plan)
{
    struct arena *arena = plan->session->arena;
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (!step->uid.n || step->resource_version.n || step->refusal.n) continue;
        struct { struct plan *plan; size_t index; } *asked = arena_alloc(arena, sizeof *asked);
        asked->plan = plan;
        asked->index = i;
        Str path = api_path(arena, step->resource, step->namespace, step->name, "");
        http_send(plan->http, &(struct request){.method = "GET", .path = path.s, .done = take_one, .context = asked});
    }
    http_drain(plan->http);
    return !plan->problem->code;
}

/* "compile with --kube 1.20", the version of the server. */
static Str version_help(struct plan *plan)
{
    const struct reply *reply = http_wait(plan->http, &(struct request){.method = "GET", .path = "/version"});
    Str minor = answer_of(reply) == ANSWER_OK ? str_of(text_at(reply->body, "minor")) : STR("");
    size_t server = str_take_number(&minor);
    if (!server) return STR("compile for the version of the cluster, with --kube 1.NN");
    Str compiled = json_text(plan->stack->compiled->stack->head, "kube");
    if (str_eq(compiled, arena_printf(plan->session->arena, "1.%zu", server))) return STR("it is off there: have it turned on, or leave it out");
    return arena_printf(plan->session->arena, "the stack is compiled for Kubernetes %.*s, and the server is 1.%zu: compile with --kube 1.%zu",
                        STR_ARG(compiled), server, server);
}

/* What was made for another version of Kubernetes, or is off here: nobody can say whether it is there under another one. Kinds that the
 * stack itself defines come later. */
static void refuse_unserved(struct plan *plan)
{
    Str help = STR("");
    for (size_t i = 0; i < plan->stack->members.n; i++) {
        struct step *step = &plan->steps.at[i];
        if (!step->member->compiled->kube || !plan->list_targets.v.at[step->place].unserved) continue;
        if (!help.n) help = version_help(plan);
        refuse(plan, step, help.s, "the cluster does not serve %.*s of %.*s", STR_ARG(step->resource->kind), STR_ARG(step->resource->api_version));
    }
}

/* Members come first, so a place that is new behind them has leftovers alone. The content of secrets is nobody's business. */
static void add_places(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        size_t before = plan->list_targets.v.n;
        step->place = list_target_add(&plan->list_targets, step->resource, step->namespace);
        if (step->place == before && !step->member) plan->list_targets.v.at[before].metadata_only = is_secret(step->resource);
    }
}

/* Without a look at its objects nothing can be said of a member; of a leftover, that nobody knows. */
static bool may_list(struct plan *plan)
{
    for (size_t i = 0; i < plan->stack->members.n; i++) {
        Str refusal = plan->list_targets.v.at[plan->steps.at[i].place].refusal;
        if (refusal.n) return problem_set(plan->problem, EXIT_ERROR, "%.*s", STR_ARG(refusal));
    }
    return true;
}

/* What is ours by its label, and where something is missing, what is there without. Of a new stack nothing will be ours, so both are
 * asked at once. */
static bool list_live(struct plan *plan)
{
    Str selector = arena_printf(plan->session->arena, LABEL_PART_OF "=%.*s", STR_ARG(plan->stack->part_of));
    struct store store = {.http = plan->http, .arena = plan->session->arena, .namespace = plan->inventory->namespace};
    struct listing ours = {.http = plan->http, .problem = plan->problem, .selector = selector.s, .lenient = true, .take = take_ours, .context = plan};
    struct listing others = {.http = plan->http, .problem = plan->problem, .metadata_only = true, .lenient = true, .wanted = is_incomplete,
                             .take = take_other, .context = plan};
    add_places(plan);
    live_list(&plan->list_targets, &ours);
    secrets_list(plan->http, plan->session->arena, &plan->secrets, plan->stack);
    if (plan->inventory->exists) http_drain(plan->http);
    else store_ask_namespace(&store, plan->problem);
    mark_incomplete(plan);
    live_list(&plan->list_targets, &others);
    http_drain(plan->http);
    refuse_unserved(plan);
    return !plan->problem->code && may_list(plan) && read_others(plan);
}

/* ---- what only seems to be gone, or to be another object ---- */

/* Why nobody knows whether a leftover is there; empty: somebody does. With a custom kind its objects go; a kind of Kubernetes itself,
 * in that version, is away: what is of it may be there nevertheless. */
static Str why_unknown(const struct plan *plan, const struct step *step, const struct list_target *place)
{
    const struct resource *resource = step->resource;
    if (place->refusal.n) return place->refusal;
    if (!place->unserved || !kube_resource_exact(resource->api_version.s, resource->kind.s)) return STR("");
    return arena_printf(plan->session->arena, "the server does not serve %.*s of %.*s", STR_ARG(resource->kind), STR_ARG(resource->api_version));
}

static void keep_unknown(struct plan *plan)
{
    for (size_t i = plan->stack->members.n; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        Str why = why_unknown(plan, step, &plan->list_targets.v.at[step->place]);
        if (step->action != ACTION_NONE || !why.n) continue;
        step->action = ACTION_KEEP;
        step->reason = arena_printf(plan->session->arena, "nobody knows whether it is there: %.*s", STR_ARG(why));
    }
}

/* The server shows one object under several API groups. */
static void spare_members(struct plan *plan)
{
    struct map members = {0};
    struct names *uids = names_new(plan->session->arena);
    for (size_t i = 0; i < plan->stack->members.n; i++)
        if (plan->steps.at[i].uid.n) map_put(plan->session->arena, &members, name_of(uids, plan->steps.at[i].uid), plan);
    for (size_t i = plan->stack->members.n; i < plan->steps.n; i++) {
        const struct name *uid = name_find(uids, plan->steps.at[i].uid);
        if (uid && map_get(&members, uid)) plan->steps.at[i].action = ACTION_NONE;
    }
}

/* ---- all of it ---- */

const struct secret_bindings no_bindings;

bool plan_is_empty(const struct plan *plan)
{
    if (plan->refused || secrets_missing(&plan->secrets, &no_bindings)) return false;
    for (size_t i = 0; i < plan->steps.n; i++) {
        const struct step *step = &plan->steps.at[i];
        if (step->action == ACTION_NONE ? step->member && !step->owned : step->action != ACTION_KEEP) return false;
    }
    return true;
}

struct plan *plan_make(struct http *http, struct stack *stack, struct inventory *inventory, const struct plan_options *options,
                       struct problem *problem)
{
    struct plan *plan = NEW(stack->session->arena, struct plan);
    *plan = (struct plan){.session = stack->session, .http = http, .options = options, .stack = stack, .inventory = inventory, .problem = problem,
                          .list_targets = {.session = stack->session}};
    bool fine = secrets_of(stack, &plan->secrets, problem);
    if (fine) add_steps(plan);
    if (!fine || !discover(plan) || !list_live(plan)) {
        plan_free(plan);
        return NULL;
    }
    keep_unknown(plan);
    spare_members(plan);
    if (options->rollback) plan_spare_jobs(plan);
    plan_protect(plan);
    if (!plan_dry_run(plan)) {
        plan_free(plan);
        return NULL;
    }
    plan_compare(plan);
    return plan;
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; plan && i < plan->steps.n; i++) {
        json_decref(plan->steps.at[i].live);
        leftovers_free(&plan->steps.at[i].leftovers);
    }
    if (plan && plan->comparison) comparison_free(plan->comparison);
    if (plan) compiled_free(plan->before);
}
