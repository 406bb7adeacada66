/* What explains a failure: events, and the last lines of a container that ended. */
#include "run_internal.h"

#include "json/json_path.h"

enum { LOG_LINES = 20, EVENTS_MOST = 10 };

struct evidence { struct task *task; const char *title; };

static void tell_kept_log(struct task *task)
{
    if (task->crash.log) progress_detail(task->run->options.progress, task->index, task->crash.title, task->crash.log);
}

/* NULL: there is none. What was written may be anything: a NUL byte does not end it. */
static const char *log_of(const struct task *task, const struct reply *reply)
{
    if (answer_of(reply) != ANSWER_OK || !reply->size) return NULL;
    char *text = NEW_ARRAY(task->run->session->arena, reply->size + 1, char);
    for (size_t i = 0; i < reply->size; i++) text[i] = reply->text[i] ? reply->text[i] : ' ';
    return text;
}

static void take_log(void *context, const struct reply *reply)
{
    struct evidence *evidence = context;
    const char *log = log_of(evidence->task, reply);
    if (log) progress_detail(evidence->task->run->options.progress, evidence->task->index, evidence->title, log);
    else tell_kept_log(evidence->task);
}

static void put_event(struct buf *lines, const json_t *event)
{
    buf_printf(lines, "%lldx %s %s: %s\n", (long long)event_times(event), text_at(event, "type"), text_at(event, "reason"),
               text_at(event, "message"));
}

static bool is_normal(const json_t *event) { return text_is(event, "type", "Normal"); }

/* The last of those that tell a trouble. */
static void take_events(void *context, const struct reply *reply)
{
    struct evidence *evidence = context;
    struct buf lines = {0};
    size_t i, count = 0;
    json_t *event, *items = json_object_get(reply->body, "items");
    json_array_foreach(items, i, event) count += !is_normal(event);
    json_array_foreach(items, i, event)
        if (!is_normal(event) && count-- <= EVENTS_MOST) put_event(&lines, event);
    buf_char(&lines, '\0');
    if (lines.n > 1) progress_detail(evidence->task->run->options.progress, evidence->task->index, evidence->title, lines.s);
    buf_free(&lines);
}

static struct evidence *evidence_of(struct task *task, Str title)
{
    struct evidence *evidence = NEW(task->run->session->arena, struct evidence);
    *evidence = (struct evidence){task, title.s};
    return evidence;
}

/* Of the object whose FIELD, escaped for an address, has VALUE. */
static void ask_events(struct task *task, const char *field, const char *value, Str title)
{
    struct arena *arena = task->run->session->arena;
    Str path = arena_printf(arena, "/api/v1/namespaces/%.*s/events?limit=50&fieldSelector=%s%%3D%.*s", STR_ARG(task->step->namespace),
                            field, STR_ARG(url_escape(arena, str_of(value))));
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .retry_timeout = 5000, .done = take_events,
                                                 .context = evidence_of(task, title)});
}

/* Why a volume cannot be made is told by events alone. */
static void ask_events_of_claims(struct task *task, const json_t *pod)
{
    static const char field[] = "involvedObject.kind%3DPersistentVolumeClaim,involvedObject.name";
    size_t i;
    json_t *volume;
    if (!condition_is(pod, "PodScheduled", "False")) return;
    json_array_foreach(json_at(pod, "spec.volumes"), i, volume) {
        const char *claim = text_at(volume, "persistentVolumeClaim.claimName");
        Str title = arena_printf(task->run->session->arena, "events of claim %s", claim);
        if (*claim) ask_events(task, field, claim, title);
    }
}

static Str log_title(struct task *task, const json_t *pod, const struct pod_report *report)
{
    return arena_printf(task->run->session->arena, "last log lines of %s, container %s", text_at(pod, "metadata.name"), report->container);
}

static void ask_log(struct task *task, const json_t *pod, const struct pod_report *report, reply_fn *done, void *context)
{
    struct arena *arena = task->run->session->arena;
    Str path = arena_printf(arena, "/api/v1/namespaces/%.*s/pods/%s/log?tailLines=%d&container=%s%s", STR_ARG(task->step->namespace),
                            text_at(pod, "metadata.name"), LOG_LINES, report->container, report->previous ? "&previous=true" : "");
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .plain = true, .retry_timeout = 5000, .done = done,
                                                 .context = context});
}

/* ---- logs of pods that go ---- */

static void keep_log(void *context, const struct reply *reply)
{
    struct task *task = context;
    const char *log = log_of(task, reply);
    if (log) task->crash.log = log;
}

/* The controller of Jobs deletes the pod with the last crash at once. */
void task_note_crash(struct task *task, const json_t *pod, const struct pod_report *report)
{
    struct arena *arena = task->run->session->arena;
    if (!report->crashed || !*report->container || !str_is(task->step->resource->kind, "Job")) return;
    Str what = arena_printf(arena, "%s %s %lld", text_at(pod, "metadata.uid"), report->container, (long long)report->restarts);
    if (str_eq(what, task->crash.what)) return;
    task->crash.what = what;
    task->crash.title = log_title(task, pod, report).s;
    ask_log(task, pod, report, keep_log, task);
}

/* ---- all of it ---- */

void task_gather(struct task *task, const json_t *pod, const struct pod_report *report)
{
    struct arena *arena = task->run->session->arena;
    if (!task->step->namespace.n) return;
    const char *uid = *task->uid ? task->uid : task->step->uid.s;
    ask_events(task, "involvedObject.uid", uid, arena_printf(arena, "events of %.*s", STR_ARG(task->step->id)));
    if (!pod) tell_kept_log(task);
    if (!pod) return;
    ask_events(task, "involvedObject.uid", text_at(pod, "metadata.uid"), arena_printf(arena, "events of pod %s", text_at(pod, "metadata.name")));
    ask_events_of_claims(task, pod);
    if (report && report->crashed && *report->container) ask_log(task, pod, report, take_log, evidence_of(task, log_title(task, pod, report)));
}
