#include "operation/operation_run.h"

#include "common/interrupt.h"
#include "common/terminal_text.h"
#include "common/timestamp.h"
#include "health/pod_health.h"
#include "health/readiness.h"
#include "json/json_path.h"
#include "json/json_read.h"

enum {
    LOOK_MS = 1000,          /* between looks at pods, and before a stream is opened again */
    TURN_MS = 200,           /* an interruption is noticed after that */
    WATCH_SECONDS = 60,      /* of a watch; then the Job is read again */
    LOG_MS = 10 * 1000,      /* for the rest of the log once the Job has ended */
};

struct follow {
    const struct follow_options *options;
    Str job_path, watch_path, pods_path;
    struct stream *watch, *log; /* NULL: not open */
    bool over;               /* what still arrives is of no interest */
    enum follow_end end;
    bool job_ended;
    int64_t ended_at;
    struct buf why;          /* the Job failed */
    Str pod, container;      /* whose log is shown */
    struct pod_tracker memory;
    struct buf pod_why;      /* its pod failed */
    struct buf told;         /* the last note */
    Str stamp;               /* of the last line that was shown */
    char stamp_text[64];
    bool log_whole;          /* its stream ended in order */
    bool log_shown;          /* nothing more is to come from this pod */
};

static void finish(struct follow *follow, enum follow_end end, Str why)
{
    if (follow->over) return;
    follow->over = true;
    follow->end = end;
    follow->why.n = 0;
    buf_str(&follow->why, why);
    if (follow->watch) stream_close(follow->watch);
    if (follow->log) stream_close(follow->log);
}

static void tell(struct follow *follow, Str text)
{
    struct buf clean = {0};
    put_clean(&clean, text);
    if (clean.n && !str_eq((Str){clean.s, clean.n}, (Str){follow->told.s, follow->told.n})) {
        follow->options->note(follow->options->context, (Str){clean.s, clean.n});
        follow->told.n = 0;
        buf_put(&follow->told, clean.s, clean.n);
    }
    buf_free(&clean);
}

/* ---- the Job: read, then watched from there; read again whenever the watch ends ---- */

static void look_at_job(void *context);

static void take_job(struct follow *follow, const json_t *job)
{
    struct buf why = {0};
    enum readiness readiness = readiness_of("batch/v1", "Job", job, NULL, &why, NULL);
    if (readiness == READINESS_SUSPENDED) tell(follow, STR("the Job is suspended"));
    if ((readiness == READINESS_READY || readiness == READINESS_FAILED) && !follow->job_ended) {
        follow->job_ended = true;
        follow->ended_at = now_ms();
        follow->end = readiness == READINESS_READY ? FOLLOW_SUCCEEDED : FOLLOW_FAILED;
        follow->why.n = 0;
        buf_put(&follow->why, why.s, why.n);
    }
    buf_free(&why);
}

static void take_event(void *context, const char *line, size_t n)
{
    struct follow *follow = context;
    json_t *event = json_read((Str){line, n}, NULL);
    const json_t *job = json_at(event, "object");
    if (text_is(event, "type", "ADDED") || text_is(event, "type", "MODIFIED")) take_job(follow, job);
    if (text_is(event, "type", "DELETED") && !follow->job_ended) {
        take_job(follow, job);
        if (!follow->job_ended) finish(follow, FOLLOW_LOST, STR("somebody deleted it"));
    }
    json_decref(event);
}

static void end_watch(void *context, long status, const char *trouble)
{
    struct follow *follow = context;
    (void)status, (void)trouble;
    follow->watch = NULL;
    if (!follow->over && !follow->job_ended) http_after(follow->options->http, LOOK_MS, look_at_job, follow);
}

static void open_watch(struct follow *follow, const json_t *job)
{
    struct buf path = {0};
    buf_printf(&path, "%.*s%s", STR_ARG(follow->watch_path), text_at(job, "metadata.resourceVersion"));
    follow->watch = stream_open(follow->options->http,
                                &(struct stream_options){.path = path.s, .line = take_event, .end = end_watch, .context = follow,
            .answer = WATCH_ANSWER_MS, .silence = (WATCH_SECONDS + 15) * 1000});
    buf_free(&path);
}

static void take_job_reply(void *context, const struct reply *reply)
{
    struct follow *follow = context;
    enum answer answer = answer_of(reply);
    if (follow->over) return;
    if (answer == ANSWER_NOT_FOUND) finish(follow, FOLLOW_LOST, STR("somebody deleted it"));
    else if (answer != ANSWER_OK) finish(follow, FOLLOW_LOST, answer_text(follow->options->arena, reply));
    else take_job(follow, reply->body);
    if (!follow->over && !follow->job_ended) open_watch(follow, reply->body);
}

