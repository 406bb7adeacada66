#include "http/http.h"

#include "access/secret_file.h"
#include "common/interrupt.h"
#include "retry.h"
#include "transfer.h"

#include <stdlib.h>
#include <strings.h>
#include <time.h>

enum {
    TRY_MS = 65 * 1000,           /* the server ends a request after 60 s: 15 in its queue, 30 in a webhook */
    PATIENCE_MS = 120 * 1000,
    SILENCE_MS = 500,             /* after which a nudge is sent */
    LONG_MS = 10 * 1000,          /* without a byte, after which it is told what is waited for */
    STREAMS_PER_CONNECTION = 100,
    LAST_MS = 3 * 1000,           /* for an answer, after a signal */
    ROOM = 512 << 10,             /* for what comes of one answer while another one is read */
    BODY_MAX = 512 << 20,
};

/* A request on its way from http_send to its answer. */
struct call {
    struct http *http;
    struct call *next;           /* in the queue */
    struct call *older, *newer;  /* all that are not answered yet */
    struct request request;      /* its texts are owned */
    struct transfer transfer;
    struct buf body;
    json_t *json;                /* the body, parsed; NULL: it is none */
    int64_t begun;               /* 0: not sent yet */
    int64_t last;                /* when it is given up, after a signal; 0: none came yet */
    int64_t retry_after;         /* ms, as the server asks; -1: it does not */
    unsigned tries;
    bool again;                  /* it was tried more than once, or is about to be */
    bool renewed;                /* credentials were asked for anew once */
};

struct stream {
    struct http *http;
    struct stream *next;
    struct stream_options options; /* its path is owned */
    struct transfer transfer;
    int64_t opened;
    struct buf line;
    bool closed;                 /* by the caller, during a callback */
};

struct timer { int64_t at; void (*fn)(void *); void *context; };

struct http {
    struct http_options options;
    CURLM *multi;
    struct call *first, **last;  /* the queue */
    struct call *newest;         /* of all that are not answered yet: queued, on the way, or pausing */
    size_t busy, flying;
    size_t again;                /* those that are tried again */
    double allowed;              /* requests at once: halved by 429, grows again with answers */
    struct stream *streams;
    bool heard;                  /* a stream has brought a line in this turn */
    bool multiplexed;            /* the server speaks HTTP/2 */
    bool nudged;                 /* a nudge is on its way */
    int64_t moved_at;            /* when a request was sent, or a part of an answer came */
    int64_t heard_at;            /* when a part of an answer came, or a request was sent while none was on the way */
    VEC(struct timer) timers;
    struct arena *arena;
    struct text_list warnings;   /* of the server, each shown once */
    struct text_list troubles;   /* each shown once until they are over */
    Str silence;                 /* the text of that one */
    int64_t trouble_at;          /* when a connection was last lost without a word; 0: never */
    bool reached;                /* the server has answered before */
    const char *refusal;         /* NULL: requests are sent */
    struct reply waited;         /* of the last http_wait; owned */
    struct server *server;
};

/* ---- time ---- */

int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void http_after(struct http *http, int64_t delay, void (*fn)(void *), void *context)
{
    vec_push(http->arena, &http->timers, ((struct timer){now_ms() + delay, fn, context}));
}

/* True: one was due. */
static bool run_timers(struct http *http)
{
    bool ran = false;
    int64_t now = now_ms();
    for (size_t i = http->timers.n; i-- > 0;) {
        struct timer timer = http->timers.at[i];
        if (timer.at > now) continue;
        http->timers.at[i] = http->timers.at[--http->timers.n];
        timer.fn(timer.context);
        ran = true;
    }
    return ran;
}

static int64_t until_next_timer(const struct http *http, int64_t most)
{
    int64_t now = now_ms();
    for (size_t i = 0; i < http->timers.n; i++) {
        int64_t left = http->timers.at[i].at - now;
        if (left < most) most = left < 0 ? 0 : left;
    }
    return most;
}

