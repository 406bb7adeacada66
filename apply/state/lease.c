#include "state/lease.h"

#include "cluster/owned_fields.h"
#include "common/exit_code.h"
#include "common/interrupt.h"
#include "common/timestamp.h"
#include "stack/stack.h"
#include "state/identity.h"

#include <stdlib.h>
#include <time.h>

enum {
    DURATION = 30 * 1000,
    DURATION_MAX = 3600 * 1000,  /* of a holder that is waited for */
    BEATS = 10,                  /* looks at the clock in each period */
};

struct lease {
    struct store store;
    struct lease_options options;
    Str name, path, identity;
    Str acquired;                /* RFC 3339 */
    Str resource_version;
    json_int_t epoch;
    int64_t sent;                /* when the renewal on its way, or the last one, was sent */
    int64_t renew;               /* when the next one is due */
    int64_t expiry;              /* before it nobody else can take the lease */
    bool in_flight;              /* a renewal is on its way */
    bool lost, released;
};

/* ---- the object ---- */

/* MicroTime: the server takes six digits behind the dot and a zone, and nothing else (1.20.2 and 1.36.2). */
static Str time_text(struct arena *arena)
{
    struct timespec now;
    struct tm parts;
    char seconds[32];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    return arena_printf(arena, "%s.%06ldZ", seconds, now.tv_nsec / 1000);
}

static json_t *object_of(const struct lease *lease, Str holder, json_int_t epoch)
{
    json_t *object = store_new_object(&lease->store, lease->name, NULL), *spec = json_object();
    Str now = time_text(lease->store.arena);
    json_object_set_new(object, "spec", spec);
    json_object_set_new(spec, "holderIdentity", text_json(holder));
    json_object_set_new(spec, "leaseDurationSeconds", json_integer(lease->options.duration / 1000));
    json_object_set_new(spec, "acquireTime", text_json(lease->acquired));
    json_object_set_new(spec, "renewTime", text_json(now));
    json_object_set_new(spec, "leaseTransitions", json_integer(epoch));
    return object;
}

/* ms since that time of the Lease, as far as the clocks of two machines agree: for people, and as a hint. */
static int64_t age_of(const json_t *object, const char *time)
{
    int64_t then, age = timestamp_read(str_of(text_at(object, time)), &then) ? calendar_ms() - then : 0;
    return age < 0 ? 0 : age;
}

static int64_t duration_of(const json_t *object)
{
    json_int_t seconds = number_at(object, "spec.leaseDurationSeconds", DURATION / 1000);
    return seconds < 1 ? 1000 : seconds > DURATION_MAX / 1000 ? DURATION_MAX : seconds * 1000;
}

/* "ann@host/1234/5f0c9d31" without its random end. */
static Str person_of(struct arena *arena, const json_t *object)
{
    Str holder = clean_text_at(arena, object, "spec.holderIdentity");
    const char *slash = holder.n ? memchr(holder.s, '/', holder.n) : NULL;
    return slash ? (Str){holder.s, (size_t)(slash - holder.s)} : holder;
}

/* "ann@host (process 1234)" */
static Str holder_of(struct arena *arena, const json_t *object)
{
    Str holder = clean_text_at(arena, object, "spec.holderIdentity"), person = person_of(arena, object);
    if (person.n == holder.n) return holder;
    Str process = {person.s + person.n + 1, holder.n - person.n - 1};
    const char *slash = memchr(process.s, '/', process.n);
    if (slash) process.n = (size_t)(slash - process.s);
    return arena_printf(arena, "%.*s (process %.*s)", STR_ARG(person), STR_ARG(process));
}

static bool is_ours(const struct lease *lease, const json_t *object) { return str_is(lease->identity, text_at(object, "spec.holderIdentity")); }

static void adopt(struct lease *lease, const json_t *object)
{
    lease->resource_version = arena_copy(lease->store.arena, str_of(text_at(object, "metadata.resourceVersion")));
}

/* A sixth earlier than others may take it: time for what is on its way to arrive. */
static void prolong(struct lease *lease)
{
    lease->expiry = lease->sent + lease->options.duration - lease->options.duration / 6;
    lease->renew = lease->sent + lease->options.period;
}

/* ---- keeping it ---- */

static void lose(struct lease *lease, const char *why)
{
    if (lease->lost || lease->released) return;
    lease->lost = true;
    http_refuse(lease->store.http, arena_printf(lease->store.arena, "the lock of stack '%.*s' was lost: %s", STR_ARG(lease->options.stack), why).s);
}

static void send(struct lease *lease, const char *method, json_t *body, reply_fn *done)
{
    char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
    lease->in_flight = true;
    http_send(lease->store.http, &(struct request){.method = method, .path = lease->path.s, .type = text ? "application/json" : NULL, .body = text,
                                                    .size = text ? strlen(text) : 0, .retry_timeout = lease->options.period, .urgent = true,
                                                            .done = done,
                                                    .context = lease});
    free(text);
    json_decref(body);
}

