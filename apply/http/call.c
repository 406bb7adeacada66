/* Requests on their way from the queue to their answer. */
#include "http_internal.h"

#include "access/secret_file.h"
#include "common/interrupt.h"
#include "json/json_read.h"
#include "retry.h"

#include <stdlib.h>
#include <strings.h>

enum {
    TRY_MS = 65 * 1000,           /* the server ends a request after 60 s: 15 in its queue, 30 in a webhook */
    LAST_MS = 3 * 1000,           /* for an answer, after a signal */
    ROOM = 512 << 10,             /* for what comes of one answer while another one is read */
};

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

/* 299 - "text \"with quotes\"": RFC 9110, section 5.6.4, has what '\' means. */
static void take_warning(struct http *http, Str value)
{
    const char *begin = memchr(value.s, '"', value.n);
    const char *end = begin ? memrchr(value.s, '"', value.n) : NULL;
    struct buf text = {0};
    if (!begin || end <= begin) return;
    for (const char *at = begin + 1; at < end; at++) {
        if (*at == '\\' && at + 1 < end) at++;
        buf_char(&text, *at);
    }
    http_note(http, &http->warnings, (Str){text.s, text.n});
    buf_free(&text);
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

void free_call(struct call *call)
{
    if (call->newer) call->newer->older = call->older;
    else call->http->newest = call->older;
    if (call->older) call->older->newer = call->newer;
    transfer_free(&call->transfer, call->http->multi);
    json_decref(call->json);
    buf_wipe(&call->body); /* an answer may hold secrets */
    buf_free(&call->unreadable);
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
    if (!call->request.retry_timeout) call->request.retry_timeout = http->options.retry_timeout;
    http->busy += !request->unawaited;
    call->older = http->newest;
    if (http->newest) http->newest->newer = call;
    http->newest = call;
    enqueue(http, call);
}

static void finish_with(struct call *call, struct reply reply)
{
    buf_widen(&call->body, 1);
    buf_put(&call->body, "", 1);
    reply.body = call->json;
    reply.text = call->body.s;
    reply.size = call->body.n - 1;
    reply.withheld = call->http->options.access->withheld;
    reply.tries = call->tries;
    reply.elapsed = call->begun ? now_ms() - call->begun : 0;
    call->http->busy -= !call->request.unawaited;
    call->http->again -= call->again;
    if (!reply.trouble && !call->http->again) call->http->troubles.n = 0;
    call->request.done(call->request.context, &reply);
    free_call(call);
}

static void finish(struct call *call, const char *trouble, const char *help)
{
    finish_with(call, (struct reply){.trouble = trouble, .help = help});
}

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
    call->body.n = call->unreadable.n = 0;
    call->retry_after = -1;
    call->tries++;
    http->moved_at = now_ms();
    if (!http->in_flight) http->heard_at = http->moved_at;
    if (!call->begun) call->begun = http->moved_at;
    if (strcmp(call->request.method, "GET") == 0) {
        if (!http->options.access->no_compression) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
        curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, (long)ROOM);
    } else curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, call->request.method);
    if (call->request.type) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->request.size);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, call->request.body);
    }
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)(call->request.retry_timeout < TRY_MS ? call->request.retry_timeout : TRY_MS));
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

bool start_calls(struct http *http)
{
    bool answered = false;
    while (http->first && (refusal_of(http->first) || http->in_flight < (size_t)http->allowed || http->first->request.urgent)) {
        struct call *call = http->first;
        http->first = call->next;
        if (!http->first) http->last = &http->first;
        struct problem problem = {.arena = http->arena};
        const char *refusal = refusal_of(call);
        if (!refusal && start_call(call, &problem)) {
            http->in_flight++;
            continue;
        }
        if (refusal) finish(call, refusal, "");
        else finish(call, problem.text.s, problem.help.s);
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

void end_try(struct call *call, CURLcode code)
{
    struct http *http = call->http;
    struct attempt attempt = {.transport = code, .error = str_of(call->transfer.error), .body = {call->body.s, call->body.n},
                              .path = str_of(call->request.path), .retry_after = call->retry_after, .tries = call->tries,
                              .elapsed = now_ms() - call->begun, .retry_timeout = call->request.retry_timeout, .reached = http->reached,
                              .others = http->answered != call->answered,
                              .proxy = http->options.access->proxy.shown, .withheld = http->options.access->withheld};
    curl_easy_getinfo(call->transfer.easy, CURLINFO_RESPONSE_CODE, &attempt.status);
    curl_easy_getinfo(call->transfer.easy, CURLINFO_HTTP_CONNECTCODE, &attempt.proxy_status);
    if (!code && !call->request.plain && call->body.n) call->json = json_read((Str){call->body.s, call->body.n}, &call->unreadable);
    attempt.garbled = !code && !call->request.plain && attempt.status / 100 == 2 && !is_sound(call->json);
    if (attempt.garbled) attempt.object = (Str){call->unreadable.s, call->unreadable.n};
    http->in_flight--;
    if (code == CURLE_OK) http->reached = true;
    http->answered += code == CURLE_OK;
    call->answered = http->answered;
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
        if (call->tries == 3) http_note(http, &http->troubles, str_of(retry_reason(&attempt)));
        if (code && http->reached && call->tries > 1) ask_whether_alive(http);
        pause_call(call, delay);
        return;
    }
    const char *trouble = attempt_trouble(&attempt);
    if (attempt.garbled && call->request.unawaited) http_note(http, &http->warnings, arena_printf(http->arena, "the API server, %s", trouble));
    finish_with(call, (struct reply){.status = trouble ? 0 : attempt.status, .trouble = trouble, .help = trouble ? attempt_help(&attempt) : "",
                                     .broken_off = is_broken_off(&attempt)});
}

/* ---- after a signal ---- */

void end_pauses(struct http *http)
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

bool give_up_overdue_calls(struct http *http)
{
    bool any = false;
    for (struct call *call; (call = overdue_call(http)); any = true) {
        http->in_flight--;
        finish(call, "interrupted before it was answered", "");
    }
    return any;
}