/* ---- the client ---- */

/* TOLD are those that are not told again. */
static void note(struct http *http, struct text_list *told, Str text)
{
    for (size_t i = 0; i < told->n; i++)
        if (str_eq(told->at[i], text)) return;
    vec_push(http->arena, told, arena_copy(http->arena, text));
    if (http->options.note) http->options.note(http->options.context, told->at[told->n - 1].s);
}

struct http *http_new(const struct http_options *options, struct problem *problem)
{
    struct http *http = calloc(1, sizeof *http);
    if (!http) panic("out of memory");
    curl_global_init(CURL_GLOBAL_DEFAULT);
    http->options = *options;
    http->arena = arena_new(0);
    http->server = server_new(options->access, options->credentials);
    http->silence = arena_printf(http->arena, "waiting for an answer of the API server at %.*s", STR_ARG(options->access->server));
    http->last = &http->first;
    http->allowed = options->parallel;
    if (!http->options.patience) http->options.patience = PATIENCE_MS;
    http->multi = curl_multi_init();
    if (!http->multi) {
        http_free(http);
        problem_set(problem, 1, "libcurl cannot be set up");
        return NULL;
    }
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
    curl_multi_setopt(http->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long)STREAMS_PER_CONNECTION);
    return http;
}

Str http_server(const struct http *http) { return http->options.access->server; }

/* ---- the answer's bytes ---- */

static size_t take_body(char *bytes, size_t one, size_t n, void *context)
{
    struct call *call = context;
    (void)one;
    if (call->body.n + n > BODY_MAX) return 0;
    buf_widen(&call->body, n);
    buf_put(&call->body, bytes, n);
    call->http->moved_at = call->http->heard_at = now_ms();
    return n;
}

static void take_warning(struct http *http, Str value)
{
    const char *begin = memchr(value.s, '"', value.n);
    const char *end = begin ? memrchr(value.s, '"', value.n) : NULL;
    if (!begin || end <= begin) return;
    note(http, &http->warnings, (Str){begin + 1, (size_t)(end - begin - 1)});
}

static size_t take_header(char *bytes, size_t one, size_t n, void *context)
{
    struct call *call = context;
    (void)one;
    Str line = {bytes, n};
    call->http->heard_at = now_ms();
    if (n > 12 && strncasecmp(bytes, "retry-after:", 12) == 0) call->retry_after = retry_after_ms((Str){bytes + 12, n - 12});
    if (n > 8 && strncasecmp(bytes, "warning:", 8) == 0) take_warning(call->http, (Str){line.s + 8, n - 8});
    return n;
}

/* ---- calls ---- */

