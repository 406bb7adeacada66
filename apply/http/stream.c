/* Answers that do not end, line by line. */
#include "http_internal.h"

#include <stdlib.h>

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

void free_stream(struct stream *stream)
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

void end_stream(struct stream *stream, CURLcode code)
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

void drop_closed_streams(struct http *http)
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

void end_overdue_streams(struct http *http)
{
    for (struct stream *stream; (stream = overdue_stream(http));) end_stream(stream, CURLE_OPERATION_TIMEDOUT);
}

struct stream *stream_of(const struct http *http, const CURL *easy)
{
    for (struct stream *stream = http->streams; stream; stream = stream->next)
        if (stream->transfer.easy == easy) return stream;
    return NULL;
}
