#include "cluster/informer.h"

#include "diag/session.h"
#include "json/json_path.h"
#include "json/json_read.h"

#include <stdio.h>

enum { SILENCE_MS = 90 * 1000, WATCH_SECONDS = 300, PAUSE_MS = 500, PAUSE_MOST_MS = 10 * 1000, POLL_MS = 2000, ENDED_SOON_MS = 2000 };

/* One kind in one namespace. */
struct watch {
    struct informer *informer;
    struct watch *next;
    struct informer_target target;
    char version[64];        /* resourceVersion to go on from; empty: a LIST is needed */
    struct stream *stream;
    int64_t opened, pause;   /* when the stream was opened; ms before the next try */
    bool forbidden;          /* to watch: the LIST is repeated */
    bool refused;            /* the LIST is forbidden, and that was told */
    json_t *known;           /* uid to metadata, of what was told and is not gone */
};

struct informer {
    struct informer_options options;
    struct watch *watches;
    bool ended;              /* nobody is told anything any more */
    struct map seen;         /* interned "apiVersion/kind/namespace?selector" */
};

static void list(struct watch *);
static void open_watch(struct watch *);

/* ---- telling ---- */

static void tell(struct watch *watch, const json_t *object, bool gone)
{
    const char *uid = text_at(object, "metadata.uid");
    if (!*uid) return;
    if (gone) json_object_del(watch->known, uid);
    else if (!watch->target.news_only) json_object_set_new(watch->known, uid, json_pack("{s:{s:s, s:s}}", "metadata", "name",
            text_at(object, "metadata.name"), "uid", uid));
    watch->target.tell(watch->target.context, object, gone);
}

/* Those that were known and are not in LISTED have gone unseen. */
static void tell_missing(struct watch *watch, const json_t *listed)
{
    json_t *known = watch->known, *object;
    const char *uid;
    watch->known = json_object();
    json_object_foreach(known, uid, object) {
        if (json_object_get(listed, uid)) json_object_set(watch->known, uid, object);
        else watch->target.tell(watch->target.context, object, true);
    }
    json_decref(known);
}

/* ---- pauses ---- */

static void go_on(void *context)
{
    struct watch *watch = context;
    if (watch->informer->ended) return;
    if (*watch->version && !watch->forbidden) open_watch(watch);
    else list(watch);
}

static void go_on_later(struct watch *watch, int64_t delay) { http_after(watch->informer->options.http, delay, go_on, watch); }

static void pause_watch(struct watch *watch)
{
    go_on_later(watch, watch->pause);
    watch->pause = watch->pause * 2 > PAUSE_MOST_MS ? PAUSE_MOST_MS : watch->pause * 2;
}

/* ---- LIST ---- */

static Str path_of(const struct watch *watch, const char *query)
{
    struct arena *arena = watch->informer->options.session->arena;
    struct buf text = {0};
    buf_printf(&text, "?%s", query);
    if (watch->target.selector) buf_printf(&text, "&labelSelector=%s", url_escape(arena, str_of(watch->target.selector)).s);
    Str path = api_path(arena, watch->target.resource, watch->target.namespace, STR(""), text.s);
    buf_free(&text);
    return path;
}

static void note_refused(struct watch *watch)
{
    const struct informer_options *options = &watch->informer->options;
    if (!watch->refused) options->refused(options->context, &watch->target);
    watch->refused = true;
}

static void take_list(void *context, const struct reply *reply)
{
    struct watch *watch = context;
    if (watch->informer->ended) return;
    size_t i;
    json_t *object, *listed = json_object();
    if (answer_of(reply) != ANSWER_OK) {
        json_decref(listed);
        if (answer_of(reply) == ANSWER_FORBIDDEN) note_refused(watch);
        pause_watch(watch);
        return;
    }
    json_array_foreach(json_object_get(reply->body, "items"), i, object) {
        if (watch->target.news_only) break;
        json_object_set(listed, text_at(object, "metadata.uid"), json_true());
        tell(watch, object, false);
    }
    tell_missing(watch, listed);
    json_decref(listed);
    snprintf(watch->version, sizeof watch->version, "%s", text_at(reply->body, "metadata.resourceVersion"));
    if (watch->forbidden) go_on_later(watch, POLL_MS);
    else open_watch(watch);
}

