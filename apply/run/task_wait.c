/* Waiting until an object is ready, or is known never to be. */
#include "run_internal.h"

#include "health/readiness.h"

enum { UNLABELLED_MS = 2000, ASK_PATIENCE_MS = 5000 };

static void fail_unready(struct task *task, const char *why)
{
    task->run->unready++;
    task_fail(task, "", "%s", why);
}

/* ---- another look, later ---- */

static void look_again(void *context)
{
    struct task *task = context;
    if (task->run->over || task->phase != PHASE_WAITING || now_ms() < task->requeue_at) return;
    task->requeue_at = 0;
    task_assess(task);
}

static void requeue_after(struct task *task, int64_t delay)
{
    if (delay < 100) delay = 100;
    int64_t at = now_ms() + delay;
    if (task->requeue_at && task->requeue_at <= at) return;
    task->requeue_at = at;
    http_after(task->run->http, delay, look_again, task);
}

/* ---- asking for it by name: what the watch does not tell ---- */

static void take_asked(void *context, const struct reply *reply);

static void ask(void *context)
{
    struct task *task = context;
    if (task->run->over || task->phase != PHASE_WAITING) return;
    Str path = api_path(task->run->session->arena, task->step->resource, task->step->namespace, task->step->name, "");
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .retry_timeout = ASK_PATIENCE_MS, .done = take_asked,
                                                 .context = task});
}

static void see(struct task *task, const json_t *object)
{
    json_decref(task->seen);
    task->seen = json_incref((json_t *)(uintptr_t)object);
}

static void take_asked(void *context, const struct reply *reply)
{
    struct task *task = context;
    bool job = str_is(task->step->resource->kind, "Job");
    if (task->phase != PHASE_WAITING) return;
    if (answer_of(reply) == ANSWER_NOT_FOUND) {
        fail_unready(task, job ? "somebody deleted it, or it ended and was removed before its end was seen" : "somebody deleted it");
        return;
    }
    if (answer_of(reply) == ANSWER_OK) see(task, reply->body);
    /* The watch does not tell what has lost the label of the stack. */
    if (answer_of(reply) == ANSWER_OK && !stack_has(task->run->plan->stack, reply->body)) http_after(task->run->http, UNLABELLED_MS, ask, task);
    task_assess(task);
}

/* Once, before the time limit fails it. */
static bool ask_at_last(struct task *task)
{
    if (task->asked_at_last) return false;
    task->asked_at_last = true;
    ask(task);
    return true;
}

/* ---- one look ---- */

/* Waiting turns into something else when the rule says the same for long enough. */
static enum readiness after_grace(struct task *task, enum readiness readiness, const struct grace *grace)
{
    bool runs = readiness == READINESS_WAITING && grace->ms > 0;
    if (!runs || task->grace_for != (int)grace->then) task->trouble_since = 0;
    if (!runs) return readiness;
    if (!task->trouble_since) task->trouble_since = now_ms();
    task->grace_for = (int)grace->then;
    int64_t left = task->trouble_since + grace->ms - now_ms();
    if (left <= 0) return grace->then;
    requeue_after(task, left);
    return readiness;
}

/* What is wrong with a pod says more than what the workload lacks. */
static void put_reasons(struct buf *text, const struct rollout_status *look, const struct buf *why)
{
    buf_printf(text, "%.*s", (int)look->why.n, look->why.n ? look->why.s : "");
    if (!look->failed || !look->why.n) buf_printf(text, "%s%.*s", look->why.n ? "; " : "", (int)why->n, why->n ? why->s : "");
}

static void fail_looking(struct task *task, const struct rollout_status *look, const char *text)
{
    fail_unready(task, text);
    task_gather(task, look->pod, &look->report);
}

static void look_waiting(struct task *task, const struct buf *why)
{
    int64_t timeout = task->run->options.timeout, left = task->begun + timeout - now_ms();
    if (left <= 0 && ask_at_last(task)) return;
    struct rollout_status look;
    struct buf text = {0};
    rollout_assess(task->run->rollouts, task->index, task->seen, task->generation, &look);
    if (left <= 0 && !look.failed) buf_printf(&text, "not ready after %lld s: ", (long long)(timeout / 1000));
    put_reasons(&text, &look, why);
    if (look.settled) task_ready(task, STATE_READY, look.why.s);
    else if (left <= 0 || look.failed) fail_looking(task, &look, text.s);
    else {
        progress_object(task->run->options.progress, task->index, STATE_WAITING, text.s);
        if (look.pod) task_note_crash(task, look.pod, &look.report);
        requeue_after(task, look.requeue_after && look.requeue_after < left ? look.requeue_after : left);
    }
    buf_free(&text);
    buf_free(&look.why);
}

