/* URLs of API servers and of proxies. */
#ifndef STK_SERVER_URL_H
#define STK_SERVER_URL_H

#include "base/base.h"

/* NULL: TEXT can be a server's URL, and *URL is it with a scheme and without slashes at its end; else what is wrong, which does
 * not quote it. A bare HOST:PORT is http, as for kubectl (1.20 to 1.36), whatever a kubeconfig says of certificates. */
const char *server_url(struct arena *, Str text, Str *url);
bool url_is_plain(Str url); /* http:// */

Str url_authority(Str url);      /* "host:port", also of a URL without a scheme */
Str url_host(Str authority);     /* the brackets of IPv6 belong to it */
Str url_port(Str authority);     /* empty: none */
const char *url_authority_problem(Str authority); /* NULL: fine */

#endif
