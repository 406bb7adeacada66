/* URLs of API servers. */
#ifndef STK_SERVER_URL_H
#define STK_SERVER_URL_H

#include "base/base.h"

/* NULL: TEXT can be a server's URL, and *URL is it with a scheme and without slashes at its end; else what is wrong, which does
 * not quote it. SCHEME: "https://", for a bare HOST:PORT. */
const char *server_url(struct arena *, Str text, const char *scheme, Str *url);
bool url_is_plain(Str url);    /* http:// */
bool url_is_loopback(Str url); /* its host is localhost, 127.0.0.0/8 or [::1] */

#endif