static char *copy_text(const char *text, size_t n)
{
    char *copy = malloc(n + 1);
    if (!copy) panic("out of memory");
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

static void free_call(struct call *call)
{
    if (call->newer) call->newer->older = call->older;
    else call->http->newest = call->older;
    if (call->older) call->older->newer = call->newer;
    transfer_free(&call->transfer, call->http->multi);
    json_decref(call->json);
    buf_wipe(&call->body); /* an answer may hold secrets */
    if (call->request.body) explicit_bzero((char *)(uintptr_t)call->request.body, call->request.size);
    free((char *)(uintptr_t)call->request.body);
    free((char *)(uintptr_t)call->request.path);
    free(call);
}

static void enqueue(struct http *http, struct call *call)
{
    if (call->request.urgent) {
        call->next = http->first;
        http->first = call;
        if (http->last == &http->first) http->last = &call->next;
        return;
    }
    call->next = NULL;
    *http->last = call;
    http->last = &call->next;
}

void http_send(struct http *http, const struct request *request)
{
    struct call *call = calloc(1, sizeof *call);
    if (!call) panic("out of memory");
    call->http = http;
    call->request = *request;
    call->request.path = copy_text(request->path, strlen(request->path));
    call->request.body = request->type ? copy_text(request->body, request->size) : NULL;
    if (!call->request.patience) call->request.patience = http->options.patience;
    http->busy++;
    call->older = http->newest;
    if (http->newest) http->newest->newer = call;
    http->newest = call;
    enqueue(http, call);
}

static void finish(struct call *call, long status, const char *trouble, const char *help)
{
    buf_widen(&call->body, 1);
    buf_put(&call->body, "", 1);
    struct reply reply = {.status = status, .body = call->json, .text = call->body.s, .size = call->body.n - 1, .trouble = trouble,
                          .help = help};
    call->http->busy--;
    call->http->again -= call->again;
    if (!trouble && !call->http->again) call->http->troubles.n = 0;
    call->request.done(call->request.context, &reply);
    free_call(call);
}

/* No connection that is older than the last silent loss is used again. */
static long connection_age(const struct http *http) { return http->trouble_at ? (long)((now_ms() - http->trouble_at) / 1000 + 1) : 0; }

static const char *accept_of(const struct request *request)
{
    if (request->plain) return "*/*";
    if (!request->metadata_only) return "application/json";
    if (strcmp(request->method, "GET") == 0) return "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    return "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
}

static bool start_call(struct call *call, struct problem *problem)
{
    struct http *http = call->http;
    struct transfer_options options = {call->request.path, accept_of(&call->request), call->request.type, connection_age(http)};
    if (!transfer_begin(&call->transfer, http->server, &options, problem)) return false;
    CURL *easy = call->transfer.easy;
    call->body.n = 0;
    call->retry_after = -1;
    call->tries++;
    http->moved_at = now_ms();
    if (!http->flying) http->heard_at = http->moved_at;
    if (!call->begun) call->begun = http->moved_at;
    if (strcmp(call->request.method, "GET") == 0) {
        if (!http->options.access->no_compression) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)ROOM);
    } else curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->request.method);
    if (call->request.type) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->request.size);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->request.body);
    }
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(call->request.patience < TRY_MS ? call->request.patience : TRY_MS));
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, call);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, call);
    return curl_multi_add_handle(http->multi, easy) == CURLM_OK || problem_set(problem, 1, "libcurl cannot begin a request");
}

/* Why it is not sent; NULL: it is. */
static const char *refusal_of(const struct call *call)
{
    if (call->http->refusal) return call->http->refusal;
    if (!interrupted()) return NULL;
    if (call->tries) return "interrupted before it was tried again";
    return call->last && now_ms() >= call->last ? "interrupted before it was sent" : NULL;
}

/* True: something was answered without being sent. */
static bool start_calls(struct http *http)
{
    bool answered = false;
    while (http->first && (refusal_of(http->first) || http->flying < (size_t)http->allowed || http->first->request.urgent)) {
        struct call *call = http->first;
        http->first = call->next;
        if (!http->first) http->last = &http->first;
        struct problem problem = {.arena = http->arena};
        const char *refusal = refusal_of(call);
        if (!refusal && start_call(call, &problem)) {
            http->flying++;
            continue;
        }
        if (refusal) finish(call, 0, refusal, "");
        else finish(call, 0, problem.text.s, problem.help.s);
        answered = true;
    }
    return answered;
}

static void send_again(void *context)
{
    struct call *call = context;
    enqueue(call->http, call);
}

static void pause_call(struct call *call, int64_t delay)
{
    transfer_free(&call->transfer, call->http->multi);
    json_decref(call->json);
    call->json = NULL;
    call->http->again += !call->again;
    call->again = true;
    http_after(call->http, delay, send_again, call);
}

static void adapt(struct http *http, long status)
{
    double most = http->options.parallel;
    http->allowed = status == 429 ? http->allowed / 2 : http->allowed + 1 / http->allowed;
    if (http->allowed < 1) http->allowed = 1;
    if (http->allowed > most) http->allowed = most;
}

