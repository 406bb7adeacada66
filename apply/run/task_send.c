/* The request of a step, and what its answer leads to. */
#include "run_internal.h"

#include "cluster/owned_fields.h"
#include "health/readiness.h"
#include "json/json_path.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOVED_MOST = 8, NEW_KIND_MS = 30 * 1000, NEW_KIND_PAUSE_MS = 300 };

static void take_answer(void *context, const struct reply *);

/* Its kind is ready as soon as it is written. */
static bool has_no_status(const struct task *task)
{
    const struct resource *resource = task->step->resource;
    return !readiness_needs_watch(resource->api_version.s, resource->kind.s);
}

static bool is_ready_at_once(const struct task *task) { return !task->run->options.wait || has_no_status(task); }

static void patch(void *context)
{
    struct task *task = context;
    struct step *step = task->step;
    size_t size;
    if (task->run->over) return;
    char *body = step_body(step, !task->unbound, &size);
    const char *query = step->force ? "?fieldManager=" FIELD_MANAGER "&force=true" : "?fieldManager=" FIELD_MANAGER;
    Str path = api_path(task->run->session->arena, step->resource, step->namespace, step->name, query);
    http_send(task->run->http, &(struct request){.method = "PATCH", .path = path.s, .type = "application/apply-patch+yaml", .body = body,
            .size = size, .metadata_only = has_no_status(task), .done = take_answer, .context = task});
    free(body);
}

/* ---- clearing what is in the way: it becomes ours, and goes with the change ---- */

static void take_cleared(void *context, const struct reply *reply)
{
    struct task *task = context;
    struct step *step = task->step;
    if (answer_of(reply) != ANSWER_OK) {
        take_answer(context, reply);
        return;
    }
    step->resource_version = arena_copy(task->run->session->arena, str_of(text_at(reply->body, "metadata.resourceVersion")));
    leftovers_free(&step->leftovers);
    step->leftovers = (struct leftovers){0};
    patch(task);
}

static void clear(struct task *task)
{
    struct step *step = task->step;
    struct arena *arena = task->run->session->arena;
    json_t *bound = json_pack("{s:s, s:s, s:o}", "op", "replace", "path", "/metadata/resourceVersion", "value", text_json(step->resource_version));
    json_t *fields = json_pack("{s:s, s:s, s:o}", "op", "replace", "path", "/metadata/managedFields", "value",
                               managed_fields_with(arena, step->live, &step->leftovers));
    Str body = arena_json(arena, json_pack("[o, o]", bound, fields));
    Str path = api_path(arena, step->resource, step->namespace, step->name, "?fieldManager=" FIELD_MANAGER);
    http_send(task->run->http, &(struct request){.method = "PATCH", .path = path.s, .type = "application/json-patch+json", .body = body.s,
            .size = body.n, .metadata_only = true, .done = take_cleared, .context = task});
}

/* ---- replacing: delete, then create when it is gone ---- */

void task_gone(struct task *task)
{
    task->step->uid = STR("");
    if (task->step->member) patch(task);
    else task_ready(task, STATE_DELETED, "");
}

/* Those without finalizers are gone already; for others the watch tells. */
static void take_gone(void *context, const struct reply *reply)
{
    struct task *task = context;
    bool there = answer_of(reply) == ANSWER_OK && str_is(task->step->uid, text_at(reply->body, "metadata.uid"));
    if (task->phase != PHASE_DELETING || !task->step->uid.n) return;
    if (there) {
        struct buf names = {0};
        json_decref(task->seen);
        task->seen = json_incref(reply->body);
        buf_texts(&names, json_at(reply->body, "metadata.finalizers"));
        progress_object(task->run->options.progress, task->index, STATE_WAITING, arena_printf(task->run->session->arena, "being deleted%s%.*s",
                names.n ? "; finalizers: " : "", (int)names.n, names.n ? names.s : "").s);
        buf_free(&names);
    } else if (answer_of(reply) == ANSWER_OK || answer_of(reply) == ANSWER_NOT_FOUND) task_gone(task);
    else task_fail(task, "", "it was deleted, and cannot be read: %.*s", STR_ARG(answer_text(task->run->session->arena, reply)));
}

static void ask_gone(struct task *task)
{
    Str path = api_path(task->run->session->arena, task->step->resource, task->step->namespace, task->step->name, "");
    task_observe(task, task->step->uid.s);
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .done = take_gone, .context = task});
}

static void take_deleted(void *context, const struct reply *reply)
{
    struct task *task = context;
    struct arena *arena = task->run->session->arena;
    switch (answer_of(reply)) {
    case ANSWER_OK: case ANSWER_NOT_FOUND:
        task->phase = PHASE_DELETING;
        if (!task->step->member && !task->run->options.wait) task_gone(task);
        else ask_gone(task);
        return;
    case ANSWER_STALE:
        task->run->conflicts++;
        task_fail(task, "plan again", "it is another object than when the plan was made");
        return;
    default: task_fail(task, "", "it cannot be deleted: %.*s", STR_ARG(answer_text(arena, reply)));
    }
}

/* Pods go before what they use: their owner is gone when they are. */
static const char *propagation(const struct task *task)
{
    if (task->step->orphan) return "Orphan";
    return task->run->options.wait && !task->step->member && has_pods_of_its_own(task->step->resource) ? "Foreground" : "Background";
}

void task_delete(struct task *task)
{
    struct step *step = task->step;
    struct arena *arena = task->run->session->arena;
    task->begun = now_ms();
    Str body = arena_printf(arena, "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"%s\",\"preconditions\":{\"uid\":\"%.*s\"}}",
                            propagation(task), STR_ARG(step->uid));
    Str path = api_path(arena, step->resource, step->namespace, step->name, "");
    http_send(task->run->http, &(struct request){.method = "DELETE", .path = path.s, .type = "application/json", .body = body.s, .size = body.n,
            .done = take_deleted, .context = task});
}

