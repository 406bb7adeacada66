/* Which failed requests are worth another try, and when. One place for all of them. */
#ifndef STK_RETRY_H
#define STK_RETRY_H

#include "base/base.h"

#include <curl/curl.h>

/* One try of a request that has ended. */
struct attempt {
    CURLcode transport;    /* CURLE_OK: there is an answer */
    Str error;             /* what libcurl says of it; empty: nothing */
    long status;
    Str proxy;             /* through which it went, without credentials; empty: none */
    long proxy_status;     /* what it answered to CONNECT; 0: nothing */
    Str body;
    bool withheld;         /* no credentials were sent */
    Str path;              /* that was asked for */
    bool garbled;          /* a JSON object was expected, and this is none */
    Str object;            /* of the body, that cannot be read and is not cut; empty: none is known */
    int64_t retry_after;   /* ms, as the server asks; -1: it does not */
    unsigned tries;        /* with this one */
    int64_t elapsed, retry_timeout; /* ms, of all tries */
    bool reached;          /* the server has answered something before */
    bool others;           /* it has answered something since the try before ended */
};

/* ms until the next try; -1: this was the last. */
int64_t retry_delay(const struct attempt *);
/* The server breaks this request off time and again, and answers others: it is no trouble of the connection, and this was the last try. */
bool is_broken_off(const struct attempt *);
/* Why there is a next try; one line, valid until the next call. */
const char *retry_reason(const struct attempt *);
/* Why there is no answer; NULL: there is one. Valid until the next call. */
const char *attempt_trouble(const struct attempt *);
const char *attempt_help(const struct attempt *); /* against it, a literal; empty: none is known */

/* The value of a header Retry-After, seconds or an HTTP date, in ms; at most half a minute, and 1 s for what means nothing. */
int64_t retry_after_ms(Str value);

#endif
