/* What explains a failure: events, and the last lines of a container that ended. */
#include "run.h"

#include "json_path.h"


enum { LOG_LINES = 20, EVENTS_MOST = 10 };

struct evidence { struct task *task; const char *title; };

static void take_log(void *context, const struct reply *reply)
{
    struct evidence *evidence = context;
    if (answer_of(reply) == ANSWER_OK && reply->size) progress_detail(evidence->task->run->options.progress, evidence->task->index, evidence->title, reply->text);
}

static void put_event(struct buf *lines, const json_t *event)
{
    buf_printf(lines, "%lldx %s %s: %s\n", (long long)number_at(event, "count", 1), text_at(event, "type"), text_at(event, "reason"),
               text_at(event, "message"));
}

static void take_events(void *context, const struct reply *reply)
{
    struct evidence *evidence = context;
    struct buf lines = {0};
    json_t *items = json_object_get(reply->body, "items");
    size_t n = json_array_size(items);
    for (size_t i = n > EVENTS_MOST ? n - EVENTS_MOST : 0; i < n; i++)
        if (!text_is(json_array_get(items, i), "type", "Normal")) put_event(&lines, json_array_get(items, i));
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

static void ask_events(struct task *task, const char *uid, Str title)
{
    struct arena *arena = task->run->session->arena;
    Str path = arena_printf(arena, "/api/v1/namespaces/%.*s/events?limit=50&fieldSelector=involvedObject.uid%%3D%s", STR_ARG(task->step->namespace), uid);
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .patience = 5000, .done = take_events, .context = evidence_of(task, title)});
}

static void ask_log(struct task *task, const json_t *pod, const struct pod_report *report)
{
    struct arena *arena = task->run->session->arena;
    Str path = arena_printf(arena, "/api/v1/namespaces/%.*s/pods/%s/log?tailLines=%d&container=%s%s", STR_ARG(task->step->namespace),
                            text_at(pod, "metadata.name"), LOG_LINES, report->container, report->previous ? "&previous=true" : "");
    Str title = arena_printf(arena, "last log lines of %s, container %s", text_at(pod, "metadata.name"), report->container);
    http_send(task->run->http, &(struct request){.method = "GET", .path = path.s, .plain = true, .patience = 5000, .done = take_log,
            .context = evidence_of(task, title)});
}

void task_gather(struct task *task, const json_t *pod, const struct pod_report *report)
{
    struct arena *arena = task->run->session->arena;
    if (!task->step->namespace.n) return;
    const char *uid = *task->uid ? task->uid : task->step->uid.s;
    ask_events(task, uid, arena_printf(arena, "events of %.*s", STR_ARG(task->step->id)));
    if (!pod) return;
    ask_events(task, arena_copy(arena, str_of(text_at(pod, "metadata.uid"))).s, arena_printf(arena, "events of pod %s", text_at(pod, "metadata.name")));
    if (report && report->crashed && *report->container) ask_log(task, pod, report);
}