/* After a refusal: somebody else has it, or an earlier answer was lost, or somebody has put a label on it. */
static void take_look(void *context, const struct reply *reply)
{
    struct lease *lease = context;
    enum answer answer = answer_of(reply);
    lease->in_flight = false;
    if (answer == ANSWER_NOT_FOUND) lose(lease, "somebody has deleted it");
    if (answer != ANSWER_OK) return;
    if (is_ours(lease, reply->body)) adopt(lease, reply->body);
    else lose(lease, arena_printf(lease->store.arena, "%.*s has it now", STR_ARG(holder_of(lease->store.arena, reply->body))).s);
}

/* What is neither an answer nor a refusal is tried again with the next beat, while there is time. */
static void take_renewal(void *context, const struct reply *reply)
{
    struct lease *lease = context;
    enum answer answer = answer_of(reply);
    lease->in_flight = false;
    if (answer == ANSWER_NOT_FOUND) lose(lease, "somebody has deleted it");
    if (answer == ANSWER_STALE && !lease->released) send(lease, "GET", NULL, take_look);
    if (answer != ANSWER_OK) return;
    adopt(lease, reply->body);
    prolong(lease);
}

static void put(struct lease *lease, Str holder, reply_fn *done)
{
    json_t *object = object_of(lease, holder, lease->epoch);
    json_object_set_new(json_object_get(object, "metadata"), "resourceVersion", text_json(lease->resource_version));
    send(lease, "PUT", object, done);
}

static void beat(void *context)
{
    struct lease *lease = context;
    int64_t now = elapsed_ms();
    if (lease->lost || lease->released) return;
    if (now >= lease->expiry) {
        lose(lease, "it could not be renewed in time");
        return;
    }
    if (!lease->in_flight && now >= lease->renew) {
        lease->sent = now;
        put(lease, lease->identity, take_renewal);
    }
    http_after(lease->store.http, lease->options.period / BEATS, beat, lease);
}

/* ---- taking it ---- */

enum step { TAKEN, AGAIN, WAIT, FAILED };

/* Another holder, as it is seen from here. */
struct rival {
    int64_t begun;               /* of all waiting */
    int64_t seen;                /* when the Lease changed last; 0: it was not seen yet */
    Str version, holder;
    bool alive;                  /* it has changed since it was seen first */
};

static enum step take(struct lease *lease, Str version, json_int_t epoch, struct problem *problem)
{
    lease->sent = elapsed_ms();
    lease->acquired = time_text(lease->store.arena);
    json_t *object = object_of(lease, lease->identity, epoch);
    const struct reply *reply = store_put(&lease->store, object, version);
    enum answer answer = answer_of(reply);
    json_decref(object);
    if (answer == ANSWER_EXISTS || answer == ANSWER_STALE || (answer == ANSWER_NOT_FOUND && version.n)) return AGAIN;
    if (answer != ANSWER_OK) {
        store_problem(&lease->store, reply, lease->name, "written", problem);
        return FAILED;
    }
    lease->epoch = epoch;
    adopt(lease, reply->body);
    return TAKEN;
}

static void observe(struct lease *lease, struct rival *rival, const json_t *object)
{
    Str version = str_of(text_at(object, "metadata.resourceVersion"));
    if (str_eq(rival->version, version)) return;
    rival->alive = rival->seen != 0;
    rival->seen = elapsed_ms();
    rival->version = arena_copy(lease->store.arena, version);
}

/* Its renewal time comes from another clock: it says whether a dead holder is worth waiting for, never that it is dead. */
static bool is_worth_waiting(const struct lease *lease, const struct rival *rival, const json_t *object)
{
    return elapsed_ms() - rival->begun < lease->options.wait_timeout || (!rival->alive && age_of(object, "spec.renewTime") > duration_of(object));
}

/* "ann@host (process 1234) has held the lock of stack 'site' for 12 s" */
static Str state_of(const struct lease *lease, const json_t *object)
{
    struct arena *arena = lease->store.arena;
    return arena_printf(arena, "%.*s has held the lock of stack '%.*s' for %lld s", STR_ARG(holder_of(arena, object)), STR_ARG(lease->options.stack),
                        (long long)age_of(object, "spec.acquireTime") / 1000);
}

static enum step refused(const struct lease *lease, const json_t *object, struct problem *problem)
{
    problem_set(problem, EXIT_LOCKED, "%s", state_of(lease, object).s);
    problem_help(problem, "try again when it is done, or wait for it with --lock-timeout; a holder that has died loses the lock after %lld s",
                 (long long)duration_of(object) / 1000);
    return FAILED;
}

static enum step wait_for(struct lease *lease, struct rival *rival, const json_t *object)
{
    struct arena *arena = lease->store.arena;
    Str holder = holder_of(arena, object);
    if (!str_eq(holder, rival->holder) && lease->options.note)
        lease->options.note(lease->options.context, arena_printf(arena, "waiting: %s", state_of(lease, object).s).s);
    rival->holder = holder;
    return WAIT;
}