static void list(struct watch *watch)
{
    Str path = path_of(watch, watch->target.news_only ? "limit=1" : "");
    http_send(watch->informer->options.http, &(struct request){.method = "GET", .path = path.s, .done = take_list, .context = watch, .urgent = true,
                                                              .unawaited = true});
}

/* ---- WATCH ---- */

static void take_error(struct watch *watch, const json_t *status)
{
    if (number_at(status, "code", 0) == 410 || number_at(status, "code", 0) == 500) *watch->version = '\0';
}

static void take_line(void *context, const char *line, size_t n)
{
    struct watch *watch = context;
    json_t *event = json_read((Str){line, n}, NULL), *object = json_object_get(event, "object");
    const char *type = text_at(event, "type");
    if (strcmp(type, "ERROR") == 0) take_error(watch, object);
    else if (json_is_object(object)) {
        const char *version = text_at(object, "metadata.resourceVersion");
        if (*version) snprintf(watch->version, sizeof watch->version, "%s", version);
        if (strcmp(type, "BOOKMARK") != 0) tell(watch, object, strcmp(type, "DELETED") == 0);
    } else *watch->version = '\0'; /* it says nothing that we know: begin anew */
    json_decref(event);
}

static void end_watch(void *context, long status, const char *trouble)
{
    struct watch *watch = context;
    (void)trouble;
    watch->stream = NULL;
    /* Without an answer nothing may come through that does not end: the LIST tells what the watch did not. */
    if (status == 410 || (!status && now_ms() - watch->opened >= WATCH_ANSWER_MS)) *watch->version = '\0';
    if (status == 403) watch->forbidden = true;
    if (now_ms() - watch->opened > ENDED_SOON_MS) watch->pause = PAUSE_MS;
    pause_watch(watch);
}

static void open_watch(struct watch *watch)
{
    char query[192];
    snprintf(query, sizeof query, "watch=1&allowWatchBookmarks=true&timeoutSeconds=%d&resourceVersion=%s", WATCH_SECONDS, watch->version);
    watch->opened = now_ms();
    watch->stream = stream_open(watch->informer->options.http, &(struct stream_options){.path = path_of(watch, query).s, .line = take_line,
            .end = end_watch, .context = watch, .answer = WATCH_ANSWER_MS, .silence = SILENCE_MS});
}

/* ---- all of them ---- */

struct informer *informer_new(const struct informer_options *options)
{
    struct informer *informer = NEW(options->session->arena, struct informer);
    *informer = (struct informer){.options = *options};
    return informer;
}

void informer_watch(struct informer *informer, const struct informer_target *target)
{
    struct arena *arena = informer->options.session->arena;
    Str key = arena_printf(arena, "%.*s/%.*s/%.*s?%s", STR_ARG(target->resource->api_version), STR_ARG(target->resource->kind),
                           STR_ARG(target->resource->namespaced ? target->namespace : STR("")), target->selector ? target->selector : "");
    const struct name *name = name_of(informer->options.session->names, key);
    if (map_get(&informer->seen, name)) return;
    struct watch *watch = NEW(arena, struct watch);
    *watch = (struct watch){.informer = informer, .next = informer->watches, .target = *target, .pause = PAUSE_MS, .known = json_object()};
    informer->watches = watch;
    map_put(arena, &informer->seen, name, watch);
    list(watch);
}

void informer_free(struct informer *informer)
{
    if (!informer) return;
    informer->ended = true;
    for (struct watch *watch = informer->watches; watch; watch = watch->next) {
        if (watch->stream) stream_close(watch->stream);
        json_decref(watch->known);
    }
}