static void look_at_job(void *context)
{
    struct follow *follow = context;
    if (!follow->over)
        http_send(follow->options->http, &(struct request){.method = "GET", .path = follow->job_path.s, .done = take_job_reply, .context = follow});
}

/* ---- the log ---- */

static void assess_pods(void *context);

static void requeue(struct follow *follow) { http_after(follow->options->http, LOOK_MS, assess_pods, follow); }

static void show(struct follow *follow, Str text)
{
    struct buf clean = {0};
    put_clean(&clean, text);
    follow->options->line(follow->options->context, clean.n ? (Str){clean.s, clean.n} : STR(""));
    buf_free(&clean);
}

/* The stamps of one container have the same zone; without it they sort as texts, also where noughts at their end are left out. */
static bool is_later(Str a, Str b)
{
    if (str_ends(a, STR("Z"))) a.n--;
    if (str_ends(b, STR("Z"))) b.n--;
    return str_cmp(a, b) > 0;
}

/* What has no stamp is a message of the node. */
static void take_line(void *context, const char *line, size_t n)
{
    struct follow *follow = context;
    const char *blank = memchr(line, ' ', n);
    Str stamp = {line, blank ? (size_t)(blank - line) : n};
    int64_t ms;
    if (stamp.n >= sizeof follow->stamp_text || !timestamp_read(stamp, &ms)) {
        show(follow, (Str){line, n});
        return;
    }
    if (!is_later(stamp, follow->stamp)) return;
    memcpy(follow->stamp_text, stamp.s, stamp.n);
    follow->stamp = (Str){follow->stamp_text, stamp.n};
    show(follow, blank ? (Str){blank + 1, n - stamp.n - 1} : STR(""));
}

static void end_log(void *context, long status, const char *trouble)
{
    struct follow *follow = context;
    follow->log = NULL;
    follow->log_whole = status == 200 && !trouble;
    if (status == 403) {
        tell(follow, STR("its log may not be read"));
        follow->log_shown = true;
    }
    if (!follow->over) requeue(follow);
}

/* From the last line on; the server counts in whole seconds. */
static void open_log(struct follow *follow)
{
    struct arena *arena = follow->options->arena;
    struct buf path = {0};
    buf_printf(&path, "/api/v1/namespaces/%.*s/pods/%.*s/log?follow=true&timestamps=true&container=%.*s", STR_ARG(follow->options->namespace),
               STR_ARG(follow->pod), STR_ARG(follow->container));
    if (follow->stamp.n) buf_printf(&path, "&sinceTime=%s", url_escape(arena, follow->stamp).s);
    follow->log = stream_open(follow->options->http, &(struct stream_options){.path = path.s, .line = take_line, .end = end_log, .context = follow});
    buf_free(&path);
}

/* ---- its pod ---- */

static const json_t *newest(const json_t *pods)
{
    const json_t *best = NULL;
    for (size_t i = 0; i < json_array_size(pods); i++) {
        const json_t *pod = json_array_get(pods, i);
        if (!best || strcmp(text_at(pod, "metadata.creationTimestamp"), text_at(best, "metadata.creationTimestamp")) > 0) best = pod;
    }
    return best;
}

/* "running", "terminated" or "waiting"; NULL: it is not known of */
static const json_t *container_state(const json_t *pod, Str name)
{
    static const char *const lists[] = {"status.containerStatuses", "status.initContainerStatuses"};
    for (size_t k = 0; k < COUNT(lists); k++)
        for (size_t i = 0; i < json_array_size(json_at(pod, lists[k])); i++) {
            const json_t *status = json_array_get(json_at(pod, lists[k]), i);
            if (str_is(name, text_at(status, "name"))) return json_at(status, "state");
        }
    return NULL;
}

static void begin_pod(struct follow *follow, Str name)
{
    follow->pod = arena_copy(follow->options->arena, name);
    follow->memory = (struct pod_tracker){0};
    follow->stamp = STR("");
    follow->log_whole = follow->log_shown = false;
}