static enum step try_to_take(struct lease *lease, struct rival *rival, struct problem *problem)
{
    const struct reply *reply = store_get(&lease->store, lease->name);
    const json_t *object = reply->body;
    enum answer answer = answer_of(reply);
    if (answer == ANSWER_NOT_FOUND) return take(lease, STR(""), 1, problem);
    if (answer != ANSWER_OK) {
        store_problem(&lease->store, reply, lease->name, "read", problem);
        return FAILED;
    }
    json_int_t epoch = number_at(object, "spec.leaseTransitions", 0);
    if (lease->sent && is_ours(lease, object)) {
        lease->epoch = epoch;
        adopt(lease, object);
        return TAKEN;
    }
    observe(lease, rival, object);
    Str holder = str_of(text_at(object, "spec.holderIdentity"));
    bool is_free = !holder.n || identity_is_gone(lease->store.arena, holder) || elapsed_ms() - rival->seen >= duration_of(object);
    if (is_free) return take(lease, rival->version, epoch + 1, problem);
    return is_worth_waiting(lease, rival, object) ? wait_for(lease, rival, object) : refused(lease, object, problem);
}

static struct lease *lease_new(struct http *http, const struct lease_options *options)
{
    struct lease *lease = NEW(options->arena, struct lease);
    *lease = (struct lease){.store = {http, options->arena, &leases, options->namespace, options->stack}, .options = *options};
    if (!lease->options.duration) lease->options.duration = DURATION;
    if (!lease->options.period) lease->options.period = lease->options.duration / 3;
    lease->name = inventory_name(options->arena, options->stack);
    lease->path = store_path(&lease->store, lease->name, "?fieldManager=" FIELD_MANAGER);
    lease->identity = identity_process(options->arena);
    return lease;
}

/* False: a signal came. */
static bool rest(const struct lease *lease)
{
    int64_t until = now_ms() + lease->options.period / BEATS;
    for (int64_t now; (now = now_ms()) < until && !interrupted();) http_turn(lease->store.http, until - now);
    return !interrupted();
}

struct lease *lease_acquire(struct http *http, const struct lease_options *options, struct problem *problem)
{
    struct lease *lease = lease_new(http, options);
    struct rival rival = {.begun = elapsed_ms()};
    for (bool fresh = options->fresh;; fresh = false) {
        enum step step = fresh ? take(lease, STR(""), 1, problem) : try_to_take(lease, &rival, problem);
        if (step == FAILED) return NULL;
        if (step == TAKEN) break;
        if (step == WAIT && !rest(lease)) {
            problem_set(problem, EXIT_INTERRUPTED, "interrupted while waiting for the lock of stack '%.*s'; nothing was changed",
                        STR_ARG(options->stack));
            return NULL;
        }
    }
    prolong(lease);
    beat(lease);
    return lease;
}

json_int_t lease_epoch(const struct lease *lease) { return lease->epoch; }
bool lease_lost(const struct lease *lease) { return lease->lost; }

/* ---- giving it back ---- */

/* Whose lease it is by now is told by the server's refusal: then there is nothing to give back. */
static void take_release(void *context, const struct reply *reply)
{
    struct lease *lease = context;
    enum answer answer = answer_of(reply);
    lease->in_flight = false;
    if (answer == ANSWER_OK || answer == ANSWER_STALE || answer == ANSWER_NOT_FOUND || !lease->options.note) return;
    Str text = arena_printf(lease->store.arena, "the lock could not be given back, and expires after %lld s: %.*s",
                            (long long)lease->options.duration / 1000, STR_ARG(answer_text(lease->store.arena, reply)));
    lease->options.note(lease->options.context, text.s);
}

static void await_reply(struct lease *lease)
{
    while (lease->in_flight) http_turn(lease->store.http, lease->options.period);
}

void lease_release(struct lease *lease)
{
    if (!lease || lease->released) return;
    lease->released = true;
    await_reply(lease);
    if (lease->lost) return;
    put(lease, STR(""), take_release);
    await_reply(lease);
}

/* ---- for status ---- */

Str lease_holder(struct http *http, struct arena *arena, Str stack, Str namespace)
{
    struct store store = {http, arena, &leases, namespace, stack};
    const struct reply *reply = store_get(&store, inventory_name(arena, stack));
    if (answer_of(reply) != ANSWER_OK || !*text_at(reply->body, "spec.holderIdentity")) return STR("");
    Str holder = person_of(arena, reply->body);
    int64_t silent = age_of(reply->body, "spec.renewTime");
    Str text = arena_printf(arena, "%.*s, for %lld s", STR_ARG(holder), (long long)age_of(reply->body, "spec.acquireTime") / 1000);
    return silent <= duration_of(reply->body) ? text : arena_printf(arena, "%.*s, silent for %lld s", STR_ARG(text), (long long)silent / 1000);
}
