/* HTTP to one API server. Only this room knows libcurl.
 *
 * One thread, one loop: requests are queued, at most PARALLEL of them are on the way over one HTTP/2 connection, and their
 * answers arrive in callbacks during http_turn. What may pass by itself is tried again here, with growing pauses: lost
 * connections, 429, 502, 503, 504, webhooks that do not answer yet; but not what the server breaks off time and again while it
 * answers others. Every request has to be safe to send twice. After a signal nothing is tried again, and a request that is not
 * answered within seconds is answered with TROUBLE.
 * The texts of a request are copied. Nothing here prints; credentials never leave transfer.c and credentials.c. */
#ifndef STK_HTTP_H
#define STK_HTTP_H

#include "access/credentials.h"

#include <jansson.h>

struct http;

struct http_options {
    const struct access *access;
    struct credentials *credentials;
    unsigned parallel;       /* requests on the way at once, 1 … 100 */
    int64_t retry_timeout;   /* ms for one request with all its tries; 0: two minutes */
    void (*note)(void *context, const char *text); /* warnings of the server, tries again; may be NULL */
    void *context;
};

struct reply {
    long status;             /* of HTTP; 0: there was no answer, and TROUBLE says why */
    json_t *body;            /* NULL: not JSON, or empty; borrowed */
    const char *text;        /* the body's bytes, NUL-terminated */
    size_t size;
    const char *trouble;     /* one line; NULL when there is an answer */
    const char *help;        /* against TROUBLE; empty: none is known */
    bool broken_off;         /* TROUBLE is with this request: the server answers others */
    unsigned tries;          /* after which this is the answer */
    int64_t elapsed;         /* ms, of all of them */
    bool withheld;           /* no credentials were sent: see struct access */
};

typedef void reply_fn(void *context, const struct reply *);

struct request {
    const char *method;      /* a literal */
    const char *path;        /* from "/" */
    const char *type;        /* of the body, a literal; NULL: there is none */
    const char *body;
    size_t size;
    bool plain;              /* the answer is text, not JSON: logs */
    bool metadata_only;      /* objects come without content: those of a list, or the one that is written */
    int64_t retry_timeout;   /* ms; 0: that of the options */
    bool urgent;             /* before what is queued: the lock's renewal */
    bool unawaited;          /* http_busy does not count it, and an answer that cannot be read is told as a warning: the LIST of a watch */
    reply_fn *done;          /* called exactly once, unless the client is freed before */
    void *context;
};

/* NULL: PROBLEM says why. */
struct http *http_new(const struct http_options *, struct problem *);
void http_free(struct http *); /* what is on the way is dropped */

Str http_server(const struct http *); /* its address, for messages */

void http_send(struct http *, const struct request *);
/* Sends it and turns the loop until it is answered; the reply is freed by the next http_wait, and its body with it. */
const struct reply *http_wait(struct http *, const struct request *);
size_t http_busy(const struct http *); /* queued or on the way */
void http_drain(struct http *);        /* turns the loop until nothing is */
/* After this no request is sent any more: those that are queued are answered with TROUBLE. */
void http_refuse(struct http *, const char *trouble);
const char *http_refusal(const struct http *); /* that TROUBLE; NULL: requests are sent */

/* ---- streams: answers that do not end, line by line; they do not count as requests on the way ---- */

enum { WATCH_ANSWER_MS = 10 * 1000 }; /* a server answers a watch at once, though no event comes */

struct stream;
struct stream_options {
    const char *path;
    void (*line)(void *context, const char *line, size_t n); /* without its newline, NUL-terminated */
    void (*end)(void *context, long status, const char *trouble); /* once; the stream is gone afterwards. TROUBLE NULL: it ended in order */
    void *context;
    int64_t answer;          /* ms in which the answer has to begin; 0: any time */
    int64_t silence;         /* ms without a byte after which the connection counts as lost; 0: never */
};
struct stream *stream_open(struct http *, const struct stream_options *);
void stream_close(struct stream *); /* without a call of END */

/* ---- time ---- */

int64_t now_ms(void); /* monotonic */
/* Calls FN once after DELAY ms, in a turn of the loop. */
void http_after(struct http *, int64_t delay, void (*fn)(void *), void *context);
/* Answers, lines and timers that are due; waits at most MOST ms for the first. */
void http_turn(struct http *, int64_t most);

#endif
