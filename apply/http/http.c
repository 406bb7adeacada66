#include "http_internal.h"

#include "common/interrupt.h"

#include <stdlib.h>
#include <time.h>

enum {
    RETRY_TIMEOUT_MS = 120 * 1000,
    SILENCE_MS = 500,             /* after which a nudge is sent */
    LONG_MS = 10 * 1000,          /* without a byte, after which it is told what is waited for */
    STREAMS_PER_CONNECTION = 100,
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

void http_note(struct http *http, struct text_list *told, Str text)
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
    if (!http->options.retry_timeout) http->options.retry_timeout = RETRY_TIMEOUT_MS;
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

char *copy_text(const char *text, size_t n)
{
    char *copy = malloc(n + 1);
    if (!copy) panic("out of memory");
    memcpy(copy, text, n);
    copy[n] = '\0';
    return copy;
}

/* No connection that is older than the last silent loss is used again. */
long connection_age(const struct http *http) { return http->trouble_at ? (long)((now_ms() - http->trouble_at) / 1000 + 1) : 0; }

void http_refuse(struct http *http, const char *trouble) { http->refusal = trouble; }
const char *http_refusal(const struct http *http) { return http->refusal; }
size_t http_busy(const struct http *http) { return http->busy; }

void http_drain(struct http *http)
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

/* ---- nudges ---- */

static void take_nudge(void *context, const struct reply *reply)
{
    (void)reply;
    ((struct http *)context)->nudged = false;
}

void ask_whether_alive(struct http *http)
{
    if (http->nudged) return;
    http->nudged = true;
    http_send(http, &(struct request){.method = "GET", .path = "/version", .urgent = true, .done = take_nudge, .context = http});
}

/* libcurl (7.88) overlooks the end of an HTTP/2 stream whose last bytes found no room while another one was read, until anything
 * comes over the connection: the answer to this does. */
static void nudge(struct http *http)
{
    if (http->multiplexed && http->in_flight && now_ms() - http->moved_at >= SILENCE_MS) ask_whether_alive(http);
}

/* ---- silence ---- */

static void tell_silence(struct http *http)
{
    if (http->in_flight && now_ms() - http->heard_at >= LONG_MS) http_note(http, &http->troubles, http->silence);
}

/* ---- the loop ---- */

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
    end_overdue_streams(http);
    if (moved || (http->first && http->in_flight < (size_t)http->allowed)) {
        start_calls(http);
        curl_multi_perform(http->multi, &running);
        return;
    }
    if (http->in_flight && most > SILENCE_MS) most = SILENCE_MS;
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