/* An object of the API, as far as one can tell: a list has items. */
static bool is_sound(const json_t *json)
{
    const json_t *kind = json_object_get(json, "kind"), *items = json_object_get(json, "items");
    Str text = kind ? str_of(json_is_string(kind) ? json_string_value(kind) : "") : STR("Info");
    bool list = str_ends(text, STR("List")) && !str_is(text, "APIResourceList");
    return json_is_object(json) && text.n && (!list || json_is_array(items) || json_is_null(items));
}

/* A try has ended: it is the answer, or there is another one. */
static void end_try(struct call *call, CURLcode code)
{
    struct http *http = call->http;
    struct attempt attempt = {.transport = code, .error = str_of(call->transfer.error), .body = {call->body.s, call->body.n},
                              .retry_after = call->retry_after, .tries = call->tries,
                              .elapsed = now_ms() - call->begun, .patience = call->request.patience, .reached = http->reached,
                              .proxy = str_after_last(http->options.access->proxy_url, '@')};
    curl_easy_getinfo(call->transfer.easy, CURLINFO_RESPONSE_CODE, &attempt.status);
    curl_easy_getinfo(call->transfer.easy, CURLINFO_HTTP_CONNECTCODE, &attempt.proxy_status);
    if (!code && !call->request.plain && call->body.n) call->json = json_loadb(call->body.s, call->body.n, 0, NULL);
    attempt.garbled = !code && !call->request.plain && attempt.status / 100 == 2 && !is_sound(call->json);
    http->flying--;
    if (code == CURLE_OK) http->reached = true;
    long version = 0;
    curl_easy_getinfo(call->transfer.easy, CURLINFO_HTTP_VERSION, &version);
    http->multiplexed = version == CURL_HTTP_VERSION_2_0;
    if (code == CURLE_OPERATION_TIMEDOUT) http->trouble_at = now_ms();
    adapt(http, code ? 0 : attempt.status);
    if (!code && attempt.status == 401 && !call->renewed && credentials_refused(http->options.credentials)) {
        call->renewed = true;
        pause_call(call, 0);
        return;
    }
    int64_t delay = interrupted() ? -1 : retry_delay(&attempt);
    if (delay >= 0) {
        if (call->tries == 3) note(http, &http->troubles, str_of(retry_reason(&attempt)));
        pause_call(call, delay);
        return;
    }
    const char *trouble = attempt_trouble(&attempt);
    finish(call, trouble ? 0 : attempt.status, trouble, trouble ? attempt_help(&attempt) : "");
}

void http_refuse(struct http *http, const char *trouble) { http->refusal = trouble; }
const char *http_refusal(const struct http *http) { return http->refusal; }
size_t http_busy(const struct http *http) { return http->busy; }

void http_finish(struct http *http)
{
    while (http->busy) http_turn(http, 1000);
}

/* ---- waiting for one ---- */

struct waited { struct reply reply; bool done; };

static void keep_reply(void *context, const struct reply *reply)
{
    struct waited *waited = context;
    waited->reply = *reply;
    json_incref(reply->body);
    waited->reply.text = copy_text(reply->text, reply->size);
    waited->reply.trouble = reply->trouble ? copy_text(reply->trouble, strlen(reply->trouble)) : NULL;
    waited->reply.help = copy_text(reply->help, strlen(reply->help));
    waited->done = true;
}

static void drop_reply(struct reply *reply)
{
    json_decref(reply->body);
    if (reply->text) explicit_bzero((char *)(uintptr_t)reply->text, reply->size);
    free((char *)(uintptr_t)reply->text);
    free((char *)(uintptr_t)reply->trouble);
    free((char *)(uintptr_t)reply->help);
    *reply = (struct reply){0};
}

const struct reply *http_wait(struct http *http, const struct request *request)
{
    struct waited waited = {0};
    struct request mine = *request;
    mine.done = keep_reply;
    mine.context = &waited;
    http_send(http, &mine);
    while (!waited.done) http_turn(http, 1000);
    drop_reply(&http->waited);
    http->waited = waited.reply;
    return &http->waited;
}

