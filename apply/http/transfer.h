/* One request as libcurl is to make it: address, TLS, proxy, credentials and headers of the API server. */
#ifndef STK_TRANSFER_H
#define STK_TRANSFER_H

#include "access/credentials.h"

#include <curl/curl.h>

/* Where and as whom; the same for all requests. */
struct server;
struct server *server_new(const struct access *, struct credentials *);
void server_free(struct server *);

struct transfer_options {
    const char *path;        /* from "/" */
    const char *accept;      /* media types */
    const char *type;        /* of the body; NULL: there is none */
    long connection_age;     /* s; no connection that is older is used again; 0: any age */
};

struct transfer {
    CURL *easy;              /* NULL: it is not begun */
    struct curl_slist *headers;
    char error[CURL_ERROR_SIZE]; /* libcurl writes here what went wrong: it has to stay where it is */
};

/* False: PROBLEM says why there are no credentials. It is to be freed in any case. */
bool transfer_begin(struct transfer *, struct server *, const struct transfer_options *, struct problem *);
/* Takes it off its multi handle, and wipes what it knew. */
void transfer_free(struct transfer *, CURLM *);

#endif