/* A log that is worth reading: that of the container meant, else of one that failed before it. */
static bool choose_container(struct follow *follow, const json_t *pod, const struct pod_report *report)
{
    const json_t *state = container_state(pod, follow->options->container);
    bool begun = json_at(state, "running") || *text_at(state, "terminated.startedAt");
    if (begun) follow->container = follow->options->container;
    else if (text_is(pod, "status.phase", "Failed") && *report->container && report->crashed) {
        if (!str_is(follow->container, report->container)) follow->container = arena_copy(follow->options->arena, str_of(report->container));
    } else return false;
    return true;
}

static void take_pod(struct follow *follow, const json_t *pod)
{
    struct buf why = {0};
    struct pod_report report = {0};
    if (!str_is(follow->pod, text_at(pod, "metadata.name"))) begin_pod(follow, str_of(text_at(pod, "metadata.name")));
    enum pod_health health = pod_health(pod, &follow->memory, now_ms(), &why, &report, NULL);
    if (text_is(pod, "status.phase", "Pending")) {
        if (health == POD_FAILED) finish(follow, FOLLOW_FAILED, (Str){why.s, why.n});
        else tell(follow, (Str){why.s, why.n});
    }
    follow->pod_why.n = 0;
    if (text_is(pod, "status.phase", "Failed")) buf_put(&follow->pod_why, why.s, why.n);
    if (!follow->over && !follow->log_shown && choose_container(follow, pod, &report)) {
        if (follow->log_whole && json_at(container_state(pod, follow->container), "terminated")) follow->log_shown = true;
        else open_log(follow);
    }
    buf_free(&why);
}

static void take_pods(void *context, const struct reply *reply)
{
    struct follow *follow = context;
    enum answer answer = answer_of(reply);
    if (follow->over) return;
    const json_t *pod = newest(json_at(reply->body, "items"));
    if (pod) take_pod(follow, pod);
    if (answer == ANSWER_FORBIDDEN) tell(follow, STR("its pods, and so its log, may not be read"));
    if (!pod && (answer == ANSWER_OK || answer == ANSWER_FORBIDDEN)) follow->log_shown = follow->job_ended;
    if (!follow->over && !follow->log) requeue(follow);
}

static void assess_pods(void *context)
{
    struct follow *follow = context;
    if (!follow->over)
        http_send(follow->options->http, &(struct request){.method = "GET", .path = follow->pods_path.s, .done = take_pods, .context = follow});
}

/* ---- all of it ---- */

static struct follow *follow_new(const struct follow_options *options)
{
    static const struct resource pods = {{"v1", 2}, {"Pod", 3}, {"pods", 4}, true};
    struct arena *arena = options->arena;
    struct follow *follow = NEW(arena, struct follow);
    follow->options = options;
    follow->job_path = api_path(arena, &jobs, options->namespace, options->job, "");
    Str query = arena_printf(arena, "?watch=true&timeoutSeconds=%d&fieldSelector=metadata.name%%3D%.*s&resourceVersion=", WATCH_SECONDS,
                             STR_ARG(options->job));
    follow->watch_path = api_path(arena, &jobs, options->namespace, STR(""), query.s);
    query = arena_printf(arena, "?labelSelector=job-name%%3D%.*s", STR_ARG(options->job));
    follow->pods_path = api_path(arena, &pods, options->namespace, STR(""), query.s);
    return follow;
}

/* The log may come to its end before the Job does, and after. */
static bool is_done(const struct follow *follow)
{
    return follow->job_ended && ((follow->log_shown && !follow->log) || now_ms() - follow->ended_at > LOG_MS);
}

static Str job_why(const struct follow *follow)
{
    bool both = follow->why.n && follow->pod_why.n;
    return arena_printf(follow->options->arena, "%.*s%s%.*s", (int)follow->why.n, follow->why.n ? follow->why.s : "", both ? "; " : "",
                        (int)follow->pod_why.n, follow->pod_why.n ? follow->pod_why.s : "");
}

enum follow_end operation_follow(const struct follow_options *options, Str *why)
{
    struct follow *follow = follow_new(options);
    int64_t begun = now_ms();
    look_at_job(follow);
    assess_pods(follow);
    while (!follow->over) {
        if (is_done(follow)) finish(follow, follow->end, job_why(follow));
        else if (interrupted()) finish(follow, FOLLOW_INTERRUPTED, STR(""));
        else if (options->timeout && now_ms() - begun > options->timeout) finish(follow, FOLLOW_TIMEOUT, STR(""));
        else http_turn(options->http, TURN_MS);
    }
    *why = arena_copy(options->arena, (Str){follow->why.s, follow->why.n});
    buf_free(&follow->why);
    buf_free(&follow->pod_why);
    buf_free(&follow->told);
    return follow->end;
}
