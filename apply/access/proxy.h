/* Which proxy the requests to a server go through: as Go has it, and so kubectl, and not as libcurl has it. */
#ifndef STK_PROXY_H
#define STK_PROXY_H

#include "access/access.h"

/* What a kubeconfig calls 'proxy-url'. NULL: *PROXY is it; else what is wrong, which does not quote it. */
const char *proxy_of_kubeconfig(struct arena *, Str url, struct proxy *);
/* What the environment says of requests to SERVER, a URL. False: PROBLEM says why not. */
bool proxy_of_environment(struct arena *, Str server, struct proxy *, struct problem *);

#endif