static void look_failed(struct task *task, const struct buf *why)
{
    struct rollout_status look;
    struct buf text = {0};
    rollout_assess(task->run->rollouts, task->index, task->seen, task->generation, &look);
    buf_printf(&text, "%.*s%s%.*s", (int)why->n, why->n ? why->s : "", look.why.n ? ": " : "", (int)look.why.n, look.why.n ? look.why.s : "");
    fail_looking(task, &look, text.s);
    buf_free(&text);
    buf_free(&look.why);
}

void task_assess(struct task *task)
{
    const struct resource *resource = task->step->resource;
    if (!task->before) task->before = json_incref(task->seen);
    const char *uid = task->before && task->step->uid.n ? task->step->uid.s : NULL; /* what was never seen is not gone */
    struct expectation expectation = {uid, task->generation, task->before};
    struct grace grace = {0};
    struct buf why = {0};
    enum readiness readiness = readiness_of(resource->api_version.s, resource->kind.s, task->seen, &expectation, &why, &grace);
    buf_char(&why, '\0');
    why.n--;
    switch (after_grace(task, readiness, &grace)) {
    case READINESS_READY: task_ready(task, STATE_READY, why.s); break;
    case READINESS_SUSPENDED: task_ready(task, STATE_READY, why.s); break;
    case READINESS_FAILED: look_failed(task, &why); break;
    case READINESS_WAITING: look_waiting(task, &why); break;
    }
    buf_free(&why);
}

/* ---- observing ---- */

static void keep_unclaimed(struct run *run, const char *uid, const json_t *object)
{
    json_object_set(run->unclaimed, uid, object ? (json_t *)(uintptr_t)object : json_null());
}

/* The watch does not tell it once more. */
static void claim(struct task *task, const char *uid)
{
    json_t *object = json_incref(json_object_get(task->run->unclaimed, uid));
    json_object_del(task->run->unclaimed, uid);
    if (json_is_null(object)) ask(task);
    bool newer = json_is_object(object) && number_at(object, "metadata.generation", 0) >= task->generation;
    json_t *older = newer ? task->seen : object;
    if (newer) task->seen = object;
    json_decref(older);
}

/* What a watch still tells of an object that was replaced says nothing about the one that took its place. */
static void take_object(void *context, const json_t *object, bool gone)
{
    struct run *run = context;
    const char *uid = text_at(object, "metadata.uid");
    const struct name *name = name_find(run->session->names, str_of(uid));
    size_t index = name ? (uintptr_t)map_get(&run->by_uid, name) : 0;
    struct task *task = index ? &run->tasks[index - 1] : NULL;
    bool lost = gone && !job_has_ended(object);
    if (!task) keep_unclaimed(run, uid, lost ? NULL : object);
    if (!task || (task->phase != PHASE_WAITING && task->phase != PHASE_DELETING) || !str_is(task->step->uid, uid)) return;
    see(task, lost ? NULL : object);
    if (task->phase == PHASE_WAITING) task_assess(task);
    else if (gone) task_gone(task);
    if (task->phase == PHASE_WAITING && lost) ask(task);
}

void task_observe(struct task *task, const char *uid)
{
    struct run *run = task->run;
    struct arena *arena = run->session->arena;
    Str selector = arena_printf(arena, LABEL_PART_OF "=%.*s", STR_ARG(run->plan->stack->part_of));
    map_put(arena, &run->by_uid, name_of(run->session->names, str_of(uid)), (void *)(uintptr_t)(task->index + 1));
    informer_watch(run->informer, &(struct informer_target){.resource = task->step->resource, .namespace = task->step->namespace,
                                                            .selector = selector.s,
            .tell = take_object, .context = run});
}

void task_wait(struct task *task)
{
    struct step *step = task->step;
    const char *uid = *task->uid ? task->uid : step->uid.s;
    task->phase = PHASE_WAITING;
    task->begun = now_ms();
    task_made(task);
    task_observe(task, uid);
    claim(task, uid);
    if (has_pods_of_its_own(step->resource)) rollout_follow(task->run->rollouts, task->index, step->resource, step->namespace, uid);
    if (task->seen) task_assess(task);
    else {
        progress_object(task->run->options.progress, task->index, STATE_WAITING, "");
        requeue_after(task, task->run->options.timeout);
    }
}
