/* The parts of the HTTP client: requests on their way (call.c), streams (stream.c), and the loop that turns both (http.c). */
#ifndef STK_HTTP_INTERNAL_H
#define STK_HTTP_INTERNAL_H

#include "http/http.h"
#include "transfer.h"

enum { BODY_MAX = 512 << 20 };

/* A request on its way from http_send to its answer. */
struct call {
    struct http *http;
    struct call *next;           /* in the queue */
    struct call *older, *newer;  /* all that are not answered yet */
    struct request request;      /* its texts are owned */
    struct transfer transfer;
    struct buf body;
    json_t *json;                /* the body, parsed; NULL: it is none */
    struct buf unreadable;       /* the object in the body that is no JSON; empty: it is not known */
    int64_t begun;               /* 0: not sent yet */
    int64_t last;                /* when it is given up, after a signal; 0: none came yet */
    int64_t retry_after;         /* ms, as the server asks; -1: it does not */
    unsigned tries;
    size_t answered;             /* of HTTP, when its last try ended */
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
    size_t busy, in_flight;
    size_t again;                /* those that are tried again */
    size_t answered;             /* tries of all that had an answer */
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

/* ---- http.c ---- */

/* Tells TEXT; TOLD are those that are not told again. */
void http_note(struct http *, struct text_list *told, Str text);
char *copy_text(const char *, size_t n); /* to be freed */
void ask_whether_alive(struct http *); /* nobody waits for the answer */
long connection_age(const struct http *); /* s, of the connections that may be used again; 0: any */

/* ---- call.c ---- */

bool start_calls(struct http *);           /* true: something was answered without being sent */
void end_try(struct call *, CURLcode);     /* it is the answer, or there is another try */
void free_call(struct call *);
void end_pauses(struct http *);            /* after a signal: what pauses before another try is not tried again */
bool give_up_overdue_calls(struct http *); /* after a signal; true: there was one */

/* ---- stream.c ---- */

struct stream *stream_of(const struct http *, const CURL *); /* NULL: it is none of them */
void end_stream(struct stream *, CURLcode);
void end_overdue_streams(struct http *);   /* whose answer should have begun */
void drop_closed_streams(struct http *);
void free_stream(struct stream *);

#endif
