/* Asks the server what it would do, without doing it. */
#include "plan_internal.h"

#include "cluster/owned_fields.h"
#include "common/exit_code.h"
#include "json/json_body.h"

#include <stdlib.h>

/* Of an object that is not there the server takes any resourceVersion; one that is has never this one. */
#define NOT_THERE STR("1")

/* uid and resourceVersion in the body are conditions that the server checks. */
char *step_body(const struct step *step, bool bound, size_t *size)
{
    json_t *body = member_manifest(step->member), *metadata = json_object_get(body, "metadata");
    if (bound && step->uid.n) json_object_set_new(metadata, "uid", text_json(step->uid));
    if (bound) json_object_set_new(metadata, "resourceVersion", text_json(step->uid.n ? step->resource_version : NOT_THERE));
    char *text = json_body(body);
    json_decref(body);
    *size = strlen(text);
    return text;
}

struct preview { struct plan *plan; struct step *step; };

bool is_taken(const struct plan *plan, Str what)
{
    for (size_t i = 0; i < plan->options->takes.n; i++)
        if (str_is(what, plan->options->takes.at[i])) return true;
    return false;
}

bool takes_object(const struct plan *plan, const struct step *step) { return is_taken(plan, step->id); }

Str take_help(struct arena *arena, const struct step *step)
{
    return arena_printf(arena, "take the fields with --take %.*s, or leave them out of the stack", STR_ARG(step->id));
}

static void preview_step(struct plan *, struct step *);

static void take_conflicts(struct plan *plan, struct step *step, const struct reply *reply)
{
    answer_conflicts(plan->session->arena, reply, &step->conflicts);
    bool all = true;
    for (size_t i = 0; i < step->conflicts.v.n; i++) all &= takes_object(plan, step) || is_taken(plan, step->conflicts.v.at[i].manager);
    step->force = all;
    if (all) {
        preview_step(plan, step); /* what else there is to say of it */
        return;
    }
    refuse(plan, step, take_help(plan->session->arena, step).s, "other managers own fields of it");
}

/* The same content as before, and as much of it ours: the server normalises what we wrote. */
static void take_result(struct plan *plan, struct step *step, const json_t *result)
{
    char hash[17];
    json_t *manifest = member_manifest(step->member);
    step->overridden = overridden_fields(plan->session->arena, result, manifest, step->member->compiled->kube);
    if (step->action == ACTION_CHANGE) {
        content_hash(result, hash);
        bool same = strcmp(hash, step->content) == 0 && json_equal(applied_fields(result), applied_fields(step->live));
        if (same) step->action = ACTION_NONE;
        else step->retained = retained_field(plan->session->arena, result, step->live, manifest);
    }
    json_decref(manifest);
}

static void take_preview(void *context, const struct reply *reply)
{
    struct preview *preview = context;
    struct plan *plan = preview->plan;
    struct step *step = preview->step;
    struct arena *arena = plan->session->arena;
    switch (answer_of(reply)) {
    case ANSWER_OK:
        step->accepted = true;
        take_result(plan, step, reply->body);
        return;
    case ANSWER_FIELD_CONFLICT: take_conflicts(plan, step, reply); return;
    case ANSWER_IMMUTABLE: step->reason = answer_text(arena, reply); return;
    case ANSWER_NOT_FOUND: case ANSWER_NO_MATCH:
        if (step->action == ACTION_CREATE) return; /* its namespace or its kind is new, too */
        refuse(plan, step, "run it again", "it has just been deleted");
        return;
    case ANSWER_STALE: refuse(plan, step, "run it again", "it is being changed by somebody else right now"); return;
    case ANSWER_TERMINATING: refuse(plan, step, "wait until the namespace is gone", "its namespace is being deleted"); return;
    case ANSWER_UNREACHABLE:
        problem_set(plan->problem, EXIT_ERROR, "the API server at %.*s: %.*s", STR_ARG(http_server(plan->http)),
                    STR_ARG(answer_text(arena, reply)));
        return;
    default:
        if (strstr(text_at(reply->body, "message"), "does not support dry run")) return;
        if (answer_of(reply) == ANSWER_INVALID && step->leftovers.fields) return; /* they are cleared first, which no dry run can do */
        refuse(plan, step, reply->broken_off ? answer_help(reply) : step->obstacle.s, "the server %s it: %.*s", answer_verdict(reply),
               STR_ARG(answer_text(arena, reply)));
    }
}

static void preview_step(struct plan *plan, struct step *step)
{
    size_t size;
    char *body = step_body(step, false, &size);
    struct preview *preview = NEW(plan->session->arena, struct preview);
    *preview = (struct preview){plan, step};
    const char *query = step->force ? "?dryRun=All&force=true&fieldManager=" FIELD_MANAGER : "?dryRun=All&fieldManager=" FIELD_MANAGER;
    Str path = api_path(plan->session->arena, step->resource, step->namespace, step->name, query);
    http_send(plan->http, &(struct request){.method = "PATCH", .path = path.s, .type = "application/apply-patch+yaml", .body = body, .size = size,
            .done = take_preview, .context = preview});
    free(body);
}

/* More than are on the way at once, and few enough for their bodies to take no memory worth mention. */
enum { QUEUED_MOST = 256 };

bool plan_dry_run(struct plan *plan)
{
    for (size_t i = 0; i < plan->steps.n; i++) {
        struct step *step = &plan->steps.at[i];
        bool wanted = step->action == ACTION_CHANGE || (step->action == ACTION_CREATE && plan->options->dry_run_creates);
        if (!wanted || step->refusal.n || !step->resource->plural.n) continue;
        while (http_busy(plan->http) >= QUEUED_MOST) http_turn(plan->http, 1000);
        preview_step(plan, step);
    }
    http_drain(plan->http);
    return !plan->problem->code;
}
