/* Makes the secrets of the provider "apply": each once, and only where there is none. */
#include "run_internal.h"

#include "access/secret_file.h"
#include "cluster/owned_fields.h"

struct batch {
    struct run *run;
    size_t left;
    void (*done)(void *);
    void *context;
};

struct making { struct batch *batch; struct secret *secret; };

static void end_one(struct batch *batch)
{
    if (--batch->left == 0 && batch->done) batch->done(batch->context);
}

static void note_made(struct run *run, struct secret *secret, const json_t *object)
{
    struct arena *arena = run->session->arena;
    secret->uid = arena_copy(arena, str_of(text_at(object, "metadata.uid")));
    struct entry entry = secret_entry(arena, secret);
    inventory_put(run->plan->inventory, &entry);
    progress_note(run->options.progress, "info", "made the secret %.*s/%.*s", STR_ARG(secret->namespace), STR_ARG(secret->name));
}

static void take_made(void *context, const struct reply *reply)
{
    struct making *making = context;
    struct run *run = making->batch->run;
    enum answer answer = answer_of(reply);
    struct secret *secret = making->secret;
    if (answer == ANSWER_OK) note_made(run, secret, reply->body);
    else if (answer != ANSWER_EXISTS)
        run_break(run, EXIT_PARTIAL, "the secret %.*s/%.*s cannot be made: %.*s", STR_ARG(secret->namespace), STR_ARG(secret->name),
                  STR_ARG(answer_text(run->session->arena, reply)));
    end_one(making->batch);
}

static void make(struct batch *batch, struct secret *secret)
{
    struct run *run = batch->run;
    struct arena *arena = run->session->arena;
    struct buf body = {0};
    struct problem problem = {.arena = arena};
    if (!secret_body(secret, run->options.bindings, run->plan->stack->part_of, &body, &problem)) {
        run_break(run, EXIT_PARTIAL, "%.*s", STR_ARG(problem.text));
        end_one(batch);
    } else {
        struct making *making = NEW(arena, struct making);
        *making = (struct making){batch, secret};
        Str path = api_path(arena, &secret_kind, secret->namespace, STR(""), "?fieldManager=" FIELD_MANAGER);
        http_send(run->http, &(struct request){.method = "POST", .path = path.s, .type = "application/json", .body = body.s, .size = body.n,
                .metadata_only = true, .done = take_made, .context = making});
    }
    buf_wipe(&body);
}

void run_secrets(struct run *run, Str namespace, void (*done)(void *), void *context)
{
    struct batch *batch = NEW(run->session->arena, struct batch);
    *batch = (struct batch){run, 1, done, context};
    for (size_t i = 0; run->options.secrets && i < run->options.secrets->v.n; i++) {
        struct secret *secret = &run->options.secrets->v.at[i];
        if (!str_eq(secret->namespace, namespace) || !secret_is_ours(secret, run->options.bindings)) continue;
        batch->left++;
        make(batch, secret);
    }
    end_one(batch);
}
