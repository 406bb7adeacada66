/* One HTTP request after the other, to servers that are no API servers: registries, and who gives tokens for them. Each is made and
 * awaited; what may pass by itself is tried again for half a minute, when the server says. Credentials go to the host of the URL alone, also
 * when it sends elsewhere, and are not kept. */
#ifndef STK_FETCH_H
#define STK_FETCH_H

#include "common/problem.h"

struct fetcher;
struct fetcher *fetcher_new(const char *ca_file); /* with certificates in PEM that are trusted; NULL: the system's */
void fetcher_free(struct fetcher *);

struct fetch {
    const char *method;        /* a literal */
    const char *url;
    const char *authorization; /* the header's value; NULL: none */
    const char *accept;        /* media types; NULL: any */
    const char *type;          /* of the body; NULL: there is none */
    Str body;
    size_t most;               /* bytes that the answer may have */
    int64_t limit;             /* ms that it may take; 0: as long as bytes come */
};

struct fetched {
    long status;
    struct buf body;           /* to be wiped */
    Str url;                   /* that it came from, after redirections; of the problem's arena, like all texts here */
    Str location, next;        /* headers of the answer, where something is and where the next page is, as whole addresses; empty: not there */
    Str challenge;             /* WWW-Authenticate; of several, that with Bearer */
};

/* False: there is no answer, and PROBLEM says why. FETCHED is to be freed in any case. */
bool fetch(struct fetcher *, const struct fetch *, struct fetched *, struct problem *);
void fetched_free(struct fetched *);

/* Whether a URL is of this machine: localhost, 127.0.0.0/8, ::1. */
bool url_is_local(Str url);

#endif