void task_send(struct task *task)
{
    progress_object(task->run->options.progress, task->index, STATE_SENT, "");
    task->begun = now_ms();
    if (task->step->action == ACTION_REPLACE && task->step->uid.n) task_delete(task);
    else if (task->step->leftovers.fields) clear(task);
    else patch(task);
}

/* ---- answers ---- */

static void note_written(struct task *task, const json_t *object)
{
    struct run *run = task->run;
    struct step *step = task->step;
    snprintf(task->uid, sizeof task->uid, "%s", text_at(object, "metadata.uid"));
    task->generation = number_at(object, "metadata.generation", 0);
    step->uid = arena_copy(run->session->arena, str_of(task->uid));
    struct entry entry = step_entry(step);
    inventory_put(run->plan->inventory, &entry);
}

/* Told once, here: to the server all is as it was asked for. What was written without asking for the whole object is not looked at. */
static void note_overridden(struct task *task, const json_t *made)
{
    const struct member *member = task->step->member;
    json_t *manifest = json_at(made, "spec") ? member_manifest(member) : NULL;
    Str fields = manifest ? overridden_fields(task->run->session->arena, made, manifest, member->compiled->kube) : STR("");
    json_decref(manifest);
    if (fields.n)
        progress_note(task->run->options.progress, "warning", "%.*s: %.*s: an admission policy or webhook of the cluster has the last word",
                      STR_ARG(task->step->id), STR_ARG(fields));
}

static void take_written(struct task *task, const struct reply *reply)
{
    note_written(task, reply->body);
    note_overridden(task, reply->body);
    if (is_ready_at_once(task)) {
        task_ready(task, STATE_READY, task->run->options.wait ? "" : "not waited for");
        return;
    }
    json_decref(task->seen);
    task->seen = json_incref(reply->body);
    task_wait(task);
}

/* Another resourceVersion is nothing to worry about as long as what the plan is bound to is the same. What was not there, and is ours,
 * comes from a try whose answer was lost. */
static bool is_as_planned(const struct task *task, const json_t *live)
{
    const struct step *step = task->step;
    char hash[17];
    if (!step->uid.n) return stack_has(task->run->plan->stack, live);
    content_hash(live, hash);
    return strcmp(hash, step->content) == 0 && str_is(step->uid, text_at(live, "metadata.uid"));
}

static void take_moved(void *context, const struct reply *reply)
{
    struct task *task = context;
    struct step *step = task->step;
    struct arena *arena = task->run->session->arena;
    if (answer_of(reply) == ANSWER_OK && is_as_planned(task, reply->body)) {
        step->uid = arena_copy(arena, str_of(text_at(reply->body, "metadata.uid")));
        step->resource_version = arena_copy(arena, str_of(text_at(reply->body, "metadata.resourceVersion")));
        patch(task);
        return;
    }
    task->run->conflicts++;
    task_fail(task, "look at 'stk plan' and apply again", "somebody %s it since the plan was made", step->uid.n ? "changed" : "made");
}

static void look_what_moved(struct task *task)
{
    task->moved++;
    Str path = api_path(task->run->session->arena, task->step->resource, task->step->namespace, task->step->name, "");
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .done = take_moved, .context = task});
}

static void fail_conflict(struct task *task, const struct reply *reply)
{
    struct arena *arena = task->run->session->arena;
    struct field_conflicts conflicts = {0};
    answer_conflicts(arena, reply, &conflicts);
    task->run->conflicts++;
    task_fail(task, take_help(arena, task->step).s, "other managers own fields of it");
    progress_detail(task->run->options.progress, task->index, "fields", conflict_lines(arena, &conflicts).s);
}

/* A definition counts as established before all servers answer for its kind. */
static void wait_for_kind(struct task *task, const struct reply *reply)
{
    if (task->step->member->definition && now_ms() - task->begun < NEW_KIND_MS) http_after(task->run->http, NEW_KIND_PAUSE_MS, patch, task);
    else task_fail(task, "", "the server does not know its kind, or its namespace: %.*s", STR_ARG(answer_text(task->run->session->arena, reply)));
}

static void take_answer(void *context, const struct reply *reply)
{
    struct task *task = context;
    struct run *run = task->run;
    Str text = answer_of(reply) == ANSWER_OK ? STR("") : answer_text(run->session->arena, reply);
    switch (answer_of(reply)) {
    case ANSWER_OK: take_written(task, reply); return;
    case ANSWER_FIELD_CONFLICT: fail_conflict(task, reply); return;
    case ANSWER_STALE:
        if (task->moved < MOVED_MOST) look_what_moved(task);
        else take_moved(task, reply);
        return;
    case ANSWER_VERSION_ON_CREATE:
        task->unbound = true;
        patch(task);
        return;
    case ANSWER_NO_MATCH: wait_for_kind(task, reply); return;
    case ANSWER_UNREACHABLE:
        run_cut_off(run, text);
        task_fail(task, "", "not known whether it was written: %.*s", STR_ARG(text));
        return;
    case ANSWER_UNAUTHORIZED:
        run_break(run, EXIT_PARTIAL, "the API server does not accept the credentials any more");
        task_fail(task, "", "the credentials are not accepted any more");
        return;
    case ANSWER_TERMINATING: task_fail(task, "wait until the namespace is gone, then go on", "its namespace is being deleted"); return;
    default: task_fail(task, answer_help(reply), "the server %s it: %.*s", answer_verdict(reply), STR_ARG(text));
    }
}