/* ---- streams ---- */

static size_t take_stream(char *bytes, size_t one, size_t n, void *context)
{
    struct stream *stream = context;
    (void)one;
    long status = 0;
    curl_easy_getinfo(stream->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (stream->line.n + n > BODY_MAX) return 0;
    size_t from = 0;
    for (size_t i = 0; status == 200 && i < n && !stream->closed; i++) {
        if (bytes[i] != '\n') continue;
        buf_put(&stream->line, bytes + from, i - from);
        buf_put(&stream->line, "", 1);
        if (stream->line.n > 1) stream->options.line(stream->options.context, stream->line.s, stream->line.n - 1);
        stream->http->heard = true;
        stream->line.n = 0;
        from = i + 1;
    }
    buf_put(&stream->line, bytes + from, n - from);
    return stream->closed ? 0 : n;
}

static void free_stream(struct stream *stream)
{
    for (struct stream **at = &stream->http->streams; *at; at = &(*at)->next)
        if (*at == stream) {
            *at = stream->next;
            break;
        }
    transfer_free(&stream->transfer, stream->http->multi);
    buf_free(&stream->line);
    free((char *)(uintptr_t)stream->options.path);
    free(stream);
}

static void end_stream(struct stream *stream, CURLcode code)
{
    long status = 0;
    curl_easy_getinfo(stream->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status == 401) credentials_refused(stream->http->options.credentials);
    if (code == CURLE_OPERATION_TIMEDOUT) stream->http->trouble_at = now_ms();
    struct stream_options options = stream->options;
    options.path = NULL;
    bool unfinished = status == 200 && !code && stream->line.n; /* a last line without its newline */
    if (unfinished) buf_put(&stream->line, "", 1);
    if (unfinished && !stream->closed) options.line(options.context, stream->line.s, stream->line.n - 1);
    bool closed = stream->closed;
    free_stream(stream);
    if (!closed) options.end(options.context, code ? 0 : status, code ? curl_easy_strerror(code) : NULL);
}

static void fail_stream(void *context)
{
    struct stream *stream = context;
    struct stream_options options = stream->options;
    bool closed = stream->closed;
    free_stream(stream);
    if (!closed) options.end(options.context, 0, "no credentials");
}

struct stream *stream_open(struct http *http, const struct stream_options *options)
{
    struct stream *stream = calloc(1, sizeof *stream);
    struct transfer_options asked = {options->path, "application/json", NULL, connection_age(http)};
    struct problem problem = {.arena = http->arena};
    if (!stream) panic("out of memory");
    *stream = (struct stream){.http = http, .options = *options, .next = http->streams, .opened = now_ms()};
    stream->options.path = copy_text(options->path, strlen(options->path));
    http->streams = stream;
    if (!transfer_begin(&stream->transfer, http->server, &asked, &problem)) {
        transfer_free(&stream->transfer, http->multi);
        http_after(http, 0, fail_stream, stream);
        return stream;
    }
    CURL *easy = stream->transfer.easy;
    if (options->silence) {
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, (long)(options->silence / 1000));
    }
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_stream);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, stream);
    curl_multi_add_handle(http->multi, easy);
    return stream;
}

void stream_close(struct stream *stream) { stream->closed = true; }

static void drop_closed_streams(struct http *http)
{
    for (struct stream *stream = http->streams, *next; stream; stream = next) {
        next = stream->next;
        if (stream->closed && stream->transfer.easy) free_stream(stream);
    }
}

/* One whose answer is overdue; NULL: none. */
static struct stream *overdue_stream(const struct http *http)
{
    int64_t now = now_ms();
    for (struct stream *stream = http->streams; stream; stream = stream->next) {
        long status = 0;
        if (!stream->options.answer || !stream->transfer.easy || now - stream->opened <= stream->options.answer) continue;
        curl_easy_getinfo(stream->transfer.easy, CURLINFO_RESPONSE_CODE, &status);
        if (!status) return stream;
    }
    return NULL;
}

/* ---- nudges ---- */

static void take_nudge(void *context, const struct reply *reply)
{
    (void)reply;
    ((struct http *)context)->nudged = false;
}

/* libcurl (7.88) overlooks the end of an HTTP/2 stream whose last bytes found no room while another one was read, until anything
 * comes over the connection: the answer to this does. */
static void nudge(struct http *http)
{
    if (!http->multiplexed || http->nudged || !http->flying || now_ms() - http->moved_at < SILENCE_MS) return;
    http->nudged = true;
    http_send(http, &(struct request){.method = "GET", .path = "/version", .urgent = true, .done = take_nudge, .context = http});
}

/* ---- silence ---- */

static void tell_silence(struct http *http)
{
    if (http->flying && now_ms() - http->heard_at >= LONG_MS) note(http, &http->troubles, http->silence);
}

/* ---- after a signal ---- */

/* What pauses before another try pauses no more: it is not tried again. */
static void end_pauses(struct http *http)
{
    for (size_t i = 0; i < http->timers.n; i++)
        if (http->timers.at[i].fn == send_again) http->timers.at[i].at = 0;
}

static struct call *overdue_call(const struct http *http)
{
    int64_t now = now_ms();
    for (struct call *call = http->newest; call; call = call->older) {
        if (!call->last) call->last = now + LAST_MS;
        if (call->transfer.easy && now >= call->last) return call;
    }
    return NULL;
}

/* True: there was one. */
static bool give_up_overdue_calls(struct http *http)
{
    bool any = false;
    for (struct call *call; (call = overdue_call(http)); any = true) {
        http->flying--;
        finish(call, 0, "interrupted before it was answered", "");
    }
    return any;
}

/* ---- the loop ---- */

static struct stream *stream_of(const struct http *http, const CURL *easy)
{
    for (struct stream *stream = http->streams; stream; stream = stream->next)
        if (stream->transfer.easy == easy) return stream;
    return NULL;
}

/* True: something has ended. */
static bool take_ended(struct http *http)
{
    bool any = false;
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left)); any = true) {
        CURL *easy = message->easy_handle;
        CURLcode code = message->data.result;
        struct stream *stream = stream_of(http, easy);
        if (stream) {
            end_stream(stream, code);
            continue;
        }
        struct call *call;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, &call);
        curl_multi_remove_handle(http->multi, easy);
        end_try(call, code);
    }
    return any;
}

void http_turn(struct http *http, int64_t most)
{
    int running;
    http->heard = false;
    if (interrupted()) end_pauses(http);
    bool moved = run_timers(http);
    nudge(http);
    moved |= start_calls(http);
    curl_multi_perform(http->multi, &running);
    moved |= take_ended(http) || http->heard;
    drop_closed_streams(http);
    tell_silence(http);
    if (interrupted()) moved |= give_up_overdue_calls(http);
    for (struct stream *stream; (stream = overdue_stream(http));) end_stream(stream, CURLE_OPERATION_TIMEDOUT);
    if (moved || (http->first && http->flying < (size_t)http->allowed)) {
        start_calls(http);
        curl_multi_perform(http->multi, &running);
        return;
    }
    if (http->flying && most > SILENCE_MS) most = SILENCE_MS;
    curl_multi_poll(http->multi, NULL, 0, (int)until_next_timer(http, most), NULL);
}

void http_free(struct http *http)
{
    if (!http) return;
    while (http->streams) free_stream(http->streams);
    while (http->newest) free_call(http->newest);
    drop_reply(&http->waited);
    server_free(http->server);
    curl_multi_cleanup(http->multi);
    arena_free(http->arena);
    free(http);
    curl_global_cleanup();
}
